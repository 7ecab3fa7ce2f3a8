package io.kerground.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The numbers that stand for names in the rows of tasks. Grows, never shrinks. Written on
 * the writer thread only, read by all.
 */
final class Dictionary {

	private final Map<String, Integer> ids = new ConcurrentHashMap<>();

	private final Map<Integer, String> names = new ConcurrentHashMap<>();

	private final List<String> uncommitted = new ArrayList<>();

	private final String insert;

	private final String select;

	private final String selectNewer;

	private final boolean ordered;

	private volatile int greatest;

	Dictionary(String table) {
		this(table, true);
	}

	/**
	 * Creates a dictionary.
	 * @param ordered whether a greater number is never seen before a lower one
	 */
	Dictionary(String table, boolean ordered) {
		this.ordered = ordered;
		this.insert = "insert into " + table + " (name) values (?) on conflict do nothing";
		this.select = "select id from " + table + " where name = ?";
		this.selectNewer = "select id, name from " + table + " where id > ? order by id";
	}

	/**
	 * Returns the number of a name, which is added if it is new.
	 */
	int idOf(WriterSession session, String name) throws SQLException {
		Integer known = this.ids.get(name);
		if (known != null) {
			return known;
		}
		if (!session.isNaming()) {
			throw new NewNameException(this, name);
		}
		PreparedStatement insert = session.prepare(this.insert);
		insert.setString(1, name);
		insert.executeUpdate();
		PreparedStatement select = session.prepare(this.select);
		select.setString(1, name);
		try (ResultSet rows = select.executeQuery()) {
			rows.next();
			int id = rows.getInt(1);
			this.uncommitted.add(name);
			put(id, name);
			return id;
		}
	}

	/**
	 * Reads all names anew.
	 */
	void reload(WriterSession session) throws SQLException {
		this.uncommitted.clear();
		this.greatest = 0;
		this.ids.clear();
		this.names.clear();
		refresh(session);
	}

	/**
	 * Reads what other processes have added.
	 */
	void refresh(WriterSession session) throws SQLException {
		PreparedStatement select = session.prepare(this.selectNewer);
		select.setInt(1, this.ordered ? this.greatest : 0);
		try (ResultSet rows = select.executeQuery()) {
			while (rows.next()) {
				put(rows.getInt(1), rows.getString(2));
			}
		}
	}

	private void put(int id, String name) {
		this.names.put(id, name);
		this.ids.put(name, id);
		this.greatest = Math.max(this.greatest, id);
	}

	void committed() {
		this.uncommitted.clear();
	}

	void rolledBack() {
		backTo(0);
	}

	/**
	 * Returns a mark to go back to.
	 */
	int mark() {
		return this.uncommitted.size();
	}

	/**
	 * Forgets the names that were added since a mark.
	 */
	void backTo(int mark) {
		List<String> undone = this.uncommitted.subList(mark, this.uncommitted.size());
		for (String name : undone) {
			Integer id = this.ids.remove(name);
			if (id != null) {
				this.names.remove(id);
			}
		}
		undone.clear();
		this.greatest = this.names.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
	}

	String nameOf(WriterSession session, int id) throws SQLException {
		String name = this.names.get(id);
		if (name == null) {
			refresh(session);
			name = this.names.get(id);
		}
		return (name != null) ? name : "?";
	}

	/**
	 * Returns a name to a reader, which looks for names of other processes itself.
	 */
	String nameOf(JdbcTemplate reader, int id) {
		String name = this.names.get(id);
		if (name != null) {
			return name;
		}
		List<String> found = reader.query(this.selectNewer.replace("id > ?", "id = ?"),
				(row, number) -> row.getString(2), id);
		return found.isEmpty() ? "?" : found.get(0);
	}

	@Nullable Integer idOf(JdbcTemplate reader, String name) {
		Integer known = this.ids.get(name);
		if (known != null) {
			return known;
		}
		List<Integer> found = reader.query(this.select, (row, number) -> row.getInt(1), name);
		return found.isEmpty() ? null : found.get(0);
	}

	@Nullable Integer knownIdOf(String name) {
		return this.ids.get(name);
	}

	Collection<Integer> allIds() {
		return List.copyOf(this.names.keySet());
	}

	Collection<String> allNames() {
		return List.copyOf(this.ids.keySet());
	}

	int size() {
		return this.ids.size();
	}

}
