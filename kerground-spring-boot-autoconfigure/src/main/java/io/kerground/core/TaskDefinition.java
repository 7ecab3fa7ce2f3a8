package io.kerground.core;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * One task that the workers of this application offer.
 *
 * @param name the canonical name, as in {@code reportWorker.monthly}
 * @param aliases further names under which stored tasks are still run
 * @param worker the name of the worker
 * @param workerType the class of the worker, without proxies
 * @param method the name of the worker's method
 * @param parameters the parameters that a sender gives, in order
 * @param returnType the declared type of the response; of a {@code CompletionStage} what
 * it completes with
 * @param queue the queue of its tasks unless a sender names another
 * @param priority the priority of its tasks unless a sender names another
 * @param retryPolicy the number of attempts and the pauses between them
 * @param retryFor the exceptions that are retried; empty for all
 * @param noRetryFor the exceptions that are not retried; the closer class wins
 * @param timeout how long one attempt may take, or null for no limit
 * @param warnAfter after how long a running attempt is warned about, or null for never
 * @param retention how long its ended tasks are kept, or null for the retention of each
 * status
 * @param concurrency how many of its tasks run at once over all nodes; 0 for no limit
 * @param transactional whether the body and its finish are one transaction
 * @since 0.1.0
 */
public record TaskDefinition(String name, Set<String> aliases, String worker, Class<?> workerType, String method,
		List<Parameter> parameters, Type returnType, String queue, TaskPriority priority, RetryPolicy retryPolicy,
		Set<Class<? extends Throwable>> retryFor, Set<Class<? extends Throwable>> noRetryFor,
		@Nullable Duration timeout, @Nullable Duration warnAfter, @Nullable Duration retention, int concurrency,
		boolean transactional) {

	/**
	 * Takes copies of the collections.
	 */
	public TaskDefinition {
		aliases = Set.copyOf(aliases);
		parameters = List.copyOf(parameters);
		retryFor = Set.copyOf(retryFor);
		noRetryFor = Set.copyOf(noRetryFor);
	}

	/**
	 * Creates a definition without a limit to how many of its tasks run at once, and
	 * without a transaction.
	 * @param name the canonical name
	 * @param aliases further names under which stored tasks are still run
	 * @param worker the name of the worker
	 * @param workerType the class of the worker, without proxies
	 * @param method the name of the worker's method
	 * @param parameters the parameters that a sender gives, in order
	 * @param returnType the declared type of the response
	 * @param queue the queue of its tasks
	 * @param priority the priority of its tasks
	 * @param retryPolicy the number of attempts and the pauses between them
	 * @param retryFor the exceptions that are retried; empty for all
	 * @param noRetryFor the exceptions that are not retried
	 * @param timeout how long one attempt may take, or null for no limit
	 * @param warnAfter after how long a running attempt is warned about, or null
	 * @param retention how long its ended tasks are kept, or null
	 */
	public TaskDefinition(String name, Set<String> aliases, String worker, Class<?> workerType, String method,
			List<Parameter> parameters, Type returnType, String queue, TaskPriority priority, RetryPolicy retryPolicy,
			Set<Class<? extends Throwable>> retryFor, Set<Class<? extends Throwable>> noRetryFor,
			@Nullable Duration timeout, @Nullable Duration warnAfter, @Nullable Duration retention) {
		this(name, aliases, worker, workerType, method, parameters, returnType, queue, priority, retryPolicy, retryFor,
				noRetryFor, timeout, warnAfter, retention, 0, false);
	}

	/**
	 * Returns how many attempts its tasks have unless a sender says otherwise.
	 * @return the greatest number of attempts
	 */
	public int maxAttempts() {
		return this.retryPolicy.maxAttempts();
	}

	/**
	 * Returns the method as it is written in Java, for texts to people.
	 * @return for example {@code ReportWorker.monthly(long customerId, YearMonth month)}
	 */
	public String signature() {
		return this.workerType.getSimpleName() + "." + this.method
				+ this.parameters.stream()
					.map((parameter) -> simple(parameter.type()) + " " + parameter.name())
					.collect(Collectors.joining(", ", "(", ")"));
	}

	private static String simple(Type type) {
		return type.getTypeName().replaceAll("(?:[\\p{L}0-9_]+\\.)+", "");
	}

	/**
	 * One parameter of a task.
	 *
	 * @param name the name in the source
	 * @param type the declared type with its generic arguments
	 * @param rawType the declared type without them
	 */
	public record Parameter(String name, Type type, Class<?> rawType) {

	}

}
