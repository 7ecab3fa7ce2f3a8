package io.kerground.core;

import java.util.UUID;

/**
 * What became of a sent task.
 *
 * @param id the public id
 * @param stored whether the task was stored; false when a task with this id existed,
 * which is left unchanged
 * @param sameArguments whether the task that existed has the same arguments; true when
 * stored
 * @since 0.1.0
 */
public record SendReceipt(UUID id, boolean stored, boolean sameArguments) {

}
