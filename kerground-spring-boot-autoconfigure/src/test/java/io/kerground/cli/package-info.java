/**
 * Tests of the command line.
 */
@NullMarked
package io.kerground.cli;

import org.jspecify.annotations.NullMarked;
