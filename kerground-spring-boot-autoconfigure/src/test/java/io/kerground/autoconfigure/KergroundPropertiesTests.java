package io.kerground.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

import io.kerground.autoconfigure.KergroundProperties.Durability;
import io.kerground.autoconfigure.KergroundProperties.SchemaInitialization;
import io.kerground.autoconfigure.KergroundProperties.StoreType;
import io.kerground.core.KergroundSetupException;
import io.kerground.core.RetryPolicy;
import io.kerground.engine.PoolLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What properties mean and which values are refused.
 */
class KergroundPropertiesTests {

	@Test
	void everyPropertyHasItsDefault() {
		KergroundProperties properties = bind(Map.of());
		assertThat(properties.enabled()).isTrue();
		assertThat(properties.store()).isEqualTo(new KergroundProperties.Store(StoreType.SQLITE, "./kerground.db",
				Durability.FULL, Duration.ofSeconds(30), "kerground_", SchemaInitialization.ALWAYS, null, null));
		assertThat(properties.worker()).isEqualTo(new KergroundProperties.Worker(true, Set.of(), Duration.ofSeconds(1),
				Duration.ofSeconds(30), null, Set.of()));
		assertThat(properties.pool()).isEqualTo(new KergroundProperties.Pool(null, 5, 5, 0, null));
		assertThat(properties.retry().policy()).isEqualTo(RetryPolicy.DEFAULT);
		assertThat(properties.retry().maxCrashes()).isEqualTo(3);
		assertThat(properties.retention())
			.isEqualTo(new KergroundProperties.Retention(Duration.ofDays(7), Duration.ofDays(30), Duration.ofDays(7)));
		assertThat(properties.payload().maxSize()).isEqualTo(DataSize.ofMegabytes(1));
		KergroundEndpointProperties endpoint = binder(Map.of()).bindOrCreate("kerground.endpoint",
				KergroundEndpointProperties.class);
		assertThat(endpoint).isEqualTo(new KergroundEndpointProperties(Show.NEVER, Set.of(), 10_000,
				new KergroundEndpointProperties.Permissions(Set.of(), Set.of(), Set.of(), Set.of())));
	}

	@Test
	void valuesAreReadInTheFormsOfSpringBoot() {
		KergroundProperties properties = bind(
				Map.of("kerground.store.durability", "NORMAL", "kerground.store.initialize-schema", "never",
						"kerground.worker.queues", "mail,reports", "kerground.worker.lease", "PT1M",
						"kerground.worker.shutdown-timeout", "0", "kerground.payload.max-size", "10KB"));
		assertThat(properties.store().durability()).isEqualTo(Durability.NORMAL);
		assertThat(properties.store().initializeSchema()).isEqualTo(SchemaInitialization.NEVER);
		assertThat(properties.worker().queues()).containsExactlyInAnyOrder("mail", "reports");
		assertThat(properties.worker().lease()).isEqualTo(Duration.ofMinutes(1));
		assertThat(properties.worker().shutdownTimeout()).isZero();
		assertThat(properties.payload().maxSize()).isEqualTo(DataSize.ofKilobytes(10));
	}

	@Test
	void poolGrowsWithTheProcessorsUnlessItsSizeIsSet() {
		KergroundProperties.Pool pool = new KergroundProperties.Pool(null, 5, 5, 0, null);
		assertThat(pool.limits(1)).isEqualTo(new PoolLimits(16, 5, 5, 0));
		assertThat(pool.limits(4).size()).isEqualTo(16);
		assertThat(pool.limits(12).size()).isEqualTo(48);
		assertThat(new KergroundProperties.Pool(3, 1, 2, 4, null).limits(12)).isEqualTo(new PoolLimits(3, 1, 2, 4));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			kerground.store.path              | ''            | must be the path of a file
			kerground.store.path              | :memory:      | must be the path of a file
			kerground.store.path              | :resource:a   | must be the path of a file
			kerground.store.path              | file:a.db     | must be the path of a file
			kerground.store.path              | jdbc:sqlite:a | must be the path of a file
			kerground.store.path              | a.db?mode=ro  | must be the path of a file
			kerground.store.timeout           | 0s            | must be at least 1ms
			kerground.store.table-prefix      | 1a            | must be 1 to 32 letters
			kerground.store.table-prefix      | a;b           | must be 1 to 32 letters
			kerground.store.backup-path       | ''            | must be the path of a folder
			kerground.store.backup-path       | file:a        | must be the path of a folder
			kerground.store.backup-keep       | 0             | must be 1 to 1000000
			kerground.worker.queues           | a b           | must hold names of the form
			kerground.worker.poll-interval    | 0s            | must be at least 1ms
			kerground.worker.lease            | 999ms         | must be at least 1s, but is '999ms'
			kerground.worker.shutdown-timeout | -1s           | must not be negative
			kerground.pool.size               | -1            | must be 0 to 100000
			kerground.pool.reserve-normal     | -1            | must be 0 to 100000
			kerground.pool.reserve-high       | -1            | must be 0 to 100000
			kerground.pool.max-critical       | -1            | must be 0 to 100000
			kerground.queues.mail.concurrency | -1            | must be 0 to 100000
			kerground.queues[a b].concurrency | 1             | must be in the settings of a queue whose name
			kerground.retry.max-attempts      | 0             | must be 1 to 1000000
			kerground.retry.backoff           | -1s           | must not be negative
			kerground.retry.multiplier        | 0.9           | must be 1.0 to 1000.0
			kerground.retry.multiplier        | NaN           | must be 1.0 to 1000.0
			kerground.retry.max-backoff       | -1s           | must not be negative
			kerground.retry.jitter            | 1.1           | must be 0.0 to 1.0
			kerground.retry.max-crashes       | 0             | must be 1 to 1000000
			kerground.retention.finished      | -1s           | must not be negative
			kerground.retention.failed        | -1s           | must not be negative
			kerground.retention.cancelled     | -1s           | must not be negative
			kerground.payload.max-size        | 1B            | must be 2B to 512MB
			kerground.payload.max-size        | 536870913B    | must be 2B to 512MB
			""")
	void refusedValueIsToldWithItsPropertyAndRule(String property, String value, String rule) {
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(Map.of(property, value)))
			.havingRootCause()
			.isInstanceOfSatisfying(KergroundSetupException.class, (ex) -> {
				assertThat(ex.code()).isEqualTo("KG007");
				assertThat(ex.description()).startsWith("KG007: The property '" + property + "' ")
					.contains(rule)
					.endsWith("but is '" + value + "'.");
				assertThat(ex.action()).contains(property);
			});
	}

	private static KergroundProperties bind(Map<String, String> properties) {
		return binder(properties).bindOrCreate("kerground", KergroundProperties.class);
	}

	private static Binder binder(Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties));
	}

}
