package io.kerground.jdbc;

import io.kerground.core.TaskPriority;

/**
 * The ready tasks of one queue and priority, in the order in which they are claimed.
 *
 * @param queue the number of the queue
 * @param priority the priority
 */
record ReadySlice(int queue, TaskPriority priority) {

}
