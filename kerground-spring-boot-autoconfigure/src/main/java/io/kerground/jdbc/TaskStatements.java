package io.kerground.jdbc;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Everything that the store says to the database, a constant for each verb. The slot
 * {@code ${p}} is the prefix of the tables; the other slots are filled by the
 * {@link SqlDialect} once.
 */
final class TaskStatements {

	/*
	 * The numbers of statuses are literals, because a partial index is only used when its
	 * condition stands in the statement. Every write to a running task names its owner
	 * and its fence.
	 */

	static final String SEND = """
			insert into ${p}task (seq, id, status, queue, name, priority, attempt, max_attempts, fence, run_at, created_at,
				started_at, finished_at, owner, blocked_by)
			values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

	static final String FENCE_FLOOR = "select fence from ${p}removed";

	static final String RAISE_FENCE_FLOOR = """
			insert into ${p}removed (id, fence) values (1, ?)
			on conflict (id) do update set fence = ${greatest}(${p}removed.fence, excluded.fence)""";

	static final String SEND_PAYLOAD = "insert into ${p}payload (seq, payload, headers) values (?, ?, ?)";

	static final String LAST_SEQ = "select coalesce(max(seq), 0) from sqlite_sequence where name = '${p}task'";

	/**
	 * The candidates of one slice, from the index alone; {@code ${names}} may limit them.
	 * Read as far as needed, so it has no limit of its own.
	 */
	static final String CANDIDATES = """
			select seq, run_at, crashes, name from ${p}task ${index ready}
			where status = 2 and queue = ? and priority = ? ${names}
			order by run_at, seq""";

	/**
	 * The candidates behind a row. In two parts, which the database merges, because it
	 * compares no pair with an index whose second column is the key of the table.
	 */
	static final String CANDIDATES_BEHIND = """
			select seq, run_at, crashes, name from ${p}task ${index ready}
			where status = 2 and queue = ? and priority = ? and run_at = ? and seq > ? ${names}
			union all
			select seq, run_at, crashes, name from ${p}task ${index ready}
			where status = 2 and queue = ? and priority = ? and run_at > ? ${names}
			order by run_at, seq""";

	static final String LAST_CANDIDATE = """
			select seq, run_at from ${p}task ${index ready} where status = 2 and queue = ? and priority = ?
			order by run_at desc, seq desc limit 1""";

	static final String CLAIM = """
			update ${p}task set status = 3, owner = ?, started_at = ?, attempt = attempt + 1, fence = fence + 1
			where status = 2 and seq ${in}""";

	static final String CLAIMED = """
			select t.seq, t.id, t.queue, t.name, t.priority, t.attempt, t.max_attempts, t.crashes, t.fence, t.run_at,
				t.created_at, p.payload, p.headers
			from ${rows of list} ${join} ${p}task t on t.seq = j.value ${join} ${p}payload p on p.seq = t.seq
			${order of list}""";

	static final String FINISH = """
			update ${p}task set status = 4, finished_at = ?, started_at = ?, owner = null
			where seq = ? and status = 3 and owner = ? and fence = ?""";

	/** Whether a task was finished by a certain claim of it. */
	static final String IS_FINISHED = "select 1 from ${p}task where seq = ? and status = 4 and fence = ?";

	static final String FINISH_RESPONSE = """
			insert into ${p}response (seq, response) values (?, ?)
			on conflict (seq) do update set response = excluded.response""";

	static final String RETRY = """
			update ${p}task set status = 2, run_at = ?, owner = null
			where seq = ? and status = 3 and owner = ? and fence = ?""";

	static final String RETRY_BY_HAND = """
			update ${p}task set status = 2, run_at = ?, attempt = 0, crashes = 0, started_at = null, finished_at = null
			where seq = ? and status in (5, 6)""";

	static final String HASTEN = "update ${p}task set run_at = ? where seq = ? and status = 2 and run_at > ?";

	static final String FAIL = """
			update ${p}task set status = 5, finished_at = ?, started_at = ?, owner = null
			where seq = ? and status = 3 and owner = ? and fence = ?""";

	static final String SNOOZE = """
			update ${p}task set status = 2, run_at = ?, attempt = attempt - 1, owner = null
			where seq = ? and status = 3 and owner = ? and fence = ?""";

	static final String RELEASE = """
			update ${p}task set status = 2, started_at = ?, attempt = attempt - 1, owner = null
			where seq = ? and status = 3 and owner = ? and fence = ?""";

	static final String ATTEMPT = """
			insert into ${p}attempt (seq, fence, attempt, outcome, started_at, ended_at, error_type, error_message,
				stack_trace)
			values (?, ?, ?, ?, ?, ?, ?, ?, ?)""";

	static final String CUT_ATTEMPTS = """
			delete from ${p}attempt where seq = ? and fence <= (
				select last.fence from (
					select fence from ${p}attempt where seq = ? order by fence desc limit 1 offset 100) last)""";

	static final String LOG = "insert into ${p}log (seq, fence, attempt, content) values (?, ?, ?, ?)";

	static final String CUT_LOGS = """
			delete from ${p}log where seq = ? and fence <= (
				select last.fence from (
					select fence from ${p}log where seq = ? order by fence desc limit 1 offset 10) last)""";

	static final String BEGUN = """
			update ${p}task set started_at = ? where seq = ? and status = 3 and owner = ? and fence = ?""";

	static final String PROGRESS = """
			insert into ${p}progress (seq, fence, done, total)
			select seq, fence, ?, ? from ${p}task where seq = ? and status = 3 and owner = ? and fence = ?
			on conflict (seq) do update set fence = excluded.fence, done = excluded.done, total = excluded.total""";

	static final String RESCUE = """
			update ${p}task set status = 2, attempt = attempt - 1, crashes = ?, run_at = ${greatest}(run_at, ?), owner = null
			where seq = ? and status = 3 and owner = ? and fence = ?""";

	static final String RESCUE_FAIL = """
			update ${p}task set status = 5, crashes = crashes + 1, finished_at = ?, owner = null
			where seq = ? and status = 3 and owner = ? and fence = ?""";

	static final String OWNED = """
			select seq, id, queue, name, priority, attempt, max_attempts, crashes, fence, started_at, status
			from ${p}task ${index running} where status = 3 and owner = ? limit ? ${lock free}""";

	static final String ANY_BLOCKED = "select 1 from ${p}task ${index blocked} where status = 1 limit 1";

	static final String SUCCESSORS = """
			select seq, id, queue, name, priority, attempt, max_attempts, crashes, fence, started_at, status
			from ${p}task ${index blocked} where status = 1 and blocked_by = ? ${lock}""";

	static final String UNBLOCK = """
			update ${p}task set status = 2, blocked_by = null, run_at = ${greatest}(run_at, ?) where seq = ? and status = 1""";

	static final String ROW_OF_ID = """
			select seq, id, queue, name, priority, attempt, max_attempts, crashes, fence, started_at, status
			from ${p}task where id = ?""";

	/** The row of a task that is about to be moved. */
	static final String LOCKED_ROW_OF_ID = ROW_OF_ID + " ${lock}";

	static final String PAYLOAD_OF = "select payload from ${p}payload where seq = ?";

	static final String REPLACE_PAYLOAD = "update ${p}payload set payload = ? where seq = ?";

	static final String CANCEL = """
			update ${p}task set status = 6, finished_at = ?, owner = null, blocked_by = null
			where seq = ? and status in (1, 2, 3)""";

	static final String DELETE = "delete from ${p}task where seq = ? and status <> 3";

	static final String MOVE_TO_QUEUE = """
			update ${p}task set queue = ? where seq = ? and queue <> ? and status in (1, 2)""";

	static final String KEEP_DELETED = """
			insert into ${p}deleted (seq, change_id, deleted_at, id, status, queue, name, priority, attempt, max_attempts,
				crashes, fence, run_at, created_at, started_at, finished_at)
			select seq, ?, ?, id, status, queue, name, priority, attempt, max_attempts, crashes, fence, run_at, created_at,
				started_at, finished_at
			from ${p}task where seq = ? and status <> 3""";

	static final String LAST_DELETED = "select max(deleted_at) from ${p}deleted where change_id = ?";

	/** Oldest first, so that the latest tells until the end when all were deleted. */
	static final String DELETED_BY = """
			select seq, id, queue, name, priority, attempt, max_attempts, crashes, fence, started_at, status
			from ${p}deleted where change_id = ? order by deleted_at, seq limit ? ${lock}""";

	/**
	 * What waited for another task may wait for one that is gone: it is cancelled. The
	 * fence is above those of a task that has had the same id meanwhile.
	 */
	static final String RESTORE = """
			insert into ${p}task (seq, id, status, queue, name, priority, attempt, max_attempts, crashes, fence, run_at,
				created_at, started_at, finished_at)
			select seq, id, case status when 1 then 6 else status end, queue, name, priority, attempt, max_attempts,
				crashes, ${greatest}(fence, ?), run_at, created_at, started_at,
				case status when 1 then deleted_at else finished_at end
			from ${p}deleted where seq = ?""";

	static final String FORGET_DELETED = "delete from ${p}deleted where seq = ?";

	static final String DELETED_BEFORE = """
			select seq, id, queue, name, priority, attempt, max_attempts, crashes, fence, started_at, status
			from ${p}deleted where deleted_at < ? limit ? ${lock free}""";

	static final String DELETE_PAYLOAD = "delete from ${p}payload where seq = ?";

	static final String DELETE_RESPONSE = "delete from ${p}response where seq = ?";

	static final String DELETE_PROGRESS = "delete from ${p}progress where seq = ?";

	static final String DELETE_ATTEMPTS = "delete from ${p}attempt where seq = ?";

	static final String DELETE_LOGS = "delete from ${p}log where seq = ?";

	/** The oldest ended tasks; {@code ${status}} and {@code ${names}} are filled in. */
	static final String PRUNE = """
			select seq, queue, name, fence from ${p}task
			where status = ${status} and finished_at >= ? and finished_at < ? ${names}
			order by finished_at, seq limit ? ${lock free}""";

	static final String PRUNE_TASK = "delete from ${p}task where seq = ? and status in (4, 5, 6)";

	static final String NEW_COUNT = "insert into ${p}count (tasks, queue, name, status) values (?, ?, ?, ?)";

	static final String ADD_COUNT = "update ${p}count set tasks = tasks + ? where queue = ? and name = ? and status = ?";

	static final String SEND_BATCH = """
			insert into ${p}batch (id, parent, position, sequential, stops, total, created_at)
			values (?, ?, ?, ?, ?, ?, ?)""";

	/** A batch that may be sent by several nodes at the same moment. */
	static final String SEND_OUTER_BATCH = SEND_BATCH + " on conflict (id) do nothing";

	static final String SEND_MEMBER = "insert into ${p}member (task, batch, position) values (?, ?, ?)";

	static final String SEND_FOLLOWER = """
			insert into ${p}follower (batch, moment, id, name, queue, priority, max_attempts, run_at, delay, payload,
				headers)
			values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

	static final String BATCH = """
			select seq, id, parent, position, sequential, stops, stopped, status, total, finished, failed, cancelled
			from ${p}batch where seq = ? ${lock}""";

	static final String BATCH_OF_ID = "select seq from ${p}batch where id = ?";

	static final String ANY_OPEN_BATCH = "select 1 from ${p}batch ${index batch_open} where status = 3 limit 1";

	static final String MEMBER_OF = "select batch, position from ${p}member where task = ?";

	static final String MEMBER_AT = """
			select t.seq, t.id, t.queue, t.name, t.priority, t.attempt, t.max_attempts, t.crashes, t.fence, t.started_at,
				t.status
			from ${p}member m ${join} ${p}task t on t.seq = m.task where m.batch = ? and m.position = ? ${lock task}""";

	static final String OPEN_MEMBERS = """
			select t.seq, t.id, t.queue, t.name, t.priority, t.attempt, t.max_attempts, t.crashes, t.fence, t.started_at,
				t.status
			from ${p}member m ${join} ${p}task t on t.seq = m.task
			where m.batch = ? and t.status in (1, 2, 3) order by m.position desc ${lock task}""";

	static final String ANY_OPEN_MEMBER_BEFORE = """
			select 1 from ${p}member m ${join} ${p}task t on t.seq = m.task
			where m.batch = ? and m.position < ? and t.status in (1, 2, 3)
			union all
			select 1 from ${p}batch where parent = ? and position < ? and status = 3
			limit 1""";

	static final String INNER_BATCH_AT = "select seq from ${p}batch where parent = ? and position = ?";

	static final String OPEN_INNER_BATCHES = """
			select seq from ${p}batch where parent = ? and status = 3 order by position desc""";

	static final String COUNT_MEMBER = """
			update ${p}batch set finished = finished + ?, failed = failed + ?, cancelled = cancelled + ? where seq = ?""";

	static final String STOP_BATCH = "update ${p}batch set stopped = 1 where seq = ?";

	static final String END_BATCH = "update ${p}batch set status = ?, ended_at = ? where seq = ? and status = 3";

	static final String REOPEN_BATCH = "update ${p}batch set status = 3, ended_at = null where seq = ? and status <> 3";

	static final String FOLLOWERS = """
			select seq, id, name, queue, priority, max_attempts, run_at, delay, payload, headers
			from ${p}follower
			where batch = ? and (moment = 3 or moment = ?) order by seq""";

	static final String DELETE_FOLLOWER = "delete from ${p}follower where seq = ?";

	static final String DELETE_FOLLOWERS = "delete from ${p}follower where batch = ?";

	static final String DELETE_MEMBER = "delete from ${p}member where task = ?";

	static final String PRUNE_BATCHES = """
			select seq from ${p}batch b where status <> 3 and status = ? and ended_at < ?
			and not exists (select 1 from ${p}member m where m.batch = b.seq)
			and not exists (select 1 from ${p}batch i where i.parent = b.seq) limit ?""";

	static final String PRUNE_BATCH = "delete from ${p}batch where seq = ?";

	static final String JOIN = """
			insert into ${p}node (id, application, host, pid, process_started_at, boot_id, pid_namespace, lock_file, names,
				started_at, beat)
			values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)""";

	static final String NODE_OF_ID = "select seq from ${p}node where id = ?";

	static final String IS_NODE = "select 1 from ${p}node where seq = ? ${lock shared}";

	/** Taken before a node is removed: its own writer holds it shared while it claims. */
	static final String LOCK_NODE = "select 1 from ${p}node where seq = ? ${lock free}";

	static final String BEAT = "update ${p}node set beat = beat + 1 where seq = ?";

	static final String LEAVE = """
			delete from ${p}node where seq = ?
			and not exists (select 1 from ${p}task where status = 3 and owner = ?)""";

	/** Makes a page dirty, so that the commit has something to write. */
	static final String TOUCH = "${touch}";

	static final String UNTOUCH = "delete from ${p}count where queue = 0 and name = 0 and status = 0";

	/** The names among these that no other node claims by their limits right now. */
	static final String LOCK_NAMES = "select id from ${p}name where id ${in} ${lock free}";

	/** The same of queues. */
	static final String LOCK_QUEUES = "select id from ${p}queue where id ${in} ${lock free}";

	static final String LOCK_STORE = "select 1 from ${p}schema where version = ? ${lock}";

	/** Changes nothing, but makes the transaction the one that writes. */
	static final String TAKE_LOCK = "update ${p}schema set applied_at = applied_at where version = 1";

	static final String BEGIN = "begin immediate";

	static final String COMMIT = "commit";

	static final String ROLLBACK = "rollback";

	static final String SAVEPOINT = "savepoint part";

	static final String RELEASE_SAVEPOINT = "release savepoint part";

	static final String ROLLBACK_TO_SAVEPOINT = "rollback to savepoint part";

	private final Map<String, String> filled = new ConcurrentHashMap<>();

	private final String prefix;

	private final SqlDialect dialect;

	TaskStatements(String prefix, SqlDialect dialect) {
		this.prefix = prefix;
		this.dialect = dialect;
	}

	SqlDialect dialect() {
		return this.dialect;
	}

	/**
	 * Returns a statement for this store's tables and database.
	 */
	String sql(String statement) {
		return this.filled.computeIfAbsent(statement,
				(text) -> this.dialect.fill(text).replace("${p}", this.prefix).stripTrailing());
	}

}
