package io.kerground.jdbc;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What the writer has read and need not read again in each group of writes, because it
 * changes seldom. Used by one thread at a time.
 */
final class RememberedFacts {

	/*
	 * Everything is forgotten when another connection has written, which each group is
	 * told of right after it has the lock; when a command of this process has run, which
	 * may do anything; and when a group or a part of one is rolled back. What settlements
	 * and sends change is told here one by one.
	 *
	 * Where several nodes write at the same moment nothing is remembered, for what others
	 * write is seen too late.
	 */

	private final Map<String, Set<Integer>> keys = new HashMap<>();

	private final Set<ReadySlice> emptySlices = new HashSet<>();

	private final boolean remembering;

	private @Nullable Long node;

	private boolean nothingFollows;

	RememberedFacts(boolean remembering) {
		this.remembering = remembering;
	}

	void forget() {
		this.keys.clear();
		this.emptySlices.clear();
		this.node = null;
		this.nothingFollows = false;
	}

	/**
	 * Returns the keys that a statement selects.
	 * @param source reads them when they are not remembered
	 */
	Set<Integer> keys(String statement, KeySource source) throws SQLException {
		Set<Integer> known = this.keys.get(statement);
		if (known == null) {
			known = source.read(statement);
			if (this.remembering) {
				this.keys.put(statement, known);
			}
		}
		return known;
	}

	/**
	 * Returns whether a node is known to be registered.
	 */
	boolean isNode(long owner) {
		return this.node != null && this.node == owner;
	}

	void foundNode(long owner) {
		this.node = this.remembering ? owner : null;
	}

	/**
	 * Returns whether the end of no task is known to have consequences for others.
	 */
	boolean nothingFollows() {
		return this.nothingFollows;
	}

	void foundNothingThatFollows() {
		this.nothingFollows = this.remembering;
	}

	/**
	 * Tells that a task was stored that waits for another one.
	 */
	void somethingFollows() {
		this.nothingFollows = false;
	}

	/**
	 * Returns whether no task of a slice is known to be pending.
	 */
	boolean isEmpty(ReadySlice slice) {
		return this.emptySlices.contains(slice);
	}

	void foundEmpty(ReadySlice slice) {
		if (this.remembering) {
			this.emptySlices.add(slice);
		}
	}

	/**
	 * Tells that a task of a slice is pending now.
	 */
	void madePending(ReadySlice slice) {
		this.emptySlices.remove(slice);
	}

	/**
	 * Tells that tasks of any slice may be pending now.
	 */
	void madePending() {
		this.emptySlices.clear();
	}

	/**
	 * Reads keys from the database.
	 */
	@FunctionalInterface
	interface KeySource {

		/**
		 * Reads the keys that a statement selects.
		 */
		Set<Integer> read(String statement) throws SQLException;

	}

}
