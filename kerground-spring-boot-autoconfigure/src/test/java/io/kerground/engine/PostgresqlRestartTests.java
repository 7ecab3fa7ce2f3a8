package io.kerground.engine;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import com.zaxxer.hikari.HikariDataSource;
import io.kerground.core.Node;
import io.kerground.core.StoreException;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import io.kerground.jdbc.PostgresqlServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A PostgreSQL server that is stopped and started again while several nodes work, for
 * {@code kerground.outage.seconds} each time.
 */
@Timeout(900)
class PostgresqlRestartTests {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("kerground.outage.seconds", 4));

	@TempDir
	Path folder;

	private final Map<UUID, AtomicInteger> runs = new ConcurrentHashMap<>();

	private final Map<UUID, Boolean> sent = new ConcurrentHashMap<>();

	private final List<HikariDataSource> pools = new ArrayList<>();

	private final List<EngineFixture> nodes = new ArrayList<>();

	private int port;

	private EmbeddedPostgres server;

	@BeforeEach
	void open() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			this.port = socket.getLocalPort();
		}
		this.server = start();
	}

	@AfterEach
	void close() throws IOException {
		this.nodes.forEach(EngineFixture::close);
		this.pools.forEach(HikariDataSource::close);
		this.server.close();
	}

	private EmbeddedPostgres start() throws IOException {
		return EmbeddedPostgres.builder()
			.setPGStartupWait(PATIENCE)
			.setPort(this.port)
			.setDataDirectory(this.folder.resolve("data"))
			.setCleanDataDirectory(false)
			.start();
	}

	private HikariDataSource pool(String url) {
		HikariDataSource pool = PostgresqlServer.pool(url);
		pool.setConnectionTimeout(1000);
		this.pools.add(pool);
		return pool;
	}

	private EngineFixture node(String url, Duration lease) {
		EngineFixture node = EngineFixture.on(pool(url)).lease(lease).withoutListener().task("test.work", (values) -> {
			this.runs.computeIfAbsent(UUID.fromString(String.valueOf(values[0])), (id) -> new AtomicInteger())
				.incrementAndGet();
			return null;
		}).start();
		this.nodes.add(node);
		return node;
	}

	@Test
	void everyNodeGoesOnByItselfAfterAnOutageAndNothingIsLostOrRunTwice() throws Exception {
		String url = this.server.getJdbcUrl("postgres", "postgres");
		for (int i = 0; i < 3; i++) {
			node(url, Duration.ofSeconds(30));
		}
		AtomicBoolean sending = new AtomicBoolean(true);
		List<Thread> senders = new ArrayList<>();
		for (EngineFixture node : this.nodes) {
			Thread sender = EngineThreads.factory("test-sender-").newThread(() -> sendUntilTold(node, sending));
			sender.start();
			senders.add(sender);
		}
		await().atMost(PATIENCE).until(() -> this.runs.size() > 50);
		this.server.close();
		assertAllFail();
		awaitPassing(OUTAGE);
		this.server = start();
		awaitRecovery();
		readOnly(true);
		assertAllFail();
		awaitPassing(OUTAGE);
		readOnly(false);
		awaitRecovery();
		sending.set(false);
		for (Thread sender : senders) {
			sender.join();
		}
		EngineFixture first = this.nodes.get(0);
		await().atMost(PATIENCE).until(() -> first.ker.stats().count(TaskStatus.FINISHED) == this.sent.size());
		assertThat(this.runs.keySet()).isEqualTo(this.sent.keySet());
		assertThat(this.runs.values()).as("runs of each task").allMatch((count) -> count.get() == 1);
		assertThat(first.repository.nodes()).hasSize(3);
	}

	@Test
	void aNodeWhoseLeaseEndedComesBackUnderANewId() throws Exception {
		String url = this.server.getJdbcUrl("postgres", "postgres");
		URI address = URI.create(url.substring("jdbc:".length()));
		CutProxy proxy = new CutProxy(this.port);
		try {
			EngineFixture cut = node(url.replace(address.getHost() + ":" + this.port, "127.0.0.1:" + proxy.port())
					+ "&prepareThreshold=0", Duration.ofSeconds(2));
			EngineFixture other = node(url, Duration.ofSeconds(2));
			await().atMost(PATIENCE).until(() -> other.repository.nodes().size() == 2);
			List<UUID> before = ids(other);
			proxy.cut();
			await().atMost(PATIENCE).until(() -> other.repository.nodes().size() == 1);
			UUID stayed = ids(other).get(0);
			proxy.heal();
			await().atMost(PATIENCE).until(() -> other.repository.nodes().size() == 2);
			assertThat(ids(other)).contains(stayed).isNotEqualTo(before).filteredOn(before::contains).hasSize(1);
			other.engine.stop();
			UUID id = UUID.randomUUID();
			await().atMost(PATIENCE).until(() -> isSent(cut, id));
			await().atMost(PATIENCE).until(() -> cut.ker.status(id).orElseThrow() == TaskStatus.FINISHED);
			assertThat(this.runs.get(id)).hasValue(1);
		}
		finally {
			// before the proxy goes
			this.nodes.forEach(EngineFixture::close);
			this.nodes.clear();
			proxy.close();
		}
	}

	private static List<UUID> ids(EngineFixture node) {
		return node.repository.nodes().stream().map(Node::id).toList();
	}

	private void readOnly(boolean on) {
		try (HikariDataSource own = PostgresqlServer.pool(this.server.getJdbcUrl("postgres", "postgres"))) {
			JdbcTemplate admin = new JdbcTemplate(own);
			admin.execute("set session characteristics as transaction read write");
			admin.execute("alter system set default_transaction_read_only = " + (on ? "on" : "off"));
			admin.execute("select pg_reload_conf()");
		}
	}

	private void assertAllFail() {
		await().atMost(PATIENCE)
			.until(() -> this.nodes.stream().allMatch((node) -> node.repository.state().failure() != null));
	}

	private void awaitRecovery() {
		await().atMost(PATIENCE)
			.until(() -> this.nodes.stream().allMatch((node) -> node.repository.state().failure() == null));
		int before = this.runs.size();
		await().atMost(PATIENCE).until(() -> this.runs.size() > before + 50);
	}

	/**
	 * Lets the time of an outage pass, in which nothing may begin to work again.
	 */
	private void awaitPassing(Duration outage) {
		await().atMost(outage.plus(PATIENCE))
			.during(outage)
			.until(() -> this.nodes.stream().allMatch((node) -> node.repository.state().failure() != null));
	}

	private void sendUntilTold(EngineFixture node, AtomicBoolean sending) {
		while (sending.get()) {
			UUID id = UUID.randomUUID();
			await().pollInterval(Duration.ofMillis(20)).atMost(PATIENCE.plus(OUTAGE)).until(() -> isSent(node, id));
			this.sent.put(id, true);
		}
	}

	private static boolean isSent(EngineFixture node, UUID id) {
		try {
			return node.ker.send(TaskRequest.of("test.work", id.toString()).id(id)).equals(id);
		}
		catch (StoreException ex) {
			return false;
		}
	}

}
