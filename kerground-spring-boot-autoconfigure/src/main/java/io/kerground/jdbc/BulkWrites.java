package io.kerground.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

import io.kerground.core.ClaimedTask;
import io.kerground.core.TaskVerb;
import org.jspecify.annotations.Nullable;

/**
 * Writes many rows of one kind at once, in the way that is fast on a database.
 */
interface BulkWrites {

	/**
	 * Inserts tasks with their arguments.
	 */
	void insert(List<TaskInsertion> insertions) throws SQLException;

	/**
	 * Writes outcomes of one verb.
	 */
	Hits settle(TaskVerb verb, List<Settlement> settlements) throws SQLException;

	/**
	 * Reads in one round trip what each claim has to know, where it is worth that.
	 * @param filter the condition on names by which the heads of the slices are read
	 * @param floors from where the slices are read
	 * @return what was read, or null when the claim reads it by itself
	 */
	default @Nullable ClaimView view(long owner, String filter, ClaimFloors floors) throws SQLException {
		return null;
	}

	/**
	 * Makes pending tasks those of a node.
	 * @return their rows as {@link TaskStatements#CLAIMED} selects them, to be closed
	 */
	ResultSet claim(long owner, List<Long> seqs) throws SQLException;

	/**
	 * Writes when tasks that were claimed ahead have begun.
	 */
	default void begun(WriterSession session, List<ClaimedTask> tasks) throws SQLException {
		for (ClaimedTask task : tasks) {
			session.update(TaskStatements.BEGUN, task.startedAt(), task.seq(), task.owner(), task.fence());
		}
	}

	/**
	 * Stores what tasks have returned.
	 */
	default void respond(WriterSession session, Map<Long, byte[]> responses) throws SQLException {
		for (Map.Entry<Long, byte[]> response : responses.entrySet()) {
			session.update(TaskStatements.FINISH_RESPONSE, response.getKey(), response.getValue());
		}
	}

	/**
	 * Returns whether an insert fails, so that the group is written again, when tasks
	 * with higher fences than those of the new ones have been removed.
	 */
	default boolean checksFences() {
		return false;
	}

	/**
	 * Returns whether the transaction is committed together with its counts.
	 */
	default boolean commitsWithCounts() {
		return false;
	}

	/**
	 * Adds to the counts of tasks.
	 */
	void count(Map<Counters.Key, Integer> changes) throws SQLException;

	/**
	 * Takes some of what transactions of the application have counted, to be counted by
	 * the writer.
	 */
	void takeCounted(Counters counters) throws SQLException;

	/**
	 * What came of outcomes.
	 *
	 * @param won for each, whether it hit its row
	 * @param anyFollow whether there was any task or batch after that for which the end
	 * of a task has consequences, or null when nobody has looked
	 */
	record Hits(BitSet won, @Nullable Boolean anyFollow) {

	}

}
