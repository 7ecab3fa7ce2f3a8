package io.kerground.core;

import java.time.Instant;

/**
 * This node lost a task before its attempt ended: another node may own it, or it was
 * taken away by hand. The outcome of the attempt is refused and changes nothing; what the
 * body did outside the store can't be taken back.
 *
 * @param task which task, with the attempt that was lost
 * @param fence the fence of the lost claim (see {@link TaskContext#fence})
 * @param at when this node noticed
 * @since 0.1.0
 */
public record TaskLostEvent(TaskReference task, long fence, Instant at) {

}
