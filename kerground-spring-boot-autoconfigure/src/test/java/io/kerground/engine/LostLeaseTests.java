package io.kerground.engine;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import io.kerground.core.MutableClock;
import io.kerground.core.Node;
import io.kerground.core.Task;
import io.kerground.core.TaskRepository.RescueRule;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for nodes that were, or may be, taken for dead though they live.
 */
@Timeout(60)
class LostLeaseTests {

	@TempDir
	Path folder;

	private final MutableClock clock = new MutableClock();

	private final HeldBodies bodies = new HeldBodies();

	private EngineFixture fixture;

	private UUID task;

	@BeforeEach
	void build() {
		this.fixture = EngineFixture.on(this.folder.resolve("tasks.db"))
			.clock(this.clock)
			.lease(Duration.ofSeconds(6))
			.task("test.hold", this.bodies::hold)
			.build();
	}

	@AfterEach
	void close() {
		this.bodies.releaseAll();
		this.fixture.close();
	}

	private Node begin() {
		this.fixture.engine.start();
		this.task = this.fixture.ker.send("test.hold", "body");
		this.bodies.awaitBegun(1);
		return own();
	}

	private Node own() {
		return this.fixture.repository.nodes()
			.stream()
			.filter((node) -> node.host().equals(NodeIdentity.ofThisProcess().host()))
			.findFirst()
			.orElseThrow();
	}

	private void joinAnother() {
		this.fixture.repository.join(new NodeIdentity("elsewhere", 1, 2, "another-boot", "pid:[1]")
			.newNode(UUID.randomUUID(), "test", null, Set.of("test.hold"), this.clock));
	}

	/**
	 * Lets time pass while another connection holds the store's lock, until something is
	 * so.
	 */
	private void lockStoreUntil(Duration step, BooleanSupplier fact) throws SQLException {
		try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + this.folder.resolve("tasks.db"));
				Statement statement = other.createStatement()) {
			statement.execute("pragma busy_timeout=10000");
			statement.execute("begin immediate");
			await().atMost(EngineFixture.PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
				this.clock.advance(step);
				return fact.getAsBoolean();
			});
		}
	}

	/**
	 * Lets time pass until bodies have begun: an attempt that comes while the body of the
	 * one before still ends is put off for a second.
	 */
	private void awaitBegun(int count) {
		await().atMost(EngineFixture.PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
			this.clock.advance(Duration.ofMillis(20));
			return this.bodies.begun().size() >= count;
		});
	}

	@Test
	void aNodeThatWasTakenForDeadInterruptsItsTasksAndComesBackUnderANewId() {
		Node before = begin();
		this.fixture.repository.rescue(before.seq(), new RescueRule(5, null), 100);
		// the second begin is that of the new node, after the first body was interrupted
		awaitBegun(2);
		assertThat(own().id()).isNotEqualTo(before.id());
		assertThat(this.fixture.engine.leasesLost()).isEqualTo(1);
		this.bodies.release("body");
		assertThat(this.fixture.await(this.task)).isEqualTo("body");
		Task found = this.fixture.ker.find(this.task).orElseThrow();
		assertThat(found.crashes()).isEqualTo(1);
		assertThat(found.attempt()).isEqualTo(1);
	}

	@Test
	void aNodeWhoseBeatsDoNotGetThroughEndsItsTasksWhenAnotherNodeCouldTakeThem() throws SQLException {
		joinAnother();
		Node before = begin();
		lockStoreUntil(Duration.ofMillis(200), () -> this.fixture.engine.leasesLost() == 1);
		awaitBegun(2);
		assertThat(own().id()).isNotEqualTo(before.id());
		this.bodies.release("body");
		assertThat(this.fixture.await(this.task)).isEqualTo("body");
		assertThat(this.fixture.ker.find(this.task).orElseThrow().crashes()).isZero();
	}

	@Test
	void aNodeThatGaveUpBeginsNothingBeforeItIsBack() throws SQLException {
		joinAnother();
		begin();
		Executor threads = EngineThreads.perTask(EngineThreads.factory("test-sender-"));
		AtomicReference<CompletableFuture<UUID>> sent = new AtomicReference<>();
		lockStoreUntil(Duration.ofMillis(200), () -> {
			if (sent.get() == null) {
				sent.set(CompletableFuture.supplyAsync(() -> this.fixture.ker.send("test.hold", "second"), threads));
			}
			return this.fixture.engine.leasesLost() == 1;
		});
		assertThat(sent.get()).succeedsWithin(EngineFixture.PATIENCE);
		awaitBegun(3);
		this.bodies.releaseAll();
		assertThat(this.fixture.await(sent.get().join())).isEqualTo("second");
		assertThat(this.bodies.begun()).filteredOn("second"::equals).hasSize(1);
	}

	@Test
	void aNodeThatIsAloneGoesOnThoughItsBeatsDoNotGetThrough() throws SQLException {
		Node before = begin();
		// so slowly that a beat is overdue long before the store gives up
		lockStoreUntil(Duration.ofMillis(400), () -> this.fixture.repository.state().failure() != null);
		this.bodies.release("body");
		assertThat(this.fixture.await(this.task)).isEqualTo("body");
		assertThat(this.bodies.begun()).containsExactly("body");
		assertThat(own().id()).isEqualTo(before.id());
		assertThat(this.fixture.engine.leasesLost()).isZero();
		assertThat(this.fixture.ker.stats().count(TaskStatus.RUNNING)).isZero();
	}

}
