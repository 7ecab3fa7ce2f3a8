package io.kerground.annotation;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

import io.kerground.core.RetryPolicy;
import io.kerground.core.TaskNames;
import io.kerground.core.TaskPriority;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.StringUtils;

/**
 * Reads what {@link KerTask} says about one method; a bad value names the method.
 */
final class TaskSettings {

	private final Method method;

	private final @Nullable KerTask annotation;

	private final @Nullable ScheduleSettings schedule;

	private final ConfigurableBeanFactory placeholders;

	TaskSettings(Method method, ConfigurableBeanFactory placeholders) {
		this.method = method;
		this.annotation = TaskMethods.annotation(method);
		this.schedule = ScheduleSettings.of(method);
		this.placeholders = placeholders;
	}

	/**
	 * Returns what the method says about running by itself, or null.
	 */
	@Nullable ScheduleSettings schedule() {
		return this.schedule;
	}

	String name(String worker) {
		String own = (this.schedule != null) ? resolve("name", this.schedule.name()) : "";
		if (!StringUtils.hasText(own) && this.annotation != null) {
			own = resolve("name", this.annotation.name());
		}
		return check("name",
				StringUtils.hasText(own) ? own : resolve("worker name", worker) + "." + this.method.getName());
	}

	Set<String> aliases() {
		Set<String> aliases = new LinkedHashSet<>();
		if (this.annotation != null) {
			for (String alias : this.annotation.aliases()) {
				aliases.add(check("aliases", resolve("aliases", alias)));
			}
		}
		return aliases;
	}

	String queue() {
		String own = (this.schedule != null) ? resolve("queue", this.schedule.queue()) : "";
		if (!StringUtils.hasText(own) && this.annotation != null) {
			own = resolve("queue", this.annotation.queue());
		}
		return StringUtils.hasText(own) ? check("queue", own) : TaskNames.DEFAULT_QUEUE;
	}

	TaskPriority priority() {
		TaskPriority own = (this.schedule != null) ? this.schedule.priority() : null;
		if (own != null) {
			return own;
		}
		return (this.annotation != null) ? this.annotation.priority() : TaskPriority.NORMAL;
	}

	/**
	 * Returns the number of attempts and the pauses between them; one attempt for a run
	 * that is followed by others anyway.
	 */
	RetryPolicy retryPolicy(RetryPolicy general) {
		RetryPolicy defaults = (this.schedule != null) ? general.withMaxAttempts(1) : general;
		if (this.annotation == null) {
			return defaults;
		}
		int attempts = this.annotation.maxAttempts();
		if (attempts < 0) {
			throw Refusals.badValue(this.method, "maxAttempts",
					"it is " + attempts + ", but must be at least 1, or 0" + " for kerground.retry.max-attempts", null);
		}
		RetryPolicy policy = (attempts > 0) ? defaults.withMaxAttempts(attempts) : defaults;
		Duration backoff = duration("backoff", this.annotation.backoff(), Duration.ZERO);
		if (backoff == null) {
			return policy;
		}
		Duration longest = (backoff.compareTo(policy.maxBackoff()) > 0) ? backoff : policy.maxBackoff();
		return new RetryPolicy(policy.maxAttempts(), backoff, policy.multiplier(), longest, policy.jitter());
	}

	Set<Class<? extends Throwable>> retryFor() {
		return (this.annotation != null) ? Set.of(this.annotation.retryFor()) : Set.of();
	}

	Set<Class<? extends Throwable>> noRetryFor() {
		return (this.annotation != null) ? Set.of(this.annotation.noRetryFor()) : Set.of();
	}

	@Nullable Duration timeout() {
		return (this.annotation != null) ? duration("timeout", this.annotation.timeout(), Duration.ofMillis(1)) : null;
	}

	@Nullable Duration warnAfter() {
		return (this.annotation != null) ? duration("warnAfter", this.annotation.warnAfter(), Duration.ofMillis(1))
				: null;
	}

	@Nullable Duration retention() {
		return (this.annotation != null) ? duration("retention", this.annotation.retention(), Duration.ZERO) : null;
	}

	int concurrency() {
		int limit = (this.annotation != null) ? this.annotation.concurrency() : 0;
		if (limit < 0) {
			throw Refusals.badValue(this.method, "concurrency",
					"it is " + limit + ", but must be at least 1, or 0 for no limit", null);
		}
		return limit;
	}

	boolean transactional() {
		return this.annotation != null && this.annotation.transactional();
	}

	@Nullable Duration duration(String attribute, String text, Duration least) {
		String resolved = resolve(attribute, text).strip();
		if (resolved.isEmpty()) {
			return null;
		}
		Duration duration;
		try {
			duration = DurationFormatterUtils.detectAndParse(resolved);
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			throw Refusals.badValue(this.method, attribute, "'" + TaskNames.printable(resolved)
					+ "' is not a duration, such as 500ms, 30s, 5m, 1m30s, 7d or PT30S", ex);
		}
		if (duration.compareTo(least) < 0) {
			throw Refusals.badValue(this.method, attribute,
					"'" + resolved + "' is too short: it must be at least " + least.toMillis() + "ms", null);
		}
		return duration;
	}

	private String check(String attribute, String name) {
		try {
			return TaskNames.check(attribute, name);
		}
		catch (IllegalArgumentException ex) {
			throw Refusals.badValue(this.method, attribute, ex.getMessage(), ex);
		}
	}

	String resolve(String attribute, String text) {
		try {
			String resolved = this.placeholders.resolveEmbeddedValue(text);
			return (resolved != null) ? resolved : "";
		}
		catch (IllegalArgumentException ex) {
			throw Refusals.badValue(this.method, attribute, ex.getMessage(), ex);
		}
	}

}
