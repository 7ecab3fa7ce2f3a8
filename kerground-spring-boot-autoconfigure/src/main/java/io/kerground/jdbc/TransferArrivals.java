package io.kerground.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import io.kerground.core.KergroundSetupException;

/**
 * What a move notes in its target: which tasks have arrived, and as what. Written in the
 * transactions of the copies. The table is there only while a move is.
 */
final class TransferArrivals {

	/*
	 * kind: 0 the move itself, whose key is 0 and whose copy is the fence above which
	 * those of tasks begin; 1 task, 2 batch, 3 schedule
	 */

	private static final int MOVE = 0;

	private static final int TASK = 1;

	private static final int BATCH = 2;

	static final int SCHEDULE = 3;

	private static final int MANY = 128;

	/** Its key begins with what tells most, for the table has no statistics yet. */
	private static final String TABLE = """
			create table ${p}arrived (
				move varchar(36) not null,
				kind integer not null,
				seq bigint not null,
				copy bigint not null,
				primary key (seq, kind, move))""";

	private static final String NOTE = "insert into ${p}arrived (move, kind, seq, copy) values (?, ?, ?, ?)";

	private static final String ARRIVED = """
			select seq, copy from ${p}arrived where move = ? and kind = ? and seq ${in}""";

	private final TransferStore target;

	private final String move;

	private long floor;

	TransferArrivals(TransferStore target, String move) {
		this.target = target;
		this.move = move;
	}

	/**
	 * Registers the move in its target.
	 * @param begun whether anything was held in the source already
	 * @param fence the highest fence of the tasks that were removed from the source
	 */
	void register(boolean begun, long fence) throws SQLException {
		if (this.target.hasTable("move")) {
			throw new KergroundSetupException("KG004",
					"The task store " + this.target.location() + " is the source of a move that is not over.",
					"Run that move again until it ends.", null);
		}
		if (!this.target.hasTable("arrived")) {
			this.target.transact((session) -> session.prepare(TABLE).execute());
		}
		this.floor = this.target.transact((session) -> {
			List<Long> registered = TransferStore.numbers(session,
					"select copy from ${p}arrived where move = ? and kind = 0", this.move);
			if (!registered.isEmpty()) {
				return registered.get(0);
			}
			if (begun) {
				throw new KergroundSetupException("KG004",
						"The move was begun into another store than " + this.target.location() + ".",
						"Run it again with the same target until it ends.", null);
			}
			long highest = TransferStore.number(session, TaskStatements.FENCE_FLOOR);
			session.update(NOTE, this.move, MOVE, 0L, highest);
			session.update(TaskStatements.RAISE_FENCE_FLOOR, fence);
			return highest;
		});
	}

	/**
	 * Returns the fence that a task goes on with: never below that of a task with the
	 * same id that was removed from the target.
	 */
	long fence(TransferTask task) {
		long fence = task.row().number("fence");
		return task.status().isFinal() ? fence : Math.max(fence, this.floor);
	}

	/**
	 * Returns the copies of tasks, by their keys in the source.
	 */
	Map<Long, Long> tasks(WriterSession session, Collection<Long> seqs) throws SQLException {
		return arrived(session, TASK, seqs);
	}

	Map<Long, Long> batches(WriterSession session, Collection<Long> seqs) throws SQLException {
		return arrived(session, BATCH, seqs);
	}

	Map<Long, Long> schedules(WriterSession session, Collection<Long> ids) throws SQLException {
		return arrived(session, SCHEDULE, ids);
	}

	private Map<Long, Long> arrived(WriterSession session, int kind, Collection<Long> keys) throws SQLException {
		Map<Long, Long> found = new HashMap<>();
		if (keys.isEmpty()) {
			return found;
		}
		PreparedStatement select = session.prepare(ARRIVED);
		select.setString(1, this.move);
		select.setInt(2, kind);
		select.setString(3, session.dialect().list(keys));
		try (ResultSet rows = select.executeQuery()) {
			while (rows.next()) {
				found.put(rows.getLong(1), rows.getLong(2));
			}
		}
		return found;
	}

	void noteTasks(WriterSession session, Map<Long, Long> copies) throws SQLException {
		note(session, TASK, copies);
	}

	void noteBatches(WriterSession session, Map<Long, Long> copies) throws SQLException {
		note(session, BATCH, copies);
	}

	void note(WriterSession session, int kind, Map<Long, Long> copies) throws SQLException {
		if (copies.isEmpty()) {
			return;
		}
		PreparedStatement note = session.prepare(NOTE);
		for (Map.Entry<Long, Long> copy : copies.entrySet()) {
			note.setString(1, this.move);
			note.setInt(2, kind);
			note.setLong(3, copy.getKey());
			note.setLong(4, copy.getValue());
			note.addBatch();
		}
		note.executeBatch();
	}

	/**
	 * Returns which ids of the tasks and batches of units are taken in the target.
	 */
	Set<UUID> present(WriterSession session, Collection<TransferUnit> units) throws SQLException {
		Set<UUID> present = present(session, "task", units.stream().flatMap(TransferUnit::ids).toList());
		List<UUID> batches = units.stream().flatMap(TransferUnit::batchIds).toList();
		Set<UUID> taken = present(session, "batch", batches);
		for (TransferUnit unit : units) {
			if (unit.batchIds().anyMatch(taken::contains)) {
				Stream.concat(unit.ids(), unit.batchIds()).forEach(present::add);
			}
		}
		return present;
	}

	private static Set<UUID> present(WriterSession session, String table, List<UUID> ids) throws SQLException {
		Set<UUID> present = new HashSet<>();
		for (int from = 0; from < ids.size(); from += MANY) {
			List<UUID> part = ids.subList(from, Math.min(ids.size(), from + MANY));
			// few lengths, so that there are few statements
			int length = (part.size() == 1) ? 1 : MANY;
			List<UUID> asked = new ArrayList<>(part);
			asked.addAll(Collections.nCopies(length - part.size(), part.get(0)));
			PreparedStatement select = session.prepare("select id from ${p}" + table + " where id in ("
					+ String.join(", ", Collections.nCopies(length, "?")) + ")");
			for (int i = 0; i < length; i++) {
				select.setBytes(i + 1, TaskIdBytes.of(asked.get(i)));
			}
			try (ResultSet rows = select.executeQuery()) {
				while (rows.next()) {
					present.add(TaskIdBytes.id(rows.getBytes(1)));
				}
			}
		}
		return present;
	}

	/**
	 * Removes the notes of a move that is over.
	 */
	void forget() throws SQLException {
		boolean last = this.target.transact((session) -> {
			session.update("delete from ${p}arrived where move = ?", this.move);
			return TransferStore.numbers(session, "select seq from ${p}arrived limit 1").isEmpty();
		});
		if (last) {
			this.target.transact((session) -> session.prepare("drop table ${p}arrived").execute());
		}
	}

}
