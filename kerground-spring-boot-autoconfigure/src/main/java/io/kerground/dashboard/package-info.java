/**
 * The pages that show and steer tasks in a browser, and the guard in front of them. They
 * read and write through the actuator endpoint alone.
 */
@NullMarked
package io.kerground.dashboard;

import org.jspecify.annotations.NullMarked;
