package io.kerground.actuate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import io.kerground.actuate.KergroundDescriptors.AttemptDescriptor;
import io.kerground.actuate.KergroundDescriptors.DefinitionDescriptor;
import io.kerground.actuate.KergroundDescriptors.ErrorDescriptor;
import io.kerground.actuate.KergroundDescriptors.ExplanationDescriptor;
import io.kerground.actuate.KergroundDescriptors.LogDescriptor;
import io.kerground.actuate.KergroundDescriptors.NodeDescriptor;
import io.kerground.actuate.KergroundDescriptors.ProgressDescriptor;
import io.kerground.actuate.KergroundDescriptors.StoreDescriptor;
import io.kerground.actuate.KergroundDescriptors.TaskDescriptor;
import io.kerground.core.Node;
import io.kerground.core.StoreState;
import io.kerground.core.Task;
import io.kerground.core.TaskAttempt;
import io.kerground.core.TaskDefinition;
import io.kerground.core.TaskError;
import io.kerground.core.TaskExplanation;
import io.kerground.core.TaskLog;
import io.kerground.core.TaskStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/**
 * Makes descriptors of the model and hides values: whatever came from an application's
 * data goes through the sanitizer.
 */
final class DescriptorFactory {

	private final Sanitizer sanitizer;

	private final boolean sanitizes;

	DescriptorFactory(Iterable<SanitizingFunction> sanitizingFunctions) {
		this.sanitizer = new Sanitizer(sanitizingFunctions);
		this.sanitizes = sanitizingFunctions.iterator().hasNext();
	}

	/**
	 * Returns whether values are shown as they are stored, so that looking for a part of
	 * one tells nothing that is hidden.
	 */
	boolean showsAsStored(boolean showValues) {
		return showValues && !this.sanitizes;
	}

	StoreDescriptor store(StoreState state, boolean showValues) {
		return new StoreDescriptor(state.type(), state.location(), state.version(), known(state.size()),
				known(state.walSize()), state.failure() == null, value("store.failure", state.failure(), showValues));
	}

	NodeDescriptor node(Node node) {
		return new NodeDescriptor(node.id().toString(), node.application(), node.host(), node.pid(), node.startedAt(),
				node.names().stream().sorted().toList());
	}

	/**
	 * Describes a task of a list, which holds neither arguments nor attempts.
	 */
	TaskDescriptor listed(Task task, boolean showValues) {
		TaskError error = task.error();
		return task(task, null, null, (error != null) ? error(error, false, showValues) : null, null, null, null);
	}

	TaskDescriptor single(Task task, @Nullable TaskExplanation explanation, List<TaskLog> logs, boolean showValues) {
		TaskError error = task.error();
		List<AttemptDescriptor> attempts = task.attempts()
			.stream()
			.map((attempt) -> attempt(attempt, showValues))
			.toList();
		return task(task, value("task.arguments", task.arguments(), showValues),
				value("task.response", task.response(), showValues),
				(error != null) ? error(error, true, showValues) : null, attempts,
				(explanation != null) ? explanation(explanation) : null,
				logs.isEmpty() ? null : logs.stream().map((log) -> log(log, showValues)).toList());
	}

	private LogDescriptor log(TaskLog log, boolean showValues) {
		return new LogDescriptor(log.attempt(), log.running(), value("task.log", log.content(), showValues));
	}

	private static ExplanationDescriptor explanation(TaskExplanation explanation) {
		return new ExplanationDescriptor(word(explanation.cause()), explanation.text(), explanation.until(),
				explanation.ahead(), explanation.tasks().stream().map(UUID::toString).toList());
	}

	private static TaskDescriptor task(Task task, @Nullable Object arguments, @Nullable Object response,
			@Nullable ErrorDescriptor error, @Nullable List<AttemptDescriptor> attempts,
			@Nullable ExplanationDescriptor explanation, @Nullable List<LogDescriptor> logs) {
		ProgressDescriptor progress = (task.progress() != null)
				? new ProgressDescriptor(task.progress().done(), task.progress().total()) : null;
		return new TaskDescriptor(task.id().toString(), task.name(), task.queue(), word(task.priority()),
				word(task.status()), task.attempt(), task.maxAttempts(), task.crashes(), task.runAt(), task.createdAt(),
				task.startedAt(), task.finishedAt(), text(task.owner()), progress, text(task.blockedBy()), arguments,
				response, error, attempts, explanation, logs);
	}

	private AttemptDescriptor attempt(TaskAttempt attempt, boolean showValues) {
		TaskError error = attempt.error();
		return new AttemptDescriptor(attempt.attempt(), attempt.outcome().word(), attempt.startedAt(),
				attempt.endedAt(), (error != null) ? error(error, true, showValues) : null);
	}

	private ErrorDescriptor error(TaskError error, boolean withStackTrace, boolean showValues) {
		return new ErrorDescriptor(error.type(), value("task.error.message", error.message(), showValues),
				withStackTrace ? value("task.error.stackTrace", error.stackTrace(), showValues) : null);
	}

	DefinitionDescriptor definition(TaskDefinition definition) {
		return new DefinitionDescriptor(definition.name(), definition.aliases().stream().sorted().toList(),
				definition.worker(), definition.signature(), definition.queue(), word(definition.priority()),
				definition.maxAttempts(), definition.timeout(), definition.warnAfter(), definition.retention(),
				(definition.concurrency() > 0) ? definition.concurrency() : null);
	}

	/**
	 * Describes counts with an entry for each status, so that a reader need not tell 0
	 * from absent.
	 */
	static Map<String, Long> counts(Map<TaskStatus, Long> counts) {
		Map<String, Long> described = new LinkedHashMap<>();
		for (TaskStatus status : TaskStatus.values()) {
			described.put(word(status), counts.getOrDefault(status, 0L));
		}
		return described;
	}

	static Map<String, Map<String, Long>> countsByName(Map<String, Map<TaskStatus, Long>> counts) {
		Map<String, Map<String, Long>> described = new TreeMap<>();
		counts.forEach((name, byStatus) -> described.put(name, counts(byStatus)));
		return described;
	}

	static @Nullable Duration age(@Nullable Duration age) {
		return (age != null) ? Duration.ofMillis(age.toMillis()) : null;
	}

	static String word(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT);
	}

	private @Nullable Object value(String name, @Nullable String value, boolean showValues) {
		return this.sanitizer.sanitize(new SanitizableData(null, "kerground." + name, value), showValues);
	}

	private static @Nullable Long known(long size) {
		return (size >= 0) ? size : null;
	}

	private static @Nullable String text(@Nullable UUID id) {
		return (id != null) ? id.toString() : null;
	}

}
