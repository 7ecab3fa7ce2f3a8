package io.kerground.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;

import io.kerground.actuate.KergroundEndpoint;
import io.kerground.actuate.KergroundEndpointWebExtension;
import io.kerground.actuate.KergroundHealthIndicator;
import io.kerground.core.KergroundTemplate;
import io.kerground.metrics.KergroundMetrics;
import io.kerground.metrics.StoreCommitMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.web.WebEndpointHttpMethod;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.WebOperationRequestPredicate;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When endpoint, health and meters are there.
 */
class KergroundActuatorAutoConfigurationTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=kerground";

	@TempDir
	Path folder;

	@Test
	void endpointIsThereWhenItIsExposed() {
		runner().withPropertyValues(EXPOSED)
			.run((context) -> assertThat(context).hasSingleBean(KergroundEndpoint.class)
				.hasSingleBean(KergroundEndpointWebExtension.class));
	}

	@Test
	void endpointIsNotThereUnlessItIsExposed() {
		runner().run((context) -> assertThat(context).doesNotHaveBean(KergroundEndpoint.class)
			.doesNotHaveBean(KergroundEndpointWebExtension.class));
	}

	@Test
	void endpointIsNotThereWithoutAccess() {
		runner().withPropertyValues(EXPOSED, "management.endpoint.kerground.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(KergroundEndpoint.class));
	}

	@Test
	void nothingIsThereWithoutKerground() {
		runner().withPropertyValues(EXPOSED, "kerground.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(KergroundEndpoint.class)
				.doesNotHaveBean(KergroundHealthIndicator.class)
				.doesNotHaveBean(KergroundMetrics.class));
	}

	@Test
	void applicationWithoutActuatorStarts() {
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(KergroundMetricsAutoConfiguration.class,
					KergroundHealthContributorAutoConfiguration.class, KergroundEndpointAutoConfiguration.class,
					KergroundAutoConfiguration.class))
			.withPropertyValues("kerground.store.path=" + this.folder.resolve("kerground.db"), EXPOSED)
			.withClassLoader(new FilteredClassLoader(ConditionalOnAvailableEndpoint.class, HealthContributor.class,
					MeterRegistry.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(KergroundTemplate.class)
				.doesNotHaveBean(KergroundEndpoint.class)
				.doesNotHaveBean(KergroundHealthIndicator.class)
				.doesNotHaveBean(KergroundMetrics.class));
	}

	@Test
	void byDefaultNothingCanBeWritten() {
		runner().withPropertyValues(EXPOSED)
			.run((context) -> assertThat(predicates(context.getBean(WebEndpointsSupplier.class)))
				.extracting(WebOperationRequestPredicate::getHttpMethod)
				.containsOnly(WebEndpointHttpMethod.GET)
				.hasSize(3));
	}

	@Test
	void everyWriteTakesOnlyAMediaTypeThatOtherSitesCanNotSendAndNothingIsDeletedByMethod() {
		runner().withPropertyValues(EXPOSED, "management.endpoint.kerground.access=UNRESTRICTED").run((context) -> {
			Iterable<WebOperationRequestPredicate> predicates = predicates(context.getBean(WebEndpointsSupplier.class));
			assertThat(predicates).extracting(WebOperationRequestPredicate::getHttpMethod)
				.doesNotContain(WebEndpointHttpMethod.DELETE);
			assertThat(predicates).filteredOn((predicate) -> predicate.getHttpMethod() == WebEndpointHttpMethod.POST)
				.hasSize(3)
				.allSatisfy((predicate) -> assertThat(predicate.getConsumes()).isNotEmpty()
					.allMatch((mediaType) -> mediaType.contains("json")));
		});
	}

	@Test
	void healthIsContributedUnderItsName() {
		runner()
			.run((context) -> assertThat(context.getBean(HealthContributorRegistry.class).getContributor("kerground"))
				.isInstanceOf(KergroundHealthIndicator.class));
	}

	@Test
	void healthCanBeSwitchedOff() {
		runner().withPropertyValues("management.health.kerground.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(KergroundHealthIndicator.class));
	}

	@Test
	void tasksAndCommitsAreMeasured() {
		runner().run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			ker.await(ker.send(CounterWorker::next, 1), Integer.class, Duration.ofSeconds(20));
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.untilAsserted(
						() -> assertThat(registry.find("kerground.task").tag("outcome", "finish").timer()).isNotNull()
							.satisfies((timer) -> assertThat(timer.count()).isEqualTo(1)));
			assertThat(registry.get("kerground.task.wait").timer().count()).isEqualTo(1);
			assertThat(registry.get("kerground.store.commit").timer().count()).isPositive();
			assertThat(registry.get("kerground.store.wal").gauge().value()).isNotNegative();
			assertThat(registry.get("kerground.pool.size").gauge().value()).isEqualTo(5);
		});
	}

	@Test
	void processThatDoesNotWorkHasNoPool() {
		runner().withPropertyValues("kerground.worker.enabled=false")
			.run((context) -> assertThat(
					context.getBean(MeterRegistry.class).get("kerground.pool.size").gauge().value())
				.isZero());
	}

	@Test
	void metersNeedARegistry() {
		new WebApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(KergroundAutoConfiguration.class, KergroundMetricsAutoConfiguration.class))
			.withPropertyValues("kerground.store.path=" + this.folder.resolve("kerground.db"))
			.run((context) -> assertThat(context).doesNotHaveBean(KergroundMetrics.class)
				.doesNotHaveBean(StoreCommitMetrics.class));
	}

	private static Iterable<WebOperationRequestPredicate> predicates(WebEndpointsSupplier endpoints) {
		return endpoints.getEndpoints()
			.stream()
			.filter((endpoint) -> endpoint.getEndpointId().toString().equals("kerground"))
			.flatMap((endpoint) -> endpoint.getOperations().stream())
			.map((operation) -> operation.getRequestPredicate())
			.toList();
	}

	private WebApplicationContextRunner runner() {
		return new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(KergroundMetricsAutoConfiguration.class,
					KergroundHealthContributorAutoConfiguration.class, KergroundEndpointAutoConfiguration.class,
					KergroundAutoConfiguration.class, EndpointAutoConfiguration.class,
					WebEndpointAutoConfiguration.class, HealthContributorAutoConfiguration.class,
					HealthContributorRegistryAutoConfiguration.class, MetricsAutoConfiguration.class,
					CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class))
			.withUserConfiguration(CounterWorker.class)
			.withPropertyValues("kerground.store.path=" + this.folder.resolve("kerground.db"), "kerground.pool.size=5");
	}

}
