package io.kerground.jdbc;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.kerground.core.ClaimedTask;
import io.kerground.core.CommitListener;
import io.kerground.core.Node;
import io.kerground.core.StoredSchedule;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskEvent;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskStatus;
import io.kerground.simulation.SteppedRepository;
import io.kerground.simulation.SteppedStore;
import io.kerground.simulation.StoreFaults;
import io.kerground.simulation.TaskState;
import org.sqlite.SQLiteErrorCode;

/**
 * The store on an SQLite file without threads: each group of writes is a step, and
 * failures come from where the database's own come from.
 */
public final class SteppedSqliteStore implements SteppedStore {

	private static final String ROWS = """
			select t.seq, t.id, n.name, q.name, t.priority, t.status, t.attempt, t.max_attempts, t.crashes, t.fence, t.run_at,
				t.created_at, coalesce(t.owner, 0), coalesce(t.blocked_by, 0)
			from kerground_task t join kerground_name n on n.id = t.name join kerground_queue q on q.id = t.queue
			order by t.seq""";

	private final List<TaskRepository> opened = new ArrayList<>();

	private final Path file;

	private final SqliteConnections connections;

	private final Connection looking;

	private Consumer<List<TaskEvent>> committed = (events) -> {
	};

	private Map<UUID, TaskState> states = new LinkedHashMap<>();

	private Map<Long, Node> nodes = Map.of();

	private List<StoredSchedule> schedules = List.of();

	private boolean schedulesChanged;

	private List<TaskState> touched = new ArrayList<>();

	private Set<UUID> removed = new HashSet<>();

	/**
	 * Makes a store in a new file.
	 */
	public SteppedSqliteStore(Path file, TaskClock clock) {
		this.file = file.toAbsolutePath();
		SqliteFile.prepare(this.file);
		this.connections = new SqliteConnections(file);
		try {
			this.looking = this.connections.openPlain();
			new SchemaMigrator(this.looking, file.toString(), new TaskStatements("kerground_", SqliteDialect.INSTANCE),
					clock)
				.migrate();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public SteppedRepository open(TaskClock clock, CommitListener listener, StoreFaults faults) {
		SqliteSettings settings = new SqliteSettings(this.file, Durability.NORMAL, Duration.ofSeconds(1), "kerground_",
				false);
		TaskStatements statements = new TaskStatements("kerground_", SqliteDialect.INSTANCE);
		Dictionary queues = new Dictionary(statements.sql("${p}queue"));
		Dictionary names = new Dictionary(statements.sql("${p}name"));
		SqliteReaders readers = new SqliteReaders(this.connections, clock);
		try {
			WriterConnection connection = new SqliteWriterConnection(
					() -> new WriterSession(failing(this.connections.openWriter(), faults), statements, queues, names,
							Durability.NORMAL),
					FileIdentity.of(this.file), clock, readers::renew);
			GroupCommit writer = new GroupCommit(connection, (events, nanos) -> {
				commit(events);
				listener.committed(events, nanos);
			}, clock, settings.timeout());
			JdbcTaskQueries queries = new JdbcTaskQueries(readers, statements, queues, names, clock,
					new SqliteInfo(this.file, readers), writer::failure);
			JdbcTaskRepository repository = new JdbcTaskRepository(writer, queries, readers,
					new StoreBackups(this.connections, SqliteConnections.EXISTING, settings, clock)::run,
					settings.timeout(), clock);
			this.opened.add(repository);
			return new Repository(repository, writer, faults);
		}
		catch (IOException | SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void commit(List<TaskEvent> events) {
		look();
		this.committed.accept(events);
	}

	private void look() {
		Map<UUID, TaskState> now = new LinkedHashMap<>();
		try (Statement statement = this.looking.createStatement()) {
			try (ResultSet rows = statement.executeQuery(ROWS)) {
				while (rows.next()) {
					TaskState state = state(rows);
					now.put(state.id(), state);
				}
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		now.values().stream().filter((state) -> !state.equals(this.states.get(state.id()))).forEach(this.touched::add);
		this.states.keySet().stream().filter((id) -> !now.containsKey(id)).forEach(this.removed::add);
		this.states = now;
		List<StoredSchedule> present = this.opened.get(0).schedules().schedules();
		this.schedulesChanged |= !present.equals(this.schedules);
		this.schedules = present;
		this.nodes = this.opened.get(0).nodes().stream().collect(Collectors.toMap(Node::seq, (node) -> node));
	}

	private static TaskState state(ResultSet row) throws SQLException {
		return new TaskState(row.getLong(1), TaskIdBytes.id(row.getBytes(2)), row.getString(3), row.getString(4),
				TaskPriority.ofCode(row.getInt(5)), TaskStatus.ofCode(row.getInt(6)), row.getInt(7), row.getInt(8),
				row.getInt(9), row.getLong(10), row.getLong(11), row.getLong(12), row.getLong(13), row.getLong(14));
	}

	/**
	 * Returns a connection whose transactions fail as they are told to.
	 */
	private static Connection failing(Connection connection, StoreFaults faults) {
		Transaction transaction = new Transaction(faults);
		return proxy(Connection.class, (method, arguments) -> {
			Object result = invoke(connection, method, arguments);
			if (result instanceof PreparedStatement statement) {
				String sql = String.valueOf(arguments[0]);
				return (sql.equals(TaskStatements.BEGIN) || sql.equals(TaskStatements.COMMIT))
						? transaction.failing(PreparedStatement.class, statement, sql) : result;
			}
			return (result instanceof Statement statement) ? transaction.failing(Statement.class, statement, null)
					: result;
		});
	}

	private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
		try {
			return method.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

	private static <T> T proxy(Class<T> type, Call call) {
		return type.cast(Proxy.newProxyInstance(SteppedSqliteStore.class.getClassLoader(), new Class<?>[] { type },
				(self, method, arguments) -> call.call(method, arguments)));
	}

	@Override
	public void whenCommitted(Consumer<List<TaskEvent>> action) {
		this.committed = action;
	}

	@Override
	public List<TaskState> states() {
		return List.copyOf(this.states.values());
	}

	@Override
	public TaskState state(UUID id) {
		return this.states.get(id);
	}

	@Override
	public List<TaskState> takeTouched() {
		List<TaskState> taken = this.touched;
		this.touched = new ArrayList<>();
		return taken;
	}

	@Override
	public Set<UUID> takeRemoved() {
		Set<UUID> taken = this.removed;
		this.removed = new HashSet<>();
		return taken;
	}

	@Override
	public List<StoredSchedule> takeSchedules() {
		if (!this.schedulesChanged) {
			return null;
		}
		this.schedulesChanged = false;
		return this.schedules;
	}

	@Override
	public Node node(long owner) {
		return this.nodes.get(owner);
	}

	@Override
	public void close() {
		this.opened.forEach(TaskRepository::close);
		try {
			this.looking.close();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Answers a call of a proxy.
	 */
	@FunctionalInterface
	private interface Call {

		/**
		 * Answers.
		 */
		Object call(Method method, Object[] arguments) throws Throwable;

	}

	/**
	 * The fate of the present transaction.
	 */
	private static final class Transaction {

		private final StoreFaults faults;

		private StoreFaults.Fault fate = StoreFaults.Fault.NONE;

		Transaction(StoreFaults faults) {
			this.faults = faults;
		}

		<T extends Statement> T failing(Class<T> type, T statement, String prepared) {
			return proxy(type, (method, arguments) -> {
				if (!method.getName().equals("execute")) {
					return invoke(statement, method, arguments);
				}
				String sql = (prepared != null) ? prepared : String.valueOf(arguments[0]);
				if (sql.equals(TaskStatements.BEGIN)) {
					begin();
				}
				else if (sql.equals(TaskStatements.COMMIT) && this.fate != StoreFaults.Fault.NONE) {
					throw failure((this.fate == StoreFaults.Fault.FULL) ? SQLiteErrorCode.SQLITE_FULL
							: SQLiteErrorCode.SQLITE_IOERR);
				}
				Object result = invoke(statement, method, arguments);
				if (sql.equals(TaskStatements.ROLLBACK) && this.fate == StoreFaults.Fault.UNKNOWN_NOT_STORED) {
					throw failure(SQLiteErrorCode.SQLITE_IOERR);
				}
				return result;
			});
		}

		private void begin() throws SQLException {
			this.fate = this.faults.group();
			if (this.fate == StoreFaults.Fault.BUSY || this.fate == StoreFaults.Fault.LATE) {
				// not as busy, since the writer waits for the end of that, and no time
				// passes
				throw failure(SQLiteErrorCode.SQLITE_CANTOPEN);
			}
		}

		private static SQLException failure(SQLiteErrorCode code) {
			return new SQLException("simulated: " + code.message, "", code.code);
		}

	}

	/**
	 * A repository whose writer is stepped.
	 */
	private static final class Repository extends DelegatingTaskRepository implements SteppedRepository {

		private final GroupCommit writer;

		private final StoreFaults faults;

		Repository(TaskRepository delegate, GroupCommit writer, StoreFaults faults) {
			super(delegate);
			this.writer = writer;
			this.faults = faults;
		}

		@Override
		public void settle(ClaimedTask task, TaskOutcome outcome, long nanos) {
			this.faults.settles(task, outcome);
			super.settle(task, outcome, nanos);
		}

		@Override
		public void requestClaim() {
			if (!this.faults.wakeUp()) {
				super.requestClaim();
			}
		}

		@Override
		public boolean runOnce() {
			return this.writer.runOnce();
		}

	}

}
