package io.kerground.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Moves schedules, paused queues and paused names. A schedule is paused in the source
 * first, so that only one of the stores fires it, and copied when its latest run has been
 * moved, so that no two runs of it overlap.
 */
final class TransferSchedules {

	private static final String OPEN = """
			select id from ${p}schedule where id not in (select id from ${p}moving_schedule) order by id ${lock}""";

	private static final String NOTE = """
			insert into ${p}moving_schedule (id, paused, state)
			select id, paused, 0 from ${p}schedule where id = ?""";

	private static final String READY = """
			select m.id from ${p}moving_schedule m join ${p}schedule s on s.id = m.id where m.state = 0
			and not exists (select 1 from ${p}task t where t.seq = s.last_task
				and not exists (select 1 from ${p}moving h where h.seq = t.seq and h.state <> 0))
			order by m.id""";

	private static final String TASK_OF_ID = "select seq from ${p}task where id = ?";

	private static final String BY_NAME = "select id from ${p}schedule where name = ?";

	private static final String TAKE_PLACE = """
			update ${p}schedule set next_at = ?, tick_at = ?, fired_at = ?, last_task = ?, last_id = ?, triggered = ?
			where id = ?""";

	private static final String TAKE_SETTINGS = """
			update ${p}schedule set period = ?, delay_before = ?, priority = ?, paused = ? where id = ?""";

	private final TransferStore source;

	private final TransferStore target;

	private final TransferArrivals arrivals;

	TransferSchedules(TransferStore source, TransferStore target, TransferArrivals arrivals) {
		this.source = source;
		this.target = target;
		this.arrivals = arrivals;
	}

	/**
	 * Pauses and mutes in the target what is paused and muted in the source.
	 */
	void copyPauses() throws SQLException {
		List<String> queues = this.source
			.read((session) -> TransferJournal.texts(session, ScheduleStatements.PAUSED_QUEUE_NAMES));
		List<String> names = this.source
			.read((session) -> TransferJournal.texts(session, ScheduleStatements.PAUSED_TASK_NAMES));
		Map<String, Object[]> fuses = this.source.read(TransferSchedules::fuses);
		List<Object[]> mutes = this.source.read(TransferSchedules::mutes);
		this.target.transact((session) -> {
			for (String queue : queues) {
				session.update(ScheduleStatements.PAUSE_QUEUE, session.queues().idOf(session, queue));
			}
			for (String name : names) {
				int id = session.names().idOf(session, name);
				Object[] fuse = fuses.get(name);
				if (session.update(ScheduleStatements.PAUSE_TASKS, id) == 1 && fuse != null) {
					session.update(ScheduleStatements.BLOW_FUSE, id, fuse[0], fuse[1], fuse[2]);
				}
			}
			for (Object[] mute : mutes) {
				session.update(ScheduleStatements.UNMUTE, mute[0]);
				session.update(ScheduleStatements.MUTE, mute);
			}
			return true;
		});
	}

	private static Map<String, Object[]> fuses(WriterSession session) throws SQLException {
		Map<String, Object[]> fuses = new HashMap<>();
		try (ResultSet rows = session.prepare(ScheduleStatements.FUSES).executeQuery()) {
			while (rows.next()) {
				fuses.put(rows.getString(1), new Object[] { rows.getString(2), rows.getLong(3), rows.getObject(4) });
			}
		}
		return fuses;
	}

	private static List<Object[]> mutes(WriterSession session) throws SQLException {
		List<Object[]> mutes = new ArrayList<>();
		PreparedStatement select = session.prepare(ScheduleStatements.MUTES);
		select.setLong(1, Long.MIN_VALUE);
		try (ResultSet rows = select.executeQuery()) {
			while (rows.next()) {
				mutes.add(new Object[] { rows.getBytes(1), rows.getString(2), rows.getLong(3), rows.getObject(4) });
			}
		}
		return mutes;
	}

	/**
	 * Pauses the schedules of the source, so that they fire in the target only.
	 */
	void hold() throws SQLException {
		this.source.transact((session) -> {
			List<Long> open = TransferStore.numbers(session, OPEN);
			for (Long id : open) {
				session.update(NOTE, id);
				session.update("update ${p}schedule set paused = 1 where id = ?", id);
			}
			return open.size();
		});
	}

	/**
	 * Copies the schedules whose latest runs are moved.
	 * @return how many were copied
	 */
	int copy() throws SQLException {
		int copied = 0;
		for (Long id : this.source.read((session) -> TransferStore.numbers(session, READY))) {
			Map<Long, List<TransferRow>> rows = this.source
				.read((session) -> TransferTable.SCHEDULE.read(session, List.of(id)));
			long paused = this.source.read((session) -> TransferStore.number(session,
					"select paused from ${p}moving_schedule where id = ?", id));
			if (rows.containsKey(id)) {
				TransferRow row = rows.get(id).get(0).with("paused", paused);
				this.target.transact((session) -> copy(session, id, row));
			}
			this.source
				.transact((session) -> session.update("update ${p}moving_schedule set state = 1 where id = ?", id));
			copied++;
		}
		return copied;
	}

	private boolean copy(WriterSession session, Long id, TransferRow row) throws SQLException {
		if (this.arrivals.schedules(session, List.of(id)).containsKey(id)) {
			return false;
		}
		Long lastTask = (row.value("last_id") != null) ? first(session, TASK_OF_ID, row.bytes("last_id")) : null;
		TransferRow copy = row.with("last_task", lastTask);
		String name = String.valueOf(row.value("name"));
		Long present = first(session, BY_NAME, name);
		if (present == null) {
			TransferTable.SCHEDULE.write(session, List.of(copy));
			present = Objects.requireNonNull(first(session, BY_NAME, name));
		}
		else {
			merge(session, present, copy);
		}
		this.arrivals.note(session, TransferArrivals.SCHEDULE, Map.of(id, present));
		return true;
	}

	/**
	 * Merges a schedule into one that nodes of the target have declared: it goes on where
	 * the one of them is that has come further.
	 */
	private static void merge(WriterSession session, Long present, TransferRow copy) throws SQLException {
		TransferRow own = TransferTable.SCHEDULE.read(session, List.of(present))
			.getOrDefault(present, List.of(copy))
			.get(0);
		boolean same = Objects.equals(own.value("kind"), copy.value("kind"))
				&& Objects.equals(own.value("spec"), copy.value("spec"))
				&& Objects.equals(own.value("zone"), copy.value("zone"));
		if (same && place(copy) >= place(own)) {
			session.update(TAKE_PLACE, copy.value("next_at"), copy.value("tick_at"), copy.value("fired_at"),
					copy.value("last_task"), copy.value("last_id"), copy.value("triggered"), present);
		}
		session.update(TAKE_SETTINGS, same ? copy.value("period") : own.value("period"),
				same ? copy.value("delay_before") : own.value("delay_before"), copy.value("priority"),
				copy.value("paused"), present);
	}

	private static long place(TransferRow row) {
		return Math.max(row.number("tick_at"), row.number("fired_at"));
	}

	private static @Nullable Long first(WriterSession session, String query, Object parameter) throws SQLException {
		List<Long> found = new ArrayList<>(TransferStore.numbers(session, query, parameter));
		return found.isEmpty() ? null : found.get(0);
	}

	/**
	 * Returns how many schedules are not copied yet.
	 */
	long open() throws SQLException {
		return this.source.read((session) -> TransferStore.number(session, """
				select count(*) from ${p}schedule s
				where not exists (select 1 from ${p}moving_schedule m where m.id = s.id and m.state = 1)"""));
	}

}
