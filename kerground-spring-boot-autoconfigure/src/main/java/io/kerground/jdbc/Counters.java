package io.kerground.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.kerground.core.TaskStatus;

/**
 * The changes that one group of writes makes to the counts of tasks, written once at its
 * end.
 */
final class Counters {

	private final List<Change> changes = new ArrayList<>();

	void add(int queue, int name, TaskStatus status) {
		add(queue, name, status, 1);
	}

	void add(int queue, int name, TaskStatus status, int tasks) {
		this.changes.add(new Change(new Key(queue, name, status), tasks));
	}

	void remove(int queue, int name, TaskStatus status) {
		this.changes.add(new Change(new Key(queue, name, status), -1));
	}

	void move(int queue, int name, TaskStatus from, TaskStatus to) {
		remove(queue, name, from);
		add(queue, name, to);
	}

	/**
	 * Returns by how much this group changes the number of tasks with a name in a status.
	 */
	int change(int name, TaskStatus status) {
		return change((key) -> key.name() == name && key.status() == status);
	}

	/**
	 * Returns by how much this group changes the number of tasks of a queue in a status.
	 */
	int changeOfQueue(int queue, TaskStatus status) {
		return change((key) -> key.queue() == queue && key.status() == status);
	}

	private int change(Predicate<Key> counted) {
		return this.changes.stream().filter((change) -> counted.test(change.key())).mapToInt(Change::delta).sum();
	}

	int mark() {
		return this.changes.size();
	}

	void backTo(int mark) {
		this.changes.subList(mark, this.changes.size()).clear();
	}

	void clear() {
		this.changes.clear();
	}

	void write(WriterSession session) throws SQLException {
		Map<Key, Integer> sums = new LinkedHashMap<>();
		for (Change change : this.changes) {
			sums.merge(change.key(), change.delta(), Integer::sum);
		}
		sums.values().removeIf((delta) -> delta == 0);
		if (!sums.isEmpty()) {
			session.bulk().count(sums);
		}
	}

	/**
	 * Returns changes in the one order in which all nodes lock the rows.
	 */
	static List<Map.Entry<Key, Integer>> sorted(Map<Key, Integer> changes) {
		Comparator<Key> order = Comparator.comparingInt(Key::queue)
			.thenComparingInt(Key::name)
			.thenComparing(Key::status);
		return changes.entrySet().stream().sorted(Map.Entry.comparingByKey(order)).toList();
	}

	/**
	 * What is counted together.
	 */
	record Key(int queue, int name, TaskStatus status) {

	}

	private record Change(Key key, int delta) {

	}

}
