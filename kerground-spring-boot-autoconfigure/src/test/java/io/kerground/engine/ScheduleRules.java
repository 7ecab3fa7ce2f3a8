package io.kerground.engine;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

import io.kerground.core.MisfirePolicy;
import io.kerground.core.Schedule;
import io.kerground.core.StoredSchedule;
import io.kerground.core.TaskStatus;

/**
 * What must hold of schedules after every commit of a simulation: each tick is sent at
 * most once and by the move of its row, no run begins beside another one or while its
 * schedule is paused, missed ticks are treated by their policy, and a trigger is not
 * forgotten.
 */
final class ScheduleRules {

	private final Map<String, StoredSchedule> rows = new TreeMap<>();

	private final Map<String, Integer> finished = new HashMap<>();

	/** The runs that were sent, and in which life of their schedules. */
	private final Map<UUID, Integer> sent = new HashMap<>();

	/** The runs that were deleted or pruned since. */
	private final Set<UUID> removed = new HashSet<>();

	/**
	 * How often a schedule came to the code or was resumed: by a clock that was set back
	 * it may then fire ticks again whose tasks have been pruned.
	 */
	private final Map<String, Integer> lives = new HashMap<>();

	private final Set<UUID> sentNow = new HashSet<>();

	/**
	 * Those that were resumed, perhaps by a clock that was set back, and not fired since.
	 */
	private final Set<String> resumed = new HashSet<>();

	private final Simulation world;

	private final SimulationRules rules;

	private Command asked;

	private Boolean expected;

	ScheduleRules(Simulation world, SimulationRules rules) {
		this.world = world;
		this.rules = rules;
	}

	private void require(boolean condition, String rule, Object subject) {
		this.rules.require(condition, rule, subject);
	}

	/**
	 * A process is about to say something about a schedule, or has been answered.
	 * @return what was asked before
	 */
	Command asks(Command command) {
		Command before = this.asked;
		this.asked = command;
		this.expected = null;
		return before;
	}

	void answered(boolean done) {
		require(this.expected == null || this.expected == done, "J6 a caller is told what became of its trigger",
				this.asked);
	}

	/**
	 * A task was deleted or pruned.
	 */
	void removed(UUID id) {
		if (this.sent.containsKey(id)) {
			this.removed.add(id);
		}
	}

	/**
	 * A run of a schedule is stored. One that was triggered has an id made of the run
	 * before it; so when both are gone and the clock was set back, both may come again.
	 */
	void sent(String name, UUID id) {
		StoredSchedule row = this.rows.get(name);
		boolean runs = this.asked != null && id.equals(this.asked.task());
		require(runs && row != null, "J6 a run is stored by its schedule", name);
		Integer life = this.lives.getOrDefault(name, 0);
		boolean again = life.equals(this.sent.put(id, life));
		boolean gone = this.removed.remove(id);
		require(!again || (gone && is(Verb.TRIGGER)), "J6 a tick is sent once", this.asked);
		if (row != null) {
			require(!row.paused(), "J6 a paused schedule sends nothing", this.asked);
			TaskStatus last = this.rules.status(row.lastTask());
			require(last == null || last.isFinal(), "J6 no run begins beside another one", this.asked);
		}
		this.sentNow.add(id);
	}

	/**
	 * A run of a schedule finished.
	 */
	void finished(String name) {
		this.finished.merge(name, 1, Integer::sum);
	}

	/**
	 * Returns how many runs have finished so far.
	 */
	int finishedRuns(String name) {
		return this.finished.getOrDefault(name, 0);
	}

	StoredSchedule row(String name) {
		return this.rows.get(name);
	}

	/**
	 * Compares the schedules before and after a commit.
	 * @param present all schedules, or null when none has changed
	 */
	void committed(List<StoredSchedule> present) {
		if (present != null) {
			Set<String> names = new TreeSet<>(this.rows.keySet());
			Map<String, StoredSchedule> after = new HashMap<>();
			present.forEach((row) -> after.put(row.name(), row));
			names.addAll(after.keySet());
			for (String name : names) {
				changed(name, this.rows.get(name), after.get(name));
			}
			triggered(after);
			this.rows.clear();
			this.rows.putAll(after);
		}
		else {
			triggered(this.rows);
		}
		this.sentNow.clear();
	}

	private void changed(String name, StoredSchedule before, StoredSchedule after) {
		if (before == null || after == null) {
			require(is(Verb.REGISTER), "J6 schedules come and go with the code", name);
			begin(name);
			return;
		}
		if (isSame(before, after)) {
			return;
		}
		boolean mine = this.asked != null && (this.asked.name().equals(name) || is(Verb.REGISTER));
		require(mine, "J6 only a command moves a schedule", after);
		require(!before.paused() || is(Verb.RESUME) || is(Verb.REGISTER), "J6 a paused schedule stays", after);
		if (before.triggered() && !after.triggered()) {
			require(after.paused() || is(Verb.FIRE) || is(Verb.TRIGGER), "J6 a trigger is not forgotten", after);
		}
		if (is(Verb.RESUME)) {
			begin(name);
		}
		else if (is(Verb.FIRE)) {
			fired(before, after);
		}
		else if (is(Verb.RESCHEDULE)) {
			moved(before, after);
		}
	}

	private void begin(String name) {
		this.lives.merge(name, 1, Integer::sum);
		this.resumed.add(name);
	}

	private static boolean isSame(StoredSchedule before, StoredSchedule after) {
		return Objects.equals(before.nextAt(), after.nextAt()) && Objects.equals(before.tickAt(), after.tickAt())
				&& Objects.equals(before.lastTask(), after.lastTask()) && before.triggered() == after.triggered()
				&& before.paused() == after.paused() && Objects.equals(before.period(), after.period());
	}

	private boolean is(Verb verb) {
		return this.asked != null && this.asked.verb() == verb;
	}

	private void fired(StoredSchedule before, StoredSchedule after) {
		Command fire = this.asked;
		long tick = fire.tick();
		require(Objects.equals(before.nextAt(), tick) && Objects.equals(after.tickAt(), tick),
				"J6 whoever is slower fires nothing", fire);
		// with a run that is stored already a late node may go over a tick once more
		require(before.tickAt() == null || before.tickAt() < tick || this.resumed.contains(fire.name())
				|| !this.sentNow.contains(fire.task()), "J6 ticks go forward", fire);
		this.resumed.remove(fire.name());
		UUID run = id(fire.name() + " at " + tick);
		require(run.equals(fire.task()), "J6 the id of a run is made of its tick", fire);
		require(this.sent.containsKey(run), "J6 a schedule moves on with the task of its tick", fire);
		require(!this.sentNow.contains(run) || run.equals(after.lastTask()), "J6 a run is the latest one", after);
		require(tick <= fire.now(), "J6 no tick comes early", fire);
		Schedule schedule = schedule(fire);
		if (schedule instanceof Schedule.Interval interval) {
			long period = interval.interval().toMillis();
			Long ended = fire.seen().lastEndedAt();
			if (ended != null && ended > tick && interval.misfire() != MisfirePolicy.ALL) {
				boolean behind = interval.misfire() == MisfirePolicy.ONCE && fire.now() - tick >= period;
				requireNext(fire, behind ? fire.now() : fire.now() + period);
			}
			else {
				firedOnGrid(fire, interval.misfire(), interval.maxCatchUp(), period);
			}
		}
		else if (schedule instanceof Schedule.Cron cron) {
			require(tick % SimulatedSchedules.CRON_MILLIS == 0, "J6 a tick is one of its cron", fire);
			firedOnGrid(fire, cron.misfire(), cron.maxCatchUp(), SimulatedSchedules.CRON_MILLIS);
		}
		else {
			requireNext(fire, null);
		}
	}

	private static UUID id(String occasion) {
		return UUID.nameUUIDFromBytes(occasion.getBytes(StandardCharsets.UTF_8));
	}

	private Schedule schedule(Command command) {
		return this.world.schedules().of(command.name()).with(command.seen().period(), command.seen().delayBefore());
	}

	private void firedOnGrid(Command fire, MisfirePolicy misfire, int most, long period) {
		long late = fire.now() - fire.tick();
		switch (misfire) {
			case SKIP -> {
				require(late <= tolerance(period), "J6 what was missed is dropped", fire);
				requireNext(fire, fire.tick() + late / period * period + period);
			}
			case ONCE -> requireNext(fire, fire.tick() + late / period * period + period);
			case ALL -> {
				require(late / period + 1 <= most, "J6 only so many missed ticks are made up for", fire);
				requireNext(fire, fire.tick() + period);
			}
		}
	}

	private static long tolerance(long period) {
		return Math.max(1000, Math.min(10_000, period / 2));
	}

	private void requireNext(Command command, Long next) {
		require(Objects.equals(command.nextAt(), next), "J6 the tick after is that of its policy, " + next, command);
	}

	/**
	 * Checks a move without a run.
	 */
	private void moved(StoredSchedule before, StoredSchedule after) {
		Command move = this.asked;
		require(Objects.equals(after.nextAt(), move.nextAt()), "J6 a schedule moves where it was told to", move);
		Schedule schedule = schedule(move);
		if (schedule instanceof Schedule.Interval interval) {
			dropped(move, before, interval.misfire(), interval.maxCatchUp(), interval.interval().toMillis());
		}
		else if (schedule instanceof Schedule.Cron cron) {
			dropped(move, before, cron.misfire(), cron.maxCatchUp(), SimulatedSchedules.CRON_MILLIS);
		}
		else if (schedule instanceof Schedule.Delay delay) {
			Long ended = move.seen().lastEndedAt();
			long next = delay.afterEnd((ended != null) ? ended : move.now());
			Long tick = move.seen().tickAt();
			require(before.nextAt() == null, "J6 a tick after a delay is not moved", move);
			requireNext(move, (tick != null) ? Math.max(next, tick + 1) : next);
		}
	}

	private void dropped(Command move, StoredSchedule before, MisfirePolicy misfire, int most, long period) {
		long late = move.now() - before.nextAt();
		require(misfire != MisfirePolicy.ONCE, "J6 one run stands for all that were missed", move);
		if (misfire == MisfirePolicy.SKIP) {
			require(late > tolerance(period), "J6 what is in time is not dropped", move);
			requireNext(move, before.nextAt() + late / period * period + period);
		}
		else {
			require(late / period + 1 > most, "J6 as many missed ticks are made up for as may be", move);
			requireNext(move, before.nextAt() + (late / period + 1 - most) * period);
		}
	}

	/**
	 * Checks what a trigger does, by what its latest run did when it came.
	 */
	private void triggered(Map<String, StoredSchedule> after) {
		if (!is(Verb.TRIGGER)) {
			return;
		}
		Command trigger = this.asked;
		StoredSchedule before = this.rows.get(trigger.name());
		if (before == null || before.paused()) {
			this.expected = false;
			return;
		}
		TaskStatus last = this.rules.status(before.lastTask());
		if (last == TaskStatus.PENDING || last == TaskStatus.BLOCKED) {
			this.expected = true;
		}
		else if (last == TaskStatus.RUNNING) {
			boolean drops = this.world.schedules().of(trigger.name()) instanceof Schedule.OnTrigger schedule
					&& schedule.dropWhileRunning();
			this.expected = !drops;
			require(after.get(trigger.name()).triggered() != drops, "J6 a trigger during a run gives one more run",
					trigger);
		}
		else {
			this.expected = true;
			// unless another process was faster since the caller looked
			boolean latest = before.lastTask() == null
					|| trigger.task().equals(id(trigger.name() + " after " + before.lastTask()));
			require(!latest || this.sentNow.contains(trigger.task()), "J6 a trigger gives a run", trigger);
		}
	}

	/**
	 * What a process says about a schedule.
	 */
	enum Verb {

		REGISTER, FIRE, RESCHEDULE, TRIGGER, PAUSE, RESUME

	}

	/**
	 * What a process says about a schedule, and what it knew when it decided so.
	 */
	record Command(Verb verb, String name, long tick, Long nextAt, long now, StoredSchedule seen, UUID task) {

	}

}
