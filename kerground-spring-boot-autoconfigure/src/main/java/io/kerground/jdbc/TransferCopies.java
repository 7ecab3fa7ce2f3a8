package io.kerground.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import io.kerground.core.StoreException;
import io.kerground.core.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * Copies what the source holds into the target, units as a whole, and notes in the same
 * transaction that it has arrived: so it is never copied twice, whatever becomes of the
 * copy.
 */
final class TransferCopies {

	private static final String HELD = """
			select seq, unit, status, finished_at, blocked_by from ${p}moving
			where unit ${in} and state = 0 order by unit, seq""";

	private static final String HELD_BATCHES = """
			select seq, unit from ${p}moving_batch where unit ${in} and state = 0 order by unit, seq""";

	private final TransferStore source;

	private final TransferStore target;

	private final TransferArrivals arrivals;

	TransferCopies(TransferStore source, TransferStore target, TransferArrivals arrivals) {
		this.source = source;
		this.target = target;
		this.arrivals = arrivals;
	}

	/**
	 * Copies units.
	 * @param conflicts to which those are added that can't be copied because an id is
	 * taken
	 * @return how many tasks were copied
	 */
	int copy(Collection<Long> numbers, Collection<Long> conflicts) throws SQLException {
		Map<Long, TransferUnit> units = this.source.read((session) -> read(session, numbers));
		return this.target.transact((session) -> {
			Set<Long> taken = new HashSet<>();
			List<TransferUnit> fresh = fresh(session, units.values(), taken);
			// first, since others may wait for them
			int copied = copy(session, fresh.stream().filter(TransferUnit::isIndependent).toList());
			for (TransferUnit unit : fresh) {
				copied += unit.isIndependent() ? 0 : copy(session, List.of(unit));
			}
			verify(session, units.values());
			conflicts.clear();
			conflicts.addAll(taken);
			return copied;
		});
	}

	private static Map<Long, TransferUnit> read(WriterSession session, Collection<Long> numbers) throws SQLException {
		Map<Long, TransferUnit> units = new LinkedHashMap<>();
		String list = session.dialect().list(numbers);
		Map<Long, TransferRow> held = new LinkedHashMap<>();
		PreparedStatement select = session.prepare(HELD);
		select.setString(1, list);
		List<String> columns = List.of("seq", "unit", "status", "finished_at", "blocked_by");
		try (ResultSet rows = select.executeQuery()) {
			while (rows.next()) {
				held.put(rows.getLong(1), TransferRow.read(rows, columns));
			}
		}
		Map<Long, TransferTask> tasks = TransferTask.read(session, held.keySet());
		for (Map.Entry<Long, TransferRow> entry : held.entrySet()) {
			TransferTask task = tasks.get(entry.getKey());
			TransferUnit unit = units.computeIfAbsent(entry.getValue().number("unit"), TransferUnit::new);
			// one that was deleted since has no row
			if (task != null) {
				unit.add(asItWas(task, entry.getValue()));
			}
		}
		PreparedStatement batches = session.prepare(HELD_BATCHES);
		batches.setString(1, list);
		try (ResultSet rows = batches.executeQuery()) {
			while (rows.next()) {
				units.computeIfAbsent(rows.getLong(2), TransferUnit::new).addBatch(rows.getLong(1));
			}
		}
		for (TransferUnit unit : units.values()) {
			unit.readBatches(session);
			unit.readPredecessors(session);
		}
		return units;
	}

	/**
	 * Returns a task as it was before it was held. One that was cancelled since is
	 * cancelled.
	 */
	static TransferTask asItWas(TransferTask task, TransferRow held) {
		if (task.status() != TaskStatus.BLOCKED) {
			return task;
		}
		return task.withRow(task.row()
			.with("status", held.value("status"))
			.with("finished_at", held.value("finished_at"))
			.with("blocked_by", held.value("blocked_by")));
	}

	/**
	 * Returns the units that have not arrived and don't meet a task with one of their
	 * ids.
	 */
	private List<TransferUnit> fresh(WriterSession session, Collection<TransferUnit> units, Set<Long> taken)
			throws SQLException {
		Set<Long> keys = new LinkedHashSet<>();
		units.forEach((unit) -> keys.addAll(unit.tasks().keySet()));
		Set<Long> arrived = this.arrivals.tasks(session, keys).keySet();
		keys.clear();
		units.forEach((unit) -> keys.addAll(unit.batches()));
		Set<Long> arrivedBatches = this.arrivals.batches(session, keys).keySet();
		List<TransferUnit> fresh = new ArrayList<>();
		for (TransferUnit unit : units) {
			if (arrived.stream().noneMatch(unit.tasks()::containsKey)
					&& arrivedBatches.stream().noneMatch(unit.batches()::contains)) {
				fresh.add(unit);
			}
		}
		Set<UUID> present = this.arrivals.present(session, fresh);
		for (TransferUnit unit : List.copyOf(fresh)) {
			if (Stream.concat(unit.ids(), unit.batchIds()).anyMatch(present::contains)) {
				taken.add(unit.number());
				fresh.remove(unit);
			}
		}
		return fresh;
	}

	/**
	 * Copies units of which none waits for another one.
	 */
	private int copy(WriterSession session, List<TransferUnit> units) throws SQLException {
		session.keys().expect(units.stream().mapToInt((unit) -> unit.tasks().size()).sum());
		Map<Long, Long> batches = new HashMap<>();
		Map<Long, Long> keys = new LinkedHashMap<>();
		for (TransferUnit unit : units) {
			batches.putAll(copyBatches(session, unit));
			for (Long seq : unit.tasks().keySet()) {
				keys.put(seq, session.keys().next());
			}
		}
		Map<TransferTable, List<TransferRow>> rows = new LinkedHashMap<>();
		for (TransferUnit unit : units) {
			for (TransferTask task : unit.tasks().values()) {
				gather(session, settled(session, task, unit, keys, batches), unit, keys.getOrDefault(task.seq(), 0L),
						rows);
			}
		}
		for (Map.Entry<TransferTable, List<TransferRow>> part : rows.entrySet()) {
			part.getKey().write(session, part.getValue());
		}
		for (TransferUnit unit : units) {
			copyMembers(session, unit, keys, batches);
		}
		this.arrivals.noteTasks(session, keys);
		this.arrivals.noteBatches(session, batches);
		return keys.size();
	}

	private void gather(WriterSession session, TransferTask task, TransferUnit unit, Long key,
			Map<TransferTable, List<TransferRow>> rows) throws SQLException {
		unit.expect(task);
		int queue = session.queues().idOf(session, task.queue());
		int name = session.names().idOf(session, task.name());
		add(rows, TransferTable.TASK,
				task.row()
					.with("queue", (long) queue)
					.with("name", (long) name)
					.with("owner", null)
					.with("fence", this.arrivals.fence(task)),
				key);
		add(rows, TransferTable.PAYLOAD, task.payload(), key);
		add(rows, TransferTable.RESPONSE, task.response(), key);
		add(rows, TransferTable.PROGRESS, task.progress(), key);
		task.attempts().forEach((attempt) -> add(rows, TransferTable.ATTEMPT, attempt, key));
		task.logs().forEach((log) -> add(rows, TransferTable.LOG, log, key));
		session.counters().add(queue, name, task.status());
	}

	private static void add(Map<TransferTable, List<TransferRow>> rows, TransferTable table, @Nullable TransferRow part,
			Long key) {
		if (part != null) {
			rows.computeIfAbsent(table, (each) -> new ArrayList<>()).add(part.with("seq", key));
		}
	}

	/**
	 * Returns a task as it is stored in the target: a blocked one waits for the copy of
	 * its predecessor, whose end there may have come already.
	 */
	private static TransferTask settled(WriterSession session, TransferTask task, TransferUnit unit,
			Map<Long, Long> keys, Map<Long, Long> batches) throws SQLException {
		if (task.status() != TaskStatus.BLOCKED) {
			return task;
		}
		long blockedBy = task.row().number("blocked_by");
		Long key = (blockedBy < 0) ? batches.get(-blockedBy) : keys.get(blockedBy);
		if (key != null) {
			return task.withRow(task.row().with("blocked_by", (blockedBy < 0) ? -key : key));
		}
		UUID predecessor = unit.predecessor(blockedBy);
		TaskRow stored = (predecessor != null) ? session.lockedRow(predecessor) : null;
		TransferRow row = task.row();
		if (stored != null && !stored.status().isFinal()) {
			return task.withRow(row.with("blocked_by", stored.seq()));
		}
		row = row.with("blocked_by", null);
		if (stored != null && stored.status() == TaskStatus.FINISHED) {
			return task.withRow(row.with("status", (long) TaskStatus.PENDING.code())
				.with("run_at", Math.max(row.number("run_at"), session.now())));
		}
		return task.withRow(row.with("status", (long) TaskStatus.CANCELLED.code()).with("finished_at", session.now()));
	}

	private static Map<Long, Long> copyBatches(WriterSession session, TransferUnit unit) throws SQLException {
		Map<Long, Long> keys = new HashMap<>();
		for (Map.Entry<Long, TransferRow> batch : unit.batchRows().entrySet()) {
			TransferTable.BATCH.write(session, List.of(batch.getValue().with("parent", null)));
			keys.put(batch.getKey(),
					TransferStore.number(session, TaskStatements.BATCH_OF_ID, (Object) batch.getValue().bytes("id")));
		}
		for (Map.Entry<Long, TransferRow> batch : unit.batchRows().entrySet()) {
			Long parent = keys.get(batch.getValue().number("parent"));
			if (parent != null) {
				session.update("update ${p}batch set parent = ? where seq = ?", parent, keys.get(batch.getKey()));
			}
		}
		return keys;
	}

	private static void copyMembers(WriterSession session, TransferUnit unit, Map<Long, Long> keys,
			Map<Long, Long> batches) throws SQLException {
		List<TransferRow> members = new ArrayList<>();
		for (TransferRow member : unit.members()) {
			// hidden rows have negative keys
			Long key = keys.get(-member.number("task"));
			Long batch = batches.get(-member.number("batch"));
			if (key != null && batch != null) {
				members.add(member.with("task", key).with("batch", batch));
			}
		}
		TransferTable.MEMBER.write(session, members);
		List<TransferRow> followers = new ArrayList<>();
		for (TransferRow follower : unit.followers()) {
			Long batch = batches.get(-follower.number("batch"));
			if (batch != null) {
				followers.add(follower.with("batch", batch));
			}
		}
		TransferTable.FOLLOWER.write(session, followers);
	}

	/**
	 * Reads the copies back: what the target has stored is what it was given.
	 */
	private void verify(WriterSession session, Collection<TransferUnit> units) throws SQLException {
		Map<Long, String> expected = new LinkedHashMap<>();
		units.forEach((unit) -> expected.putAll(unit.takeExpected()));
		Map<Long, Long> keys = this.arrivals.tasks(session, expected.keySet());
		Map<Long, TransferTask> stored = TransferTask.read(session, keys.values());
		for (Map.Entry<Long, String> task : expected.entrySet()) {
			TransferTask copy = stored.get(keys.getOrDefault(task.getKey(), 0L));
			if (copy == null || !copy.digest().equals(task.getValue())) {
				throw new StoreException("The copy of the task with the key " + task.getKey()
						+ " is not equal to the original; nothing of its group was stored", null);
			}
		}
	}

}
