/**
 * Writes and reads arguments and responses as JSON by Jackson. The only package that sees
 * it.
 */
@NullMarked
package io.kerground.jackson;

import org.jspecify.annotations.NullMarked;
