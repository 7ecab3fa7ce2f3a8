package io.kerground.logging;

/**
 * What is kept of an attempt's log.
 *
 * @param maxLines the greatest number of lines; a stack trace belongs to the line that it
 * was logged with
 * @param maxBytes the greatest size of all lines in UTF-8
 * @param level the name of the least level, as in {@code INFO}
 * @since 0.1.0
 */
public record TaskLogLimits(int maxLines, int maxBytes, String level) {

}
