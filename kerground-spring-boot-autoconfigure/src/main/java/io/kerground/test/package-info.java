/**
 * Support for the tests of applications that use Kerground.
 */
@NullMarked
package io.kerground.test;

import org.jspecify.annotations.NullMarked;
