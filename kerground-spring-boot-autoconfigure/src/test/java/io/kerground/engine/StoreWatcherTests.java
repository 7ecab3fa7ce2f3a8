package io.kerground.engine;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.kerground.core.ClaimScope;
import io.kerground.core.MutableClock;
import io.kerground.core.NewTask;
import io.kerground.core.Node;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskSignals;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link StoreWatcher} on a settable clock.
 */
class StoreWatcherTests {

	@TempDir
	Path folder;

	private final MutableClock clock = new MutableClock();

	private final RecordingIntake intake = new RecordingIntake();

	private EngineFixture fixture;

	@BeforeEach
	void open() {
		this.fixture = EngineFixture.on(this.folder.resolve("tasks.db"))
			.clock(this.clock)
			.task("test.work", (arguments) -> "x")
			.build();
		Node node = this.fixture.repository.join(
				NodeIdentity.ofThisProcess().newNode(UUID.randomUUID(), "test", null, Set.of("test.work"), this.clock));
		this.fixture.repository.attach(new ClaimScope(node.seq(), Set.of("test.work"), Set.of(), 2), this.intake);
	}

	@AfterEach
	void close() {
		this.fixture.close();
	}

	private StoreWatcher watcher(Duration pollInterval) {
		EngineSettings settings = new EngineSettings("test", true, Set.of(), Map.of(), pollInterval,
				Duration.ofSeconds(30), Duration.ofSeconds(5), 3, 1000,
				new EngineSettings.Retention(Duration.ofDays(7), Duration.ofDays(30), Duration.ofDays(7)), null);
		TaskDispatcher dispatcher = new TaskDispatcher(this.fixture.repository, this.fixture.serializer,
				this.fixture.registry, this.fixture.pool, this.fixture.announcer, this.clock, new SecureRandom(),
				settings);
		return new StoreWatcher(this.fixture.repository, this.fixture.signals, dispatcher, this.clock, settings);
	}

	private static NewTask task(long runAt) {
		return new NewTask(UUID.randomUUID(), false, "test.work", "default", TaskPriority.NORMAL, 3, runAt, 1,
				new byte[] { '[', ']' }, null);
	}

	private int asked() {
		// a command that is answered comes after every group before it
		this.fixture.ker.cancel(UUID.randomUUID());
		return this.intake.asked.get();
	}

	@ParameterizedTest
	@ValueSource(longs = { 200, 5_000 })
	void looksAtTheStoreAfterThePollIntervalAndNotBefore(long millis) {
		StoreWatcher watcher = watcher(Duration.ofMillis(millis));
		int before = asked();
		this.clock.advance(Duration.ofMillis(millis - 1));
		watcher.runOnce();
		assertThat(asked()).isEqualTo(before + 1);
		this.clock.advance(Duration.ofMillis(1));
		watcher.runOnce();
		await().untilAsserted(() -> assertThat(this.intake.asked.get()).isGreaterThanOrEqualTo(before + 2));
	}

	@Test
	void whatAnotherStoreOnTheFileWritesIsSeenAtTheNextLook() {
		StoreWatcher watcher = watcher(Duration.ofDays(1));
		watcher.runOnce();
		try (TaskRepository other = EngineFixture.open(this.folder.resolve("tasks.db"), this.clock,
				new TaskAnnouncer(this.fixture.signals))) {
			watcher.runOnce();
			assertThat(this.intake.tasks).isEmpty();
			other.send(List.of(task(0)));
			watcher.runOnce();
			this.intake.awaitClaim();
		}
	}

	@Test
	void looksMoreOftenForTenSecondsAfterAnotherProcessHasWritten() {
		StoreWatcher watcher = watcher(Duration.ofDays(1));
		watcher.runOnce();
		assertThat(watcher.pauseNanos()).isEqualTo(StoreWatcher.CALM_PAUSE_NANOS);
		try (TaskRepository other = EngineFixture.open(this.folder.resolve("tasks.db"), this.clock,
				new TaskAnnouncer(this.fixture.signals))) {
			other.send(List.of(task(this.clock.millis())));
			watcher.runOnce();
		}
		assertThat(watcher.pauseNanos()).isEqualTo(StoreWatcher.ALERT_PAUSE_NANOS);
		this.clock.advance(Duration.ofSeconds(10));
		assertThat(watcher.pauseNanos()).isEqualTo(StoreWatcher.CALM_PAUSE_NANOS);
	}

	@Test
	void looksMoreOftenWhileSomebodyWaitsForATask() {
		StoreWatcher watcher = watcher(Duration.ofDays(1));
		TaskSignals.Waiting waiting = this.fixture.signals.waitFor(UUID.randomUUID());
		assertThat(watcher.pauseNanos()).isEqualTo(StoreWatcher.ALERT_PAUSE_NANOS);
		waiting.close();
		assertThat(watcher.pauseNanos()).isEqualTo(StoreWatcher.CALM_PAUSE_NANOS);
	}

}
