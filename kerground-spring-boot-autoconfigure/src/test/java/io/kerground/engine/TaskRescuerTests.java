package io.kerground.engine;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.kerground.core.ClaimScope;
import io.kerground.core.ClaimedTask;
import io.kerground.core.MutableClock;
import io.kerground.core.Node;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TaskRescuer} on a settable clock.
 */
class TaskRescuerTests {

	private static final Duration LEASE = Duration.ofSeconds(30);

	@TempDir
	Path folder;

	private final MutableClock clock = new MutableClock();

	private EngineFixture fixture;

	private TaskRescuer rescuer;

	private UUID task;

	private ClaimedTask claimed;

	@BeforeEach
	void open() {
		Path file = this.folder.resolve("tasks.db");
		this.fixture = EngineFixture.on(file).clock(this.clock).task("test.work", (arguments) -> "x").build();
		this.rescuer = rescuer(LEASE, 3);
		this.task = this.fixture.ker.send("test.work", "x");
	}

	@AfterEach
	void close() {
		this.fixture.close();
	}

	private TaskRescuer rescuer(Duration lease, int maxCrashes) {
		EngineSettings settings = new EngineSettings("test", true, Set.of(), Map.of(), Duration.ofSeconds(1), lease,
				Duration.ofSeconds(5), maxCrashes, 1000,
				new EngineSettings.Retention(Duration.ofDays(7), Duration.ofDays(30), Duration.ofDays(7)),
				this.folder.resolve("tasks.db"));
		return new TaskRescuer(this.fixture.repository, NodeIdentity.ofThisProcess(),
				NodeLocks.beside(settings.storeFile()), this.clock, settings);
	}

	private Node claimAs(NodeIdentity identity, String lockFile) {
		Node node = this.fixture.repository
			.join(identity.newNode(UUID.randomUUID(), "test", lockFile, Set.of("test.work"), this.clock));
		RecordingIntake intake = new RecordingIntake();
		this.fixture.repository.attach(new ClaimScope(node.seq(), Set.of("test.work"), Set.of(), 2), intake);
		this.fixture.repository.requestClaim();
		this.claimed = intake.awaitClaim();
		this.fixture.repository.detach();
		assertThat(this.fixture.ker.status(this.task)).contains(TaskStatus.RUNNING);
		return node;
	}

	/**
	 * Lets time pass while a rescuer looks as often as it does.
	 * @return how many tasks it took back
	 */
	private int pass(TaskRescuer observer, Duration time) {
		int rescued = 0;
		for (int i = 0; i < 10; i++) {
			this.clock.advance(time.dividedBy(10));
			rescued += observer.runOnce(0);
		}
		return rescued;
	}

	@Test
	void anObserverThatStoodStillItselfTakesNobodyForDead() {
		claimAs(elsewhere(), null);
		assertThat(this.rescuer.runOnce(0)).isZero();
		this.clock.advance(LEASE.multipliedBy(10));
		assertThat(this.rescuer.runOnce(0)).isZero();
		assertThat(pass(this.rescuer, LEASE.minusMillis(10))).isZero();
		assertThat(pass(this.rescuer, Duration.ofMillis(10))).isEqualTo(1);
	}

	private static NodeIdentity elsewhere() {
		return new NodeIdentity("elsewhere", 1, 2, "another-boot", "pid:[1]");
	}

	private static NodeIdentity deadProcessOfThisKernel() {
		NodeIdentity self = NodeIdentity.ofThisProcess();
		return new NodeIdentity(self.host(), self.pid() + 1_000_000, 1, self.bootId(), self.pidNamespace());
	}

	@Test
	void aNodeWhoseBeatStandsStillForALeaseIsDead() {
		claimAs(elsewhere(), null);
		assertThat(this.rescuer.runOnce(0)).isZero();
		assertThat(pass(this.rescuer, LEASE.minusMillis(1))).isZero();
		this.clock.advance(Duration.ofMillis(1));
		assertThat(this.rescuer.runOnce(0)).isEqualTo(1);
		assertThat(this.fixture.ker.find(this.task).orElseThrow()).satisfies((found) -> {
			assertThat(found.status()).isEqualTo(TaskStatus.PENDING);
			assertThat(found.attempt()).isZero();
			assertThat(found.crashes()).isEqualTo(1);
		});
		assertThat(this.fixture.repository.nodes()).isEmpty();
	}

	@Test
	void aNodeThatBeatsLives() {
		Node node = claimAs(elsewhere(), null);
		for (int i = 0; i < 10; i++) {
			assertThat(this.rescuer.runOnce(0)).isZero();
			this.clock.advance(LEASE.dividedBy(3));
			assertThat(this.fixture.repository.beat(node.seq())).isTrue();
		}
		assertThat(this.fixture.ker.status(this.task)).contains(TaskStatus.RUNNING);
	}

	@Test
	void aStepOfTheWallClockKillsNobody() {
		claimAs(elsewhere(), null);
		assertThat(this.rescuer.runOnce(0)).isZero();
		this.clock.step(Duration.ofDays(1));
		assertThat(this.rescuer.runOnce(0)).isZero();
	}

	@Test
	void aProcessOfThisKernelWhoseLockIsFreeIsDeadAtOnce() throws Exception {
		Files.createFile(this.folder.resolve("tasks.db.ker-dead.lock"));
		claimAs(deadProcessOfThisKernel(), "tasks.db.ker-dead.lock");
		assertThat(this.rescuer.runOnce(0)).isEqualTo(1);
		assertThat(this.folder.resolve("tasks.db.ker-dead.lock")).doesNotExist();
	}

	@Test
	void onlyATaskWhoseBodyTheLockFileNamesCountsACrash() throws Exception {
		Path file = this.folder.resolve("tasks.db.ker-dead.lock");
		for (boolean begun : List.of(false, true)) {
			try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
					StandardOpenOption.WRITE)) {
				NodeSlots slots = NodeSlots.create(channel);
				claimAs(deadProcessOfThisKernel(), file.getFileName().toString());
				if (begun) {
					slots.begin(this.claimed);
				}
			}
			assertThat(this.rescuer.runOnce(0)).isEqualTo(1);
			assertThat(this.fixture.ker.find(this.task).orElseThrow().crashes()).isEqualTo(begun ? 1 : 0);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "tasks.db", "tasks.db-wal", "../other.lock", "tasks.db.ker-/../tasks.db", "other.lock" })
	void aRowThatWasEditedByHandLeadsToNoOtherFile(String edited) throws Exception {
		Path other = this.folder.resolve("other.lock");
		Files.createFile(other);
		claimAs(deadProcessOfThisKernel(), edited);
		assertThat(this.rescuer.runOnce(0)).isZero();
		assertThat(pass(this.rescuer, LEASE)).isEqualTo(1);
		assertThat(other).exists();
		assertThat(this.folder.resolve("tasks.db")).exists();
		assertThat(this.fixture.ker.status(this.task)).contains(TaskStatus.PENDING);
	}

	@Test
	void aFreeLockOfAnotherKernelProvesNothing() throws Exception {
		Files.createFile(this.folder.resolve("tasks.db.ker-dead.lock"));
		claimAs(elsewhere(), "tasks.db.ker-dead.lock");
		assertThat(this.rescuer.runOnce(0)).isZero();
	}

	@Test
	void theLockOfANodeOfThisProcessIsNeverProbedSoThatItIsKept() throws Exception {
		UUID id = UUID.randomUUID();
		try (NodeLock lock = NodeLock.acquire(this.folder.resolve("tasks.db"), id)) {
			claimAs(NodeIdentity.ofThisProcess(), lock.name());
			assertThat(this.rescuer.runOnce(0)).isZero();
			try (TestProcess probe = TestProcess.start(LockProbe.class, this.folder.resolve("log.txt"),
					this.folder.resolve(lock.name()))) {
				assertThat(probe.await(60)).isEqualTo(1);
			}
		}
	}

	@Test
	void aNodeThatCouldNotLeaveTheStoreIsFoundDeadByItsLock() throws Exception {
		EngineFixture.Builder builder = EngineFixture.on(this.folder.resolve("left.db"));
		try (EngineFixture stopping = builder.task("test.leave", (arguments) -> "done").start()) {
			String lock = stopping.repository.nodes().get(0).lockFile();
			try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + this.folder.resolve("left.db"));
					Statement statement = connection.createStatement()) {
				statement.execute("create trigger stay before delete on kerground_node"
						+ " begin select raise(abort, 'stay'); end");
			}
			stopping.engine.stop();
			assertThat(stopping.repository.nodes()).hasSize(1);
			try (TestProcess probe = TestProcess.start(LockProbe.class, this.folder.resolve("log.txt"),
					this.folder.resolve(lock))) {
				assertThat(probe.await(60)).isZero();
			}
		}
	}

	@Test
	void aTaskWhoseNodesDiedTooOftenFails() {
		for (int i = 0; i < 3; i++) {
			this.clock.advance(Duration.ofSeconds(10));
			claimAs(elsewhere(), null);
			this.rescuer.runOnce(0);
			assertThat(pass(this.rescuer, LEASE)).isEqualTo(1);
		}
		assertThat(this.fixture.ker.find(this.task).orElseThrow()).satisfies((found) -> {
			assertThat(found.status()).isEqualTo(TaskStatus.FAILED);
			assertThat(found.crashes()).isEqualTo(3);
			assertThat(found.error()).isNotNull();
			assertThat(found.error().type()).contains("worker lost");
		});
	}

	@ParameterizedTest
	@ValueSource(ints = { 5, 60 })
	void anotherLeaseIsAnotherPatience(int seconds) {
		TaskRescuer other = rescuer(Duration.ofSeconds(seconds), 3);
		claimAs(elsewhere(), null);
		assertThat(other.runOnce(0)).isZero();
		assertThat(pass(other, Duration.ofSeconds(seconds).minusMillis(1))).isZero();
		this.clock.advance(Duration.ofMillis(1));
		assertThat(other.runOnce(0)).isEqualTo(1);
	}

	@Test
	void aSmallerNumberOfCrashesFailsATaskEarlier() {
		TaskRescuer strict = rescuer(LEASE, 1);
		claimAs(elsewhere(), null);
		strict.runOnce(0);
		assertThat(pass(strict, LEASE)).isEqualTo(1);
		assertThat(this.fixture.ker.status(this.task)).contains(TaskStatus.FAILED);
	}

}
