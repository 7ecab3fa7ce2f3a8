package io.kerground.test;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Waits for tasks when the transaction that sent them has committed. No body may run on
 * its thread then: it would take part in the transaction that is over.
 */
final class WaitAfterCommit implements TransactionSynchronization {

	private final Runnable wait;

	private WaitAfterCommit(Runnable wait) {
		this.wait = wait;
	}

	/**
	 * Waits at the end of the present transaction.
	 * @return false when there is none
	 */
	static boolean register(Runnable wait) {
		if (!TransactionSynchronizationManager.isSynchronizationActive()
				|| !TransactionSynchronizationManager.isActualTransactionActive()) {
			return false;
		}
		TransactionSynchronizationManager.registerSynchronization(new WaitAfterCommit(wait));
		return true;
	}

	@Override
	public void afterCompletion(int status) {
		if (status == STATUS_COMMITTED) {
			this.wait.run();
		}
	}

}
