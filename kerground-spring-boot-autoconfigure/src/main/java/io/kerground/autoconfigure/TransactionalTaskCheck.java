package io.kerground.autoconfigure;

import io.kerground.core.KergroundSetupException;
import io.kerground.core.TaskDefinition;
import io.kerground.core.TaskTransactions;
import io.kerground.engine.WorkerRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Refuses the start of an application with transactional tasks that no transaction could
 * hold.
 */
final class TransactionalTaskCheck implements SmartInitializingSingleton {

	private final WorkerRegistry registry;

	private final ObjectProvider<TaskTransactions> transactions;

	private final boolean working;

	/**
	 * Creates the check.
	 * @param working whether this process runs tasks
	 */
	TransactionalTaskCheck(WorkerRegistry registry, ObjectProvider<TaskTransactions> transactions, boolean working) {
		this.registry = registry;
		this.transactions = transactions;
		this.working = working;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.registry.definitions().stream().filter(TaskDefinition::transactional).findFirst().ifPresent(this::check);
	}

	private void check(TaskDefinition task) {
		TaskTransactions present = this.transactions.getIfAvailable();
		if (present == null) {
			throw new KergroundSetupException("KG010",
					"The task '" + task.name() + "' (" + task.signature()
							+ ") is transactional, but tasks are stored apart from the application's database, so that"
							+ " no transaction can hold both.",
					"Set kerground.store.type to 'jdbc', so that tasks are stored in the application's DataSource; or"
							+ " take transactional = true away and let the body bear being run again.",
					null);
		}
		if (this.working) {
			present.check();
		}
	}

}
