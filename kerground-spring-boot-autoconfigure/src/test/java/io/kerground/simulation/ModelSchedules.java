package io.kerground.simulation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.kerground.core.NewTask;
import io.kerground.core.Schedule;
import io.kerground.core.ScheduleRepository.Declaration;
import io.kerground.core.ScheduleRepository.Start;
import io.kerground.core.StoredSchedule;
import io.kerground.core.TaskStatus;

/**
 * The schedules of the model store, and the queues and names from which nothing is
 * claimed.
 */
final class ModelSchedules {

	final Set<String> pausedQueues = new TreeSet<>();

	final Set<String> pausedTasks = new TreeSet<>();

	private final TreeMap<String, ModelSchedule> rows = new TreeMap<>();

	private final ModelStore store;

	ModelSchedules(ModelStore store) {
		this.store = store;
	}

	List<StoredSchedule> list() {
		List<StoredSchedule> all = new ArrayList<>(this.rows.size());
		for (ModelSchedule row : this.rows.values()) {
			all.add(row.stored(this.store.rows.get(row.lastSeq)));
		}
		return all;
	}

	boolean register(String application, long owner, Collection<Declaration> declarations) {
		boolean writes = !declarations.isEmpty();
		for (ModelSchedule row : this.rows.values()) {
			writes |= row.nodes.remove(owner);
		}
		for (Declaration declaration : declarations) {
			Schedule schedule = declaration.definition().schedule();
			ModelSchedule row = this.rows.computeIfAbsent(declaration.definition().name(), ModelSchedule::new);
			if (!schedule.kind().equals(row.kind) || !schedule.spec().equals(row.spec)
					|| !declaration.definition().zone().equals(row.zone)) {
				row.define(application, declaration);
			}
			row.nodes.add(owner);
		}
		for (ModelSchedule row : this.rows.values()) {
			writes |= row.nodes.removeIf((node) -> !this.store.isNode(node));
		}
		writes |= this.rows.values().removeIf((row) -> row.application.equals(application) && row.nodes.isEmpty());
		return !writes || changed();
	}

	/**
	 * Returns whether a schedule may move: it is not paused, and its latest run has
	 * ended.
	 */
	private boolean isReady(ModelSchedule row) {
		ModelRow last = this.store.rows.get(row.lastSeq);
		boolean active = last != null && !last.status.isFinal() && !this.store.has(PlantedBug.RUNS_OVERLAP);
		return !active && (!row.paused || this.store.has(PlantedBug.FIRED_WHILE_PAUSED));
	}

	boolean fire(String name, long tick, Long nextAt, NewTask task) {
		ModelSchedule row = this.rows.get(name);
		if (row == null || !(Objects.equals(row.nextAt, tick) || this.store.has(PlantedBug.TICK_NOT_COMPARED))
				|| !isReady(row)) {
			return false;
		}
		row.nextAt = nextAt;
		row.tickAt = tick;
		row.firedAt = this.store.now();
		row.triggered = false;
		run(row, task);
		return true;
	}

	private void run(ModelSchedule row, NewTask task) {
		changed();
		if (this.store.has(PlantedBug.TICK_WITHOUT_ITS_TASK) && this.store.now() % 8 == 0) {
			return;
		}
		ModelRow present = this.store.byId.get(task.id());
		if (present == null) {
			present = this.store.insert(task, null);
		}
		if (!present.status.isFinal()) {
			row.lastSeq = present.seq;
			row.lastTask = task.id();
		}
	}

	boolean reschedule(String name, Long expected, Long nextAt) {
		ModelSchedule row = this.rows.get(name);
		if (row == null || !Objects.equals(row.nextAt, expected) || !isReady(row)) {
			return false;
		}
		row.tickAt = (row.nextAt != null) ? row.nextAt : row.tickAt;
		row.nextAt = nextAt;
		return changed();
	}

	boolean trigger(NewTask task, boolean moveNext, boolean dropWhileRunning) {
		ModelSchedule row = this.rows.get(task.name());
		if (row == null) {
			return false;
		}
		ModelRow last = this.store.rows.get(row.lastSeq);
		TaskStatus status = (last != null && !row.paused) ? last.status : null;
		if (status == TaskStatus.PENDING || status == TaskStatus.BLOCKED) {
			return true;
		}
		if (status == TaskStatus.RUNNING) {
			return !dropWhileRunning && triggerLater(row);
		}
		if (!isReady(row)) {
			return false;
		}
		row.firedAt = this.store.now();
		row.triggered = false;
		row.nextAt = moveNext ? null : row.nextAt;
		run(row, task);
		return true;
	}

	private boolean triggerLater(ModelSchedule row) {
		row.triggered = !this.store.has(PlantedBug.TRIGGER_FORGOTTEN);
		return changed();
	}

	boolean pause(String name) {
		ModelSchedule row = this.rows.get(name);
		if (row == null || row.paused) {
			return false;
		}
		row.paused = true;
		row.triggered = false;
		row.start(null, null);
		row.priority = null;
		return changed();
	}

	boolean resume(String name, Long nextAt, Start start) {
		ModelSchedule row = this.rows.get(name);
		if (row == null || !row.paused) {
			return false;
		}
		row.paused = false;
		row.nextAt = nextAt;
		row.start(start.period(), start.delayBefore());
		row.priority = start.priority();
		return changed();
	}

	boolean pause(Set<String> all, String name, boolean paused) {
		return (paused ? all.add(name) : all.remove(name)) && changed();
	}

	private boolean changed() {
		this.store.changed();
		return true;
	}

}
