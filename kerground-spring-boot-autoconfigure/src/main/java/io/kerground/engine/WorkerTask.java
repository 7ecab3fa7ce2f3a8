package io.kerground.engine;

import io.kerground.core.TaskDefinition;

/**
 * One task with the code that runs it.
 *
 * @param definition what the task is
 * @param body runs the worker's method
 * @param takesContext whether the body takes a context as its last argument
 * @since 0.1.0
 */
public record WorkerTask(TaskDefinition definition, TaskBody body, boolean takesContext) {

}
