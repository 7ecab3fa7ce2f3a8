package io.kerground.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import io.kerground.jdbc.PostgresqlServer;
import io.kerground.jdbc.TransferLimits;
import io.kerground.jdbc.TransferReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A move that is killed again and again, while tasks are sent to its source and workers
 * run on both sides.
 */
@Timeout(600)
class StoreTransferKillTests {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final int KILLS = Integer.getInteger("kerground.transfer.kills", 6);

	private static final int LEAST = 1000;

	private static final int MOST = 4000;

	@TempDir
	Path folder;

	private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();

	private final AtomicInteger sent = new AtomicInteger();

	private final AtomicBoolean sending = new AtomicBoolean(true);

	private final HikariDataSource pool = PostgresqlServer.pool(PostgresqlServer.newSchema());

	@AfterEach
	void close() {
		this.pool.close();
	}

	@Test
	void aMoveOutOfAFileThatIsKilledLosesNothingAndRunsNothingTwice() throws Exception {
		Path file = this.folder.resolve("tasks.db");
		try (EngineFixture source = slow(EngineFixture.on(file));
				EngineFixture target = slow(EngineFixture.on(this.pool))) {
			killAgainAndAgain(false, file, source, target);
		}
	}

	@Test
	void aMoveIntoAFileThatIsKilledLosesNothingAndRunsNothingTwice() throws Exception {
		Path file = this.folder.resolve("tasks.db");
		try (EngineFixture source = slow(EngineFixture.on(this.pool));
				EngineFixture target = slow(EngineFixture.on(file))) {
			killAgainAndAgain(true, file, source, target);
		}
	}

	private EngineFixture slow(EngineFixture.Builder builder) {
		return builder.poolSize(2).withoutListener().task("test.work", (values) -> {
			this.runs.computeIfAbsent(String.valueOf(values[0]), (key) -> new AtomicInteger()).incrementAndGet();
			assertThat(new CountDownLatch(1).await(2, TimeUnit.MILLISECONDS)).isFalse();
			return null;
		}).start();
	}

	private void killAgainAndAgain(boolean back, Path file, EngineFixture source, EngineFixture target)
			throws Exception {
		Thread sender = EngineThreads.factory("test-sender-").newThread(() -> sendUntilTold(source));
		sender.start();
		for (int kill = 0; kill < KILLS; kill++) {
			boolean first = kill == 0;
			Path log = this.folder.resolve("log-" + kill + ".txt");
			TestProcess process = TestProcess.start(StoreTransferProcess.class, log, back ? "back" : "there", file,
					this.pool.getJdbcUrl());
			try {
				await().atMost(PATIENCE)
					.pollInterval(Duration.ofMillis(5))
					.until(() -> (first ? target.ker.stats().count(TaskStatus.FINISHED) > 0
							: Files.readString(log).contains("Moving from")));
				long until = System.nanoTime()
						+ TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextInt(1500));
				await().atMost(PATIENCE)
					.pollDelay(Duration.ZERO)
					.pollInterval(Duration.ofMillis(1))
					.until(() -> System.nanoTime() >= until);
				assertThat(process.isAlive()).isTrue();
			}
			finally {
				process.kill();
			}
		}
		await().atMost(PATIENCE).until(() -> this.sent.get() >= LEAST);
		this.sending.set(false);
		sender.join();
		TransferReport report = StoreTransferProcess.transfer(back, file, this.pool)
			.run(new TransferLimits(PATIENCE, Duration.ZERO, Duration.ofHours(1)));
		assertThat(report.isComplete()).as(report.toString()).isTrue();
		assertThat(source.ker.stats().byTask().values())
			.allSatisfy((counts) -> assertThat(counts.values().stream().mapToLong(Long::longValue).sum()).isZero());
		await().atMost(PATIENCE).until(() -> target.ker.stats().count(TaskStatus.FINISHED) == this.sent.get());
		assertThat(this.runs).hasSize(this.sent.get());
		assertThat(this.runs.entrySet().stream().filter((run) -> run.getValue().get() != 1).toList())
			.as("run more than once")
			.isEmpty();
	}

	private void sendUntilTold(EngineFixture source) {
		while (this.sending.get()) {
			int from = this.sent.get();
			List<TaskRequest> requests = new ArrayList<>();
			IntStream.range(from, from + 40).forEach((task) -> requests.add(TaskRequest.of("test.work", "t" + task)));
			source.ker.sendAll(requests);
			this.sent.addAndGet(requests.size());
			await().pollInterval(Duration.ofMillis(1))
				.atMost(PATIENCE)
				.until(() -> !this.sending.get()
						|| (this.sent.get() < MOST && source.ker.stats().count(TaskStatus.PENDING) < 400));
		}
	}

}
