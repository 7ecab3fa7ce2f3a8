package io.kerground.jdbc;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import io.kerground.core.ClaimDemand;
import io.kerground.core.ClaimScope;
import io.kerground.core.ClaimedTask;
import io.kerground.core.MutableClock;
import io.kerground.core.NewTask;
import io.kerground.core.Node;
import io.kerground.core.TaskEvent;
import io.kerground.core.TaskIntake;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskRepository;
import io.kerground.engine.EngineThreads;
import org.awaitility.core.ConditionFactory;

import static org.awaitility.Awaitility.await;

/**
 * A store on a real file, a node on it, and an intake that runs nothing.
 */
final class StoreFixture implements AutoCloseable, TaskIntake {

	static final String NAME = "test.work";

	final List<TaskEvent> events = new CopyOnWriteArrayList<>();

	final List<ClaimedTask> claimed = new CopyOnWriteArrayList<>();

	final List<Boolean> settled = new CopyOnWriteArrayList<>();

	final MutableClock clock = new MutableClock();

	final Path file;

	final TaskRepository repository;

	volatile Node node;

	volatile ClaimDemand demand = ClaimDemand.NOTHING;

	volatile long nextDue;

	final AtomicInteger failedGroups = new AtomicInteger();

	private final AtomicInteger answered = new AtomicInteger();

	StoreFixture(Path folder) {
		this(folder, "kerground_");
	}

	StoreFixture(Path folder, String prefix) {
		this(folder, prefix, SqliteConnections.EXISTING);
	}

	StoreFixture(Path folder, String prefix, ConnectionSource source) {
		this.file = folder.resolve("tasks.db");
		this.repository = SqliteStore.open(
				new SqliteSettings(this.file, Durability.FULL, Duration.ofSeconds(10), prefix, true), this.clock,
				(events, nanos) -> this.events.addAll(events), EngineThreads.factory("test-store-"), source);
		join();
	}

	/**
	 * Opens a store in a database that is no file.
	 */
	StoreFixture(DataSource source, String prefix) {
		this.file = Path.of("none");
		this.repository = JdbcStore.open(new JdbcSettings(Duration.ofSeconds(20), prefix, true), source, this.clock,
				(events, nanos) -> this.events.addAll(events), EngineThreads.factory("test-store-"));
		join();
	}

	/**
	 * Registers a node and attaches it.
	 */
	void join() {
		this.node = this.repository.join(new Node(0, UUID.randomUUID(), "test", "here", 1, 1, "boot", "pid", null,
				Set.of(NAME), this.clock.instant(), 0));
		attach(Set.of(NAME), Set.of());
	}

	void attach(Set<String> names, Set<String> queues) {
		this.repository.attach(new ClaimScope(this.node.seq(), names, queues, 2), this);
	}

	void limit(String queue, int limit) {
		this.repository
			.attach(new ClaimScope(this.node.seq(), Set.of(NAME), Set.of(), 2, List.of(), Map.of(queue, limit)), this);
	}

	void limitName(String name, int limit) {
		this.repository.attach(new ClaimScope(this.node.seq(), Set.of(NAME, name), Set.of(), 2,
				List.of(new ClaimScope.ConcurrencyLimit(Set.of(name), limit)), Map.of()), this);
	}

	static NewTask task(UUID id) {
		return task(id, TaskPriority.NORMAL, "default", NAME, 0, null);
	}

	static NewTask task(UUID id, TaskPriority priority, String queue, String name, long runAt, UUID blockedBy) {
		return new NewTask(id, false, name, queue, priority, 3, runAt, 1, "[]".getBytes(StandardCharsets.UTF_8),
				blockedBy);
	}

	UUID send() {
		UUID id = UUID.randomUUID();
		this.repository.send(List.of(task(id)));
		return id;
	}

	UUID send(TaskPriority priority, String queue, String name, long runAt) {
		UUID id = UUID.randomUUID();
		this.repository.send(List.of(task(id, priority, queue, name, runAt, null)));
		return id;
	}

	UUID sendAfter(UUID predecessor) {
		UUID id = UUID.randomUUID();
		this.repository.send(List.of(task(id, TaskPriority.NORMAL, "default", NAME, 0, predecessor)));
		return id;
	}

	/**
	 * Claims up to a number of tasks of any priority.
	 */
	List<ClaimedTask> claim(int limit) {
		int before = this.answered.get();
		this.claimed.clear();
		this.demand = ClaimDemand.ofSlots(limit);
		this.repository.requestClaim();
		soon().until(() -> this.answered.get() > before);
		if (this.claimed.isEmpty()) {
			// a store that hears of other nodes may have claimed before this was asked
			// for
			int again = this.answered.get();
			this.repository.requestClaim();
			soon().until(() -> this.answered.get() > again || !this.claimed.isEmpty());
		}
		this.demand = ClaimDemand.NOTHING;
		return List.copyOf(this.claimed);
	}

	ClaimedTask claimOne() {
		return claim(1).get(0);
	}

	/**
	 * Settles a task and returns whether it won.
	 */
	boolean settle(ClaimedTask task, TaskOutcome outcome) {
		int before = this.settled.size();
		this.repository.settle(task, outcome, 1);
		soon().until(() -> this.settled.size() > before);
		return this.settled.get(before);
	}

	private static ConditionFactory soon() {
		return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1));
	}

	/**
	 * Removes every task, and comes back when the node was removed too.
	 */
	void clear() {
		if (this.repository.nodes().isEmpty()) {
			join();
		}
		try {
			for (String table : List.of("task", "payload", "response", "attempt", "progress", "count")) {
				execute("delete from kerground_" + table);
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	Connection open() throws SQLException {
		return DriverManager.getConnection("jdbc:sqlite:" + this.file);
	}

	void execute(String sql) throws SQLException {
		try (Connection connection = open(); Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	@Override
	public ClaimDemand demand() {
		return this.demand;
	}

	@Override
	public void claimed(List<ClaimedTask> tasks, long nextDue) {
		if (!tasks.isEmpty()) {
			this.demand = ClaimDemand.NOTHING;
		}
		this.claimed.addAll(tasks);
		this.nextDue = nextDue;
		this.answered.incrementAndGet();
	}

	@Override
	public void notClaimed() {
		this.failedGroups.incrementAndGet();
		this.answered.incrementAndGet();
	}

	@Override
	public void settled(ClaimedTask task, TaskOutcome outcome, boolean won) {
		this.settled.add(won);
	}

	@Override
	public void close() {
		this.repository.close();
	}

}
