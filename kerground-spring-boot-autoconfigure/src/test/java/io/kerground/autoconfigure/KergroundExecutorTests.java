package io.kerground.autoconfigure;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.kerground.core.KergroundWorkers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The pool as an executor, beside that of Spring Boot.
 */
class KergroundExecutorTests {

	@TempDir
	Path folder;

	@Test
	void theExecutorOfSpringBootStays() {
		runner().withUserConfiguration(NeedsAnExecutor.class).run((context) -> {
			assertThat(context).hasBean("applicationTaskExecutor").hasBean("kergroundExecutor");
			assertThat(context.getBean(NeedsAnExecutor.class).executor)
				.isSameAs(context.getBean("applicationTaskExecutor"));
		});
	}

	@Test
	void asyncMethodsRunInThePoolWhenTheyNameIt() {
		runner().withUserConfiguration(Asynchronous.class)
			.run((context) -> assertThat(context.getBean(Asynchronous.class).thread().get(30, TimeUnit.SECONDS))
				.startsWith("kerground-"));
	}

	@Test
	void otherAsyncMethodsDoNot() {
		runner().withUserConfiguration(Asynchronous.class)
			.run((context) -> assertThat(context.getBean(Asynchronous.class).other().get(30, TimeUnit.SECONDS))
				.doesNotStartWith("kerground-"));
	}

	@Test
	void nothingIsAcceptedAfterTheStop() {
		AsyncTaskExecutor[] executor = new AsyncTaskExecutor[1];
		runner().run((context) -> {
			executor[0] = context.getBean("kergroundExecutor", AsyncTaskExecutor.class);
			assertThat(context.getBean(KergroundWorkers.class).info().running()).isTrue();
		});
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> executor[0].execute(() -> {
		}));
	}

	private ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(TaskExecutionAutoConfiguration.class, KergroundAutoConfiguration.class))
			.withPropertyValues("kerground.store.path=" + this.folder.resolve("kerground.db"));
	}

	@Configuration(proxyBeanMethods = false)
	static class NeedsAnExecutor {

		@Autowired
		Executor executor;

	}

	@EnableAsync
	static class Asynchronous {

		@Async("kergroundExecutor")
		public CompletableFuture<String> thread() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

		@Async
		public CompletableFuture<String> other() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

	}

}
