package io.kerground.autoconfigure;

import javax.sql.DataSource;

import io.kerground.core.KergroundSetupException;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskTransactions;
import io.kerground.engine.EngineThreads;
import io.kerground.engine.TaskAnnouncer;
import io.kerground.jdbc.JdbcSettings;
import io.kerground.jdbc.JdbcStore;
import io.kerground.jdbc.TransactionalTaskRepository;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Stores tasks in the database of the application, unless it has a store of its own.
 * Which data source that is, is asked when the store is made: a condition would not see
 * beans that are no default candidates.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(JdbcTemplate.class)
@ConditionalOnProperty(name = "kerground.store.type", havingValue = "jdbc")
@ConditionalOnMissingBean(TaskRepository.class)
class JdbcStoreConfiguration {

	@Bean(destroyMethod = "close")
	TaskRepository kergroundTaskRepository(KergroundProperties properties, TaskClock clock, TaskAnnouncer announcer,
			@KergroundDataSource ObjectProvider<DataSource> own, ObjectProvider<DataSource> all) {
		KergroundProperties.Store store = properties.store();
		JdbcSettings settings = new JdbcSettings(store.timeout(), store.tablePrefix(),
				store.initializeSchema() == KergroundProperties.SchemaInitialization.ALWAYS);
		return JdbcStore.open(settings, dataSource(own, all), clock, announcer,
				EngineThreads.factory("kerground-store-"));
	}

	@Bean
	@ConditionalOnMissingBean
	TaskTransactions kergroundTaskTransactions(TaskRepository repository,
			ObjectProvider<PlatformTransactionManager> managers) {
		TransactionalTaskRepository store = (TransactionalTaskRepository) repository;
		return store.transactions(new StoreTransactions(store, managers));
	}

	private static DataSource dataSource(ObjectProvider<DataSource> own, ObjectProvider<DataSource> all) {
		DataSource marked = own.getIfAvailable();
		DataSource source = (marked != null) ? marked : all.getIfUnique();
		if (source != null) {
			return source;
		}
		String found = all.stream().findAny().isPresent() ? "several DataSource beans, of which none is primary"
				: "no DataSource bean";
		throw new KergroundSetupException("KG004",
				"The property kerground.store.type is 'jdbc', but the application has " + found + ".",
				"Configure one (as by spring.datasource.url), mark the one to use with @KergroundDataSource, or set"
						+ " kerground.store.type to 'sqlite'.",
				null);
	}

}
