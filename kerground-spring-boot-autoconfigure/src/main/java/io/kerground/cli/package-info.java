/**
 * The command line, which reads a store's file while no application runs, or beside one.
 */
@NullMarked
package io.kerground.cli;

import org.jspecify.annotations.NullMarked;
