/**
 * Keeps the log lines of attempts, by an appender of Logback.
 */
@NullMarked
package io.kerground.logging;

import org.jspecify.annotations.NullMarked;
