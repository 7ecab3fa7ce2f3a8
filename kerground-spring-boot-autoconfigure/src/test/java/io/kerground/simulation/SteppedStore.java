package io.kerground.simulation;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

import io.kerground.core.CommitListener;
import io.kerground.core.Node;
import io.kerground.core.StoredSchedule;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskEvent;

/**
 * A store that a simulation steps and looks into.
 */
public interface SteppedStore extends AutoCloseable {

	/**
	 * Opens the connection of one process.
	 */
	SteppedRepository open(TaskClock clock, CommitListener listener, StoreFaults faults);

	/**
	 * Tells what was committed truly, whatever the process was told.
	 */
	void whenCommitted(Consumer<List<TaskEvent>> action);

	/**
	 * Returns every stored task, in the order of their keys.
	 */
	List<TaskState> states();

	/**
	 * Returns a stored task, or null.
	 */
	TaskState state(UUID id);

	/**
	 * Returns the tasks that were written since the last call and are still there.
	 */
	List<TaskState> takeTouched();

	/**
	 * Returns the ids that were removed since the last call.
	 */
	Set<UUID> takeRemoved();

	/**
	 * Returns all schedules, sorted by name, or null when none was written since the last
	 * call.
	 */
	List<StoredSchedule> takeSchedules();

	/**
	 * Returns a registered node, or null.
	 */
	Node node(long owner);

	@Override
	void close();

}
