package io.kerground.benchmarks;

/**
 * A way to write the bare statements.
 *
 * @param insert how rows are inserted
 * @param claim how they are claimed
 * @param finish how they are finished
 */
record FloorWay(Insert insert, Claim claim, Finish finish) {

	/**
	 * The way that the other figures are compared with; {@link FloorWays} shows that no
	 * other one is much faster.
	 */
	static final FloorWay USUAL = new FloorWay(Insert.BATCH, Claim.RETURNING, Finish.BATCH);

	/**
	 * How rows are inserted.
	 */
	enum Insert {

		/** By a batch of statements with one row each. */
		BATCH,

		/** By a call for each row. */
		SINGLE,

		/** By statements with up to 100 rows. */
		ROWS

	}

	/**
	 * How tasks are claimed.
	 */
	enum Claim {

		/** By one statement that returns what it has updated; payloads one by one. */
		RETURNING,

		/** By a query for the keys, an update and a query for everything. */
		KEYS

	}

	/**
	 * How tasks are finished.
	 */
	enum Finish {

		/** By a batch of statements with one row each. */
		BATCH,

		/** By one statement with all keys as JSON. */
		JSON

	}

}
