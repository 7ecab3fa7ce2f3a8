package io.kerground.autoconfigure;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

import io.kerground.core.KergroundSetupException;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskStatus;
import io.kerground.jdbc.PostgresqlServer;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * With the tasks in the database of the application.
 */
class KergroundJdbcStoreTests {

	private static final Duration PATIENCE = Duration.ofSeconds(40);

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

	private static void assertRefused(ApplicationContextRunner runner, String... texts) {
		runner.run((context) -> assertThat(context).hasFailed()
			.getFailure()
			.rootCause()
			.isInstanceOf(KergroundSetupException.class)
			.hasMessageContainingAll(texts));
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
