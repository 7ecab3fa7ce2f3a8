package io.kerground.annotation;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

import io.kerground.core.KergroundSetupException;
import io.kerground.core.TaskContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.http.ResponseEntity;
import org.springframework.scheduling.annotation.Async;

import static org.assertj.core.api.Assertions.assertThat;

class WorkerRefusalTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withUserConfiguration(WorkerDiscoveryTests.Discovery.class);

	@Test
	void taskOutsideOfAWorker() {
		assertRefused(NoWorker.class, "KG008", "NoWorker.work()", "not a worker", "@KerWorker");
	}

	@Test
	void asyncTask() {
		assertRefused(AsyncWorker.class, "KG008", "AsyncWorker.work()", "@Async", "@KerIgnore");
		assertRefused(AsyncClassWorker.class, "KG008", "AsyncClassWorker.work()", "@Async", "@KerIgnore");
		assertRefused(AsyncSubWorker.class, "KG008", "Marked.work()", "@Async", "@KerIgnore");
	}

	@Test
	void taskThatIsNotPublicOrStatic() {
		assertRefused(PrivateWorker.class, "KG008", "PrivateWorker.work()", "not public", "Write public");
		assertRefused(PackageWorker.class, "KG008", "PackageWorker.work()", "not public", "Write public");
		assertRefused(StaticWorker.class, "KG008", "StaticWorker.work()", "static", "static away");
	}

	@Test
	void taskThatIsIgnored() {
		assertRefused(IgnoredWorker.class, "KG008", "IgnoredWorker.work()", "@KerTask and @KerIgnore", "one of them");
	}

	@Test
	void contextThatIsNotTheLastParameterOnce() {
		assertRefused(ContextFirstWorker.class, "KG008", "work(TaskContext, int)", "last parameter, once",
				"at the end");
		assertRefused(TwoContextsWorker.class, "KG008", "work(TaskContext, TaskContext)", "last parameter, once",
				"at the end");
	}

	@Test
	void returnTypesThatCannotBeStored() {
		assertRefused(OptionalWorker.class, "KG008", "work()", "returns a Optional", "may be null");
		assertRefused(StreamWorker.class, "KG008", "work()", "returns a Stream", "may be null");
		assertRefused(EntityWorker.class, "KG008", "work()", "returns a ResponseEntity", "may be null");
		assertRefused(PublisherWorker.class, "KG008", "work()", "returns a Publisher", "may be null");
		assertRefused(FutureOptionalWorker.class, "KG008", "work()", "returns a Optional", "may be null");
		assertRefused(RawFutureWorker.class, "KG003", "The return type of", "RawFutureWorker.work()", "@KerIgnore");
		assertRefused(ObjectWorker.class, "KG003", "The return type of", "ObjectWorker.work()", "@KerIgnore");
	}

	@Test
	void parametersThatCouldNotBeReadBack() {
		assertRefused(RunnableWorker.class, "KG003", "Parameter 'job' of", "RunnableWorker.work(Runnable)",
				"@KerIgnore");
		assertRefused(VariableWorker.class, "KG003", "Parameter 'value' of", "VariableWorker.work(Object)",
				"@KerIgnore");
	}

	@Test
	void transactionalTaskThatReturnsBeforeItsEnd() {
		assertRefused(TransactionalStageWorker.class, "KG008", "TransactionalStageWorker.work()",
				"transactional but returns a CompletableFuture", "transactional = true away");
	}

	@Test
	void overloadsHaveOneName() {
		assertRefused(OverloadWorker.class, "KG002", "'overloadWorker.work'", "work(int n)", "@KerTask(name");
	}

	@Test
	void twoBeansOfOneClass() {
		this.contextRunner.withBean("a", PlainWorker.class)
			.withBean("b", PlainWorker.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(KergroundSetupException.class)
				.hasMessageContaining("KG002"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "soon", "30 parsecs", "0", "-1s", "${nope}", "30s 30s", "99999999999999999999d" })
	void timeoutsThatAreNoDurations(String timeout) {
		this.contextRunner.withBean(TimeoutWorker.class)
			.withPropertyValues("timeout=" + timeout)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(KergroundSetupException.class, (ex) -> {
					assertThat(ex.code()).isEqualTo("KG007");
					assertThat(ex.description()).contains("The timeout of", "TimeoutWorker.work()");
				}));
	}

	@Test
	void badNamesAndNumbers() {
		assertRefused(BadNameWorker.class, "KG007", "The name of", "a b", "@KerTask");
		assertRefused(BadAliasWorker.class, "KG007", "The aliases of", "does not match", "@KerTask");
		assertRefused(BadQueueWorker.class, "KG007", "The queue of", "does not match", "@KerTask");
		assertRefused(BadAttemptsWorker.class, "KG007", "The maxAttempts of", "-1", "@KerTask");
		assertRefused(BadWorkerNameWorker.class, "KG007", "The name of", "my worker.work", "@KerWorker");
	}

	private void assertRefused(Class<?> worker, String code, String... texts) {
		this.contextRunner.withBean(worker)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(KergroundSetupException.class, (ex) -> {
					assertThat(ex.code()).isEqualTo(code);
					assertThat(ex.description()).contains(java.util.Arrays.copyOf(texts, texts.length - 1));
					assertThat(ex.action()).contains(texts[texts.length - 1]);
				}));
	}

	static class NoWorker {

		@KerTask
		public void work() {
		}

	}

	@KerWorker
	static class PlainWorker {

		public void work() {
		}

	}

	@KerWorker
	static class AsyncWorker {

		@Async
		public void work() {
		}

	}

	@KerWorker
	@Async
	static class AsyncClassWorker {

		public void work() {
		}

	}

	static class Marked {

		@KerTask
		public void work() {
		}

	}

	@KerWorker
	@Async
	static class AsyncSubWorker extends Marked {

	}

	@KerWorker
	static class PrivateWorker {

		@KerTask
		private void work() {
		}

		public void other() {
			work();
		}

	}

	@KerWorker
	static class PackageWorker {

		@KerTask
		void work() {
		}

	}

	@KerWorker
	static class StaticWorker {

		@KerTask
		public static void work() {
		}

	}

	@KerWorker
	static class IgnoredWorker {

		@KerTask
		@KerIgnore
		public void work() {
		}

	}

	@KerWorker
	static class ContextFirstWorker {

		public void work(TaskContext context, int n) {
		}

	}

	@KerWorker
	static class TwoContextsWorker {

		public void work(TaskContext first, TaskContext second) {
		}

	}

	@KerWorker
	static class OptionalWorker {

		public Optional<String> work() {
			return Optional.empty();
		}

	}

	@KerWorker
	static class StreamWorker {

		public Stream<String> work() {
			return Stream.empty();
		}

	}

	@KerWorker
	static class EntityWorker {

		public ResponseEntity<String> work() {
			return ResponseEntity.ok("");
		}

	}

	@KerWorker
	static class PublisherWorker {

		public Flow.@Nullable Publisher<String> work() {
			return null;
		}

	}

	@KerWorker
	static class FutureOptionalWorker {

		public CompletableFuture<Optional<String>> work() {
			return new CompletableFuture<>();
		}

	}

	@KerWorker
	static class TransactionalStageWorker {

		@KerTask(transactional = true)
		public CompletableFuture<String> work() {
			return CompletableFuture.completedFuture("x");
		}

	}

	@KerWorker
	@SuppressWarnings("rawtypes")
	static class RawFutureWorker {

		public CompletableFuture work() {
			return new CompletableFuture();
		}

	}

	@KerWorker
	static class ObjectWorker {

		public Object work() {
			return "";
		}

	}

	@KerWorker
	static class RunnableWorker {

		public void work(Runnable job) {
		}

	}

	@KerWorker
	static class VariableWorker {

		@SuppressWarnings("TypeParameterUnusedInFormals")
		public <T> void work(T value) {
		}

	}

	@KerWorker
	static class OverloadWorker {

		public void work() {
		}

		public void work(int n) {
		}

	}

	@KerWorker
	static class TimeoutWorker {

		@KerTask(timeout = "${timeout}")
		public void work() {
		}

	}

	@KerWorker
	static class BadNameWorker {

		@KerTask(name = "a b")
		public void work() {
		}

	}

	@KerWorker
	static class BadAliasWorker {

		@KerTask(aliases = "")
		public void work() {
		}

	}

	@KerWorker
	static class BadQueueWorker {

		@KerTask(queue = "a/b")
		public void work() {
		}

	}

	@KerWorker
	static class BadAttemptsWorker {

		@KerTask(maxAttempts = -1)
		public void work() {
		}

	}

	@KerWorker("my worker")
	static class BadWorkerNameWorker {

		public void work() {
		}

	}

}
