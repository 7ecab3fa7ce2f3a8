package io.kerground.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.kerground.core.Task;
import io.kerground.core.TaskFilter;
import io.kerground.core.TaskPage;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ResultSetExtractor;

/**
 * Reads one page of a list, newest first: ended tasks by their end, others by their
 * sending.
 */
final class TaskList {

	/*
	 * A filter may match few rows or none. So at most LOOK rows are looked at for one
	 * page, and the page then says from where to go on. Waiting and running tasks are
	 * found through their partial index while they are few; while they are many, the
	 * newest of them are among the newest rows.
	 */

	private static final int LOOK = 5_000;

	private static final int FEW = 10_000;

	/** How many rows are looked at when the error of each is read too. */
	private static final int LOOK_AT_ERRORS = 2_000;

	private static final int ID_DIGITS = 32;

	private static final Pattern KEY = Pattern.compile("(\\d{1,19})-(\\d{1,19})");

	private final JdbcTaskQueries queries;

	private final JdbcTemplate reader;

	private final TaskQuery query;

	private final @Nullable TaskStatus status;

	private final TaskFilter filter;

	private final int look;

	private final @Nullable UUID afterId;

	TaskList(JdbcTaskQueries queries, JdbcTemplate reader, TaskQuery query) {
		this.queries = queries;
		this.reader = reader;
		this.query = query;
		this.status = query.status();
		this.filter = query.filter();
		String key = query.after();
		// UUID.fromString tells a key that is none by an IllegalArgumentException
		this.afterId = (this.filter.id() != null && key != null) ? UUID.fromString(key) : null;
		this.look = (this.filter.error() != null) ? LOOK_AT_ERRORS : LOOK;
	}

	TaskPage read() {
		long[] after = after();
		String name = this.query.name();
		String queue = this.query.queue();
		Integer nameId = (name != null) ? this.queries.name(this.reader, name) : null;
		Integer queueId = (queue != null) ? this.queries.queue(this.reader, queue) : null;
		if ((name != null && nameId == null) || (queue != null && queueId == null)) {
			return new TaskPage(List.of(), null);
		}
		ResultSetExtractor<TaskPage> page = (rows) -> page(rows, nameId, queueId);
		return Objects.requireNonNull(this.reader.query(sql(), page, values(after)));
	}

	private Object[] values(long[] after) {
		String id = this.filter.id();
		if (id != null) {
			String digits = id.replace("-", "");
			byte[] first = HexFormat.of().parseHex(digits + "0".repeat(ID_DIGITS - digits.length()));
			byte[] last = HexFormat.of().parseHex(digits + "f".repeat(ID_DIGITS - digits.length()));
			return new Object[] { first, (this.afterId != null) ? TaskIdBytes.of(this.afterId) : last, this.look + 1 };
		}
		return isByEnd() ? new Object[] { after[0], after[1], this.look + 1 }
				: new Object[] { after[1], this.look + 1 };
	}

	private boolean isByEnd() {
		return this.status != null && this.status.isFinal();
	}

	private long[] after() {
		String key = this.query.after();
		if (key == null || this.afterId != null) {
			return new long[] { Long.MAX_VALUE, Long.MAX_VALUE };
		}
		Matcher matcher = KEY.matcher(key);
		if (!matcher.matches()) {
			throw new IllegalArgumentException("after is not a key of a page before");
		}
		try {
			return new long[] { Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)) };
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("after is not a key of a page before", ex);
		}
	}

	private String sql() {
		String select = "select " + this.queries.columns() + " from " + this.queries.table() + " t ";
		if (this.filter.id() != null) {
			return select + "where t.id >= ? and t.id " + ((this.afterId != null) ? "<" : "<=")
					+ " ? order by t.id desc limit ?";
		}
		if (this.status == null) {
			return select + this.queries.unindexed() + " where t.seq < ? order by t.seq desc limit ?";
		}
		if (isByEnd()) {
			return select + "where t.status = " + this.status.code()
					+ " and (t.finished_at, t.seq) < (?, ?) order by t.finished_at desc, t.seq desc limit ?";
		}
		String source = (this.queries.counted(this.reader, this.status) <= FEW)
				? this.queries.index(indexOf(this.status)) : this.queries.unindexed();
		return select + source + " where t.status = " + this.status.code()
				+ " and t.seq < ? order by t.seq desc limit ?";
	}

	private static String indexOf(TaskStatus status) {
		return switch (status) {
			case BLOCKED -> "blocked";
			case PENDING -> "ready";
			case RUNNING -> "running";
			case FINISHED -> "finished";
			case FAILED -> "failed";
			case CANCELLED -> "cancelled";
		};
	}

	private TaskPage page(ResultSet rows, @Nullable Integer name, @Nullable Integer queue) throws SQLException {
		List<Task> tasks = new ArrayList<>();
		String last = null;
		Long since = (this.filter.since() != null) ? this.filter.since().toEpochMilli() : null;
		for (int looked = 0; rows.next(); looked++) {
			if (looked == this.look || tasks.size() == this.query.size()) {
				return new TaskPage(tasks, last);
			}
			last = key(rows);
			if (isByEnd() && since != null && rows.getLong("finished_at") < since && this.filter.id() == null) {
				return new TaskPage(tasks, null);
			}
			if ((name == null || rows.getInt("name") == name) && (queue == null || rows.getInt("queue") == queue)
					&& mayMatch(rows)) {
				Task task = this.queries.listed(this.reader, rows);
				if (this.filter.matches(task)) {
					tasks.add(task);
				}
			}
		}
		return new TaskPage(tasks, null);
	}

	/**
	 * Returns the key of the page after a row: where it stands in the order of the list,
	 * which is that of the ids when they are looked for.
	 */
	private String key(ResultSet row) throws SQLException {
		return (this.filter.id() != null) ? TaskIdBytes.id(row.getBytes("id")).toString()
				: row.getLong("finished_at") + "-" + row.getLong("seq");
	}

	/**
	 * Returns whether a row meets what can be told without reading more of its task.
	 */
	private boolean mayMatch(ResultSet row) throws SQLException {
		boolean fits = this.status == null || row.getInt("status") == this.status.code();
		if (!fits || row.getInt("attempt") < this.filter.attempt()) {
			return false;
		}
		Instant since = this.filter.since();
		long at = row.getLong("finished_at");
		return since == null || (row.wasNull() ? row.getLong("created_at") : at) >= since.toEpochMilli();
	}

}
