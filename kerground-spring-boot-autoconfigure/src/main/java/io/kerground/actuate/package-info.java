/**
 * Actuator endpoint and health indicator of Kerground.
 */
@NullMarked
package io.kerground.actuate;

import org.jspecify.annotations.NullMarked;
