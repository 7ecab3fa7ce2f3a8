/**
 * A small service that examines uploaded files in the background.
 */
@NullMarked
package io.kerground.sample;

import org.jspecify.annotations.NullMarked;
