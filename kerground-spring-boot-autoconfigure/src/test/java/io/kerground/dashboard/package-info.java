/**
 * Tests of the pages and of the guard in front of them, and the application that the
 * browser's tests look at.
 */
@NullMarked
package io.kerground.dashboard;

import org.jspecify.annotations.NullMarked;
