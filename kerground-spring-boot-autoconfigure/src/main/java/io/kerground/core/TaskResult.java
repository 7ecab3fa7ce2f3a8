package io.kerground.core;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a task's response: not yet, finished (also with null), failed,
 * cancelled and unknown are five different answers.
 *
 * @param <T> the type of the response
 * @since 0.1.0
 */
public sealed interface TaskResult<T> {

	/**
	 * Returns the task's id.
	 * @return the id that was asked for
	 */
	UUID id();

	/**
	 * Returns whether the task finished, so that it has a value, which may be null.
	 * @return whether this is a {@link Finished}
	 */
	default boolean isFinished() {
		return this instanceof Finished;
	}

	/**
	 * Returns the value of a finished task.
	 * @return the value, or null when the task returned null or nothing
	 * @throws TaskFailedException if the task failed or was cancelled
	 * @throws TaskNotFoundException if no such task is stored
	 * @throws IllegalStateException if the task has not ended
	 */
	@Nullable T valueOrThrow();

	/**
	 * The task waits or runs.
	 *
	 * @param <T> the type of the response
	 * @param id the task's id
	 * @param status its status
	 */
	record NotYet<T>(UUID id, TaskStatus status) implements TaskResult<T> {

		@Override
		public @Nullable T valueOrThrow() {
			throw new IllegalStateException("Task " + this.id + " has not ended: it is " + this.status);
		}

	}

	/**
	 * The task ran to its end.
	 *
	 * @param <T> the type of the response
	 * @param id the task's id
	 * @param value the response, or null
	 */
	record Finished<T>(UUID id, @Nullable T value) implements TaskResult<T> {

		@Override
		public @Nullable T valueOrThrow() {
			return this.value;
		}

	}

	/**
	 * The task failed for good.
	 *
	 * @param <T> the type of the response
	 * @param id the task's id
	 * @param error why
	 */
	record Failed<T>(UUID id, TaskError error) implements TaskResult<T> {

		@Override
		public @Nullable T valueOrThrow() {
			throw new TaskFailedException(this.id, TaskStatus.FAILED, this.error);
		}

	}

	/**
	 * The task was cancelled.
	 *
	 * @param <T> the type of the response
	 * @param id the task's id
	 */
	record Cancelled<T>(UUID id) implements TaskResult<T> {

		@Override
		public @Nullable T valueOrThrow() {
			throw new TaskFailedException(this.id, TaskStatus.CANCELLED, null);
		}

	}

	/**
	 * No such task is stored.
	 *
	 * @param <T> the type of the response
	 * @param id the id that was asked for
	 */
	record Unknown<T>(UUID id) implements TaskResult<T> {

		@Override
		public @Nullable T valueOrThrow() {
			throw new TaskNotFoundException(this.id);
		}

	}

}
