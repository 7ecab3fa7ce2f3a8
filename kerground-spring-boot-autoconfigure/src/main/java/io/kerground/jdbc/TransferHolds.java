package io.kerground.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.kerground.core.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * Takes tasks out of the hands of the source's nodes, before they are copied.
 */
final class TransferHolds {

	private static final Map<TaskStatus, String> INDEXES = Map.of(TaskStatus.PENDING, "ready", TaskStatus.RUNNING,
			"running", TaskStatus.FINISHED, "finished", TaskStatus.FAILED, "failed", TaskStatus.CANCELLED, "cancelled");

	private static final String NOT_HELD = " not exists (select 1 from ${p}moving m where m.seq = t.seq)";

	private static final String OPEN = "select t.seq from ${p}task t ${index} where t.status = ${status} and"
			+ NOT_HELD;

	/** Those that are held wait for 0, and there may be many. */
	private static final String OPEN_BLOCKED = """
			select t.seq from (
				select seq from ${p}task ${index blocked} where status = 1 and blocked_by > 0
				union all select seq from ${p}task ${index blocked} where status = 1 and blocked_by < 0) t
			where""" + NOT_HELD;

	private static final String PART = " limit ? offset ?";

	private static final String OPEN_BATCHES = """
			select b.seq from ${p}batch b where not exists (select 1 from ${p}moving_batch m where m.seq = b.seq)
			limit ? offset ?""";

	private static final String OPEN_BATCHES_COUNT = """
			select count(*) from ${p}batch b where not exists (select 1 from ${p}moving_batch m where m.seq = b.seq)""";

	private static final String ROWS = """
			select seq, status, queue, name, finished_at, blocked_by from ${p}task where seq ${in}""";

	private static final String HOLD = """
			update ${p}task set status = 1, blocked_by = 0, finished_at = null where seq ${in}""";

	private static final String NOTE = """
			insert into ${p}moving (seq, unit, state, status, finished_at, blocked_by) values (?, ?, 0, ?, ?, ?)""";

	private static final String NOTE_BATCH = "insert into ${p}moving_batch (seq, unit, state) values (?, ?, 0)";

	/** So that their batches neither count nor start them. */
	private static final String HIDE_MEMBERS = """
			update ${p}member set task = -task, batch = -batch where batch ${in}""";

	private static final String HIDE_FOLLOWERS = "update ${p}follower set batch = -batch where batch ${in}";

	private final TransferStore source;

	TransferHolds(TransferStore source) {
		this.source = source;
	}

	/**
	 * Returns tasks in a status that are not held. Asked for many at once: a database may
	 * pass over all that were held before to find them.
	 * @param skip how many to leave out, because they can't be moved yet
	 */
	List<Long> tasks(TaskStatus status, int limit, int skip) throws SQLException {
		return this.source.read((session) -> TransferStore.numbers(session, open(status) + PART, limit, skip));
	}

	/**
	 * Holds those of some tasks in a status that no other task depends on, and offers the
	 * others.
	 * @param others to which those are added that depend on others
	 * @return how many of them are held now
	 */
	int hold(TaskStatus status, List<Long> tasks, Collection<Long> others) throws SQLException {
		return this.source.transact((session) -> {
			// locked before it is asked who depends on them: nobody begins to after that
			Map<Long, Row> rows = rows(session, tasks, "${lock free}");
			rows.values().removeIf((row) -> row.status() != status);
			Set<Long> dependent = dependent(session, rows, status);
			others.addAll(dependent);
			rows.keySet().removeAll(dependent);
			hold(session, rows, null);
			return rows.size();
		});
	}

	private static String open(TaskStatus status) {
		return (status == TaskStatus.BLOCKED) ? OPEN_BLOCKED : OPEN.replace("${status}", String.valueOf(status.code()))
			.replace("${index}", "${index " + INDEXES.get(status) + "}");
	}

	/**
	 * Returns how many tasks and batches are not held.
	 */
	long open() throws SQLException {
		return this.source.read((session) -> {
			long open = TransferStore.number(session, OPEN_BATCHES_COUNT);
			for (TaskStatus status : TaskStatus.values()) {
				open += TransferStore.number(session, "select count(*) from (" + open(status) + ") open_tasks");
			}
			return open;
		});
	}

	private static Set<Long> dependent(WriterSession session, Map<Long, Row> rows, TaskStatus status)
			throws SQLException {
		if (status == TaskStatus.BLOCKED || rows.isEmpty()) {
			return new HashSet<>(rows.keySet());
		}
		String list = session.dialect().list(rows.keySet());
		Set<Long> dependent = new HashSet<>(
				TransferStore.numbers(session, "select task from ${p}member where task ${in}", list));
		if (status == TaskStatus.PENDING) {
			dependent.addAll(TransferStore.numbers(session, """
					select blocked_by from ${p}task ${index blocked} where status = 1 and blocked_by ${in}""", list));
		}
		return dependent;
	}

	/**
	 * Returns batches that are not held.
	 */
	List<Long> batches(int limit, int skip) throws SQLException {
		return this.source.read((session) -> TransferStore.numbers(session, OPEN_BATCHES, limit, skip));
	}

	/**
	 * Holds everything that depends on a task or a batch, in either direction.
	 * @return whether it is held now; it is not while a task of it runs
	 */
	boolean holdUnit(@Nullable Long task, @Nullable Long batch) throws SQLException {
		return this.source.transact((session) -> {
			Unit unit = new Unit();
			Set<Long> newTasks = (task != null) ? Set.of(task) : Set.of();
			Set<Long> newBatches = (batch != null) ? Set.of(batch) : Set.of();
			while (!newTasks.isEmpty() || !newBatches.isEmpty()) {
				Map<Long, Row> rows = rows(session, newTasks, "${lock}");
				rows.values().removeIf(Row::isHeld);
				if (rows.values().stream().anyMatch((row) -> row.status() == TaskStatus.RUNNING)) {
					return false;
				}
				unit.tasks.putAll(rows);
				unit.batches.addAll(newBatches);
				Set<Long> nextTasks = unit.tasksNextTo(session, rows, newBatches);
				newBatches = unit.batchesNextTo(session, rows.keySet(), newBatches);
				newTasks = nextTasks;
			}
			if (!unit.isEmpty()) {
				hold(session, unit.tasks, unit);
			}
			return true;
		});
	}

	private static Map<Long, Row> rows(WriterSession session, Collection<Long> seqs, String lock) throws SQLException {
		Map<Long, Row> found = new TreeMap<>();
		if (seqs.isEmpty()) {
			return found;
		}
		PreparedStatement select = session.prepare(ROWS + " order by seq " + lock);
		select.setString(1, session.dialect().list(seqs));
		try (ResultSet rows = select.executeQuery()) {
			while (rows.next()) {
				found.put(rows.getLong(1), new Row(TaskStatus.ofCode(rows.getInt(2)), rows.getInt(3), rows.getInt(4),
						nullable(rows, 5), nullable(rows, 6)));
			}
		}
		return found;
	}

	private static @Nullable Long nullable(ResultSet row, int column) throws SQLException {
		long value = row.getLong(column);
		return row.wasNull() ? null : value;
	}

	private static void hold(WriterSession session, Map<Long, Row> rows, @Nullable Unit unit) throws SQLException {
		PreparedStatement note = session.prepare(NOTE);
		for (Map.Entry<Long, Row> entry : rows.entrySet()) {
			Row row = entry.getValue();
			note.setLong(1, entry.getKey());
			note.setLong(2, (unit != null) ? unit.number() : entry.getKey());
			note.setInt(3, row.status().code());
			note.setObject(4, row.finishedAt());
			note.setObject(5, row.blockedBy());
			note.addBatch();
			session.counters().move(row.queue(), row.name(), row.status(), TaskStatus.BLOCKED);
		}
		if (!rows.isEmpty()) {
			note.executeBatch();
			session.update(HOLD, session.dialect().list(rows.keySet()));
		}
		if (unit != null && !unit.batches.isEmpty()) {
			for (Long batch : unit.batches) {
				session.update(NOTE_BATCH, batch, unit.number());
			}
			session.update(HIDE_MEMBERS, session.dialect().list(unit.batches));
			session.update(HIDE_FOLLOWERS, session.dialect().list(unit.batches));
		}
	}

	/**
	 * What must be known of a task to hold it.
	 */
	private record Row(TaskStatus status, int queue, int name, @Nullable Long finishedAt, @Nullable Long blockedBy) {

		boolean isHeld() {
			return this.status == TaskStatus.BLOCKED && this.blockedBy != null && this.blockedBy == 0;
		}

	}

	/**
	 * Tasks and batches that depend on each other.
	 */
	private static final class Unit {

		private final Map<Long, Row> tasks = new TreeMap<>();

		private final Set<Long> batches = new HashSet<>();

		boolean isEmpty() {
			return this.tasks.isEmpty() && this.batches.isEmpty();
		}

		/**
		 * Returns a number that no other unit has: two units have no task in common, and
		 * no batch.
		 */
		long number() {
			return this.batches.isEmpty() ? this.tasks.keySet().iterator().next()
					: -this.batches.stream().mapToLong(Long::longValue).min().orElse(0);
		}

		Set<Long> tasksNextTo(WriterSession session, Map<Long, Row> rows, Set<Long> newBatches) throws SQLException {
			List<Long> next = new ArrayList<>();
			for (Row row : rows.values()) {
				if (row.status() == TaskStatus.BLOCKED && row.blockedBy() != null && row.blockedBy() > 0) {
					next.add(row.blockedBy());
				}
			}
			if (!rows.isEmpty()) {
				next.addAll(TransferStore.numbers(session, """
						select seq from ${p}task ${index blocked} where status = 1 and blocked_by ${in}""",
						session.dialect().list(rows.keySet())));
			}
			if (!newBatches.isEmpty()) {
				next.addAll(TransferStore.numbers(session, "select task from ${p}member where batch ${in}",
						session.dialect().list(newBatches)));
			}
			Set<Long> fresh = new HashSet<>(next);
			fresh.removeAll(this.tasks.keySet());
			return fresh;
		}

		Set<Long> batchesNextTo(WriterSession session, Set<Long> newTasks, Set<Long> newBatches) throws SQLException {
			Set<Long> next = new HashSet<>();
			if (!newTasks.isEmpty()) {
				next.addAll(TransferStore.numbers(session, "select batch from ${p}member where task ${in}",
						session.dialect().list(newTasks)));
			}
			if (!newBatches.isEmpty()) {
				String list = session.dialect().list(newBatches);
				next.addAll(TransferStore.numbers(session, "select seq from ${p}batch where parent ${in}", list));
				next.addAll(TransferStore.numbers(session,
						"select parent from ${p}batch where parent is not null and seq ${in}", list));
			}
			next.removeAll(this.batches);
			return next;
		}

	}

}
