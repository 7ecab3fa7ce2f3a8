package io.kerground.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Compares everything that was copied with what is held in the source, count by count and
 * digest by digest.
 */
final class TransferCheck {

	private static final int CHUNK = 500;

	private static final List<String> HELD = List.of("seq", "status", "finished_at", "blocked_by");

	/** By the key: the index of the states would have to be sorted for each part. */
	private static final String COPIED = """
			select seq, status, finished_at, blocked_by from ${p}moving where seq > ? and +state in (1, 3)
			order by seq limit ?""";

	private final TransferStore source;

	private final TransferStore target;

	private final TransferArrivals arrivals;

	private final Map<TransferReport.Key, TransferReport.Line> lines = new TreeMap<>();

	TransferCheck(TransferStore source, TransferStore target, TransferArrivals arrivals) {
		this.source = source;
		this.target = target;
		this.arrivals = arrivals;
	}

	/**
	 * Compares.
	 */
	Map<TransferReport.Key, TransferReport.Line> run() throws SQLException {
		this.lines.clear();
		long after = 0;
		while (true) {
			long from = after;
			Map<Long, TransferRow> held = this.source.read((session) -> held(session, from));
			if (held.isEmpty()) {
				return this.lines;
			}
			after = held.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
			compare(held);
		}
	}

	private static Map<Long, TransferRow> held(WriterSession session, long after) throws SQLException {
		Map<Long, TransferRow> found = new TreeMap<>();
		PreparedStatement select = session.prepare(COPIED);
		select.setLong(1, after);
		select.setInt(2, CHUNK);
		try (ResultSet rows = select.executeQuery()) {
			while (rows.next()) {
				found.put(rows.getLong(1), TransferRow.read(rows, HELD));
			}
		}
		return found;
	}

	private void compare(Map<Long, TransferRow> held) throws SQLException {
		Map<Long, TransferTask> originals = this.source.read((session) -> TransferTask.read(session, held.keySet()));
		Map<Long, Long> keys = this.target.read((session) -> this.arrivals.tasks(session, held.keySet()));
		Collection<Long> copyKeys = keys.values();
		Map<Long, TransferTask> copies = this.target.read((session) -> TransferTask.read(session, copyKeys));
		for (TransferTask task : originals.values()) {
			TransferRow row = held.get(task.seq());
			if (row == null) {
				continue;
			}
			TransferTask original = TransferCopies.asItWas(task, row);
			TransferTask copy = copies.get(keys.getOrDefault(task.seq(), 0L));
			TransferReport.Key key = new TransferReport.Key(original.name(), original.status());
			this.lines.merge(key, line(original, copy, keys.containsKey(task.seq())), TransferReport.Line::plus);
		}
	}

	private static TransferReport.Line line(TransferTask original, @Nullable TransferTask copy, boolean arrived) {
		if (copy == null) {
			// it arrived with its note, so somebody has removed it since
			return arrived ? new TransferReport.Line(1, 0, 0, 1, 0) : new TransferReport.Line(1, 0, 0, 0, 1);
		}
		boolean equal = copy.fixedDigest().equals(original.fixedDigest())
				&& copy.row().number("fence") >= original.row().number("fence");
		if (!equal) {
			return new TransferReport.Line(1, 0, 0, 0, 1);
		}
		boolean same = copy.digest().equals(original.digest());
		boolean changed = copy.status() != original.status()
				|| copy.row().number("finished_at") != original.row().number("finished_at");
		if (!same && original.status().isFinal() && !changed) {
			return new TransferReport.Line(1, 0, 0, 0, 1);
		}
		return same ? new TransferReport.Line(1, 1, 0, 0, 0) : new TransferReport.Line(1, 0, 1, 0, 0);
	}

}
