package io.kerground.annotation;

import io.kerground.core.RetryPolicy;

/**
 * What holds for tasks that say nothing else.
 *
 * @param retryPolicy the number of attempts and the pauses between them
 * @since 0.1.0
 */
public record WorkerDefaults(RetryPolicy retryPolicy) {

}
