package io.kerground.core;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * A task to send, with everything that can be said about it. Immutable: each method
 * returns a changed copy. Nothing happens until it is given to
 * {@link KergroundOperations#send} or {@link KergroundOperations#sendAll}.
 *
 * @since 0.1.0
 */
public final class TaskRequest {

	/**
	 * A time that every database can keep and show.
	 */
	private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

	private final @Nullable String task;

	private final @Nullable WorkerMethod method;

	private final @Nullable Object[] arguments;

	private @Nullable Duration delay;

	private @Nullable Instant at;

	private @Nullable TaskPriority priority;

	private @Nullable String queue;

	private @Nullable Integer maxAttempts;

	private @Nullable UUID id;

	private @Nullable String key;

	private boolean external;

	private TaskRequest(@Nullable String task, @Nullable WorkerMethod method, @Nullable Object[] arguments) {
		this.task = task;
		this.method = method;
		this.arguments = arguments;
	}

	/**
	 * Returns a request for a task by its name.
	 * @param task the canonical name, an alias, or the bare method name while it is
	 * unique
	 * @param arguments the arguments of the worker's method
	 * @return the request
	 */
	@SuppressWarnings("NullAway") // a varargs array can be null all the same
	public static TaskRequest of(String task, @Nullable Object... arguments) {
		@Nullable Object[] copy;
		if (arguments == null || arguments.getClass() != Object[].class) {
			copy = new @Nullable Object[] { arguments };
		}
		else {
			copy = arguments.clone();
		}
		return new TaskRequest(task, null, copy);
	}

	/**
	 * Returns a request for a task by a reference to its method.
	 * @param <W> the class of the worker
	 * @param method the method, as in {@code ReportWorker::monthly}
	 * @return the request
	 */
	public static <W> TaskRequest of(WorkerMethod0<W> method) {
		return ofMethod(method);
	}

	/**
	 * Returns a request for a task by a reference to its method.
	 * @param <W> the class of the worker
	 * @param <A> the type of the first argument
	 * @param method the method, as in {@code ReportWorker::monthly}
	 * @param a the first argument
	 * @return the request
	 */
	public static <W, A extends @Nullable Object> TaskRequest of(WorkerMethod1<W, A> method, A a) {
		return ofMethod(method, a);
	}

	/**
	 * Returns a request for a task by a reference to its method.
	 * @param <W> the class of the worker
	 * @param <A> the type of the first argument
	 * @param <B> the type of the second argument
	 * @param method the method, as in {@code ReportWorker::monthly}
	 * @param a the first argument
	 * @param b the second argument
	 * @return the request
	 */
	public static <W, A extends @Nullable Object, B extends @Nullable Object> TaskRequest of(
			WorkerMethod2<W, A, B> method, A a, B b) {
		return ofMethod(method, a, b);
	}

	/**
	 * Returns a request for a task by a reference to its method.
	 * @param <W> the class of the worker
	 * @param <A> the type of the first argument
	 * @param <B> the type of the second argument
	 * @param <C> the type of the third argument
	 * @param method the method, as in {@code ReportWorker::monthly}
	 * @param a the first argument
	 * @param b the second argument
	 * @param c the third argument
	 * @return the request
	 */
	public static <W, A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object> TaskRequest of(
			WorkerMethod3<W, A, B, C> method, A a, B b, C c) {
		return ofMethod(method, a, b, c);
	}

	/**
	 * Returns a request for a task by a reference to its method.
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
	 * @return the request
	 */
	public static <W, A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object, D extends @Nullable Object> TaskRequest of(
			WorkerMethod4<W, A, B, C, D> method, A a, B b, C c, D d) {
		return ofMethod(method, a, b, c, d);
	}

	/**
	 * Returns a request for a task by a reference to its method, whose last parameter is
	 * {@link TaskContext}.
	 * @param <W> the class of the worker
	 * @param method the method, as in {@code ReportWorker::monthly}
	 * @return the request
	 */
	public static <W> TaskRequest of(ContextWorkerMethod0<W> method) {
		return ofMethod(method);
	}

	/**
	 * Returns a request for a task by a reference to its method, whose last parameter is
	 * {@link TaskContext}.
	 * @param <W> the class of the worker
	 * @param <A> the type of the first argument
	 * @param method the method, as in {@code ReportWorker::monthly}
	 * @param a the first argument
	 * @return the request
	 */
	public static <W, A extends @Nullable Object> TaskRequest of(ContextWorkerMethod1<W, A> method, A a) {
		return ofMethod(method, a);
	}

	/**
	 * Returns a request for a task by a reference to its method, whose last parameter is
	 * {@link TaskContext}.
	 * @param <W> the class of the worker
	 * @param <A> the type of the first argument
	 * @param <B> the type of the second argument
	 * @param method the method, as in {@code ReportWorker::monthly}
	 * @param a the first argument
	 * @param b the second argument
	 * @return the request
	 */
	public static <W, A extends @Nullable Object, B extends @Nullable Object> TaskRequest of(
			ContextWorkerMethod2<W, A, B> method, A a, B b) {
		return ofMethod(method, a, b);
	}

	/**
	 * Returns a request for a task by a reference to its method, whose last parameter is
	 * {@link TaskContext}.
	 * @param <W> the class of the worker
	 * @param <A> the type of the first argument
	 * @param <B> the type of the second argument
	 * @param <C> the type of the third argument
	 * @param method the method, as in {@code ReportWorker::monthly}
	 * @param a the first argument
	 * @param b the second argument
	 * @param c the third argument
	 * @return the request
	 */
	public static <W, A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object> TaskRequest of(
			ContextWorkerMethod3<W, A, B, C> method, A a, B b, C c) {
		return ofMethod(method, a, b, c);
	}

	/**
	 * Returns a request for a task by a reference to its method, whose last parameter is
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
	 * @return the request
	 */
	public static <W, A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object, D extends @Nullable Object> TaskRequest of(
			ContextWorkerMethod4<W, A, B, C, D> method, A a, B b, C c, D d) {
		return ofMethod(method, a, b, c, d);
	}

	static TaskRequest ofMethod(WorkerMethod method, @Nullable Object... arguments) {
		return new TaskRequest(null, method, arguments);
	}

	/**
	 * Returns this request, due a while after it is sent.
	 * @param delay the time from the call of {@code send}; zero or negative for at once
	 * @return the request
	 */
	public TaskRequest delay(Duration delay) {
		return with((copy) -> {
			copy.delay = delay;
			copy.at = null;
		});
	}

	/**
	 * Returns this request, due at a time.
	 * @param time the time; one that has passed means at once
	 * @return the request
	 */
	public TaskRequest at(Instant time) {
		return with((copy) -> {
			copy.delay = null;
			copy.at = time;
		});
	}

	/**
	 * Returns this request with a priority instead of the task's own.
	 * @param priority the priority
	 * @return the request
	 */
	public TaskRequest priority(TaskPriority priority) {
		return with((copy) -> copy.priority = priority);
	}

	/**
	 * Returns this request with a queue instead of the task's own.
	 * @param queue the name of the queue
	 * @return the request
	 * @throws IllegalArgumentException if it is not a name
	 */
	public TaskRequest queue(String queue) {
		TaskNames.check("queue", queue);
		return with((copy) -> copy.queue = queue);
	}

	/**
	 * Returns this request with a number of attempts instead of the task's own.
	 * @param maxAttempts how many attempts the task has in all, at least 1
	 * @return the request
	 * @throws IllegalArgumentException if it is less than 1
	 */
	public TaskRequest maxAttempts(int maxAttempts) {
		if (maxAttempts < 1) {
			throw new IllegalArgumentException("maxAttempts must be at least 1, but is " + maxAttempts);
		}
		return with((copy) -> copy.maxAttempts = maxAttempts);
	}

	/**
	 * Returns this request with an id of the caller's, so that sending it again is safe:
	 * an id that is stored already, in any state, is left unchanged and returned.
	 * @param id the id
	 * @return the request
	 */
	public TaskRequest id(UUID id) {
		return with((copy) -> {
			copy.id = id;
			copy.key = null;
		});
	}

	/**
	 * Returns this request with an id made of the task's canonical name and a key, so
	 * that one task is stored for each key.
	 * @param key the key, unique among the tasks of this name; not empty
	 * @return the request
	 * @throws IllegalArgumentException if the key is empty
	 */
	public TaskRequest key(String key) {
		if (key.isEmpty()) {
			throw new IllegalArgumentException("key must not be empty");
		}
		return with((copy) -> {
			copy.id = null;
			copy.key = key;
		});
	}

	/**
	 * Returns this request for a task whose worker lives in another application: the name
	 * and the arguments are stored as they are given and checked by the worker.
	 * @return the request
	 */
	public TaskRequest external() {
		return with((copy) -> copy.external = true);
	}

	private TaskRequest with(Consumer<TaskRequest> change) {
		TaskRequest copy = new TaskRequest(this.task, this.method, this.arguments);
		copy.delay = this.delay;
		copy.at = this.at;
		copy.priority = this.priority;
		copy.queue = this.queue;
		copy.maxAttempts = this.maxAttempts;
		copy.id = this.id;
		copy.key = this.key;
		copy.external = this.external;
		change.accept(copy);
		return copy;
	}

	@Nullable String task() {
		return this.task;
	}

	@Nullable WorkerMethod method() {
		return this.method;
	}

	@Nullable Object[] arguments() {
		return this.arguments;
	}

	/**
	 * Returns when the task is due: not before now, not after the year 9999.
	 */
	long runAt(long now) {
		Instant start = Instant.ofEpochMilli(now);
		Instant due = (this.at != null) ? this.at : start;
		if (this.delay != null && !this.delay.isNegative()) {
			boolean inTime = this.delay.compareTo(Duration.between(start, LATEST)) < 0;
			due = inTime ? start.plus(this.delay) : LATEST;
		}
		if (due.isBefore(start)) {
			return now;
		}
		return due.isBefore(LATEST) ? due.toEpochMilli() : LATEST.toEpochMilli();
	}

	TaskPriority priorityOr(TaskPriority fallback) {
		return (this.priority != null) ? this.priority : fallback;
	}

	String queueOr(String fallback) {
		return (this.queue != null) ? this.queue : fallback;
	}

	int maxAttemptsOr(int fallback) {
		return (this.maxAttempts != null) ? this.maxAttempts : fallback;
	}

	/**
	 * Returns the id that the caller chose, if any.
	 */
	@Nullable UUID ownId(String name) {
		if (this.key != null) {
			return TaskFilter.idOf(name, this.key);
		}
		return this.id;
	}

	boolean hasOwnId() {
		return this.id != null || this.key != null;
	}

	@Nullable Duration delay() {
		return this.delay;
	}

	boolean isExternal() {
		return this.external;
	}

	/**
	 * Describes the request without its arguments, which may hold secrets.
	 */
	@Override
	public String toString() {
		return "TaskRequest[" + ((this.task != null) ? TaskNames.printable(this.task) : "method reference") + " with "
				+ this.arguments.length + " arguments]";
	}

}
