package io.kerground.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionSynchronizationUtils;

/**
 * Ends transactions of the application that were begun on a thread and never ended: rolls
 * their connections back, tells their synchronizations so, and unbinds what they had
 * bound.
 *
 * @since 0.1.0
 */
public final class OpenTransactions {

	/*
	 * The transaction manager's own rollback needs the status that it handed out when the
	 * transaction began, and whoever lost that can't give it back. So the connection is
	 * rolled back directly. Resources of another kind can only be unbound.
	 */

	private static final Logger logger = LoggerFactory.getLogger(OpenTransactions.class);

	private OpenTransactions() {
	}

	/**
	 * Rolls back what was left open on the current thread.
	 * @return what was, or null when nothing was left
	 */
	public static @Nullable String rollBack() {
		boolean synchronizing = TransactionSynchronizationManager.isSynchronizationActive();
		if (!synchronizing && !TransactionSynchronizationManager.isActualTransactionActive()
				&& TransactionSynchronizationManager.getResourceMap().isEmpty()) {
			return null;
		}
		TransactionSynchronizationManager.getResourceMap().values().forEach(OpenTransactions::rollBack);
		List<TransactionSynchronization> told = List.of();
		if (synchronizing) {
			told = TransactionSynchronizationManager.getSynchronizations();
			TransactionSynchronizationUtils.triggerBeforeCompletion();
		}
		TransactionSynchronizationManager.clear();
		TransactionSynchronizationUtils.invokeAfterCompletion(told, TransactionSynchronization.STATUS_ROLLED_BACK);
		Map.copyOf(TransactionSynchronizationManager.getResourceMap()).forEach(OpenTransactions::unbind);
		return "a transaction was left open and is rolled back";
	}

	private static void rollBack(Object resource) {
		if (resource instanceof ConnectionHolder holder && holder.getConnectionHandle() != null) {
			try {
				Connection connection = holder.getConnection();
				if (!connection.getAutoCommit()) {
					connection.rollback();
					connection.setAutoCommit(true);
				}
			}
			catch (SQLException ex) {
				logger.warn("A transaction that was left open could not be rolled back", ex);
			}
		}
	}

	private static void unbind(Object key, Object resource) {
		TransactionSynchronizationManager.unbindResourceIfPossible(key);
		if (resource instanceof ConnectionHolder holder && holder.getConnectionHandle() != null) {
			Connection connection = holder.getConnection();
			holder.clear();
			DataSourceUtils.releaseConnection(connection, (key instanceof DataSource source) ? source : null);
		}
		else {
			logger.warn("A {} was left bound to the thread; it is unbound, but can't be closed",
					resource.getClass().getName());
		}
	}

}
