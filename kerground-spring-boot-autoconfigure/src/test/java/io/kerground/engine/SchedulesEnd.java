package io.kerground.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.kerground.core.Schedule;
import io.kerground.core.ScheduleRepository;
import io.kerground.core.StoredSchedule;

/**
 * Waits, after nothing goes wrong any more, until every schedule has gone on, and then
 * pauses it, so that all can come to its end. What is paused stays so for a while and
 * goes on when it is resumed.
 */
final class SchedulesEnd {

	private static final int RUNS = 2;

	private static final int LOOKS_AT_REST = 3;

	private final Map<String, Integer> before = new HashMap<>();

	private final Set<String> open;

	private final Set<String> triggered = new TreeSet<>();

	private final Simulation world;

	private int looks;

	SchedulesEnd(Simulation world) {
		this.world = world;
		this.open = new TreeSet<>(world.schedules().all().keySet());
		this.open.forEach((name) -> this.before.put(name, world.rules().schedules().finishedRuns(name)));
	}

	/**
	 * Returns the schedules that have not gone on yet.
	 */
	Set<String> open() {
		return this.open;
	}

	/**
	 * Looks once, by a process that knows them all.
	 * @return whether every schedule has gone on and is paused
	 */
	boolean look(SimulatedNode node) {
		this.looks++;
		if (node.isRunning()) {
			this.open.removeIf((name) -> hasGoneOn(node, name));
		}
		return this.open.isEmpty();
	}

	private boolean hasGoneOn(SimulatedNode node, String name) {
		StoredSchedule row = this.world.rules().schedules().row(name);
		if (row == null) {
			return false;
		}
		if (row.paused()) {
			if (this.looks > LOOKS_AT_REST) {
				node.recurring.resume(name, ScheduleRepository.Start.AS_DECLARED);
			}
			return false;
		}
		boolean waits = this.world.schedules().of(name) instanceof Schedule.OnTrigger;
		if (waits && this.triggered.add(name)) {
			node.recurring.trigger(name);
		}
		int runs = this.world.rules().schedules().finishedRuns(name) - this.before.get(name);
		return runs >= (waits ? 1 : RUNS) && node.recurring.pause(name);
	}

}
