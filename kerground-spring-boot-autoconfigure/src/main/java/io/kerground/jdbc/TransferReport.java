package io.kerground.jdbc;

import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.kerground.core.TaskStatus;

/**
 * How a move between two stores ended. Immutable.
 *
 * @param lines what became of the tasks that were copied, by name and by the status that
 * they were copied in
 * @param schedules how many schedules were copied by this run
 * @param conflicts the ids that are taken in the target by other tasks; they are still
 * held in the source
 * @param left how many tasks, batches and schedules could not be moved, because tasks run
 * @since 0.1.0
 */
public record TransferReport(Map<Key, Line> lines, int schedules, Set<UUID> conflicts, long left) {

	/**
	 * Returns whether everything was moved and every copy holds what the original holds.
	 * @return whether the move is over
	 */
	public boolean isComplete() {
		return this.left == 0 && this.conflicts.isEmpty() && total().different() == 0;
	}

	/**
	 * Returns the sum of all lines.
	 * @return the sum
	 */
	public Line total() {
		return this.lines.values().stream().reduce(new Line(0, 0, 0, 0, 0), Line::plus);
	}

	/**
	 * What is counted together.
	 *
	 * @param task the name of the task
	 * @param status the status that it was copied in
	 */
	public record Key(String task, TaskStatus status) implements Comparable<Key> {

		@Override
		public int compareTo(Key other) {
			return Comparator.comparing(Key::task).thenComparing(Key::status).compare(this, other);
		}

	}

	/**
	 * What became of the tasks that were copied.
	 *
	 * @param copied how many there are
	 * @param equal how many are as they were
	 * @param wentOn how many have gone on in the target, with the same content
	 * @param removed how many were removed from the target since, with their notes of
	 * arrival left
	 * @param different how many differ from their originals, or are not there
	 */
	public record Line(long copied, long equal, long wentOn, long removed, long different) {

		Line plus(Line other) {
			return new Line(this.copied + other.copied, this.equal + other.equal, this.wentOn + other.wentOn,
					this.removed + other.removed, this.different + other.different);
		}

	}

}
