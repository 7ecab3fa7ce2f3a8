package io.kerground.core;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The part of a store that keeps no schedules.
 */
final class NoSchedules implements ScheduleRepository {

	static final NoSchedules INSTANCE = new NoSchedules();

	private NoSchedules() {
	}

	@Override
	public void register(String application, long owner, Collection<Declaration> declarations) {
		if (!declarations.isEmpty()) {
			throw new UnsupportedOperationException("This store keeps no schedules");
		}
	}

	@Override
	public List<StoredSchedule> schedules() {
		return List.of();
	}

	@Override
	public boolean fire(String name, long tick, @Nullable Long nextAt, NewTask task) {
		return false;
	}

	@Override
	public boolean reschedule(String name, @Nullable Long expected, @Nullable Long nextAt) {
		return false;
	}

	@Override
	public boolean trigger(NewTask task, boolean moveNext, boolean dropWhileRunning) {
		return false;
	}

	@Override
	public boolean pause(String name) {
		return false;
	}

	@Override
	public boolean resume(String name, @Nullable Long nextAt, Start start) {
		return false;
	}

	@Override
	public boolean pauseQueue(String queue, boolean paused) {
		return false;
	}

	@Override
	public Set<String> pausedQueues() {
		return Set.of();
	}

	@Override
	public boolean pauseTasks(String name, boolean paused) {
		return false;
	}

	@Override
	public Set<String> pausedTasks() {
		return Set.of();
	}

}
