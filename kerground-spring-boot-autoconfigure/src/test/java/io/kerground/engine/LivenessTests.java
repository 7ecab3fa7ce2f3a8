package io.kerground.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.kerground.core.Node;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that a node which works hard is not taken for dead.
 */
@Timeout(120)
class LivenessTests {

	private static final int BUSY_BODIES = 64;

	private static final int BEATS = 2 * NodeBeat.BEATS_IN_LEASE;

	@TempDir
	Path folder;

	@Test
	void tasksThatKeepEveryProcessorBusyForTwoLeasesAreNotTakenFromTheirNode() {
		AtomicBoolean over = new AtomicBoolean();
		AtomicInteger begun = new AtomicInteger();
		EngineFixture.Builder builder = EngineFixture.on(this.folder.resolve("tasks.db")).lease(Duration.ofSeconds(6));
		try (EngineFixture busy = builder.poolSize(BUSY_BODIES).task("test.spin", (arguments) -> {
			begun.incrementAndGet();
			while (!over.get()) {
				Thread.onSpinWait();
			}
			return "done";
		}).start(); EngineFixture observer = builder.start()) {
			Node node = busy.repository.nodes().get(0);
			UUID last = null;
			for (int i = 0; i < BUSY_BODIES; i++) {
				last = busy.ker.send("test.spin", "x");
			}
			await().atMost(Duration.ofSeconds(90)).until(() -> beat(observer, node) >= BEATS);
			over.set(true);
			assertThat(busy.await(last)).isEqualTo("done");
			assertThat(begun).hasValue(BUSY_BODIES);
			assertThat(busy.engine.leasesLost()).isZero();
			assertThat(observer.repository.nodes()).hasSize(2);
		}
	}

	@Test
	void beatsGoOnWhileTheShutdownWaitsForBodies() {
		HeldBodies bodies = new HeldBodies();
		EngineFixture.Builder builder = EngineFixture.on(this.folder.resolve("tasks.db")).lease(Duration.ofSeconds(1));
		try (EngineFixture observer = builder.sendsOnly().task("test.hold", bodies::hold).start();
				EngineFixture stopping = EngineFixture.on(this.folder.resolve("tasks.db"))
					.lease(Duration.ofSeconds(1))
					.shutdownTimeout(Duration.ofSeconds(60))
					.task("test.hold", bodies::hold)
					.start()) {
			UUID id = observer.ker.send("test.hold", "body");
			bodies.awaitBegun(1);
			Node node = stopping.repository.nodes().get(0);
			CompletableFuture<Void> stop = CompletableFuture.runAsync(stopping.engine::stop);
			await().until(() -> !stopping.engine.isRunning());
			long before = beat(observer, node);
			await().atMost(EngineFixture.PATIENCE).until(() -> beat(observer, node) > before + NodeBeat.BEATS_IN_LEASE);
			assertThat(stop).isNotDone();
			bodies.release("body");
			assertThat(stop).succeedsWithin(EngineFixture.PATIENCE);
			assertThat(observer.repository.nodes()).isEmpty();
			assertThat(observer.ker.status(id)).contains(TaskStatus.FINISHED);
		}
	}

	private static long beat(EngineFixture observer, Node node) {
		return observer.repository.nodes()
			.stream()
			.filter((present) -> present.id().equals(node.id()))
			.mapToLong(Node::beat)
			.findFirst()
			.orElseThrow();
	}

}
