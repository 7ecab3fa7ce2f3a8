package io.kerground.autoconfigure;

import io.kerground.engine.ThreadCleaner;
import io.kerground.jdbc.OpenTransactions;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What is taken away from a thread after each body, beside what the application's own
 * {@link ThreadCleaner} beans take away.
 */
@Configuration(proxyBeanMethods = false)
class ThreadCleanerConfiguration {

	@Bean
	@Order(1)
	ThreadCleaner kergroundContextHolders(ConfigurableBeanFactory beanFactory) {
		return new ContextHolders(ContextHolders.OPTIONAL, beanFactory.getBeanClassLoader());
	}

	/**
	 * Comes first, while what the transaction's synchronizations may need is still there.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ TransactionSynchronizationManager.class, ConnectionHolder.class })
	static class Transactions {

		@Bean
		@Order(0)
		ThreadCleaner kergroundOpenTransactions() {
			return OpenTransactions::rollBack;
		}

	}

}
