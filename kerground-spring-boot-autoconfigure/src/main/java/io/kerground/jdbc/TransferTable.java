package io.kerground.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is copied from one store to another: the columns of each table, in this one place.
 * Rows are read by a key and in an order that does not depend on the database.
 */
final class TransferTable {

	static final TransferTable TASK = new TransferTable("task", "seq",
			"seq id status queue name priority attempt max_attempts crashes fence run_at created_at started_at"
					+ " finished_at owner blocked_by");

	static final TransferTable PAYLOAD = new TransferTable("payload", "seq", "seq payload headers");

	static final TransferTable RESPONSE = new TransferTable("response", "seq", "seq response");

	static final TransferTable PROGRESS = new TransferTable("progress", "seq", "seq fence done total");

	static final TransferTable ATTEMPT = new TransferTable("attempt", "seq",
			"seq fence attempt outcome started_at ended_at error_type error_message stack_trace");

	static final TransferTable LOG = new TransferTable("log", "seq", "seq fence attempt content");

	static final TransferTable MEMBER = new TransferTable("member", "task", "task batch position");

	/** Its own key is given by the database. */
	static final TransferTable BATCH = new TransferTable("batch", "seq",
			"id parent position sequential stops stopped status total finished failed cancelled created_at ended_at");

	/** Its own key is given by the database. */
	static final TransferTable FOLLOWER = new TransferTable("follower", "batch",
			"batch moment id name queue priority max_attempts run_at delay payload headers");

	/** Its own key is given by the database. */
	static final TransferTable SCHEDULE = new TransferTable("schedule", "id",
			"name application kind spec zone period delay_before priority next_at tick_at fired_at last_task last_id"
					+ " triggered paused");

	private final String name;

	private final List<String> columns;

	private final String select;

	private final String insert;

	private TransferTable(String table, String key, String columns) {
		this.name = table;
		this.columns = List.of(columns.split(" "));
		String list = String.join(", ", this.columns);
		this.select = "select " + list + ", " + key + " from ${p}" + table + " where " + key + " ${in} order by " + key
				+ (this.columns.contains("fence") ? ", fence" : "")
				+ (this.columns.contains("moment") ? ", moment, id" : "");
		this.insert = "insert into ${p}" + table + " (" + list + ") values ("
				+ this.columns.stream().map((column) -> "?").collect(Collectors.joining(", ")) + ")";
	}

	String name() {
		return this.name;
	}

	List<String> columns() {
		return this.columns;
	}

	/**
	 * Returns the columns but those whose values are the store's own.
	 */
	List<String> columnsBut(String... own) {
		return this.columns.stream().filter((column) -> !Arrays.asList(own).contains(column)).toList();
	}

	/**
	 * Returns the rows of each key.
	 */
	Map<Long, List<TransferRow>> read(WriterSession session, Collection<Long> keys) throws SQLException {
		Map<Long, List<TransferRow>> found = new HashMap<>();
		if (keys.isEmpty()) {
			return found;
		}
		PreparedStatement select = session.prepare(this.select);
		select.setString(1, session.dialect().list(keys));
		try (ResultSet rows = select.executeQuery()) {
			while (rows.next()) {
				found.computeIfAbsent(rows.getLong(this.columns.size() + 1), (key) -> new ArrayList<>())
					.add(TransferRow.read(rows, this.columns));
			}
		}
		return found;
	}

	void write(WriterSession session, List<TransferRow> rows) throws SQLException {
		if (rows.isEmpty()) {
			return;
		}
		PreparedStatement insert = session.prepare(this.insert);
		for (TransferRow row : rows) {
			for (int i = 0; i < this.columns.size(); i++) {
				insert.setObject(i + 1, row.value(this.columns.get(i)));
			}
			insert.addBatch();
		}
		insert.executeBatch();
	}

}
