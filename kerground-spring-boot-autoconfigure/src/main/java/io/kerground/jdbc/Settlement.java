package io.kerground.jdbc;

import io.kerground.core.ClaimedTask;
import io.kerground.core.TaskOutcome;

/**
 * An outcome on its way into the store.
 *
 * @param task the task
 * @param outcome how its attempt ended
 * @param nanos how long the body ran
 */
record Settlement(ClaimedTask task, TaskOutcome outcome, long nanos) {

}
