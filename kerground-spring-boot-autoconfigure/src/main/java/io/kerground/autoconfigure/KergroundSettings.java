package io.kerground.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.kerground.core.TemplateSettings;
import io.kerground.engine.EngineSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.system.JavaVersion;
import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;

/**
 * Makes settings of the properties: fills in what depends on other properties or on the
 * machine.
 */
final class KergroundSettings {

	private static final String PHASE_TIMEOUT = "spring.lifecycle.timeout-per-shutdown-phase";

	private static final Duration DEFAULT_PHASE_TIMEOUT = Duration.ofSeconds(30);

	private static final Duration RESERVE = Duration.ofSeconds(5);

	private final KergroundProperties properties;

	private final Environment environment;

	KergroundSettings(KergroundProperties properties, Environment environment) {
		this.properties = properties;
		this.environment = environment;
	}

	TemplateSettings template() {
		return new TemplateSettings(this.properties.retry().maxAttempts(), maxPayload(),
				!this.properties.worker().enabled(), queueLimits());
	}

	EngineSettings engine(@Nullable Path storeFile) {
		KergroundProperties.Worker worker = this.properties.worker();
		KergroundProperties.Retention retention = this.properties.retention();
		return new EngineSettings(this.environment.getProperty("spring.application.name", "application"),
				worker.enabled(), worker.queues(), queueLimits(), worker.pollInterval(), worker.lease(),
				shutdownTimeout(), this.properties.retry().maxCrashes(), maxPayload(),
				new EngineSettings.Retention(retention.finished(), retention.failed(), retention.cancelled()),
				storeFile);
	}

	private Map<String, Integer> queueLimits() {
		Map<String, Integer> limits = new HashMap<>();
		this.properties.queues().forEach((name, queue) -> {
			if (queue.concurrency() > 0) {
				limits.put(name, queue.concurrency());
			}
		});
		return limits;
	}

	private int maxPayload() {
		return Math.toIntExact(this.properties.payload().maxSize().toBytes());
	}

	/**
	 * Returns how long a stop may take. It has to fit into the phase of the shutdown that
	 * it is in, so that tasks are given back before the store is closed.
	 */
	private Duration shutdownTimeout() {
		Duration phase = Binder.get(this.environment).bind(PHASE_TIMEOUT, Duration.class).orElse(DEFAULT_PHASE_TIMEOUT);
		Duration own = this.properties.worker().shutdownTimeout();
		if (own == null) {
			return (phase.compareTo(RESERVE.multipliedBy(2)) > 0) ? phase.minus(RESERVE) : phase.dividedBy(2);
		}
		if (own.compareTo(phase) >= 0) {
			throw PropertyRules.refused("kerground.worker.shutdown-timeout", PropertyRules.text(own),
					"must be less than '" + PHASE_TIMEOUT + "', which is '" + PropertyRules.text(phase) + "'");
		}
		return own;
	}

	boolean virtualThreads() {
		Boolean own = this.properties.pool().virtualThreads();
		if (own == null) {
			return Threading.VIRTUAL.isActive(this.environment);
		}
		if (own && JavaVersion.getJavaVersion().isOlderThan(JavaVersion.TWENTY_ONE)) {
			throw PropertyRules.refused("kerground.pool.virtual-threads", "true",
					"needs Java 21 or newer, and this is Java " + JavaVersion.getJavaVersion());
		}
		return own;
	}

}
