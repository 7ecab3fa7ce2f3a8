package io.kerground.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ThreadHygiene}.
 */
@Timeout(60)
class ThreadHygieneTests {

	private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();

	private final ThreadHygiene hygiene = new ThreadHygiene(List.of());

	@Test
	void whatABodyChangesOnItsThreadIsAsItWas() {
		String before = describe();
		ThreadHygiene.Found found = ThreadHygiene.found();
		Thread thread = Thread.currentThread();
		thread.setName("renamed");
		thread.setPriority(Thread.MAX_PRIORITY);
		thread.setContextClassLoader(null);
		thread.setUncaughtExceptionHandler((ended, ex) -> {
		});
		MDC.put("left", "behind");
		thread.interrupt();
		assertThat(describe()).isNotEqualTo(before);
		assertThat(this.hygiene.restore(found)).isNull();
		assertThat(describe()).isEqualTo(before);
	}

	private static String describe() {
		Thread thread = Thread.currentThread();
		return thread.getName() + thread.getPriority() + thread.getContextClassLoader()
				+ thread.getUncaughtExceptionHandler() + MDC.get("left") + thread.isInterrupted();
	}

	@Test
	void everyCleanerIsCalledAndTellsWhatItTookAway() {
		List<String> called = new ArrayList<>();
		ThreadHygiene cleaning = new ThreadHygiene(
				List.of(cleaner(called, "one", null), cleaner(called, "two", "a transaction"), () -> {
					throw new NoClassDefFoundError("a cleaner that fails");
				}, cleaner(called, "three", null), cleaner(called, "four", "a lock")));
		assertThat(cleaning.restore(ThreadHygiene.found())).isEqualTo("a transaction; a lock");
		assertThat(called).containsExactly("one", "two", "three", "four");
	}

	private static ThreadCleaner cleaner(List<String> called, String name, @Nullable String undone) {
		return () -> {
			called.add(name);
			return undone;
		};
	}

	@Test
	void anInterruptThatComesWhileItCleansDoesNotStay() {
		ThreadHygiene cleaning = new ThreadHygiene(List.of(() -> {
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
			Thread.currentThread().interrupt();
			return null;
		}));
		Thread.currentThread().interrupt();
		cleaning.restore(ThreadHygiene.found());
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void threadsOfBodiesInheritNothingOfWhoStartsThem() throws Exception {
		ClassLoader makers = Thread.currentThread().getContextClassLoader();
		Executor threads = EngineThreads.reusing(EngineThreads.factory("test-body-"));
		CompletableFuture<String> found = new CompletableFuture<>();
		Thread starter = new Thread(() -> {
			INHERITED.set("secret");
			Thread.currentThread().setContextClassLoader(null);
			Thread.currentThread().setPriority(Thread.MAX_PRIORITY);
			threads.execute(() -> found.complete(INHERITED.get() + " " + Thread.currentThread().getPriority() + " "
					+ (Thread.currentThread().getContextClassLoader() == makers)));
		});
		starter.start();
		assertThat(found.get(30, TimeUnit.SECONDS)).isEqualTo("null " + Thread.NORM_PRIORITY + " true");
		starter.join();
	}

}
