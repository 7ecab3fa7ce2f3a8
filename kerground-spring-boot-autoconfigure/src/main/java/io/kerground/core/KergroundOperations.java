package io.kerground.core;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;

/**
 * What an application does with its tasks: send them, ask for them, wait for them, steer
 * them. Safe for use by several threads. Implemented by {@link KergroundTemplate}; the
 * interface is there to be replaced in tests.
 *
 * @since 0.1.0
 */
public interface KergroundOperations extends TaskBulkOperations {

	/**
	 * Sends a task by name.
	 * @param task the canonical name, an alias, or the bare method name while it is
	 * unique
	 * @param arguments the arguments of the worker's method
	 * @return the task's id
	 * @throws AmbiguousTaskNameException if several tasks have this bare method name
	 * @see #send(TaskRequest)
	 */
	default UUID send(String task, @Nullable Object... arguments) {
		return send(TaskRequest.of(task, arguments));
	}

	/**
	 * Sends a task by a reference to its method.
	 * @param <W> the class of the worker
	 * @param method the method, as in {@code ReportWorker::monthly}
	 * @return the task's id
	 * @see #send(TaskRequest)
	 */
	default <W> UUID send(WorkerMethod0<W> method) {
		return send(TaskRequest.of(method));
	}

	/**
	 * Sends a task by a reference to its method.
	 * @param <W> the class of the worker
	 * @param <A> the type of the first argument
	 * @param method the method, as in {@code ReportWorker::monthly}
	 * @param a the first argument
	 * @return the task's id
	 * @see #send(TaskRequest)
	 */
	default <W, A extends @Nullable Object> UUID send(WorkerMethod1<W, A> method, A a) {
		return send(TaskRequest.of(method, a));
	}

	/**
	 * Sends a task by a reference to its method.
	 * @param <W> the class of the worker
	 * @param <A> the type of the first argument
	 * @param <B> the type of the second argument
	 * @param method the method, as in {@code ReportWorker::monthly}
	 * @param a the first argument
	 * @param b the second argument
	 * @return the task's id
	 * @see #send(TaskRequest)
	 */
	default <W, A extends @Nullable Object, B extends @Nullable Object> UUID send(WorkerMethod2<W, A, B> method, A a,
			B b) {
		return send(TaskRequest.of(method, a, b));
	}

	/**
	 * Sends a task by a reference to its method.
	 * @param <W> the class of the worker
	 * @param <A> the type of the first argument
	 * @param <B> the type of the second argument
	 * @param <C> the type of the third argument
	 * @param method the method, as in {@code ReportWorker::monthly}
	 * @param a the first argument
	 * @param b the second argument
	 * @param c the third argument
	 * @return the task's id
	 * @see #send(TaskRequest)
	 */
	default <W, A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object> UUID send(
			WorkerMethod3<W, A, B, C> method, A a, B b, C c) {
		return send(TaskRequest.of(method, a, b, c));
	}

	/**
	 * Sends a task by a reference to its method.
	 * @param <W> the class of the worker
	 * @param <A> the type of the first argument
	 * @param <B> the type of the second argument
	 * @param <C> the type of the third argument
	 * @param <D> the type of the fourth argument
	 * @param method the method, as in {@code ReportWorker::monthly}
	 * @param a the first argument
	 * @param b the second argument
	 * @param c the third argument
	 * @param d the fourth argument
	 * @return the task's id
	 * @see #send(TaskRequest)
	 */
	default <W, A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object, D extends @Nullable Object> UUID send(
			WorkerMethod4<W, A, B, C, D> method, A a, B b, C c, D d) {
		return send(TaskRequest.of(method, a, b, c, d));
	}

	/**
	 * Sends a task by a reference to its method, whose last parameter is
	 * {@link TaskContext}.
	 * @param <W> the class of the worker
	 * @param method the method, as in {@code ReportWorker::monthly}
	 * @return the task's id
	 * @see #send(TaskRequest)
	 */
	default <W> UUID send(ContextWorkerMethod0<W> method) {
		return send(TaskRequest.of(method));
	}

	/**
	 * Sends a task by a reference to its method, whose last parameter is
	 * {@link TaskContext}.
	 * @param <W> the class of the worker
	 * @param <A> the type of the first argument
	 * @param method the method, as in {@code ReportWorker::monthly}
	 * @param a the first argument
	 * @return the task's id
	 * @see #send(TaskRequest)
	 */
	default <W, A extends @Nullable Object> UUID send(ContextWorkerMethod1<W, A> method, A a) {
		return send(TaskRequest.of(method, a));
	}

	/**
	 * Sends a task by a reference to its method, whose last parameter is
	 * {@link TaskContext}.
	 * @param <W> the class of the worker
	 * @param <A> the type of the first argument
	 * @param <B> the type of the second argument
	 * @param method the method, as in {@code ReportWorker::monthly}
	 * @param a the first argument
	 * @param b the second argument
	 * @return the task's id
	 * @see #send(TaskRequest)
	 */
	default <W, A extends @Nullable Object, B extends @Nullable Object> UUID send(ContextWorkerMethod2<W, A, B> method,
			A a, B b) {
		return send(TaskRequest.of(method, a, b));
	}

	/**
	 * Sends a task by a reference to its method, whose last parameter is
	 * {@link TaskContext}.
	 * @param <W> the class of the worker
	 * @param <A> the type of the first argument
	 * @param <B> the type of the second argument
	 * @param <C> the type of the third argument
	 * @param method the method, as in {@code ReportWorker::monthly}
	 * @param a the first argument
	 * @param b the second argument
	 * @param c the third argument
	 * @return the task's id
	 * @see #send(TaskRequest)
	 */
	default <W, A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object> UUID send(
			ContextWorkerMethod3<W, A, B, C> method, A a, B b, C c) {
		return send(TaskRequest.of(method, a, b, c));
	}

	/**
	 * Sends a task by a reference to its method, whose last parameter is
	 * {@link TaskContext}.
	 * @param <W> the class of the worker
	 * @param <A> the type of the first argument
	 * @param <B> the type of the second argument
	 * @param <C> the type of the third argument
	 * @param <D> the type of the fourth argument
	 * @param method the method, as in {@code ReportWorker::monthly}
	 * @param a the first argument
	 * @param b the second argument
	 * @param c the third argument
	 * @param d the fourth argument
	 * @return the task's id
	 * @see #send(TaskRequest)
	 */
	default <W, A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object, D extends @Nullable Object> UUID send(
			ContextWorkerMethod4<W, A, B, C, D> method, A a, B b, C c, D d) {
		return send(TaskRequest.of(method, a, b, c, d));
	}

	/**
	 * Sends a task. When this returns outside a transaction, the task is stored. In a
	 * transaction of the store's own {@code DataSource} it is stored exactly if that
	 * commits; in another transaction it is stored right after the commit.
	 * @param request the task
	 * @return the task's id
	 * @throws UnknownTaskNameException if no worker offers the task and the request is
	 * not external
	 * @throws PayloadException if the arguments do not fit the worker's method, can't be
	 * written or read back, or are too large
	 * @throws TaskConflictException if the request's own id belongs to a task of another
	 * name
	 * @throws StoreException if the task could not be stored
	 * @throws IllegalStateException before all singletons of the application are ready
	 */
	UUID send(TaskRequest request);

	/**
	 * Sends many tasks. Up to 1,000 are stored all or none, more in ordered chunks of
	 * 1,000. In a joined transaction always all or none.
	 * @param requests the tasks
	 * @return the ids in the order of the requests
	 * @throws StoreException if tasks could not be stored;
	 * {@link StoreException#stored()} lists those that are
	 */
	List<UUID> sendAll(Collection<TaskRequest> requests);

	/**
	 * Stores a batch with all its members, or nothing of it, as
	 * {@link #send(TaskRequest)} stores a task.
	 * @param batch the batch, with at most {@link TaskBatch#LIMIT} tasks and batches
	 * within it
	 * @return the batch's id
	 * @throws IllegalArgumentException if it is too large
	 */
	UUID send(TaskBatch batch);

	/**
	 * Returns the state of a batch.
	 * @param id the batch's id
	 * @return the state, or empty when no such batch is stored
	 */
	Optional<TaskBatchState> batch(UUID id);

	/**
	 * Waits for the end of all members of a batch. A member that failed is told by the
	 * state, not by an exception. A task that waits lends its slot meanwhile.
	 * @param id the batch's id
	 * @param timeout the longest wait
	 * @return the state at the end
	 * @throws TaskTimeoutException if it is open for longer; it goes on
	 * @throws TaskNotFoundException if it is not stored
	 * @throws KergroundClosedException if Kerground is shut down meanwhile
	 * @throws IllegalStateException if it was sent in the current transaction
	 */
	TaskBatchState awaitBatch(UUID id, Duration timeout);

	/**
	 * Cancels all members of a batch that have not ended, at all depths.
	 * @param id the batch's id
	 * @return whether it was open; false when it has ended or is not stored
	 */
	boolean cancelBatch(UUID id);

	/**
	 * Returns the status of a task.
	 * @param id the task's id
	 * @return the status, or empty when no such task is stored
	 */
	Optional<TaskStatus> status(UUID id);

	/**
	 * Returns everything stored about a task.
	 * @param id the task's id
	 * @return the task with arguments, response and attempts, or empty when no such task
	 * is stored
	 */
	Optional<Task> find(UUID id);

	/**
	 * Returns the response of a task.
	 * @param <T> the type of the response
	 * @param id the task's id
	 * @param type the type to read the response as
	 * @return the response; empty until the task finished, and when it returned null or
	 * nothing
	 * @throws TaskFailedException if the task failed or was cancelled
	 * @throws TaskNotFoundException if no such task is stored
	 * @throws PayloadException if the response does not fit the type
	 */
	<T> Optional<T> response(UUID id, Class<T> type);

	/**
	 * Returns the response of a task with a generic type.
	 * @param <T> the type of the response
	 * @param id the task's id
	 * @param type the type to read the response as
	 * @return the response, as in {@link #response(UUID, Class)}
	 */
	<T> Optional<T> response(UUID id, ParameterizedTypeReference<T> type);

	/**
	 * Returns what is known of a task's response. Never throws for a task that has not
	 * ended, failed, was cancelled or is not stored.
	 * @param <T> the type of the response
	 * @param id the task's id
	 * @param type the type to read the response as
	 * @return one of five answers
	 * @throws PayloadException if the response does not fit the type
	 */
	<T> TaskResult<T> result(UUID id, Class<T> type);

	/**
	 * Returns what is known of a task's response with a generic type.
	 * @param <T> the type of the response
	 * @param id the task's id
	 * @param type the type to read the response as
	 * @return the answer, as in {@link #result(UUID, Class)}
	 */
	<T> TaskResult<T> result(UUID id, ParameterizedTypeReference<T> type);

	/**
	 * Waits for the end of a task. On a task's own thread, its slot is lent to others
	 * meanwhile.
	 * @param <T> the type of the response
	 * @param id the task's id
	 * @param type the type to read the response as; {@code Void.class} for tasks without
	 * one
	 * @param timeout the longest wait
	 * @return the response, or null when the task returned null or nothing
	 * @throws TaskTimeoutException if it did not end in time
	 * @throws TaskFailedException if it failed or was cancelled
	 * @throws TaskNotFoundException if no such task is stored
	 * @throws IllegalStateException if it was sent in the current transaction, so that it
	 * can't run before this wait is over
	 * @throws KergroundClosedException if Kerground is shut down meanwhile
	 */
	<T> @Nullable T await(UUID id, Class<T> type, Duration timeout);

	/**
	 * Waits for the end of a task with a generic type of response.
	 * @param <T> the type of the response
	 * @param id the task's id
	 * @param type the type to read the response as
	 * @param timeout the longest wait
	 * @return the response, as in {@link #await(UUID, Class, Duration)}
	 */
	<T> @Nullable T await(UUID id, ParameterizedTypeReference<T> type, Duration timeout);

	/**
	 * Returns a future of a task's response. It completes on a thread of its own, never
	 * on one of the engine's; with {@link TaskFailedException},
	 * {@link TaskNotFoundException} or {@link KergroundClosedException} when there is no
	 * response. Cancelling it does not cancel the task.
	 * @param <T> the type of the response
	 * @param id the task's id
	 * @param type the type to read the response as
	 * @return the future, which completes with null when the task returned null or
	 * nothing
	 * @throws IllegalStateException if it was sent in the current transaction
	 */
	<T> CompletableFuture<@Nullable T> completion(UUID id, Class<T> type);

	/**
	 * Returns a future of a task's response with a generic type.
	 * @param <T> the type of the response
	 * @param id the task's id
	 * @param type the type to read the response as
	 * @return the future, as in {@link #completion(UUID, Class)}
	 */
	<T> CompletableFuture<@Nullable T> completion(UUID id, ParameterizedTypeReference<T> type);

	/**
	 * Returns the newest tasks that wait.
	 * @return up to 100 pending tasks, newest first
	 */
	default TaskPage pending() {
		return list(TaskQuery.all().status(TaskStatus.PENDING));
	}

	/**
	 * Returns the newest tasks that run.
	 * @return up to 100 running tasks, newest first
	 */
	default TaskPage running() {
		return list(TaskQuery.all().status(TaskStatus.RUNNING));
	}

	/**
	 * Returns the newest tasks that finished.
	 * @return up to 100 finished tasks, newest first
	 */
	default TaskPage finished() {
		return list(TaskQuery.all().status(TaskStatus.FINISHED));
	}

	/**
	 * Returns the newest tasks that failed.
	 * @return up to 100 failed tasks, newest first
	 */
	default TaskPage failed() {
		return list(TaskQuery.all().status(TaskStatus.FAILED));
	}

	/**
	 * Returns a page of tasks.
	 * @param query which tasks
	 * @return the page, newest first
	 * @throws IllegalArgumentException if the query's key was not made by this store
	 */
	TaskPage list(TaskQuery query);

	/**
	 * Returns how many tasks there are.
	 * @return the counts by status, queue and name
	 */
	TaskStats stats();

	/**
	 * Returns what the workers of this application offer.
	 * @return the definitions, sorted by name
	 */
	List<TaskDefinition> definitions();

	/**
	 * Tells why a task does not run now.
	 * @param id the task's id
	 * @return the cause, or empty when no such task is stored
	 */
	Optional<TaskExplanation> explain(UUID id);

	/**
	 * Cancels a task that has not ended. A running body is interrupted, and whatever it
	 * returns is not stored.
	 * @param id the task's id
	 * @return whether it was cancelled; false when it has ended or is not stored
	 */
	boolean cancel(UUID id);

	/**
	 * Makes a failed or cancelled task pending again, with all its attempts.
	 * @param id the task's id
	 * @return whether it is pending again
	 */
	boolean retry(UUID id);

	/**
	 * Makes a failed or cancelled task pending again with other arguments, which are
	 * checked as in a send. It keeps its id; the arguments before are lost.
	 * @param id the task's id
	 * @param arguments the arguments as a JSON array
	 * @return whether it is pending again
	 * @throws UnknownTaskNameException if no worker of this application offers the task
	 * @throws PayloadException if the arguments do not fit the worker's method
	 */
	default boolean retry(UUID id, String arguments) {
		throw new UnsupportedOperationException("Arguments can't be changed here");
	}

	/**
	 * Removes a task that is not running.
	 * @param id the task's id
	 * @return whether it was removed; false when it runs or is not stored
	 */
	boolean delete(UUID id);

	/**
	 * Makes a backup of all tasks that are stored when it begins, as one file in the
	 * folder {@code kerground.store.backup-path}. Senders and tasks go on meanwhile. One
	 * backup is made at a time.
	 * @return the new file, readable by its owner only
	 * @throws BackupException if none was made; nothing is left of it then
	 */
	Path backup();

}
