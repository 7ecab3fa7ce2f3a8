package io.kerground.engine;

import java.net.URI;
import java.time.Duration;
import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;
import io.kerground.CapturedLog;
import io.kerground.core.StoreException;
import io.kerground.core.TaskContext;
import io.kerground.core.TaskFinishedEvent;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import io.kerground.jdbc.PostgresqlServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What nodes do while a PostgreSQL server is away, reads only, or does not answer.
 */
@Timeout(300)
class PostgresqlOutageTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final String url = PostgresqlServer.newSchema();

	private CutProxy proxy;

	private HikariDataSource pool;

	private HikariDataSource direct;

	private EngineFixture node;

	@BeforeEach
	void open() throws Exception {
		URI server = URI.create(this.url.substring("jdbc:".length()));
		this.proxy = new CutProxy(server.getPort());
		this.pool = PostgresqlServer
			.pool(this.url.replace(server.getHost() + ":" + server.getPort(), "127.0.0.1:" + this.proxy.port())
					+ "&prepareThreshold=0");
		this.pool.setConnectionTimeout(1000);
		this.direct = PostgresqlServer.pool(this.url);
		this.node = EngineFixture.on(this.pool)
			.task("test.work", (values) -> "done")
			.transactional("test.effect", this::effect)
			.start();
	}

	@AfterEach
	void close() throws Exception {
		this.node.close();
		this.proxy.close();
		this.pool.close();
		this.direct.close();
	}

	@Test
	void aNodeGoesOnByItselfWhenTheDatabaseIsBack() {
		assertThat(this.node.await(this.node.ker.send("test.work", "before"))).isEqualTo("done");
		this.proxy.cut();
		assertThatExceptionOfType(StoreException.class).isThrownBy(() -> this.node.ker.send("test.work", "during"));
		assertThat(this.node.repository.state().failure()).isNotNull();
		this.proxy.heal();
		await().atMost(PATIENCE).until(() -> this.node.repository.state().failure() == null);
		assertThat(this.node.await(this.node.ker.send("test.work", "after"))).isEqualTo("done");
		assertThat(this.node.repository.nodes()).hasSize(1);
	}

	@Test
	void aNodeGoesOnByItselfWhenTheDatabaseReadsOnlyForAWhile() {
		JdbcTemplate admin = new JdbcTemplate(this.direct);
		admin.execute("alter system set default_transaction_read_only = on");
		try {
			admin.execute("select pg_reload_conf()");
			await().atMost(PATIENCE).until(() -> isRefused(this.node));
			assertThat(this.node.repository.state().failure()).contains("read-only");
		}
		finally {
			admin.execute("begin read write; commit; alter system reset default_transaction_read_only");
			admin.execute("select pg_reload_conf()");
		}
		await().atMost(PATIENCE).until(() -> this.node.repository.state().failure() == null);
		assertThat(this.node.await(this.node.ker.send("test.work", "after"))).isEqualTo("done");
	}

	private static boolean isRefused(EngineFixture node) {
		try {
			node.ker.send("test.work", "during");
			return false;
		}
		catch (StoreException ex) {
			return true;
		}
	}

	@Test
	void aSendWhoseCommitWasNotAnsweredCanBeRepeatedWithItsId() {
		int unknown = 0;
		for (int i = 0; i < 20; i++) {
			UUID id = UUID.randomUUID();
			this.proxy.loseNextAnswerToCommit();
			try {
				this.node.ker.send(TaskRequest.of("test.work", "x").id(id));
			}
			catch (StoreException ex) {
				unknown += ex.isOutcomeUnknown() ? 1 : 0;
			}
			await().atMost(PATIENCE).until(() -> isSent(id));
			assertThat(this.node.await(id)).isEqualTo("done");
		}
		assertThat(unknown).isPositive();
		assertThat(this.node.ker.stats().count(TaskStatus.FINISHED)).isEqualTo(20);
	}

	@Test
	void aBodyWhoseCommitWasNotAnsweredHasItsEffectOnce() {
		JdbcTemplate admin = new JdbcTemplate(this.direct);
		admin.execute("create table business (task varchar(50) not null)");
		try (CapturedLog log = CapturedLog.at("INFO")) {
			for (int i = 0; i < 40; i++) {
				UUID id = this.node.ker.send("test.effect", "t" + i);
				await().atMost(PATIENCE).until(() -> isFinished(id));
				await().atMost(PATIENCE).until(() -> finishEvents(id) == 1);
			}
			assertThat(log.messages()).as("commits of bodies whose answer was lost, though they happened")
				.anyMatch((message) -> message.contains("of which it was not known whether it was committed, was"));
		}
		assertThat(admin.queryForList("select task from business", String.class)).hasSize(40).doesNotHaveDuplicates();
		assertThat(this.node.engine.leasesLost()).isZero();
		await().atMost(PATIENCE).until(() -> this.node.pool.active() == 0);
	}

	private String effect(Object[] values) {
		new JdbcTemplate(this.pool).update("insert into business (task) values (?)", values[0]);
		if (((TaskContext) values[1]).attempt() == 1) {
			this.proxy.loseNextAnswerToCommit();
		}
		return "done";
	}

	private boolean isFinished(UUID id) {
		try {
			return this.node.ker.status(id).orElseThrow() == TaskStatus.FINISHED;
		}
		catch (StoreException ex) {
			return false;
		}
	}

	private long finishEvents(UUID id) {
		return this.node.events.stream()
			.filter((event) -> event instanceof TaskFinishedEvent finished && finished.task().id().equals(id))
			.count();
	}

	private boolean isSent(UUID id) {
		try {
			return this.node.ker.send(TaskRequest.of("test.work", "x").id(id)).equals(id);
		}
		catch (StoreException ex) {
			return false;
		}
	}

}
