package io.kerground.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;

import io.kerground.core.MutableClock;
import io.kerground.core.RetryPolicy;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for bodies that do not end though they were interrupted, on a settable clock.
 */
@Timeout(60)
class StuckBodyTests {

	@TempDir
	Path folder;

	private final MutableClock clock = new MutableClock();

	private final HeldBodies bodies = new HeldBodies();

	private EngineFixture fixture;

	private UUID task;

	@BeforeEach
	void timeOut() {
		this.fixture = EngineFixture.on(this.folder.resolve("tasks.db"))
			.clock(this.clock)
			.poolSize(1)
			.retryPolicy(new RetryPolicy(2, Duration.ZERO, 1, Duration.ZERO, 0))
			.task("test.hang", this.bodies::holdOn, Duration.ofSeconds(5), Set.of())
			.task("test.echo", (arguments) -> arguments[0])
			.start();
		this.task = this.fixture.ker.send("test.hang", "body");
		this.bodies.awaitBegun(1);
		this.clock.advance(Duration.ofSeconds(6));
		assertThat(this.bodies.awaitBegun(2)).containsExactly("body", "body interrupted");
	}

	@AfterEach
	void close() {
		this.bodies.release("body");
		this.fixture.close();
	}

	@Test
	void theSlotOfABodyThatIgnoresItsInterruptIsGivenToOthersAfterTenSeconds() {
		UUID other = this.fixture.ker.send("test.echo", "other");
		this.clock.advance(Duration.ofNanos(TaskExecution.STUCK_NANOS));
		assertThat(this.fixture.engine.stuckBodies()).isZero();
		assertThat(this.fixture.ker.status(other)).contains(TaskStatus.PENDING);
		this.clock.advance(Duration.ofMillis(1));
		assertThat(this.fixture.await(other)).isEqualTo("other");
		assertThat(this.fixture.engine.stuckBodies()).isEqualTo(1);
	}

	@Test
	void noNewAttemptBeginsWhileTheOldBodyIsStuckAndTheSlotIsFreedOnce() {
		this.clock.advance(Duration.ofSeconds(11));
		await().until(() -> this.fixture.engine.stuckBodies() == 1);
		assertThat(this.fixture.pool.active()).isZero();
		for (int i = 0; i < 5; i++) {
			this.clock.advance(Duration.ofSeconds(2));
			this.fixture.await(this.fixture.ker.send("test.echo", "x"));
		}
		assertThat(this.bodies.begun()).containsExactly("body", "body interrupted");
		this.bodies.release("body");
		await().until(() -> this.fixture.engine.stuckBodies() == 0);
		await().until(() -> {
			this.clock.advance(Duration.ofSeconds(2));
			return this.fixture.ker.status(this.task).orElseThrow() == TaskStatus.FINISHED;
		});
		assertThat(this.bodies.begun()).containsExactly("body", "body interrupted", "body");
		await().until(() -> this.fixture.pool.active() == 0);
	}

	@Test
	void aStuckBodyDoesNotHoldUpTheShutdown() {
		this.clock.advance(Duration.ofSeconds(11));
		await().until(() -> this.fixture.engine.stuckBodies() == 1);
		this.bodies.release("body");
		this.fixture.engine.stop();
		assertThat(this.fixture.ker.stats().count(TaskStatus.RUNNING)).isZero();
	}

}
