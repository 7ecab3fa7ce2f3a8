package io.kerground.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.health.DataSourceHealthContributorAutoConfiguration;
import org.springframework.boot.jdbc.health.DataSourceHealthIndicator;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Beside a database of the application's own.
 */
class KergroundBesideDatabaseTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	@TempDir
	Path folder;

	@Test
	void beansOfSpringBootStayAsTheyAre() {
		runner().run((context) -> {
			assertThat(context).hasSingleBean(DataSource.class)
				.hasSingleBean(PlatformTransactionManager.class)
				.hasSingleBean(JsonMapper.class);
			assertThat(context.getBeanNamesForType(Executor.class)).containsExactlyInAnyOrder("applicationTaskExecutor",
					"kergroundExecutor");
			assertThat(context.getSourceApplicationContext(ConfigurableApplicationContext.class)
				.getBeanFactory()
				.getBeanDefinition("kergroundExecutor")).isInstanceOfSatisfying(AbstractBeanDefinition.class,
						(definition) -> assertThat(definition.isDefaultCandidate()).isFalse());
			assertThat(context).getBean("dbHealthContributor").isInstanceOf(DataSourceHealthIndicator.class);
			assertThat(context.getBean(JdbcTemplate.class).queryForObject("select h2version()", String.class))
				.isNotEmpty();
		});
	}

	@Test
	void rolledBackTransactionSendsNothing() {
		runner().run((context) -> {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			AtomicReference<UUID> id = new AtomicReference<>();
			context.getBean(TransactionTemplate.class).executeWithoutResult((status) -> {
				id.set(ker.send(CounterWorker::next, 1));
				status.setRollbackOnly();
			});
			assertThat(ker.status(id.get())).isEmpty();
		});
	}

	@Test
	void committedTransactionSendsAfterItsCommit() {
		runner().run((context) -> {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			AtomicReference<UUID> id = new AtomicReference<>();
			context.getBean(TransactionTemplate.class).executeWithoutResult((status) -> {
				id.set(ker.send(CounterWorker::next, 1));
				assertThat(ker.status(id.get())).isEmpty();
			});
			assertThat(ker.status(id.get())).isPresent();
			assertThat(ker.await(id.get(), Integer.class, PATIENCE)).isEqualTo(2);
			assertThat(ker.stats().count(TaskStatus.FINISHED)).isEqualTo(1);
		});
	}

	private ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(KergroundAutoConfiguration.class, DataSourceAutoConfiguration.class,
							DataSourceTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class,
							JdbcTemplateAutoConfiguration.class, HealthContributorAutoConfiguration.class,
							DataSourceHealthContributorAutoConfiguration.class, JacksonAutoConfiguration.class,
							TaskExecutionAutoConfiguration.class, KergroundHealthContributorAutoConfiguration.class))
			.withUserConfiguration(CounterWorker.class)
			.withPropertyValues("kerground.store.path=" + this.folder.resolve("kerground.db"),
					"spring.datasource.generate-unique-name=true");
	}

}
