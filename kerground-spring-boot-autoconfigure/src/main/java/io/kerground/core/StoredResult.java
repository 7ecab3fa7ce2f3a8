package io.kerground.core;

import org.jspecify.annotations.Nullable;

/**
 * Status, response and error of a task.
 *
 * @param status the status
 * @param response the response as JSON in UTF-8, or null when there is none
 * @param error why the latest failed attempt failed, or null
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent")
public record StoredResult(TaskStatus status, byte @Nullable [] response, @Nullable TaskError error) {

}
