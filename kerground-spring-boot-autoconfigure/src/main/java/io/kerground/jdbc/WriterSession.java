package io.kerground.jdbc;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.kerground.core.TaskClaimedEvent;
import io.kerground.core.TaskEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer's connection with its prepared statements, and what the present group of
 * writes has gathered so far. Used by one thread at a time.
 */
final class WriterSession {

	private static final Logger logger = LoggerFactory.getLogger(WriterSession.class);

	private final Map<String, PreparedStatement> prepared = new HashMap<>();

	private final Connection connection;

	private final TaskStatements statements;

	private final Dictionary queues;

	private final Dictionary names;

	private final Counters counters = new Counters();

	private final SessionTransactions transactions;

	private final TaskKeys keys;

	private final BulkWrites bulk;

	private final Fences fences = new Fences();

	private final RememberedFacts facts;

	private final ClaimCursors cursors = new ClaimCursors();

	private final ClaimFloors floors = new ClaimFloors();

	private List<TaskEvent> events = new ArrayList<>();

	private long now;

	private int shard;

	private boolean joined;

	private boolean careful;

	WriterSession(Connection connection, TaskStatements statements, Dictionary queues, Dictionary names,
			Durability durability) {
		this.connection = connection;
		this.statements = statements;
		this.queues = queues;
		this.names = names;
		this.transactions = dialect().transactions(this, durability);
		this.keys = dialect().keys(this);
		this.bulk = dialect().bulk(this);
		this.facts = new RememberedFacts(!dialect().isConcurrent());
	}

	SqlDialect dialect() {
		return this.statements.dialect();
	}

	BulkWrites bulk() {
		return this.bulk;
	}

	TaskKeys keys() {
		return this.keys;
	}

	/**
	 * Returns which rows this node counts in, where several nodes count.
	 */
	int shard() {
		return this.shard;
	}

	void countIn(int shard) {
		this.shard = shard;
	}

	/**
	 * Returns whether this session writes in a transaction of the application.
	 */
	boolean isJoined() {
		return this.joined;
	}

	/**
	 * Makes this session write in a transaction that the application has begun and ends.
	 */
	void join(long now) {
		this.joined = true;
		this.now = now;
	}

	/**
	 * Returns whether names that are new may be stored by this session.
	 */
	boolean isNaming() {
		return !this.joined || !dialect().isConcurrent();
	}

	Connection connection() {
		return this.connection;
	}

	Array array(String type, @Nullable Object[] elements) throws SQLException {
		return this.connection.createArrayOf(type, elements);
	}

	Dictionary queues() {
		return this.queues;
	}

	Dictionary names() {
		return this.names;
	}

	Counters counters() {
		return this.counters;
	}

	Fences fences() {
		return this.fences;
	}

	RememberedFacts facts() {
		return this.facts;
	}

	ClaimCursors cursors() {
		return this.cursors;
	}

	ClaimFloors floors() {
		return this.floors;
	}

	/**
	 * Returns the keys that a statement without parameters selects, which may be
	 * remembered.
	 */
	Set<Integer> keysOf(String statement) throws SQLException {
		return this.facts.keys(statement, this::readKeys);
	}

	private Set<Integer> readKeys(String statement) throws SQLException {
		Set<Integer> found = new HashSet<>();
		try (ResultSet rows = prepare(statement).executeQuery()) {
			while (rows.next()) {
				found.add(rows.getInt(1));
			}
		}
		return found;
	}

	long now() {
		return this.now;
	}

	Instant at() {
		return Instant.ofEpochMilli(this.now);
	}

	void announce(TaskEvent event) {
		this.events.add(event);
	}

	/**
	 * Returns whether this group has made a move that other nodes may wait for.
	 */
	boolean hasNews() {
		return this.events.stream().anyMatch((event) -> !(event instanceof TaskClaimedEvent));
	}

	List<TaskEvent> takeEvents() {
		List<TaskEvent> taken = this.events;
		this.events = new ArrayList<>();
		return taken;
	}

	PreparedStatement prepare(String statement) throws SQLException {
		PreparedStatement known = this.prepared.get(statement);
		if (known == null) {
			known = this.connection.prepareStatement(this.statements.sql(statement));
			this.prepared.put(statement, known);
		}
		return known;
	}

	/**
	 * Begins a group of writes.
	 * @param durable whether somebody waits for it to survive a power cut
	 */
	void begin(boolean durable, long now) throws SQLException {
		this.transactions.begin(durable);
		this.now = now;
		this.keys.forget();
	}

	boolean isSynced() {
		return this.transactions.isSynced();
	}

	/**
	 * Writes what was gathered, so that only the commit itself is left, and the counts
	 * where they come with it.
	 */
	void flush() throws SQLException {
		this.fences.write(this);
		if (!endsWithCounts()) {
			this.counters.write(this);
		}
	}

	private boolean endsWithCounts() {
		return !this.joined && this.bulk.commitsWithCounts();
	}

	void commit() throws SQLException {
		if (endsWithCounts()) {
			this.counters.write(this);
		}
		this.transactions.commit();
		this.counters.clear();
		this.fences.committed();
		this.queues.committed();
		this.names.committed();
	}

	void rollback() throws SQLException {
		this.facts.forget();
		this.cursors.clear();
		this.floors.forget();
		this.counters.clear();
		this.fences.forget();
		this.events.clear();
		this.queues.rolledBack();
		this.names.rolledBack();
		forgetBatches();
		this.transactions.rollback();
	}

	/**
	 * Executes something without keeping it as a prepared statement.
	 */
	void executeOnce(String sql) throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			statement.execute(sql);
		}
	}

	/**
	 * Forgets rows that were added to a batch but not sent, because the group failed
	 * between: they must not come with those of a later group.
	 */
	private void forgetBatches() throws SQLException {
		for (PreparedStatement statement : this.prepared.values()) {
			statement.clearBatch();
		}
	}

	/**
	 * Writes a page without changing anything, to find out whether writing works.
	 */
	void touch() throws SQLException {
		prepare(TaskStatements.TOUCH).execute();
		prepare(TaskStatements.UNTOUCH).execute();
	}

	/**
	 * Lets what is refused fail alone from now on, or the whole group with it.
	 */
	void beCareful(boolean careful) {
		this.careful = careful;
	}

	/**
	 * Returns whether what is refused fails alone. In a transaction of the application,
	 * which can't be begun again, it always does.
	 */
	boolean isCareful() {
		return this.careful || this.joined;
	}

	/**
	 * Runs a part of the group that seldom fails, with nothing to undo it alone unless
	 * care is needed.
	 */
	void whole(Part part) throws SQLException {
		if (isCareful()) {
			atomically(part);
		}
		else {
			part.run();
		}
	}

	/**
	 * Runs a part of the group that may fail alone.
	 */
	void atomically(Part part) throws SQLException {
		int mark = this.counters.mark();
		int told = this.events.size();
		// where others write too, names are never new in a transaction of the application
		int newQueues = isNaming() ? this.queues.mark() : 0;
		int newNames = isNaming() ? this.names.mark() : 0;
		prepare(TaskStatements.SAVEPOINT).execute();
		try {
			part.run();
			prepare(TaskStatements.RELEASE_SAVEPOINT).execute();
		}
		catch (SQLException | RuntimeException ex) {
			backToSavepoint(ex);
			this.counters.backTo(mark);
			if (isNaming()) {
				this.queues.backTo(newQueues);
				this.names.backTo(newNames);
			}
			this.events.subList(told, this.events.size()).clear();
			throw ex;
		}
	}

	/**
	 * Undoes a part. Throws, so that the whole group fails, when the database has rolled
	 * back by itself: what it said first if that does not pass for a refusal.
	 */
	private void backToSavepoint(Exception failure) throws SQLException {
		this.facts.forget();
		this.cursors.clear();
		this.floors.forget();
		try {
			forgetBatches();
			prepare(TaskStatements.ROLLBACK_TO_SAVEPOINT).execute();
			prepare(TaskStatements.RELEASE_SAVEPOINT).execute();
		}
		catch (SQLException ex) {
			ex.addSuppressed(failure);
			if (failure instanceof SQLException first && !dialect().isRefusal(first)) {
				SQLException lost = new SQLException(first.getMessage(), first.getSQLState(), first.getErrorCode(), ex);
				throw lost;
			}
			throw ex;
		}
	}

	@Nullable TaskRow row(UUID id) throws SQLException {
		return row(TaskStatements.ROW_OF_ID, id);
	}

	/**
	 * Returns the row of a task that is about to be moved, so that no other node moves it
	 * meanwhile.
	 */
	@Nullable TaskRow lockedRow(UUID id) throws SQLException {
		return row(TaskStatements.LOCKED_ROW_OF_ID, id);
	}

	private @Nullable TaskRow row(String statement, UUID id) throws SQLException {
		PreparedStatement select = prepare(statement);
		select.setBytes(1, TaskIdBytes.of(id));
		try (ResultSet rows = select.executeQuery()) {
			return rows.next() ? TaskRow.of(rows) : null;
		}
	}

	/**
	 * Locks a row until the end of the transaction, where others may write meanwhile.
	 * @return whether it is there and locked
	 */
	boolean lock(String statement, Object key) throws SQLException {
		if (!dialect().isConcurrent()) {
			return true;
		}
		PreparedStatement select = prepare(statement);
		select.setObject(1, key);
		try (ResultSet rows = select.executeQuery()) {
			return rows.next();
		}
	}

	List<TaskRow> rows(String statement, long first, @Nullable Integer second) throws SQLException {
		PreparedStatement select = prepare(statement);
		select.setLong(1, first);
		if (second != null) {
			select.setInt(2, second);
		}
		return rows(select);
	}

	List<TaskRow> rows(PreparedStatement select) throws SQLException {
		List<TaskRow> found = new ArrayList<>();
		try (ResultSet rows = select.executeQuery()) {
			while (rows.next()) {
				found.add(TaskRow.of(rows));
			}
		}
		return found;
	}

	int update(String statement, @Nullable Object... values) throws SQLException {
		PreparedStatement update = prepare(statement);
		for (int i = 0; i < values.length; i++) {
			update.setObject(i + 1, values[i]);
		}
		return update.executeUpdate();
	}

	long dataVersion() throws SQLException {
		try (ResultSet rows = prepare("pragma data_version").executeQuery()) {
			rows.next();
			return rows.getLong(1);
		}
	}

	/**
	 * Moves the log into the database and cuts it, as far as others let it.
	 * @return whether nobody kept it from that
	 */
	boolean checkpoint() {
		try {
			return SqliteConnections.pragma(this.connection, "wal_checkpoint(truncate)").equals("0");
		}
		catch (SQLException ex) {
			logger.debug("The log could not be emptied", ex);
			return false;
		}
	}

	void close() {
		checkpoint();
		abandon();
	}

	/**
	 * Closes the connection, which may be broken. An open transaction is rolled back.
	 */
	void abandon() {
		closeStatements();
		try {
			this.connection.close();
		}
		catch (SQLException ex) {
			logger.warn("A connection of the task store could not be closed", ex);
		}
	}

	void closeStatements() {
		for (PreparedStatement statement : this.prepared.values()) {
			try {
				statement.close();
			}
			catch (SQLException ex) {
				logger.debug("A statement could not be closed", ex);
			}
		}
		this.prepared.clear();
	}

	/**
	 * A part of a group of writes.
	 */
	@FunctionalInterface
	interface Part {

		/**
		 * Writes.
		 */
		void run() throws SQLException;

	}

}
