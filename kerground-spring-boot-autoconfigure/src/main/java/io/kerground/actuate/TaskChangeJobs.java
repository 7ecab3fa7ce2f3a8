package io.kerground.actuate;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import io.kerground.actuate.KergroundDescriptors.TaskChangeDescriptor;
import io.kerground.core.KergroundOperations;
import io.kerground.core.TaskChange;
import io.kerground.core.TaskChangeReport;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskSelection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of many tasks that go on while nobody waits for them. They end with the
 * process; what was changed by then stays so. Safe for use by several threads.
 */
final class TaskChangeJobs {

	/** How many changes may run at the same time. */
	static final int MOST_RUNNING = 4;

	/** How many of the latest changes are remembered. */
	private static final int MOST_KEPT = 50;

	private static final Logger logger = LoggerFactory.getLogger(TaskChangeJobs.class);

	private final Deque<Job> jobs = new ArrayDeque<>();

	private final KergroundOperations operations;

	private final TaskClock clock;

	private final Executor threads;

	TaskChangeJobs(KergroundOperations operations, TaskClock clock, Executor threads) {
		this.operations = operations;
		this.clock = clock;
		this.threads = threads;
	}

	/**
	 * Begins a change of the tasks of a selection.
	 * @param whenEnded is told how it ended
	 * @return how it stands
	 * @throws TooManyChangesException if as many as may are running
	 */
	TaskChangeDescriptor start(TaskSelection selection, TaskChange change, Consumer<TaskChangeDescriptor> whenEnded) {
		return start(change, selection.limit(), (goOn) -> this.operations.change(selection, change, goOn), whenEnded);
	}

	/**
	 * Begins a change.
	 * @param limit the greatest number of tasks
	 * @param work makes the change as long as it is told to go on
	 * @param whenEnded is told how it ended
	 * @return how it stands
	 * @throws TooManyChangesException if as many as may are running
	 */
	TaskChangeDescriptor start(TaskChange change, int limit,
			Function<Predicate<TaskChangeReport>, TaskChangeReport> work, Consumer<TaskChangeDescriptor> whenEnded) {
		Job job = new Job(change, limit, work, whenEnded);
		synchronized (this.jobs) {
			if (this.jobs.stream().filter(Job::isRunning).count() >= MOST_RUNNING) {
				throw new TooManyChangesException();
			}
			this.jobs.addFirst(job);
			while (this.jobs.size() > MOST_KEPT && !this.jobs.getLast().isRunning()) {
				this.jobs.removeLast();
			}
		}
		this.threads.execute(job);
		return job.describe();
	}

	List<TaskChangeDescriptor> describe() {
		return all().stream().map(Job::describe).toList();
	}

	@Nullable TaskChangeDescriptor describe(String id) {
		return find(id).map(Job::describe).orElse(null);
	}

	private List<Job> all() {
		synchronized (this.jobs) {
			return new ArrayList<>(this.jobs);
		}
	}

	private Optional<Job> find(String id) {
		return all().stream().filter((job) -> job.change.id().toString().equals(id)).findFirst();
	}

	/**
	 * Lets a change end before its next commit.
	 * @return whether it was running, or null when there is no such change
	 */
	@Nullable Boolean stop(String id) {
		return find(id).map(Job::stop).orElse(null);
	}

	/**
	 * Brings back what a change deleted, also one of another process.
	 * @return how many tasks are back
	 */
	int undo(UUID id) {
		if (find(id.toString()).filter(Job::isRunning).isPresent()) {
			return 0;
		}
		int restored = this.operations.restore(id);
		find(id.toString()).ifPresent(Job::undone);
		return restored;
	}

	/**
	 * One change.
	 */
	private final class Job implements Runnable {

		private final TaskChange change;

		private final int limit;

		private final Function<Predicate<TaskChangeReport>, TaskChangeReport> work;

		private final Instant startedAt;

		private final Consumer<TaskChangeDescriptor> whenEnded;

		private volatile TaskChangeReport report;

		private volatile String state = "running";

		private volatile boolean stopping;

		private volatile @Nullable Instant undoUntil;

		Job(TaskChange change, int limit, Function<Predicate<TaskChangeReport>, TaskChangeReport> work,
				Consumer<TaskChangeDescriptor> whenEnded) {
			this.change = change;
			this.limit = limit;
			this.work = work;
			this.whenEnded = whenEnded;
			this.startedAt = TaskChangeJobs.this.clock.instant();
			this.report = new TaskChangeReport(change.id(), 0, 0, false);
		}

		boolean isRunning() {
			return this.state.equals("running");
		}

		boolean stop() {
			boolean running = isRunning();
			this.stopping = true;
			return running;
		}

		void undone() {
			this.undoUntil = null;
		}

		@Override
		public void run() {
			end(change());
			this.whenEnded.accept(describe());
		}

		private String change() {
			try {
				this.report = this.work.apply(this::goOn);
				return this.report.ended() ? "ended" : "stopped";
			}
			catch (Throwable ex) {
				logger.warn("The change {} of many tasks failed after {} of them", this.change.id(),
						this.report.changed(), ex);
				return "failed";
			}
		}

		private boolean goOn(TaskChangeReport soFar) {
			this.report = soFar;
			return !this.stopping;
		}

		private void end(String end) {
			if (this.change.kind() == TaskChange.Kind.DELETE && this.report.changed() > 0) {
				this.undoUntil = TaskChangeJobs.this.clock.instant().plus(KergroundOperations.UNDO_TIME);
			}
			this.state = end;
		}

		TaskChangeDescriptor describe() {
			// the state first: the figures of an ended change are final
			String now = this.state;
			TaskChangeReport soFar = this.report;
			return new TaskChangeDescriptor(this.change.id().toString(), DescriptorFactory.word(this.change.kind()),
					now, this.startedAt, this.limit, soFar.looked(), soFar.changed(), soFar.skipped(), this.undoUntil);
		}

	}

}
