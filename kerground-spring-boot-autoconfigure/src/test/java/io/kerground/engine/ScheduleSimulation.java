package io.kerground.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;

import io.kerground.core.ClaimDemand;
import io.kerground.core.ClaimScope;
import io.kerground.core.ClaimedTask;
import io.kerground.core.MutableClock;
import io.kerground.core.Node;
import io.kerground.core.RetryPolicy;
import io.kerground.core.Schedule;
import io.kerground.core.ScheduleDefinition;
import io.kerground.core.StoredSchedule;
import io.kerground.core.TaskDefinition;
import io.kerground.core.TaskError;
import io.kerground.core.TaskIntake;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskSignals;

/**
 * One node on a real store whose time passes in steps: it fires schedules, and its runs
 * take as long as the test says.
 */
final class ScheduleSimulation implements AutoCloseable, TaskIntake {

	static final String NAME = "test.tick";

	final List<Long> starts = new ArrayList<>();

	final List<UUID> ids = new ArrayList<>();

	final MutableClock clock;

	final TaskRepository repository;

	final RecurringTasks recurring;

	final Node node;

	private final Queue<ClaimedTask> claimed = new ConcurrentLinkedQueue<>();

	private final Map<ClaimedTask, Long> ends = new HashMap<>();

	private final long begin;

	private IntFunction<Duration> runs = (run) -> Duration.ZERO;

	private TaskOutcome outcome = new TaskOutcome.Finish(null);

	private volatile boolean working = true;

	ScheduleSimulation(Path folder, MutableClock clock, String application, Schedule... schedules) {
		this.clock = clock;
		this.begin = clock.millis();
		TaskAnnouncer announcer = new TaskAnnouncer(new TaskSignals());
		this.repository = EngineFixture.open(folder.resolve("tasks.db"), clock, announcer);
		WorkerRegistry registry = new WorkerRegistry();
		for (int i = 0; i < schedules.length; i++) {
			String name = NAME + ((i > 0) ? i : "");
			registry.register(new WorkerTask(definition(name), (arguments) -> null, false),
					new ScheduleDefinition(name, schedules[i]));
		}
		registry.complete();
		this.recurring = new RecurringTasks(this.repository.schedules(), registry, clock, application);
		announcer.addCommitListener((events, nanos) -> this.recurring.committed(events));
		this.node = this.repository.join(new Node(0, UUID.randomUUID(), application, "here", 1, 1, "boot", "pid", null,
				registry.names(), clock.instant(), 0));
		this.repository.attach(new ClaimScope(this.node.seq(), registry.names(), Set.of(), 2), this);
	}

	static TaskDefinition definition(String name) {
		return new TaskDefinition(name, Set.of(), "test", ScheduleSimulation.class, "tick", List.of(), Object.class,
				"default", TaskPriority.NORMAL, RetryPolicy.DEFAULT.withMaxAttempts(1), Set.of(), Set.of(), null, null,
				null);
	}

	/**
	 * Sets how long each run takes, counted from 0.
	 */
	ScheduleSimulation running(IntFunction<Duration> runs) {
		this.runs = runs;
		return this;
	}

	ScheduleSimulation running(int... millis) {
		return running((run) -> Duration.ofMillis(millis[Math.min(run, millis.length - 1)]));
	}

	/**
	 * Claims nothing more, so that what is fired waits.
	 */
	void rest() {
		this.working = false;
	}

	/**
	 * Lets time pass up to a time after the begin.
	 */
	ScheduleSimulation until(int millis, int step) {
		pass();
		while (this.clock.millis() - this.begin < millis) {
			this.clock.advance(Duration.ofMillis(step));
			pass();
		}
		return this;
	}

	/**
	 * Does all that is due now, without letting time pass.
	 */
	void pass() {
		int fired;
		do {
			this.ends.entrySet().removeIf((end) -> end.getValue() <= this.clock.millis() && end(end.getKey()));
			flush();
			this.recurring.changed();
			fired = this.recurring.runOnce(this.node.seq());
			this.recurring.changed();
			fired += this.recurring.runOnce(this.node.seq());
			flush();
			begin();
		}
		while (fired > 0);
	}

	/**
	 * Lets every run fail.
	 */
	ScheduleSimulation failing() {
		this.outcome = new TaskOutcome.Fail(new TaskError("java.lang.IllegalStateException", "failed", ""));
		return this;
	}

	private boolean end(ClaimedTask task) {
		this.repository.settle(task, this.outcome, 1);
		return true;
	}

	private void begin() {
		for (ClaimedTask task = this.claimed.poll(); task != null; task = this.claimed.poll()) {
			this.ends.put(task, this.clock.millis() + this.runs.apply(this.starts.size()).toMillis());
			this.starts.add(this.clock.millis() - this.begin);
			this.ids.add(task.reference().id());
		}
	}

	/**
	 * Returns when all that was submitted before is written.
	 */
	private void flush() {
		this.repository.requestClaim();
		this.repository.beat(this.node.seq());
	}

	StoredSchedule row() {
		return this.recurring.find(NAME);
	}

	@Override
	public ClaimDemand demand() {
		return this.working ? ClaimDemand.ofSlots(10) : ClaimDemand.NOTHING;
	}

	@Override
	public void claimed(List<ClaimedTask> tasks, long nextDue) {
		this.claimed.addAll(tasks);
	}

	@Override
	public void notClaimed() {
	}

	@Override
	public void settled(ClaimedTask task, TaskOutcome outcome, boolean won) {
	}

	@Override
	public void close() {
		this.repository.detach();
		this.repository.leave(this.node.seq());
		this.repository.close();
	}

}
