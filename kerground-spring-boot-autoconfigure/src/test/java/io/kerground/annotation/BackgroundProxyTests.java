package io.kerground.annotation;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import io.kerground.core.TaskError;
import io.kerground.core.TaskFailedException;
import io.kerground.core.TaskStatus;
import io.kerground.seeds.SeedApplication;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.CustomScopeConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;
import org.springframework.validation.beanvalidation.MethodValidationPostProcessor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Background} and {@link KerWorker} on beans behind proxies.
 */
@Timeout(120)
class BackgroundProxyTests {

	private static final List<String> SEEN = new CopyOnWriteArrayList<>();

	private static final AtomicInteger CREATED = new AtomicInteger();

	@TempDir
	Path folder;

	private SeedApplication start(Class<?>... components) {
		SEEN.clear();
		CREATED.set(0);
		return SeedApplication.start(this.folder, components);
	}

	@Test
	void aValidatedBeanRefusesArgumentsWhenItsBodyIsToRun() {
		try (SeedApplication application = start(Validation.class, Names.class)) {
			Names names = application.bean(Names.class);
			application.await(names.register("Ada Lovelace"), UUID.class);
			UUID bad = names.register("x");
			assertThatExceptionOfType(TaskFailedException.class).isThrownBy(() -> application.await(bad, UUID.class))
				.satisfies(
						(ex) -> assertThat(application.ker.find(bad).orElseThrow().error()).extracting(TaskError::type)
							.isEqualTo(ConstraintViolationException.class.getName()));
			assertThat(SEEN).containsExactly("Ada Lovelace");
		}
	}

	@Test
	void aValidatedWorkerRefusesArgumentsWhenItRunsAndWhenItIsCalled() {
		try (SeedApplication application = start(Validation.class, ValidatedWorker.class)) {
			assertThat(application.await(application.ker.send(ValidatedWorker::greet, "Ada"), String.class))
				.isEqualTo("hello Ada");
			UUID bad = application.ker.send(ValidatedWorker::greet, "x");
			assertThatExceptionOfType(TaskFailedException.class).isThrownBy(() -> application.await(bad, String.class));
			assertThatExceptionOfType(ConstraintViolationException.class)
				.isThrownBy(() -> application.bean(ValidatedWorker.class).greet("x"));
		}
	}

	@Test
	void aBeanOfAnotherScopeRunsInThatOfItsBody() throws Exception {
		try (SeedApplication application = start(ThreadScope.class, Scoped.class)) {
			Scoped scoped = application.bean(Scoped.class);
			assertThat(scoped.number()).isEqualTo(1);
			assertThat(scoped.later().get(40, TimeUnit.SECONDS)).isEqualTo(2);
			assertThat(scoped.number()).as("the caller's own").isEqualTo(1);
			assertThat(application.ker.definitions()).singleElement()
				.satisfies((definition) -> assertThat(definition.name()).endsWith("Scoped.later"));
		}
	}

	@Test
	void aPrototypeIsNewForEachRun() throws Exception {
		try (SeedApplication application = start(Prototype.class)) {
			Prototype prototype = application.bean(Prototype.class);
			int first = prototype.later().get(40, TimeUnit.SECONDS);
			int second = prototype.later().get(40, TimeUnit.SECONDS);
			assertThat(second).isGreaterThan(first);
		}
	}

	@Test
	void aBeanBehindAJdkProxyIsSentThroughItsInterface() throws Exception {
		try (SeedApplication application = start(Database.class, OrdersBean.class)) {
			Orders orders = application.bean(Orders.class);
			assertThat(AopUtils.isJdkDynamicProxy(orders)).isTrue();
			assertThat(orders.place("book").get(40, TimeUnit.SECONDS)).isEqualTo("book in a transaction");
			assertThat(application.ker.stats().count(TaskStatus.FINISHED)).isEqualTo(1);
			assertThat(orders.inline("pen")).isEqualTo("pen");
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Validation {

		@Bean
		static LocalValidatorFactoryBean validator() {
			return new LocalValidatorFactoryBean();
		}

		@Bean
		static MethodValidationPostProcessor methodValidation(LocalValidatorFactoryBean validator) {
			MethodValidationPostProcessor processor = new MethodValidationPostProcessor();
			processor.setValidator(validator);
			return processor;
		}

	}

	@Validated
	static class Names {

		@Background(maxAttempts = 1)
		public UUID register(@Size(min = 3) String name) {
			SEEN.add(name);
			return null;
		}

	}

	@KerWorker("greetings")
	@Validated
	static class ValidatedWorker {

		@KerTask(maxAttempts = 1)
		public String greet(@Size(min = 3) String name) {
			return "hello " + name;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ThreadScope {

		@Bean
		static CustomScopeConfigurer scopes() {
			CustomScopeConfigurer scopes = new CustomScopeConfigurer();
			scopes.addScope("thread", new SimpleThreadScope());
			return scopes;
		}

	}

	@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
	static class Scoped {

		private final int number = CREATED.incrementAndGet();

		@Background
		public CompletableFuture<Integer> later() {
			return CompletableFuture.completedFuture(this.number);
		}

		public int number() {
			return this.number;
		}

	}

	@Scope("prototype")
	static class Prototype {

		private final int number = CREATED.incrementAndGet();

		@Background
		public CompletableFuture<Integer> later() {
			return CompletableFuture.completedFuture(this.number);
		}

	}

	interface Orders {

		CompletableFuture<String> place(String what);

		String inline(String what);

	}

	static class OrdersBean implements Orders {

		@Override
		@Background
		@Transactional
		public CompletableFuture<String> place(String what) {
			return CompletableFuture
				.completedFuture(what + (TransactionSynchronizationManager.isActualTransactionActive()
						? " in a transaction" : " without"));
		}

		@Override
		public String inline(String what) {
			return what;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class Database {

		@Bean
		DataSource dataSource() {
			return new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID());
		}

		@Bean
		PlatformTransactionManager transactionManager(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

	}

}
