package io.kerground.actuate;

import io.kerground.core.KergroundOperations;
import io.kerground.core.StoreState;
import io.kerground.core.TaskNames;
import io.kerground.core.TaskQueries;
import io.kerground.core.TaskStats;
import io.kerground.core.TaskStatus;
import io.kerground.engine.LatencyWatch;
import io.kerground.engine.UnknownTasks;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Tells whether the store can be read and written. Waiting and unknown tasks are details:
 * they do not make the application unfit.
 *
 * @since 0.1.0
 */
public class KergroundHealthIndicator extends AbstractHealthIndicator {

	private final KergroundOperations operations;

	private final TaskQueries store;

	private final @Nullable LatencyWatch latency;

	/**
	 * Creates the indicator.
	 * @param operations reads counts and definitions
	 * @param store tells how the store and its nodes are
	 */
	public KergroundHealthIndicator(KergroundOperations operations, TaskQueries store) {
		this(operations, store, null);
	}

	/**
	 * Creates the indicator.
	 * @param operations reads counts and definitions
	 * @param store tells how the store and its nodes are
	 * @param latency tells whether tasks wait too long, or null
	 */
	public KergroundHealthIndicator(KergroundOperations operations, TaskQueries store, @Nullable LatencyWatch latency) {
		super("The store of Kerground can't be read");
		this.operations = operations;
		this.store = store;
		this.latency = latency;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		StoreState state = this.store.state();
		TaskStats stats = this.operations.stats();
		String failure = state.failure();
		if (failure == null) {
			builder.up();
		}
		else {
			builder.down().withDetail("failure", TaskNames.printable(failure));
		}
		builder.withDetail("store", state.type())
			.withDetail("location", state.location())
			.withDetail("version", state.version())
			.withDetail("pending", stats.count(TaskStatus.PENDING));
		detail(builder, "oldestReadyAge", DescriptorFactory.age(stats.oldestReadyAge()));
		if (this.latency != null) {
			builder.withDetail("latency", this.latency.level(stats.oldestReadyAge()));
		}
		builder.withDetail("unknownTasks",
				UnknownTasks.names(stats, this.store.nodes(), this.operations.definitions()));
	}

	private static void detail(Health.Builder builder, String name, @Nullable Object value) {
		if (value != null) {
			builder.withDetail(name, value);
		}
	}

}
