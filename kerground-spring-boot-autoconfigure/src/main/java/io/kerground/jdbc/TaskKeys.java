package io.kerground.jdbc;

import java.sql.SQLException;

/**
 * Where the keys of new tasks come from. No key is ever handed out twice, by any node.
 */
interface TaskKeys {

	/**
	 * Prepares for the keys of some tasks, which may be more or fewer in the end.
	 */
	void expect(int tasks) throws SQLException;

	/**
	 * Returns the next key.
	 */
	long next() throws SQLException;

	/**
	 * Forgets what was prepared: the transaction has ended, or some keys were not used.
	 */
	void forget();

}
