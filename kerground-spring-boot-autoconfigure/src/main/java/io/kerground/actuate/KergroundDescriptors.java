package io.kerground.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.kerground.actuate.SteeringDescriptors.MuteDescriptor;
import io.kerground.actuate.WindowDescriptors.WindowDescriptor;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint {@code kerground} answers. Names of statuses, priorities and verbs
 * are written in lower case, as in its paths; ids are text.
 *
 * @since 0.1.0
 */
public final class KergroundDescriptors {

	private KergroundDescriptors() {
	}

	/**
	 * Everything at a glance.
	 *
	 * @param store how the store is
	 * @param tasks number of tasks in each status
	 * @param queues number of tasks in each queue by status
	 * @param names number of tasks of each name by status
	 * @param oldestReadyAge how long the oldest due task has waited, if one waits
	 * @param mutedFailures how many of the newest failed tasks failed by a muted cause
	 * @param unknownTasks names of pending tasks that no worker knows
	 * @param nodes the applications that work on the store
	 * @param windows what this process did in the last 15 minutes, hour, day and week
	 */
	public record SummaryDescriptor(StoreDescriptor store, Map<String, Long> tasks,
			Map<String, Map<String, Long>> queues, Map<String, Map<String, Long>> names,
			@Nullable Duration oldestReadyAge, long mutedFailures, List<String> unknownTasks,
			List<NodeDescriptor> nodes, List<WindowDescriptor> windows) implements OperationResponseBody {

	}

	/**
	 * How the store is.
	 *
	 * @param type the kind of database
	 * @param location where it is
	 * @param version the version of the database
	 * @param size its size in bytes, if known
	 * @param walSize the size of its write-ahead log in bytes, if it has one
	 * @param writable whether the latest write succeeded
	 * @param failure why the latest write failed, if it did; hidden by default
	 */
	public record StoreDescriptor(String type, String location, String version, @Nullable Long size,
			@Nullable Long walSize, boolean writable, @Nullable Object failure) {

	}

	/**
	 * One application that works on the store.
	 *
	 * @param id the id of this start of the application
	 * @param application the name of the application
	 * @param host the name of the host
	 * @param pid the process id
	 * @param startedAt when it started
	 * @param tasks the names of the tasks that it runs
	 */
	public record NodeDescriptor(String id, String application, String host, long pid, Instant startedAt,
			List<String> tasks) {

	}

	/**
	 * The nodes of a store.
	 *
	 * @param nodes the nodes, oldest first
	 */
	public record NodesDescriptor(List<NodeDescriptor> nodes) implements OperationResponseBody {

	}

	/**
	 * One page of tasks.
	 *
	 * @param tasks the tasks, newest first
	 * @param next what to give as {@code after} for the next page, if there is one
	 */
	public record TasksDescriptor(List<TaskDescriptor> tasks, @Nullable String next) implements OperationResponseBody {

	}

	/**
	 * How many tasks match.
	 *
	 * @param tasks the number of tasks, at most the limit of a change; the newest that
	 * were found in 2 s
	 * @param complete whether that are all
	 */
	public record CountDescriptor(long tasks, boolean complete) implements OperationResponseBody {

	}

	/**
	 * The latest changes of many tasks by this process.
	 *
	 * @param changes the changes, newest first
	 */
	public record TaskChangesDescriptor(List<TaskChangeDescriptor> changes) implements OperationResponseBody {

	}

	/**
	 * A change of many tasks.
	 *
	 * @param id the id of the change
	 * @param action what is done with the tasks
	 * @param state {@code running}, {@code ended}, {@code stopped} or {@code failed}
	 * @param startedAt when it began
	 * @param limit the greatest number of tasks
	 * @param looked how many tasks were looked at
	 * @param changed how many of them were changed
	 * @param skipped how many of them were in no state for it
	 * @param undoUntil until when it can be undone, if it can
	 */
	public record TaskChangeDescriptor(String id, String action, String state, Instant startedAt, int limit,
			long looked, long changed, long skipped, @Nullable Instant undoUntil) implements OperationResponseBody {

	}

	/**
	 * One task. Arguments, response, stack trace and attempts are only part of a single
	 * task, not of a list.
	 *
	 * @param id the id
	 * @param name the canonical name
	 * @param queue the queue
	 * @param priority the priority
	 * @param status the status
	 * @param attempt how many attempts have begun
	 * @param maxAttempts how many attempts it has
	 * @param crashes how many times a node died while it ran the task
	 * @param runAt when it is due
	 * @param createdAt when it was sent
	 * @param startedAt when the latest attempt began
	 * @param finishedAt when it ended
	 * @param owner the id of the node that runs it
	 * @param progress how far it says it has come
	 * @param blockedBy the id of the task that it waits for
	 * @param arguments the arguments as JSON text; hidden by default
	 * @param response the response as JSON text; hidden by default
	 * @param error why the latest failed attempt failed
	 * @param attempts the attempts that did not finish the task, oldest first
	 * @param explanation why it does not run, while it waits
	 * @param logs what its latest attempts have logged, when that is kept
	 */
	public record TaskDescriptor(String id, String name, String queue, String priority, String status, int attempt,
			int maxAttempts, int crashes, Instant runAt, Instant createdAt, @Nullable Instant startedAt,
			@Nullable Instant finishedAt, @Nullable String owner, @Nullable ProgressDescriptor progress,
			@Nullable String blockedBy, @Nullable Object arguments, @Nullable Object response,
			@Nullable ErrorDescriptor error, @Nullable List<AttemptDescriptor> attempts,
			@Nullable ExplanationDescriptor explanation,
			@Nullable List<LogDescriptor> logs) implements OperationResponseBody {

	}

	/**
	 * What one attempt has logged.
	 *
	 * @param attempt the number of the attempt, from 1
	 * @param running whether the attempt still runs, on the node that was asked
	 * @param content the lines as text; hidden by default
	 */
	public record LogDescriptor(int attempt, boolean running, @Nullable Object content) {

	}

	/**
	 * Why a task does not run now.
	 *
	 * @param cause what it waits for
	 * @param text the cause in words
	 * @param until when the cause ends, if that is known
	 * @param ahead how many due tasks come first
	 * @param tasks the ids of the tasks that it waits for
	 */
	public record ExplanationDescriptor(String cause, String text, @Nullable Instant until, long ahead,
			List<String> tasks) {

	}

	/**
	 * How far a task says it has come.
	 *
	 * @param done how many steps are done
	 * @param total how many steps there are
	 */
	public record ProgressDescriptor(long done, long total) {

	}

	/**
	 * Why an attempt failed.
	 *
	 * @param type the class name of the exception
	 * @param message its message; hidden by default
	 * @param stackTrace its stack trace; hidden by default
	 */
	public record ErrorDescriptor(String type, @Nullable Object message, @Nullable Object stackTrace) {

	}

	/**
	 * One attempt that did not finish the task.
	 *
	 * @param attempt the number of the attempt
	 * @param outcome the verb that ended it
	 * @param startedAt when it began
	 * @param endedAt when it ended
	 * @param error why it failed, if it did
	 */
	public record AttemptDescriptor(int attempt, String outcome, Instant startedAt, Instant endedAt,
			@Nullable ErrorDescriptor error) {

	}

	/**
	 * The tasks that the workers of this application offer.
	 *
	 * @param definitions the definitions, sorted by name
	 */
	public record DefinitionsDescriptor(List<DefinitionDescriptor> definitions) implements OperationResponseBody {

	}

	/**
	 * One task that a worker offers.
	 *
	 * @param name the canonical name
	 * @param aliases further names that it runs
	 * @param worker the name of the worker
	 * @param method the method as it is written in Java
	 * @param queue its queue
	 * @param priority its priority
	 * @param maxAttempts how many attempts its tasks have
	 * @param timeout how long one attempt may take, if limited
	 * @param warnAfter after how long an attempt is warned about, if at all
	 * @param retention how long its ended tasks are kept, if not by status
	 * @param concurrency how many of its tasks run at once over all nodes, if limited
	 */
	public record DefinitionDescriptor(String name, List<String> aliases, String worker, String method, String queue,
			String priority, int maxAttempts, @Nullable Duration timeout, @Nullable Duration warnAfter,
			@Nullable Duration retention, @Nullable Integer concurrency) {

	}

	/**
	 * The queues that have tasks or belong to a worker.
	 *
	 * @param queues the queues, sorted by name
	 */
	public record QueuesDescriptor(List<QueueDescriptor> queues) implements OperationResponseBody {

	}

	/**
	 * What runs again and again.
	 *
	 * @param schedules the schedules of all nodes, sorted by name
	 */
	public record SchedulesDescriptor(List<ScheduleDescriptor> schedules) implements OperationResponseBody {

	}

	/**
	 * One schedule or trigger.
	 *
	 * @param name the name
	 * @param application the application that declared it
	 * @param kind cron, interval, delay or trigger
	 * @param spec what its code says
	 * @param zone the time zone of a cron expression
	 * @param period the interval or delay that it was started with, if another one
	 * @param delayBefore the pause before each run that it was started with, if another
	 * one
	 * @param paused whether it is stopped
	 * @param nextAt when it runs next, if that is known
	 * @param lastFiredAt when its latest run was stored
	 * @param lastTask the id of the task of its latest run
	 * @param lastStatus the status of that task
	 * @param words a cron expression in words
	 * @param nextRuns the next runs, at most five, as far as they are known
	 */
	public record ScheduleDescriptor(String name, String application, String kind, String spec, @Nullable String zone,
			@Nullable Duration period, @Nullable Duration delayBefore, boolean paused, @Nullable Instant nextAt,
			@Nullable Instant lastFiredAt, @Nullable String lastTask, @Nullable String lastStatus,
			@Nullable String words, List<Instant> nextRuns) implements OperationResponseBody {

	}

	/**
	 * The workers of this application.
	 *
	 * @param workers the workers, sorted by name
	 */
	public record WorkersDescriptor(List<WorkerDescriptor> workers) implements OperationResponseBody {

	}

	/**
	 * One worker.
	 *
	 * @param name the name
	 * @param kind cron, interval, delay, trigger, loop or queue
	 * @param state waiting, running or stopped
	 * @param lastExecuted when its latest run began, if that is known
	 */
	public record WorkerDescriptor(String name, String kind, String state,
			@Nullable Instant lastExecuted) implements OperationResponseBody {

	}

	/**
	 * The slots in which tasks run in this process.
	 *
	 * @param name the name of the pool
	 * @param size how many tasks run before low ones wait; 0 for no limit
	 * @param reserveNormal how many more for normal tasks
	 * @param reserveHigh how many more than that for high tasks
	 * @param active how many slots are taken
	 */
	public record PoolDescriptor(String name, int size, int reserveNormal, int reserveHigh,
			int active) implements OperationResponseBody {

	}

	/**
	 * One queue.
	 *
	 * @param name the name
	 * @param paused whether nothing is claimed from it
	 * @param tasks number of its tasks in each status
	 * @param names number of its tasks of each name by status; only part of a single
	 * queue
	 * @param limit how many of its tasks run at once over all nodes, if limited
	 * @param lately what this process did for it in the last 15 minutes, if anything
	 */
	public record QueueDescriptor(String name, boolean paused, Map<String, Long> tasks,
			@Nullable Map<String, Map<String, Long>> names, @Nullable Integer limit,
			@Nullable WindowDescriptor lately) implements OperationResponseBody {

	}

	/**
	 * Failed tasks by their cause.
	 *
	 * @param groups the groups, the largest first
	 * @param examined how many failed tasks were looked at, the newest
	 * @param complete whether that were all
	 */
	public record FailuresDescriptor(List<FailureDescriptor> groups, long examined,
			boolean complete) implements OperationResponseBody {

	}

	/**
	 * Tasks that failed by the same cause.
	 *
	 * @param id the id of the cause
	 * @param type the class name of the exception
	 * @param frame class and method of the application's code that it came from, if any
	 * @param count how many of the examined tasks failed by it
	 * @param names the names of these tasks
	 * @param firstAt when the first of them failed
	 * @param lastAt when the last of them failed
	 * @param latest the id of the task that failed last
	 * @param mute why and how long it is muted, if it is
	 */
	public record FailureDescriptor(String id, String type, @Nullable String frame, long count, List<String> names,
			Instant firstAt, Instant lastAt, String latest,
			@Nullable MuteDescriptor mute) implements OperationResponseBody {

	}

	/**
	 * What became of an action.
	 *
	 * @param id the id of the task, or the name of what else was acted on
	 * @param action the action
	 * @param changed whether it changed anything
	 * @param status the status of the task after it, unless it is deleted or no task
	 * @param tasks how many tasks an undo brought back
	 */
	public record ChangeDescriptor(String id, String action, boolean changed, @Nullable String status,
			@Nullable Long tasks) implements OperationResponseBody {

		ChangeDescriptor(String id, String action, boolean changed, @Nullable String status) {
			this(id, action, changed, status, null);
		}

	}

	/**
	 * A backup that was made.
	 *
	 * @param file the name of its file, in the folder of backups
	 * @param size its size in bytes
	 * @param duration how long it took
	 */
	public record BackupDescriptor(String file, long size, Duration duration) implements OperationResponseBody {

	}

	/**
	 * Why a request was refused.
	 *
	 * @param error what is wrong with it
	 */
	public record RefusalDescriptor(String error) implements OperationResponseBody {

	}

}
