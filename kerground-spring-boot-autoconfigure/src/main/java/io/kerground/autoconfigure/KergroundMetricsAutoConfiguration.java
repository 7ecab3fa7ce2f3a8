package io.kerground.autoconfigure;

import java.util.function.LongSupplier;

import io.kerground.core.TaskClock;
import io.kerground.core.TaskRepository;
import io.kerground.engine.EngineSettings;
import io.kerground.engine.KergroundEngine;
import io.kerground.engine.TaskAnnouncer;
import io.kerground.engine.WorkerPool;
import io.kerground.jdbc.TransactionalTaskRepository;
import io.kerground.metrics.KergroundMetrics;
import io.kerground.metrics.NodeNumbers;
import io.kerground.metrics.StoreCommitMetrics;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meters.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KergroundAutoConfiguration.class,
		afterName = { "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, KergroundEngine.class })
public final class KergroundMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	KergroundMetrics kergroundMetrics(TaskRepository repository, TaskClock clock, KergroundEngine engine,
			WorkerPool pool, TaskAnnouncer announcer, EngineSettings settings) {
		LongSupplier lostSends = (repository instanceof TransactionalTaskRepository transactional)
				? transactional::lostSends : () -> 0;
		NodeNumbers numbers = settings.workerEnabled() ? new NodeNumbers(pool::active, () -> pool.limits().size(),
				engine::stuckBodies, engine::leasesLost, lostSends)
				: new NodeNumbers(() -> 0, () -> 0, () -> 0, () -> 0, lostSends);
		KergroundMetrics metrics = new KergroundMetrics(repository, clock, numbers);
		announcer.addBeginListener(metrics);
		return metrics;
	}

	@Bean
	@ConditionalOnMissingBean
	StoreCommitMetrics kergroundStoreCommitMetrics(TaskAnnouncer announcer) {
		StoreCommitMetrics metrics = new StoreCommitMetrics();
		announcer.addCommitListener(metrics);
		return metrics;
	}

}
