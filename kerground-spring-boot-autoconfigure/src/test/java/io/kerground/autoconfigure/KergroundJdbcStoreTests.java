package io.kerground.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

import io.kerground.annotation.KerTask;
import io.kerground.annotation.KerWorker;
import io.kerground.core.KergroundSetupException;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskStatus;
import io.kerground.jdbc.PostgresqlServer;
import io.kerground.jdbc.SqliteDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * With the tasks in the database of the application.
 */
class KergroundJdbcStoreTests {

	private static final Duration PATIENCE = Duration.ofSeconds(40);

	@TempDir
	Path folder;

	@Test
	void tasksRunFromTheDatabaseOfTheApplication() {
		onPostgresql().run((context) -> {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			UUID id = ker.send(CounterWorker::next, 1);
			assertThat(ker.await(id, Integer.class, PATIENCE)).isEqualTo(2);
			assertThat(ker.stats().count(TaskStatus.FINISHED)).isEqualTo(1);
			assertThat(context.getBean(TaskRepository.class).state().type()).isEqualTo("postgresql");
			assertThat(context.getBean(TaskRepository.class).state().location()).startsWith("jdbc:postgresql://")
				.doesNotContain("password");
			assertThat(context.getBean(JdbcTemplate.class)
				.queryForObject("select status from kerground_tasks where id = ?", String.class, id))
				.isEqualTo("FINISHED");
		});
	}

	@Test
	void aTaskIsPartOfTheTransactionThatSendsIt() {
		onPostgresql().run((context) -> {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			AtomicReference<UUID> id = new AtomicReference<>();
			context.getBean(TransactionTemplate.class).executeWithoutResult((status) -> {
				id.set(ker.send(CounterWorker::next, 1));
				status.setRollbackOnly();
			});
			assertThat(ker.status(id.get())).isEmpty();
			context.getBean(TransactionTemplate.class)
				.executeWithoutResult((status) -> id.set(ker.send(CounterWorker::next, 1)));
			assertThat(ker.await(id.get(), Integer.class, PATIENCE)).isEqualTo(2);
		});
	}

	@Test
	void theMarkedDataSourceIsTakenBeforeThePrimaryOne() {
		onPostgresql().withPropertyValues("spring.datasource.url=jdbc:h2:mem:other")
			.withUserConfiguration(MarkedDataSource.class)
			.run((context) -> assertThat(context.getBean(TaskRepository.class).state().type()).isEqualTo("postgresql"));
	}

	@Test
	void withoutADataSourceTheApplicationIsToldWhatToDo() {
		assertRefused(runner(), "the application has no DataSource bean");
	}

	@Test
	void amongSeveralDataSourcesOneHasToBeMarked() {
		assertRefused(runner().withUserConfiguration(TwoDataSources.class), "several DataSource beans");
	}

	@Test
	void aDatabaseThatIsNotSupportedIsRefused() {
		assertRefused(runner().withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
			.withPropertyValues("spring.datasource.generate-unique-name=true"), "it is H2");
	}

	@Test
	void missingTablesAreRefusedWhenTheyMustNotBeMade() {
		assertRefused(onPostgresql().withPropertyValues("kerground.store.initialize-schema=never"), "KG006",
				"version 0", "initialize-schema");
	}

	@Test
	void aTransactionalTaskCommitsWithItsFinish() {
		onPostgresql().withUserConfiguration(TransactionalWorker.class).run((context) -> {
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			jdbc.execute("create table business (task int not null)");
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			UUID id = ker.send("transactionalWorker.store", 3);
			assertThat(ker.await(id, Integer.class, PATIENCE)).isEqualTo(3);
			assertThat(jdbc.queryForObject("select count(*) from business", Integer.class)).isEqualTo(1);
			assertThat(ker.find(id).orElseThrow().attempt()).isEqualTo(2);
		});
	}

	@Test
	void anSqliteDatabaseOfTheApplicationIsKnownByItsConnection() {
		onPostgresql().withUserConfiguration(TransactionalWorker.class)
			.withPropertyValues("spring.datasource.url=" + SqliteDatabase.newUrl(this.folder))
			.run((context) -> {
				assertThat(context.getBean(TaskRepository.class).state().type()).isEqualTo("sqlite");
				JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
				jdbc.execute("create table business (task int not null)");
				KergroundTemplate ker = context.getBean(KergroundTemplate.class);
				UUID id = ker.send("transactionalWorker.store", 3);
				assertThat(ker.await(id, Integer.class, PATIENCE)).isEqualTo(3);
				assertThat(jdbc.queryForObject("select count(*) from business", Integer.class)).isEqualTo(1);
			});
	}

	@Test
	void aTransactionalTaskIsRefusedWithASeparateFile() {
		assertRefused(
				onPostgresql().withUserConfiguration(TransactionalWorker.class)
					.withPropertyValues("kerground.store.type=sqlite",
							"kerground.store.path=" + this.folder.resolve("tasks.db")),
				"KG010", "'transactionalWorker.store'", "stored apart from the application's database",
				"kerground.store.type to 'jdbc'");
	}

	@Test
	void aTransactionalTaskIsRefusedWithoutATransactionManagerForItsStore() {
		assertRefused(runner().withUserConfiguration(TransactionalWorker.class, MarkedDataSource.class), "KG010",
				"no transaction manager", "JdbcTransactionManager");
		assertRefused(
				onPostgresql().withPropertyValues("spring.datasource.url=jdbc:h2:mem:another")
					.withUserConfiguration(TransactionalWorker.class, MarkedDataSource.class),
				"KG010", "no transaction manager", "JdbcTransactionManager");
	}

	@Test
	void theTransactionManagerOfTheStoreIsFoundAmongSeveral() {
		onPostgresql().withUserConfiguration(TransactionalWorker.class, ManagerOfAnotherDatabase.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				context.getBean(JdbcTemplate.class).execute("create table business (task int not null)");
				KergroundTemplate ker = context.getBean(KergroundTemplate.class);
				UUID id = ker.send("transactionalWorker.store", 3);
				assertThat(ker.await(id, Integer.class, PATIENCE)).isEqualTo(3);
			});
	}

	@Test
	void amongSeveralTransactionManagersOfTheStoreOneHasToBePrimary() {
		assertRefused(onPostgresql().withUserConfiguration(TransactionalWorker.class, TwoManagers.class), "KG010",
				"several transaction managers", "@Primary");
	}

	@Test
	void aProcessThatOnlySendsNeedsNoTransactionManager() {
		runner().withUserConfiguration(TransactionalWorker.class, MarkedDataSource.class)
			.withPropertyValues("kerground.worker.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private static void assertRefused(ApplicationContextRunner runner, String... texts) {
		runner.run((context) -> {
			assertThat(context).hasFailed();
			assertThat(NestedExceptionUtils.getMostSpecificCause(context.getStartupFailure()))
				.isInstanceOf(KergroundSetupException.class)
				.hasMessageContainingAll(texts);
		});
	}

	private static ApplicationContextRunner onPostgresql() {
		return runner()
			.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
					DataSourceTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class,
					JdbcTemplateAutoConfiguration.class))
			.withPropertyValues("spring.datasource.url=" + PostgresqlServer.newSchema());
	}

	private static ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(KergroundAutoConfiguration.class, JacksonAutoConfiguration.class))
			.withUserConfiguration(CounterWorker.class)
			.withPropertyValues("kerground.store.type=jdbc");
	}

	@KerWorker
	static class TransactionalWorker {

		private final AtomicInteger attempts = new AtomicInteger();

		private final ObjectProvider<JdbcTemplate> jdbc;

		TransactionalWorker(ObjectProvider<JdbcTemplate> jdbc) {
			this.jdbc = jdbc;
		}

		@KerTask(transactional = true, backoff = "1ms")
		public int store(int value) {
			this.jdbc.getObject().update("insert into business (task) values (?)", value);
			if (this.attempts.incrementAndGet() == 1) {
				throw new IllegalStateException("once");
			}
			return value;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ManagerOfAnotherDatabase {

		@Bean
		PlatformTransactionManager other() {
			return new JdbcTransactionManager(new DriverManagerDataSource("jdbc:h2:mem:elsewhere"));
		}

		@Bean
		PlatformTransactionManager own(DataSource source) {
			return new JdbcTransactionManager(source);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoManagers {

		@Bean
		PlatformTransactionManager one(DataSource source) {
			return new JdbcTransactionManager(source);
		}

		@Bean
		PlatformTransactionManager two(DataSource source) {
			return new JdbcTransactionManager(source);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MarkedDataSource {

		@Bean(defaultCandidate = false)
		@KergroundDataSource
		DataSource tasks() {
			return new DriverManagerDataSource(PostgresqlServer.newSchema());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoDataSources {

		@Bean
		DataSource one() {
			return new DriverManagerDataSource("jdbc:h2:mem:one");
		}

		@Bean
		DataSource two() {
			return new DriverManagerDataSource("jdbc:h2:mem:two");
		}

	}

}
