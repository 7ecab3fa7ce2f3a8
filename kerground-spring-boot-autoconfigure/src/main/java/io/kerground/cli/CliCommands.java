package io.kerground.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

import io.kerground.core.SlotLender;
import io.kerground.core.StoreState;
import io.kerground.core.Task;
import io.kerground.core.TaskAttempt;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskError;
import io.kerground.core.TaskExplainer;
import io.kerground.core.TaskExplanation;
import io.kerground.core.TaskPage;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskStats;
import io.kerground.core.TaskStatus;
import io.kerground.engine.UnknownTasks;
import io.kerground.engine.WorkerRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The commands, each on an open store.
 */
final class CliCommands {

	private final TaskRepository store;

	private final TaskClock clock;

	private final CliPrinter printer;

	private final PrintStream err;

	CliCommands(TaskRepository store, TaskClock clock, CliPrinter printer, PrintStream err) {
		this.store = store;
		this.clock = clock;
		this.printer = printer;
		this.err = err;
	}

	/**
	 * Runs a command.
	 * @return the exit code
	 */
	int run(CliArguments arguments) {
		return switch (arguments.command()) {
			case "ls" -> list(arguments);
			case "show" -> each(arguments.ids(), (id) -> show(id, arguments.isWithValues()));
			case "explain" -> each(arguments.ids(), this::explain);
			case "stats" -> stats();
			case "doctor" -> doctor();
			case "backup" -> backup();
			case "retry" -> change(arguments.ids(), "retried", this.store::retry);
			default -> change(arguments.ids(), "cancelled", this.store::cancel);
		};
	}

	private int list(CliArguments arguments) {
		TaskPage page = this.store.list(arguments.query());
		Map<String, @Nullable Object> further = new LinkedHashMap<>();
		further.put("next", page.next());
		this.printer.rows("tasks", page.tasks().stream().map(CliCommands::row).toList(), further);
		if (page.next() != null) {
			this.err.println("There are older ones: --after " + page.next());
		}
		return 0;
	}

	private static Map<String, @Nullable Object> row(Task task) {
		Map<String, @Nullable Object> row = new LinkedHashMap<>();
		row.put("id", task.id().toString());
		row.put("task", task.name());
		row.put("status", word(task.status()));
		row.put("queue", task.queue());
		row.put("priority", word(task.priority()));
		row.put("attempt", task.attempt());
		row.put("maxAttempts", task.maxAttempts());
		row.put("due", task.runAt().toString());
		row.put("sent", task.createdAt().toString());
		row.put("error", (task.error() != null) ? task.error().type() : null);
		return row;
	}

	private static String word(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT);
	}

	private static int each(List<UUID> ids, Predicate<UUID> command) {
		boolean all = true;
		for (UUID id : ids) {
			all &= command.test(id);
		}
		return all ? 0 : 1;
	}

	private boolean show(UUID id, boolean values) {
		Optional<Task> found = this.store.find(id);
		found.ifPresent((task) -> {
			Map<String, @Nullable Object> properties = row(task);
			properties.put("crashes", task.crashes());
			properties.put("began", text(task.startedAt()));
			properties.put("ended", text(task.finishedAt()));
			properties.put("node", text(task.owner()));
			properties.put("blockedBy", text(task.blockedBy()));
			if (values) {
				properties.put("arguments", task.arguments());
				properties.put("response", task.response());
			}
			int number = 0;
			for (TaskAttempt attempt : task.attempts()) {
				properties.put("attempt." + ++number, describe(attempt, values));
			}
			this.printer.object(properties);
		});
		return isFound(id, found.isPresent());
	}

	private static @Nullable String text(@Nullable Object value) {
		return (value != null) ? value.toString() : null;
	}

	private static String describe(TaskAttempt attempt, boolean values) {
		TaskError error = attempt.error();
		String text = attempt.endedAt() + " " + attempt.outcome().word();
		if (error == null) {
			return text;
		}
		return text + " " + error.type() + (values ? ": " + error.message() + "\n" + error.stackTrace() : "");
	}

	private boolean isFound(UUID id, boolean found) {
		if (!found) {
			this.err.println("There is no task " + id);
		}
		return found;
	}

	private boolean explain(UUID id) {
		Optional<TaskExplanation> found = new TaskExplainer(this.store, new WorkerRegistry(), Map.of(), SlotLender.NONE,
				this.clock)
			.explain(id);
		found.ifPresent((explanation) -> {
			Map<String, @Nullable Object> properties = new LinkedHashMap<>();
			properties.put("id", id.toString());
			properties.put("cause", word(explanation.cause()));
			properties.put("text", explanation.text());
			properties.put("until", text(explanation.until()));
			properties.put("ahead", explanation.ahead());
			properties.put("tasks", explanation.tasks().stream().map(UUID::toString).toList());
			this.printer.object(properties);
		});
		return isFound(id, found.isPresent());
	}

	private int stats() {
		TaskStats stats = this.store.stats();
		List<Map<String, @Nullable Object>> rows = new ArrayList<>();
		stats.byTask().forEach((name, counts) -> rows.add(counts("task", name, counts)));
		Map<String, @Nullable Object> further = new LinkedHashMap<>();
		further.put("oldestReadyAge", text(stats.oldestReadyAge()));
		this.printer.rows("counts", rows, further);
		return 0;
	}

	private static Map<String, @Nullable Object> counts(String key, String name, Map<TaskStatus, Long> counts) {
		Map<String, @Nullable Object> row = new LinkedHashMap<>();
		row.put(key, name);
		for (TaskStatus status : TaskStatus.values()) {
			row.put(word(status), counts.getOrDefault(status, 0L));
		}
		return row;
	}

	private int doctor() {
		StoreState state = this.store.state();
		TaskStats stats = this.store.stats();
		List<String> unknown = UnknownTasks.names(stats, this.store.nodes(), List.of());
		long failed = stats.count(TaskStatus.FAILED);
		List<String> attention = new ArrayList<>();
		note(attention, state.failure() != null, "the store can't be written: " + state.failure());
		note(attention, this.store.nodes().isEmpty(), "no process works on this store");
		note(attention, failed > 0, failed + " tasks failed");
		note(attention, !unknown.isEmpty(), "no node knows " + String.join(", ", unknown));
		this.store.schedules().pausedQueues().forEach((queue) -> attention.add("the queue " + queue + " is paused"));
		Map<String, @Nullable Object> properties = new LinkedHashMap<>();
		properties.put("store", state.type() + " " + state.version());
		properties.put("location", state.location());
		properties.put("size", state.size());
		properties.put("log", state.walSize());
		properties.put("nodes", this.store.nodes().size());
		properties.put("oldestReadyAge", text(stats.oldestReadyAge()));
		properties.put("attention", attention);
		this.printer.object(properties);
		return attention.isEmpty() ? 0 : 1;
	}

	private static void note(List<String> attention, boolean needed, String text) {
		if (needed) {
			attention.add(text);
		}
	}

	private int backup() {
		Map<String, @Nullable Object> properties = new LinkedHashMap<>();
		properties.put("file", this.store.backup().toString());
		this.printer.object(properties);
		return 0;
	}

	private int change(List<UUID> ids, String done, Predicate<UUID> change) {
		List<Map<String, @Nullable Object>> rows = new ArrayList<>();
		boolean all = true;
		for (UUID id : ids) {
			boolean changed = change.test(id);
			all &= changed;
			Map<String, @Nullable Object> row = new LinkedHashMap<>();
			row.put("id", id.toString());
			row.put("changed", changed);
			row.put("status", this.store.status(id).map(CliCommands::word).orElse("unknown"));
			rows.add(row);
		}
		this.printer.rows(done, rows, new LinkedHashMap<>());
		return all ? 0 : 1;
	}

}
