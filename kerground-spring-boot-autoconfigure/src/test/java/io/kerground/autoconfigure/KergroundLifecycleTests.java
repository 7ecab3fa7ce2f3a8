package io.kerground.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Start and stop with the application.
 */
class KergroundLifecycleTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	@TempDir
	Path folder;

	@Test
	void isInThePhaseOfTheWebServersGracefulShutdown() {
		assertThat(KergroundLifecycle.PHASE).isEqualTo(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE);
	}

	@Test
	void stoppingDoesNotHoldUpTheRestOfThePhase() {
		runner().run((context) -> {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			CounterWorker worker = context.getBean(CounterWorker.class);
			KergroundLifecycle lifecycle = context.getBean(KergroundLifecycle.class);
			UUID id = ker.send(CounterWorker::hold);
			worker.awaitStarted();
			CountDownLatch stopped = new CountDownLatch(1);
			lifecycle.stop(stopped::countDown);
			assertThat(stopped.getCount()).isEqualTo(1);
			assertThat(ker.status(id)).contains(TaskStatus.RUNNING);
			worker.release();
			assertThat(stopped.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
			assertThat(lifecycle.isRunning()).isFalse();
			assertThat(ker.status(id)).contains(TaskStatus.FINISHED);
		});
	}

	@Test
	void callsBackWhenItDoesNotRun() {
		runner().run((context) -> {
			KergroundLifecycle lifecycle = context.getBean(KergroundLifecycle.class);
			lifecycle.stop();
			CountDownLatch stopped = new CountDownLatch(1);
			lifecycle.stop(stopped::countDown);
			assertThat(stopped.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
		});
	}

	@Test
	void canBeStartedAgain() {
		runner().run((context) -> {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			context.stop();
			assertThat(context.isRunning()).isFalse();
			UUID waiting = ker.send(CounterWorker::next, 1);
			assertThat(ker.status(waiting)).contains(TaskStatus.PENDING);
			context.start();
			assertThat(ker.await(waiting, Integer.class, PATIENCE)).isEqualTo(2);
		});
	}

	private ApplicationContextRunner runner() {
		return new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(KergroundAutoConfiguration.class))
			.withUserConfiguration(CounterWorker.class)
			.withPropertyValues("kerground.store.path=" + this.folder.resolve("kerground.db"));
	}

}
