package io.kerground.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.kerground.core.Task;
import io.kerground.core.TaskPage;
import io.kerground.core.TaskQuery;

/**
 * Pages of the model store, newest first.
 */
final class ModelTaskList {

	private static final Pattern KEY = Pattern.compile("(\\d{1,19})-(\\d{1,19})");

	private ModelTaskList() {
	}

	static TaskPage read(ModelStore store, TaskQuery query) {
		boolean byEnd = query.status() != null && query.status().isFinal();
		Comparator<ModelRow> order = Comparator.comparingLong((row) -> -row.seq);
		if (byEnd) {
			order = Comparator.<ModelRow>comparingLong((row) -> -row.finishedAt).thenComparing(order);
		}
		long[] after = after(query.after());
		List<ModelRow> rows = store.rows.values()
			.stream()
			.filter((row) -> query.status() == null || row.status == query.status())
			.filter((row) -> isAfter(row, after, byEnd))
			.sorted(order)
			.toList();
		List<Task> tasks = new ArrayList<>();
		String last = null;
		for (ModelRow row : rows) {
			if (tasks.size() == query.size()) {
				return new TaskPage(tasks, last);
			}
			last = ((row.finishedAt != null) ? row.finishedAt : 0) + "-" + row.seq;
			if ((query.name() == null || row.name.equals(query.name()))
					&& (query.queue() == null || row.queue.equals(query.queue()))) {
				tasks.add(store.task(row, false));
			}
		}
		return new TaskPage(tasks, null);
	}

	private static boolean isAfter(ModelRow row, long[] after, boolean byEnd) {
		if (!byEnd || row.finishedAt == after[0]) {
			return row.seq < after[1];
		}
		return row.finishedAt < after[0];
	}

	private static long[] after(String key) {
		if (key == null) {
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

}
