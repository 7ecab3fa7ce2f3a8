package io.kerground.autoconfigure;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import io.kerground.core.TaskClock;
import io.kerground.core.TaskRepository;
import io.kerground.engine.EngineThreads;
import io.kerground.engine.TaskAnnouncer;
import io.kerground.jdbc.Durability;
import io.kerground.jdbc.SqliteSettings;
import io.kerground.jdbc.SqliteStore;
import io.kerground.jdbc.TransactionalTaskRepository;
import org.sqlite.SQLiteConnection;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

/**
 * Stores tasks in an SQLite file, unless the application has a store of its own. The file
 * is no {@code DataSource} bean, so that the application's own is not touched.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(SQLiteConnection.class)
@ConditionalOnProperty(name = "kerground.store.type", havingValue = "sqlite", matchIfMissing = true)
@ConditionalOnMissingBean(TaskRepository.class)
class SqliteStoreConfiguration {

	private static final boolean TRANSACTIONS_PRESENT = ClassUtils.isPresent(
			"org.springframework.transaction.support.TransactionSynchronizationManager",
			SqliteStoreConfiguration.class.getClassLoader());

	@Bean
	SqliteSettings kergroundSqliteSettings(KergroundProperties properties) {
		KergroundProperties.Store store = properties.store();
		String backups = store.backupPath();
		return new SqliteSettings(path("kerground.store.path", store.path()),
				Durability.valueOf(store.durability().name()), store.timeout(), store.tablePrefix(),
				store.initializeSchema() == KergroundProperties.SchemaInitialization.ALWAYS,
				(backups != null) ? path("kerground.store.backup-path", backups) : null, store.backupKeep());
	}

	private static Path path(String property, String path) {
		try {
			return Path.of(path).toAbsolutePath().normalize();
		}
		catch (InvalidPathException ex) {
			throw PropertyRules.refused(property, path, "must be a path");
		}
	}

	@Bean(destroyMethod = "close")
	TaskRepository kergroundTaskRepository(SqliteSettings settings, TaskClock clock, TaskAnnouncer announcer) {
		TaskRepository repository = SqliteStore.open(settings, clock, announcer,
				EngineThreads.factory("kerground-store-"));
		return TRANSACTIONS_PRESENT ? Transactions.joinedBy(repository) : repository;
	}

	/**
	 * Apart, so that it is only loaded where there are transactions.
	 */
	private static final class Transactions {

		private static TaskRepository joinedBy(TaskRepository repository) {
			return new TransactionalTaskRepository(repository);
		}

	}

}
