/**
 * The annotations of workers, and their discovery: which methods of which beans are
 * tasks, what their annotations say, and how they are invoked.
 */
@NullMarked
package io.kerground.annotation;

import org.jspecify.annotations.NullMarked;
