package io.kerground.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.MisfirePolicy;
import io.kerground.core.Schedule;
import io.kerground.core.TaskContext;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import io.kerground.jdbc.PostgresqlServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Several nodes on one PostgreSQL server.
 */
@Timeout(600)
class PostgresqlClusterTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	/** Longer than any test, so that nobody finds anything by looking for it. */
	private static final Duration NEVER = Duration.ofHours(1);

	private static final int TASKS = Integer.getInteger("kerground.cluster.tasks", 2000);

	@TempDir
	Path folder;

	private final String url = PostgresqlServer.newSchema();

	private final List<HikariDataSource> pools = new ArrayList<>();

	private HikariDataSource pool() {
		HikariDataSource pool = PostgresqlServer.pool(this.url);
		this.pools.add(pool);
		return pool;
	}

	@AfterEach
	void closePools() {
		this.pools.forEach(HikariDataSource::close);
	}

	@Test
	void aTaskThatOneNodeSendsIsRunByAnotherAtOnce() throws Exception {
		Semaphore runs = new Semaphore(0);
		try (EngineFixture sender = EngineFixture.on(pool())
			.sendsOnly()
			.pollInterval(NEVER)
			.task("test.work", (values) -> null)
			.start();
				EngineFixture worker = EngineFixture.on(pool()).pollInterval(NEVER).task("test.work", (values) -> {
					runs.release();
					return "done";
				}).start()) {
			for (int i = 0; i < 30; i++) {
				sender.ker.send("test.work", "x");
				assertThat(runs.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
			}
			assertThat(worker.repository.stats().count(TaskStatus.FAILED)).isZero();
			UUID id = sender.ker.send("test.work", "x");
			assertThat(sender.ker.await(id, String.class, PATIENCE)).isEqualTo("done");
			assertThat(worker.ker.status(id)).contains(TaskStatus.FINISHED);
		}
	}

	@Test
	void aTaskThatAnotherNodeCancelsIsInterrupted() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		try (EngineFixture other = EngineFixture.on(pool())
			.sendsOnly()
			.pollInterval(NEVER)
			.task("test.work", (values) -> null)
			.start();
				EngineFixture worker = EngineFixture.on(pool()).pollInterval(NEVER).task("test.work", (values) -> {
					begun.countDown();
					try {
						new CountDownLatch(1).await();
					}
					catch (InterruptedException ex) {
						interrupted.countDown();
					}
					return null;
				}).start()) {
			UUID id = other.ker.send("test.work", "x");
			assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
			assertThat(other.ker.cancel(id)).isTrue();
			assertThat(interrupted.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
			assertThat(worker.ker.status(id)).contains(TaskStatus.CANCELLED);
		}
	}

	@Test
	void noMoreTasksOfANameRunOnAllNodesThanMay() {
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		List<EngineFixture> nodes = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			nodes.add(EngineFixture.on(pool()).limited("test.limited", 2, (values) -> {
				most.accumulateAndGet(running.incrementAndGet(), Math::max);
				Thread.yield();
				running.decrementAndGet();
				return null;
			}).start());
		}
		try {
			KergroundTemplate ker = nodes.get(0).ker;
			for (int i = 0; i < 200; i++) {
				nodes.get(i % 3).ker.send("test.limited", "x");
			}
			await().atMost(PATIENCE).until(() -> ker.stats().count(TaskStatus.FINISHED) == 200);
			assertThat(most).hasValueBetween(1, 2);
		}
		finally {
			nodes.forEach(EngineFixture::close);
		}
	}

	@Test
	void eachTickOfAScheduleIsRunByOneNode() {
		Schedule often = new Schedule.Interval(Duration.ofMillis(100), Duration.ZERO, Duration.ZERO, MisfirePolicy.SKIP,
				1);
		ConcurrentLinkedQueue<Object> ids = new ConcurrentLinkedQueue<>();
		List<EngineFixture> nodes = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			nodes.add(EngineFixture.on(pool()).schedule("test.tick", often, (values) -> {
				ids.add(((TaskContext) values[0]).taskId());
				return null;
			}).start());
		}
		try {
			await().atMost(PATIENCE).until(() -> ids.size() >= 20);
		}
		finally {
			nodes.forEach(EngineFixture::close);
		}
		assertThat(ids).doesNotHaveDuplicates();
	}

	@Test
	void killedNodesLoseNoTask() throws Exception {
		JdbcTemplate jdbc = new JdbcTemplate(pool());
		jdbc.execute("create table runs (task text not null, node text not null)");
		try (EngineFixture sender = EngineFixture.on(pool()).sendsOnly().task("test.work", (values) -> null).start()) {
			List<TestProcess> nodes = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				nodes.add(node("n" + i));
			}
			try {
				for (int from = 0; from < TASKS; from += 500) {
					sender.ker.sendAll(IntStream.range(from, Math.min(TASKS, from + 500))
						.mapToObj((task) -> TaskRequest.of("test.work", "t" + task))
						.toList());
				}
				for (int kill = 1; kill <= 3; kill++) {
					int seen = kill * TASKS / 5;
					await().atMost(Duration.ofMinutes(8)).until(() -> finished(sender) >= seen);
					nodes.get(kill % 3).kill();
					nodes.set(kill % 3, node("k" + kill));
				}
				await().atMost(Duration.ofMinutes(8)).until(() -> finished(sender) == TASKS);
			}
			finally {
				nodes.forEach(TestProcess::close);
			}
			Integer distinct = jdbc.queryForObject("select count(distinct task) from runs", Integer.class);
			assertThat(distinct).isEqualTo(TASKS);
			String again = "select task from runs where node not in ('n0', 'n1', 'n2') group by task having count(*) > 1";
			assertThat(jdbc.queryForList(again, String.class)).as("run twice though no node was killed").isEmpty();
		}
	}

	private static long finished(EngineFixture fixture) {
		return fixture.ker.stats().count(TaskStatus.FINISHED);
	}

	private TestProcess node(String name) throws Exception {
		return TestProcess.start(ClusterWorker.class, this.folder.resolve("log-" + name + ".txt"), this.url, name, 10);
	}

}
