package io.kerground.core;

import java.time.Instant;
import java.util.UUID;

/**
 * A task that has failed for good, without its error.
 *
 * @param id the public id
 * @param name the name of the task
 * @param failedAt when it failed
 * @since 0.1.0
 */
public record TaskFailure(UUID id, String name, Instant failedAt) {

}
