package io.kerground.engine;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.kerground.core.NewTask;
import io.kerground.core.ScheduleRepository;
import io.kerground.core.StoreException;
import io.kerground.core.StoredSchedule;

/**
 * The schedules as one simulated process sees them: between what it reads and what it
 * writes others may take steps, and the rules hear of each write.
 */
final class SteppedSchedules implements ScheduleRepository {

	/** What the node's loop has seen in its present look. */
	private final Map<String, StoredSchedule> seen = new HashMap<>();

	private final ScheduleRepository store;

	private final Simulation world;

	private final SimulatedNode node;

	/** Whether others step between a look of the node's loop and what follows from it. */
	private boolean waiting;

	SteppedSchedules(ScheduleRepository store, Simulation world, SimulatedNode node) {
		this.store = store;
		this.world = world;
		this.node = node;
	}

	@Override
	public List<StoredSchedule> schedules() {
		List<StoredSchedule> rows = this.store.schedules();
		if (this.node.isWatching() && !this.waiting) {
			this.seen.clear();
			rows.forEach((row) -> this.seen.put(row.name(), row));
		}
		return rows;
	}

	@Override
	public void register(String application, long owner, Collection<Declaration> declarations) {
		ask(new ScheduleRules.Command(ScheduleRules.Verb.REGISTER, "", 0, null, 0, null, null), () -> {
			this.store.register(application, owner, declarations);
			return true;
		});
	}

	@Override
	public boolean fire(String name, long tick, Long nextAt, NewTask task) {
		StoredSchedule row = this.seen.get(name);
		long now = this.node.clock.millis();
		letOthersStep();
		return ask(new ScheduleRules.Command(ScheduleRules.Verb.FIRE, name, tick, nextAt, now, row, task.id()),
				() -> this.store.fire(name, tick, nextAt, task));
	}

	@Override
	public boolean reschedule(String name, Long expected, Long nextAt) {
		StoredSchedule row = this.seen.get(name);
		long now = this.node.clock.millis();
		letOthersStep();
		return ask(new ScheduleRules.Command(ScheduleRules.Verb.RESCHEDULE, name, (expected != null) ? expected : 0,
				nextAt, now, row, null), () -> this.store.reschedule(name, expected, nextAt));
	}

	@Override
	public boolean trigger(NewTask task, boolean moveNext, boolean dropWhileRunning) {
		letOthersStep();
		return ask(new ScheduleRules.Command(ScheduleRules.Verb.TRIGGER, task.name(), 0, null, 0, null, task.id()),
				() -> this.store.trigger(task, moveNext, dropWhileRunning));
	}

	@Override
	public boolean pause(String name) {
		return ask(new ScheduleRules.Command(ScheduleRules.Verb.PAUSE, name, 0, null, 0, null, null),
				() -> this.store.pause(name));
	}

	@Override
	public boolean resume(String name, Long nextAt, Start start) {
		return ask(new ScheduleRules.Command(ScheduleRules.Verb.RESUME, name, 0, nextAt, 0, null, null),
				() -> this.store.resume(name, nextAt, start));
	}

	/**
	 * Lets others be faster, or this process die.
	 */
	private void letOthersStep() {
		if (!this.world.isCalm() && this.world.random().nextInt(3) == 0) {
			boolean before = this.waiting;
			this.waiting = this.node.isWatching();
			this.world.stepWithin((this.world.random().nextInt(4) == 0) ? 100 : 6);
			this.waiting = before;
			if (this.node.isGone()) {
				throw new StoreException("This process was killed meanwhile", null);
			}
		}
	}

	private boolean ask(ScheduleRules.Command command, Answer answer) {
		ScheduleRules rules = this.world.rules().schedules();
		ScheduleRules.Command before = rules.asks(command);
		try {
			boolean done = answer.get();
			rules.answered(done);
			return done;
		}
		finally {
			rules.asks(before);
		}
	}

	@Override
	public boolean pauseQueue(String queue, boolean paused) {
		return this.store.pauseQueue(queue, paused);
	}

	@Override
	public Set<String> pausedQueues() {
		return this.store.pausedQueues();
	}

	@Override
	public boolean pauseTasks(String name, boolean paused) {
		return this.store.pauseTasks(name, paused);
	}

	@Override
	public Set<String> pausedTasks() {
		return this.store.pausedTasks();
	}

	/**
	 * Answers a command.
	 */
	@FunctionalInterface
	private interface Answer {

		/**
		 * Answers.
		 */
		boolean get();

	}

}
