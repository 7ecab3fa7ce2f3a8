package io.kerground.jdbc;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import io.kerground.core.TaskVerb;

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
	 * @return for each, whether it hit its row
	 */
	boolean[] settle(TaskVerb verb, List<Settlement> settlements) throws SQLException;

	/**
	 * Makes pending tasks those of a node.
	 */
	void claim(long owner, List<Long> seqs) throws SQLException;

	/**
	 * Adds to the counts of tasks.
	 */
	void count(Map<Counters.Key, Integer> changes) throws SQLException;

	/**
	 * Takes some of what transactions of the application have counted, to be counted by
	 * the writer.
	 */
	void takeCounted(Counters counters) throws SQLException;

}
