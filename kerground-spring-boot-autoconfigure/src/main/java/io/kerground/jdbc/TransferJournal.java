package io.kerground.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What a move notes in its source: which tasks it holds and how far it has come with
 * them. These tables are there only while a move is.
 */
final class TransferJournal {

	/*
	 * A task that is held is BLOCKED and waits for 0, which is no task and no batch: so
	 * no node claims, unblocks, retries, rescues or prunes it, and its id stays taken.
	 * The journal keeps what it was. Tasks that depend on each other, as the members of a
	 * batch do, are a unit, which is held and copied as a whole. The number of a unit is
	 * that of its only task, or a negative one.
	 *
	 * state: 0 held, 1 copied, 2 not copied because its id is taken in the target, 3
	 * copied, and cancelled in the source since
	 */

	static final int HELD = 0;

	static final int COPIED = 1;

	static final int CONFLICT = 2;

	static final int CANCELLED_SINCE = 3;

	private static final String TASKS = """
			create table ${p}moving (
				seq bigint primary key,
				unit bigint not null,
				state integer not null,
				status integer not null,
				finished_at bigint,
				blocked_by bigint)""";

	private static final String INDEX = "create index ${p}moving_state on ${p}moving (state, unit)";

	private static final String BATCHES = """
			create table ${p}moving_batch (
				seq bigint primary key,
				unit bigint not null,
				state integer not null)""";

	private static final String SCHEDULES = """
			create table ${p}moving_schedule (
				id bigint primary key,
				paused integer not null,
				state integer not null)""";

	private static final String MOVE = """
			create table ${p}move (
				one integer primary key,
				id varchar(36) not null)""";

	private static final String HELD_UNITS = """
			select unit from (select unit from ${p}moving where state = 0
				union select unit from ${p}moving_batch where state = 0) held
			order by unit limit ?""";

	private final TransferStore source;

	TransferJournal(TransferStore source) {
		this.source = source;
	}

	/**
	 * Begins a move, or goes on with the one that was begun.
	 * @return the id of the move
	 */
	String open() throws SQLException {
		// the last of the tables, so that the others are there too
		if (!this.source.hasTable("move")) {
			create();
		}
		return this.source.transact((session) -> {
			session.update("insert into ${p}move (one, id) values (1, ?) on conflict do nothing",
					UUID.randomUUID().toString());
			// what stood in the way of some may have been removed since
			session.update("update ${p}moving set state = 0 where state = 2");
			session.update("update ${p}moving_batch set state = 0 where state = 2");
			return texts(session, "select id from ${p}move").get(0);
		});
	}

	private void create() throws SQLException {
		// where a change of the schema ends the transaction, some may be there
		boolean begun = this.source.hasTable("moving");
		boolean batches = this.source.hasTable("moving_batch");
		boolean schedules = this.source.hasTable("moving_schedule");
		this.source.transact((session) -> {
			if (!begun) {
				execute(session, TASKS);
				execute(session, INDEX);
			}
			if (!batches) {
				execute(session, BATCHES);
			}
			if (!schedules) {
				execute(session, SCHEDULES);
			}
			execute(session, MOVE);
			return true;
		});
	}

	private static void execute(WriterSession session, String sql) throws SQLException {
		session.prepare(sql).execute();
	}

	/**
	 * Removes the journal of a move that is over.
	 */
	void drop() throws SQLException {
		this.source.transact((session) -> {
			for (String table : List.of("move", "moving", "moving_batch", "moving_schedule")) {
				execute(session, "drop table ${p}" + table);
			}
			return true;
		});
	}

	static List<String> texts(WriterSession session, String query) throws SQLException {
		List<String> found = new ArrayList<>();
		try (ResultSet rows = session.prepare(query).executeQuery()) {
			while (rows.next()) {
				found.add(rows.getString(1));
			}
		}
		return found;
	}

	/**
	 * Returns units that are held and not copied yet.
	 */
	List<Long> heldUnits(int limit) throws SQLException {
		return this.source.read((session) -> TransferStore.numbers(session, HELD_UNITS, limit));
	}

	/**
	 * Notes what became of units.
	 */
	void note(Collection<Long> units, int state) throws SQLException {
		if (units.isEmpty()) {
			return;
		}
		this.source.transact((session) -> {
			String list = session.dialect().list(units);
			session.update("update ${p}moving set state = ? where state = 0 and unit ${in}", state, list);
			session.update("update ${p}moving_batch set state = ? where state = 0 and unit ${in}", state, list);
			return true;
		});
	}

	/**
	 * Returns the ids of the tasks that are not copied because their ids are taken.
	 */
	Set<UUID> conflicts() throws SQLException {
		return this.source.read((session) -> {
			Set<UUID> ids = new TreeSet<>();
			List<Long> seqs = TransferStore.numbers(session, "select seq from ${p}moving where state = 2 order by seq");
			TransferTable.TASK.read(session, seqs)
				.values()
				.forEach((rows) -> ids.add(TaskIdBytes.id(rows.get(0).bytes("id"))));
			return ids;
		});
	}

}
