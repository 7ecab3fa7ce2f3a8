package io.kerground.core;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * What is about to be stored by one call.
 *
 * @param id the public id of the only task or of the batch, or of the first of several
 * tasks
 * @param task the name of the tasks, {@value #VARIOUS} when they have different ones
 * @param queue the queue of the tasks, {@value #VARIOUS} when they have different ones
 * @param tasks how many tasks there are
 * @since 0.1.0
 */
public record TaskSending(UUID id, String task, String queue, int tasks) {

	/**
	 * Stands for different names or queues.
	 */
	public static final String VARIOUS = "various";

	static TaskSending of(List<NewTask> tasks) {
		return of(tasks.get(0).id(), tasks);
	}

	static TaskSending of(NewBatch batch) {
		return of(batch.id(), batch.tasks().toList());
	}

	private static TaskSending of(UUID id, List<NewTask> tasks) {
		return new TaskSending(id, common(tasks, NewTask::name), common(tasks, NewTask::queue), tasks.size());
	}

	private static String common(List<NewTask> tasks, Function<NewTask, String> property) {
		List<String> values = tasks.stream().map(property).distinct().limit(2).toList();
		return (values.size() == 1) ? values.get(0) : VARIOUS;
	}

}
