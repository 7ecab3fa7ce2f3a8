package io.kerground.jdbc;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.kerground.core.FailureMute;
import io.kerground.core.Node;
import io.kerground.core.StoreState;
import io.kerground.core.StoredResult;
import io.kerground.core.StoredSchedule;
import io.kerground.core.Task;
import io.kerground.core.TaskAttempt;
import io.kerground.core.TaskBatchState;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskError;
import io.kerground.core.TaskFailurePage;
import io.kerground.core.TaskFuse;
import io.kerground.core.TaskLog;
import io.kerground.core.TaskPage;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskProgress;
import io.kerground.core.TaskQueries;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskRepository.Ownership;
import io.kerground.core.TaskStats;
import io.kerground.core.TaskStatus;
import io.kerground.core.TaskVerb;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What can be asked of the store. Every question is short and reads a limited number of
 * rows, so that the write-ahead log can be reset soon.
 */
final class JdbcTaskQueries implements TaskQueries {

	private static final int ENDED_BATCH = 500;

	private static final String COLUMNS = """
			t.seq, t.id, t.name, t.queue, t.priority, t.status, t.attempt, t.max_attempts, t.crashes, t.run_at,
			t.created_at, t.started_at, t.finished_at,
			(select n.id from ${p}node n where n.seq = t.owner) as owner_id,
			case when t.blocked_by > 0 then (select b.id from ${p}task b where b.seq = t.blocked_by)
				when t.blocked_by < 0 then (select b.id from ${p}member m
					${join} ${p}member p on p.batch = m.batch and p.position = m.position - 1
					${join} ${p}task b on b.seq = p.task where m.task = t.seq) end as blocked_id""";

	/*
	 * A list reads the error and the progress of each task with its row: a statement of
	 * its own for each would cost more than the row.
	 */

	static final String LISTED = COLUMNS + """
			,
			case when t.attempt > 0 or t.crashes > 0 then (select a.error_type from ${p}attempt a
				where a.seq = t.seq and a.error_type is not null order by a.fence desc limit 1) end as error_type,
			case when t.attempt > 0 or t.crashes > 0 then (select a.error_message from ${p}attempt a
				where a.seq = t.seq and a.error_type is not null order by a.fence desc limit 1) end as error_message,
			case when t.attempt > 0 then (select g.done from ${p}progress g
				where g.seq = t.seq and g.fence = t.fence) end as progress_done,
			case when t.attempt > 0 then (select g.total from ${p}progress g
				where g.seq = t.seq and g.fence = t.fence) end as progress_total""";

	private final StoreReaders readers;

	private final BatchQueries batches;

	private final FailureQueries failures;

	private final TaskStatements statements;

	private final Dictionary queues;

	private final Dictionary names;

	private final TaskClock clock;

	private final StoreInfo info;

	private final Supplier<@Nullable String> failure;

	JdbcTaskQueries(StoreReaders readers, TaskStatements statements, Dictionary queues, Dictionary names,
			TaskClock clock, StoreInfo info, Supplier<@Nullable String> failure) {
		this.readers = readers;
		this.batches = new BatchQueries(readers, statements);
		this.failures = new FailureQueries(readers, statements, names);
		this.statements = statements;
		this.queues = queues;
		this.names = names;
		this.clock = clock;
		this.info = info;
		this.failure = failure;
	}

	String sql(String statement) {
		return this.statements.sql(statement);
	}

	@Override
	public Optional<TaskStatus> status(UUID id) {
		return this.readers
			.read((reader) -> reader
				.query(sql("select status from ${p}task where id = ?"),
						(row, number) -> TaskStatus.ofCode(row.getInt(1)), (Object) TaskIdBytes.of(id))
				.stream()
				.findFirst());
	}

	@Override
	public Optional<StoredResult> result(UUID id) {
		return this.readers.read((reader) -> reader.query(sql("""
				select t.status, r.response, t.seq from ${p}task t left join ${p}response r on r.seq = t.seq
				where t.id = ?"""), (row, number) -> {
			TaskStatus status = TaskStatus.ofCode(row.getInt(1));
			return new StoredResult(status, row.getBytes(2),
					(status == TaskStatus.FAILED) ? latestError(reader, row.getLong(3)) : null);
		}, (Object) TaskIdBytes.of(id)).stream().findFirst());
	}

	@Override
	public Set<UUID> ended(Collection<UUID> ids) {
		Set<UUID> ended = new HashSet<>(ids);
		List<UUID> all = List.copyOf(ids);
		for (int from = 0; from < all.size(); from += ENDED_BATCH) {
			List<UUID> batch = all.subList(from, Math.min(all.size(), from + ENDED_BATCH));
			String slots = String.join(",", Collections.nCopies(batch.size(), "?"));
			Object[] values = batch.stream().map(TaskIdBytes::of).toArray();
			ended.removeAll(this.readers.read((reader) -> reader.query(
					sql("select id from ${p}task where status in (1, 2, 3) and id in (" + slots + ")"),
					(row, number) -> TaskIdBytes.id(row.getBytes(1)), values)));
			ended.removeAll(this.batches.open(slots, values));
		}
		return ended;
	}

	@Override
	public Optional<Task> find(UUID id) {
		return this.readers.read(
				(reader) -> reader
					.query(sql("select " + COLUMNS + " from ${p}task t where t.id = ?"),
							(row, number) -> whole(reader, row), (Object) TaskIdBytes.of(id))
					.stream()
					.findFirst());
	}

	private Task whole(JdbcTemplate reader, ResultSet row) throws SQLException {
		long seq = row.getLong("seq");
		TaskStatus status = TaskStatus.ofCode(row.getInt("status"));
		return task(reader, row, new Parts(text(reader, "select payload from ${p}payload where seq = ?", seq),
				(status == TaskStatus.FINISHED) ? text(reader, "select response from ${p}response where seq = ?", seq)
						: null,
				latestError(reader, seq), attempts(reader, seq),
				(row.getInt("attempt") > 0) ? progress(reader, seq) : null));
	}

	private @Nullable String text(JdbcTemplate reader, String statement, long seq) {
		List<byte[]> found = reader.query(sql(statement), (row, number) -> row.getBytes(1), seq);
		return found.isEmpty() ? null : new String(found.get(0), StandardCharsets.UTF_8);
	}

	private List<TaskAttempt> attempts(JdbcTemplate reader, long seq) {
		return reader.query(sql("select * from ${p}attempt where seq = ? order by fence"), (row, number) -> {
			TaskError error = error(row);
			return new TaskAttempt(row.getLong("fence"), row.getInt("attempt"), verb(row.getString("outcome")),
					Instant.ofEpochMilli(row.getLong("started_at")), Instant.ofEpochMilli(row.getLong("ended_at")),
					error);
		}, seq);
	}

	@Override
	public List<TaskLog> logs(UUID id) {
		return this.readers.read((reader) -> reader.query(sql("""
				select l.fence, l.attempt, l.content from ${p}task t join ${p}log l on l.seq = t.seq
				where t.id = ? order by l.fence"""),
				(row, number) -> new TaskLog(row.getLong(1), row.getInt(2), false, row.getString(3)),
				(Object) TaskIdBytes.of(id)));
	}

	private static TaskVerb verb(String word) {
		for (TaskVerb verb : TaskVerb.values()) {
			if (verb.word().equals(word)) {
				return verb;
			}
		}
		throw new IllegalStateException("The store holds an attempt that ended with '" + word + "'");
	}

	private @Nullable TaskError latestError(JdbcTemplate reader, long seq) {
		List<TaskError> found = reader.query(sql("""
				select error_type, error_message, stack_trace from ${p}attempt
				where seq = ? and error_type is not null order by fence desc limit 1"""), (row, number) -> error(row),
				seq);
		return found.isEmpty() ? null : found.get(0);
	}

	@SuppressWarnings("NullAway") // a row without an error is not asked for by those who
									// map it
	private static TaskError error(ResultSet row) throws SQLException {
		String type = row.getString("error_type");
		return (type != null) ? new TaskError(type, row.getString("error_message"), row.getString("stack_trace"))
				: null;
	}

	@Override
	public TaskPage list(TaskQuery query) {
		return this.readers.read((reader) -> new TaskList(this, reader, query).read());
	}

	@Override
	public TaskFailurePage failures(@Nullable String after, int size) {
		return this.failures.failures(after, size);
	}

	@Override
	public Map<UUID, TaskError> errors(Collection<UUID> ids) {
		return this.failures.errors(ids);
	}

	List<FailureMute> mutes(long now) {
		return this.failures.mutes(now);
	}

	Task listed(JdbcTemplate reader, ResultSet row) throws SQLException {
		String type = row.getString("error_type");
		TaskError error = (type != null) ? new TaskError(type, row.getString("error_message"), "") : null;
		long done = row.getLong("progress_done");
		TaskProgress progress = row.wasNull() ? null : new TaskProgress(done, row.getLong("progress_total"));
		return task(reader, row, new Parts(null, null, error, List.of(), progress));
	}

	/**
	 * Returns all names of tasks that the store has ever held.
	 */
	List<String> names(JdbcTemplate reader) {
		return reader.queryForList(sql("select name from ${p}name"), String.class);
	}

	long greatestSeq(JdbcTemplate reader) {
		Long seq = reader.queryForObject(sql("select coalesce(max(seq), 0) from ${p}task"), Long.class);
		return (seq != null) ? seq : 0;
	}

	long nanos() {
		return this.clock.nanos();
	}

	@Nullable Integer queue(JdbcTemplate reader, String name) {
		return this.queues.idOf(reader, name);
	}

	@Nullable Integer name(JdbcTemplate reader, String name) {
		return this.names.idOf(reader, name);
	}

	long counted(JdbcTemplate reader, TaskStatus status) {
		Long tasks = reader.queryForObject(sql("select coalesce(sum(tasks), 0) from ${counts} c where status = ?"),
				Long.class, status.code());
		return (tasks != null) ? tasks : 0;
	}

	private Task task(JdbcTemplate reader, ResultSet row, Parts parts) throws SQLException {
		byte[] owner = row.getBytes("owner_id");
		byte[] blockedBy = row.getBytes("blocked_id");
		return new Task(TaskIdBytes.id(row.getBytes("id")), this.names.nameOf(reader, row.getInt("name")),
				this.queues.nameOf(reader, row.getInt("queue")), TaskPriority.ofCode(row.getInt("priority")),
				TaskStatus.ofCode(row.getInt("status")), row.getInt("attempt"), row.getInt("max_attempts"),
				row.getInt("crashes"), Instant.ofEpochMilli(row.getLong("run_at")),
				Instant.ofEpochMilli(row.getLong("created_at")), instant(row, "started_at"),
				instant(row, "finished_at"), (owner != null) ? TaskIdBytes.id(owner) : null, parts.progress(),
				parts.arguments(), parts.response(), parts.error(), parts.attempts(),
				(blockedBy != null) ? TaskIdBytes.id(blockedBy) : null);
	}

	private @Nullable TaskProgress progress(JdbcTemplate reader, long seq) {
		List<TaskProgress> found = reader.query(
				sql("select p.done, p.total from ${p}progress p"
						+ " join ${p}task t on t.seq = p.seq and t.fence = p.fence where p.seq = ?"),
				(row, number) -> new TaskProgress(row.getLong(1), row.getLong(2)), seq);
		return found.isEmpty() ? null : found.get(0);
	}

	private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
		long millis = row.getLong(column);
		return row.wasNull() ? null : Instant.ofEpochMilli(millis);
	}

	@Override
	public TaskStats stats() {
		return this.readers.read((reader) -> {
			List<TaskStats.Count> counts = reader.query(
					sql("select queue, name, status, tasks from ${counts} c where tasks > 0"),
					(row, number) -> new TaskStats.Count(this.queues.nameOf(reader, row.getInt(1)),
							this.names.nameOf(reader, row.getInt(2)), TaskStatus.ofCode(row.getInt(3)),
							row.getLong(4)));
			return new TaskStats(counts, oldestReadyAge(reader));
		});
	}

	private @Nullable Duration oldestReadyAge(JdbcTemplate reader) {
		Long oldest = reader.queryForObject(sql("""
				select min((select min(t.run_at) from ${p}task t ${index ready}
					where t.status = 2 and t.queue = q.id and t.priority = p.priority))
				from ${p}queue q cross join (select 1 as priority union all select 2 union all select 3
					union all select 4) p"""), Long.class);
		long now = this.clock.millis();
		return (oldest != null && oldest <= now) ? Duration.ofMillis(now - oldest) : null;
	}

	/**
	 * Returns all schedules, sorted by name.
	 */
	List<StoredSchedule> schedules() {
		return this.readers
			.read((reader) -> reader.query(sql(ScheduleStatements.LIST), (row, number) -> schedule(row)));
	}

	private static StoredSchedule schedule(ResultSet row) throws SQLException {
		Long period = longOrNull(row, 6);
		Long delayBefore = longOrNull(row, 7);
		Long priority = longOrNull(row, 8);
		byte[] lastTask = row.getBytes(12);
		Long lastStatus = longOrNull(row, 13);
		return new StoredSchedule(row.getString(1), row.getString(2), row.getString(3), row.getString(4),
				row.getString(5), (period != null) ? Duration.ofMillis(period) : null,
				(delayBefore != null) ? Duration.ofMillis(delayBefore) : null,
				(priority != null) ? TaskPriority.ofCode(priority.intValue()) : null, longOrNull(row, 9),
				longOrNull(row, 10), longOrNull(row, 11), (lastTask != null) ? TaskIdBytes.id(lastTask) : null,
				(lastStatus != null) ? TaskStatus.ofCode(lastStatus.intValue()) : null, longOrNull(row, 14),
				longOrNull(row, 15), row.getBoolean(16), row.getBoolean(17));
	}

	private static @Nullable Long longOrNull(ResultSet row, int column) throws SQLException {
		long value = row.getLong(column);
		return row.wasNull() ? null : value;
	}

	/**
	 * Returns the names of the queues from which nothing is claimed.
	 */
	Set<String> pausedQueues() {
		return this.readers.read((reader) -> Set
			.copyOf(reader.query(sql(ScheduleStatements.PAUSED_QUEUE_NAMES), (row, number) -> row.getString(1))));
	}

	/**
	 * Returns the names of tasks that are not claimed.
	 */
	Set<String> pausedTasks() {
		return this.readers.read((reader) -> Set
			.copyOf(reader.query(sql(ScheduleStatements.PAUSED_TASK_NAMES), (row, number) -> row.getString(1))));
	}

	List<TaskFuse> fuses() {
		return this.readers.read((reader) -> reader.query(sql(ScheduleStatements.FUSES), (row, number) -> {
			Long until = longOrNull(row, 4);
			return new TaskFuse(row.getString(1), row.getString(2), Instant.ofEpochMilli(row.getLong(3)),
					(until != null) ? Instant.ofEpochMilli(until) : null);
		}));
	}

	boolean anyFuseExpired(long now) {
		return this.readers.read((reader) -> {
			Long expired = reader.queryForObject(sql(ScheduleStatements.ANY_EXPIRED_FUSE), Long.class, now);
			return expired != null && expired > 0;
		});
	}

	@Override
	public Optional<TaskBatchState> batch(UUID id) {
		return this.batches.find(id);
	}

	@Override
	public List<Node> nodes() {
		return this.readers.read((reader) -> reader.query(sql("select * from ${p}node order by seq"),
				(row, number) -> new Node(row.getLong("seq"), TaskIdBytes.id(row.getBytes("id")),
						row.getString("application"), row.getString("host"), row.getLong("pid"),
						row.getLong("process_started_at"), row.getString("boot_id"), row.getString("pid_namespace"),
						row.getString("lock_file"), words(row.getString("names")),
						Instant.ofEpochMilli(row.getLong("started_at")), row.getLong("beat"))));
	}

	private static Set<String> words(String text) {
		return text.isEmpty() ? Set.of() : Arrays.stream(text.split(" ")).collect(Collectors.toSet());
	}

	/**
	 * Tells how the store is, also when it can't be read.
	 */
	@Override
	public StoreState state() {
		return this.info.describe(this.failure.get());
	}

	List<Ownership> owned(long owner) {
		return this.readers.read((reader) -> new ArrayList<>(
				reader.query(sql("select seq, fence from ${p}task ${index running} where status = 3 and owner = ?"),
						(row, number) -> new Ownership(row.getLong(1), row.getLong(2)), owner)));
	}

	private record Parts(@Nullable String arguments, @Nullable String response, @Nullable TaskError error,
			List<TaskAttempt> attempts, @Nullable TaskProgress progress) {

	}

}
