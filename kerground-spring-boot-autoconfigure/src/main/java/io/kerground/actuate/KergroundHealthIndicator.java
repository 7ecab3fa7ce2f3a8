package io.kerground.actuate;

import io.kerground.core.KergroundException;
import io.kerground.core.KergroundOperations;
import io.kerground.core.StoreException;
import io.kerground.core.StoreState;
import io.kerground.core.TaskNames;
import io.kerground.core.TaskQueries;
import io.kerground.core.TaskStats;
import io.kerground.core.TaskStatus;
import io.kerground.engine.LatencyWatch;
import io.kerground.engine.UnknownTasks;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Tells whether the store can be read and written. Waiting and unknown tasks are details:
 * they do not make the application unfit.
 *
 * @since 0.1.0
 */
public class KergroundHealthIndicator extends AbstractHealthIndicator {

	private static final Logger logger = LoggerFactory.getLogger(KergroundHealthIndicator.class);

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
		try {
			check(builder);
		}
		catch (KergroundException ex) {
			// its text names tables and statements, which are nobody's business
			logger.warn("The store of Kerground can't be read", ex);
			builder.down().withDetail("failure", "the store can't be read; see the log");
		}
	}

	private void check(Health.Builder builder) {
		StoreState state = this.store.state();
		String failure = state.failure();
		builder.up()
			.withDetail("store", state.type())
			.withDetail("location", state.location())
			.withDetail("version", state.version());
		if (failure == null) {
			count(builder);
			return;
		}
		builder.down().withDetail("failure", TaskNames.printable(failure));
		try {
			count(builder);
		}
		catch (StoreException ex) {
			logger.debug("The store can be read as little as it can be written", ex);
		}
	}

	private void count(Health.Builder builder) {
		TaskStats stats = this.operations.stats();
		builder.withDetail("pending", stats.count(TaskStatus.PENDING));
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
