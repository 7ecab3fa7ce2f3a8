package io.kerground.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.kerground.core.ClaimScope;
import io.kerground.core.ClaimedTask;
import io.kerground.core.MutableClock;
import io.kerground.core.Node;
import io.kerground.core.RetryPolicy;
import io.kerground.core.TaskDefinition;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TaskPruner} on a settable clock.
 */
class TaskPrunerTests {

	private static final EngineSettings.Retention RETENTION = new EngineSettings.Retention(Duration.ofDays(7),
			Duration.ofDays(30), Duration.ofDays(1));

	@TempDir
	Path folder;

	private final MutableClock clock = new MutableClock();

	private EngineFixture fixture;

	private TaskPruner pruner;

	@BeforeEach
	void open() {
		this.fixture = EngineFixture.on(this.folder.resolve("tasks.db"))
			.clock(this.clock)
			.task("test.work", (arguments) -> "x")
			.task("test.brief", (arguments) -> "x")
			.build();
		WorkerRegistry registry = new WorkerRegistry();
		registry.register(new WorkerTask(new TaskDefinition("test.brief", Set.of(), "test", TaskPrunerTests.class,
				"brief", List.of(), void.class, "default", TaskPriority.NORMAL, RetryPolicy.DEFAULT, Set.of(), Set.of(),
				null, null, Duration.ofHours(1)), (arguments) -> "x", false));
		this.pruner = new TaskPruner(this.fixture.repository, registry, this.clock, RETENTION);
	}

	@AfterEach
	void close() {
		this.fixture.close();
	}

	private UUID cancelled(String name) {
		UUID id = this.fixture.ker.send(name, "x");
		this.fixture.ker.cancel(id);
		return id;
	}

	@Test
	void anEndedTaskIsKeptForItsRetentionAndNotLonger() {
		UUID id = cancelled("test.work");
		this.clock.advance(Duration.ofDays(1));
		assertThat(this.pruner.runOnce()).isZero();
		this.clock.advance(Duration.ofMillis(1));
		assertThat(this.pruner.runOnce()).isEqualTo(1);
		assertThat(this.fixture.ker.find(id)).isEmpty();
		assertThat(this.fixture.ker.stats().count(TaskStatus.CANCELLED)).isZero();
	}

	@Test
	void aRetentionOfItsOwnGoesBeforeThatOfTheStatus() {
		UUID brief = cancelled("test.brief");
		UUID usual = cancelled("test.work");
		this.clock.advance(Duration.ofHours(2));
		assertThat(this.pruner.runOnce()).isEqualTo(1);
		assertThat(this.fixture.ker.find(brief)).isEmpty();
		assertThat(this.fixture.ker.find(usual)).isPresent();
	}

	@Test
	void laterPassesFindWhatEndedAfterTheEarlierOnes() {
		for (int i = 0; i < 5; i++) {
			cancelled("test.brief");
			cancelled("test.work");
			this.clock.advance(Duration.ofHours(2));
			assertThat(this.pruner.runOnce()).isEqualTo(1);
		}
	}

	@Test
	void moreThanOneBatchIsPrunedInOnePass() {
		for (int i = 0; i < 450; i++) {
			cancelled("test.work");
		}
		this.clock.advance(Duration.ofDays(2));
		assertThat(this.pruner.runOnce()).isEqualTo(450);
	}

	@Test
	void waitingAndRunningTasksAreNeverPruned() {
		this.fixture.ker.send("test.work", "x");
		Node node = this.fixture.repository.join(
				NodeIdentity.ofThisProcess().newNode(UUID.randomUUID(), "test", null, Set.of("test.work"), this.clock));
		RecordingIntake intake = new RecordingIntake();
		this.fixture.repository.attach(new ClaimScope(node.seq(), Set.of("test.work"), Set.of(), 2), intake);
		this.fixture.repository.requestClaim();
		intake.awaitClaim();
		this.fixture.repository.detach();
		ClaimedTask running = intake.tasks.get(0);
		UUID waiting = this.fixture.ker.send("test.work", "x");
		this.clock.advance(Duration.ofDays(1000));
		assertThat(this.pruner.runOnce()).isZero();
		assertThat(this.fixture.ker.status(running.reference().id())).contains(TaskStatus.RUNNING);
		assertThat(this.fixture.ker.status(waiting)).contains(TaskStatus.PENDING);
	}

}
