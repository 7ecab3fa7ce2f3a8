package io.kerground.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

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
 * sending; those that are looked for by their id or key by their id.
 */
final class TaskList {

	/*
	 * A filter may match few rows or none. So at most LOOK rows are looked at for one
	 * page, and no longer than LOOK_TIME at more of them than a page holds; the page then
	 * says from where to go on. Waiting and running tasks are found through their partial
	 * index, which holds their keys, while they are few; while they are many, the newest
	 * of them are among the newest rows.
	 */

	static final int LOOK = 5_000;

	static final Duration LOOK_TIME = Duration.ofMillis(100);

	private static final int FEW = 100_000;

	/** How many keys of tasks are passed over at most while their status is another. */
	private static final long RANGE = 100_000;

	private static final int ID_DIGITS = 32;

	/** How many ids are looked up by one statement. */
	private static final int IDS = 500;

	private final JdbcTaskQueries queries;

	private final JdbcTemplate reader;

	private final TaskQuery query;

	private final @Nullable TaskStatus status;

	private final TaskFilter filter;

	private final @Nullable UUID afterId;

	private final @Nullable Long since;

	private final long begun;

	private final @Nullable Integer nameId;

	private final @Nullable Integer queueId;

	TaskList(JdbcTaskQueries queries, JdbcTemplate reader, TaskQuery query) {
		this.queries = queries;
		this.reader = reader;
		this.query = query;
		this.status = query.status();
		this.filter = query.filter();
		this.begun = queries.nanos();
		Instant since = this.filter.since();
		this.since = (since != null) ? since.toEpochMilli() : null;
		String after = query.after();
		// UUID.fromString tells a key that is none by an IllegalArgumentException
		this.afterId = (isById() && after != null) ? UUID.fromString(after) : null;
		String name = query.name();
		String queue = query.queue();
		this.nameId = (name != null) ? queries.name(reader, name) : null;
		this.queueId = (queue != null) ? queries.queue(reader, queue) : null;
	}

	private boolean isById() {
		return this.filter.id() != null || this.filter.key() != null;
	}

	private boolean isByEnd() {
		return this.status != null && this.status.isFinal();
	}

	TaskPage read() {
		boolean unknownName = this.query.name() != null && this.nameId == null;
		boolean unknownQueue = this.query.queue() != null && this.queueId == null;
		if (unknownName || unknownQueue) {
			return new TaskPage(List.of(), null);
		}
		if (this.filter.id() != null) {
			return byId(this.filter.id());
		}
		return (this.filter.key() != null) ? byKey(this.filter.key()) : inOrder();
	}

	private TaskPage inOrder() {
		PageKey after = PageKey.parse(this.query.after());
		if (isByEnd()) {
			return query(
					"${p}task t where t.status = " + code() + " and (t.finished_at, t.seq) < (?, ?)"
							+ " order by t.finished_at desc, t.seq desc limit ?",
					after.finishedAt(), after.seq(), LOOK + 1);
		}
		if (this.status == null) {
			return query("${p}task t ${unindexed} where t.seq < ? order by t.seq desc limit ?", after.seq(), LOOK + 1);
		}
		return (this.queries.counted(this.reader, this.status) <= FEW) ? fewSent(after, this.status)
				: manySent(Math.min(after.seq(), this.queries.greatestSeq(this.reader) + 1));
	}

	private TaskPage fewSent(PageKey after, TaskStatus status) {
		return query("(select s.seq from ${p}task s ${index " + indexOf(status) + "} where s.status = " + code()
				+ " and s.seq < ? order by s.seq desc limit ?) few ${join} ${p}task t on t.seq = few.seq"
				+ " order by t.seq desc", after.seq(), LOOK + 1);
	}

	private TaskPage manySent(long before) {
		long first = before - RANGE;
		TaskPage page = query("${p}task t ${unindexed} where t.seq < ? and t.seq >= ? and t.status = " + code()
				+ " order by t.seq desc limit ?", before, first, LOOK + 1);
		return (page.next() == null && first > 0) ? new TaskPage(page.tasks(), new PageKey(0, first).toString()) : page;
	}

	private int code() {
		return (this.status != null) ? this.status.code() : 0;
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

	private TaskPage byId(String id) {
		String digits = id.replace("-", "");
		byte[] first = HexFormat.of().parseHex(digits + "0".repeat(ID_DIGITS - digits.length()));
		byte[] last = HexFormat.of().parseHex(digits + "f".repeat(ID_DIGITS - digits.length()));
		String before = (this.afterId != null) ? "<" : "<=";
		return query("${p}task t where t.id >= ? and t.id " + before + " ? order by t.id desc limit ?", first,
				(this.afterId != null) ? TaskIdBytes.of(this.afterId) : last, LOOK + 1);
	}

	/**
	 * Looks up the id that each name has with the key.
	 */
	private TaskPage byKey(String key) {
		String name = this.query.name();
		List<String> names = (name != null) ? List.of(name) : this.queries.names(this.reader);
		List<byte[]> ids = names.stream()
			.map((each) -> TaskIdBytes.of(TaskFilter.idOf(each, key)))
			.filter((id) -> this.afterId == null || Arrays.compareUnsigned(id, TaskIdBytes.of(this.afterId)) < 0)
			.sorted((a, b) -> Arrays.compareUnsigned(b, a))
			.toList();
		List<Task> tasks = new ArrayList<>();
		for (int from = 0; from < ids.size(); from += IDS) {
			List<byte[]> part = ids.subList(from, Math.min(ids.size(), from + IDS));
			String slots = String.join(",", Collections.nCopies(part.size(), "?"));
			TaskPage page = query("${p}task t where t.id in (" + slots + ") order by t.id desc", part.toArray());
			tasks.addAll(page.tasks());
			if (tasks.size() > this.query.size()) {
				List<Task> first = tasks.subList(0, this.query.size());
				return new TaskPage(first, first.get(first.size() - 1).id().toString());
			}
			if (page.next() != null) {
				return new TaskPage(tasks, page.next());
			}
		}
		return new TaskPage(tasks, null);
	}

	private TaskPage query(String from, Object... values) {
		ResultSetExtractor<TaskPage> page = this::page;
		String select = this.queries.sql("select " + JdbcTaskQueries.LISTED + " from " + from);
		return Objects.requireNonNull(this.reader.query(select, page, values));
	}

	private TaskPage page(ResultSet rows) throws SQLException {
		List<Task> tasks = new ArrayList<>();
		long finishedAt = 0;
		long seq = 0;
		byte[] id = new byte[0];
		for (int looked = 0; rows.next(); looked++) {
			if (looked == LOOK || tasks.size() == this.query.size() || (looked >= this.query.size() && isLate())) {
				return new TaskPage(tasks,
						isById() ? TaskIdBytes.id(id).toString() : new PageKey(finishedAt, seq).toString());
			}
			finishedAt = rows.getLong("finished_at");
			seq = rows.getLong("seq");
			id = isById() ? rows.getBytes("id") : id;
			if (isByEnd() && this.since != null && finishedAt < this.since && !isById()) {
				return new TaskPage(tasks, null);
			}
			if (mayMatch(rows)) {
				Task task = this.queries.listed(this.reader, rows);
				if (this.filter.matches(task)) {
					tasks.add(task);
				}
			}
		}
		return new TaskPage(tasks, null);
	}

	private boolean isLate() {
		return this.queries.nanos() - this.begun > LOOK_TIME.toNanos();
	}

	/**
	 * Returns whether a row meets what can be told without making a task of it.
	 */
	private boolean mayMatch(ResultSet row) throws SQLException {
		boolean fits = (this.status == null || row.getInt("status") == this.status.code())
				&& (this.nameId == null || row.getInt("name") == this.nameId)
				&& (this.queueId == null || row.getInt("queue") == this.queueId);
		if (!fits || row.getInt("attempt") < this.filter.attempt()) {
			return false;
		}
		long at = row.getLong("finished_at");
		boolean recent = this.since == null || (row.wasNull() ? row.getLong("created_at") : at) >= this.since;
		return recent && (this.filter.error() == null
				|| this.filter.isError(row.getString("error_type"), row.getString("error_message")));
	}

}
