package io.kerground.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.kerground.StubStore;
import io.kerground.core.StoreException;
import io.kerground.core.StoreState;
import io.kerground.core.TaskCancelledEvent;
import io.kerground.core.TaskError;
import io.kerground.core.TaskEvent;
import io.kerground.core.TaskFailedEvent;
import io.kerground.core.TaskFinishedEvent;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskPrunedEvent;
import io.kerground.core.TaskReference;
import io.kerground.core.TaskRetriedEvent;
import io.kerground.core.TaskSentEvent;
import io.kerground.core.TaskStatus;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is measured, and how often the store is looked at for it.
 */
class KergroundMetricsTests {

	private static final TaskReference MAIL = new TaskReference(UUID.randomUUID(), "mails.send", "mail",
			TaskPriority.NORMAL, 1);

	private static final TaskError ERROR = new TaskError("a.B", "m", "t");

	private final StubStore store = new StubStore();

	private final StubClock clock = new StubClock();

	private final AtomicInteger active = new AtomicInteger(3);

	private final KergroundMetrics metrics = new KergroundMetrics(this.store, this.clock,
			new NodeNumbers(this.active::get, () -> 16, () -> 1, () -> 2, () -> 3));

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	@Test
	void bodiesAreTimedByTaskQueueAndOutcome() {
		this.metrics.bindTo(this.registry);
		tell(new TaskFinishedEvent(MAIL, Instant.EPOCH, Duration.ofMillis(30)));
		tell(new TaskFinishedEvent(MAIL, Instant.EPOCH, Duration.ofMillis(10)));
		tell(new TaskRetriedEvent(MAIL, Instant.EPOCH, Instant.EPOCH, ERROR, Duration.ofMillis(5)));
		tell(new TaskFailedEvent(MAIL, Instant.EPOCH, ERROR, Duration.ofMillis(7)));
		Timer finished = timer("finish");
		assertThat(finished.count()).isEqualTo(2);
		assertThat(finished.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(40);
		assertThat(timer("retry").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(5);
		assertThat(timer("fail").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(7);
	}

	@Test
	void movesWithoutABodyAreNotTimed() {
		this.metrics.bindTo(this.registry);
		tell(new TaskRetriedEvent(MAIL, Instant.EPOCH, Instant.EPOCH, null, Duration.ZERO));
		tell(new TaskCancelledEvent(MAIL, Instant.EPOCH, TaskStatus.PENDING));
		tell(new TaskPrunedEvent(TaskStatus.FINISHED, 5, Instant.EPOCH));
		assertThat(this.registry.find("kerground.task").timers()).isEmpty();
	}

	@Test
	void waitsAreTimedByTaskAndQueue() {
		this.metrics.bindTo(this.registry);
		this.metrics.begun(MAIL, Duration.ofMillis(250));
		Timer waits = this.registry.get("kerground.task.wait").tag("task", "mails.send").tag("queue", "mail").timer();
		assertThat(waits.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(250);
	}

	@Test
	void everyRegistryHearsOfEveryTask() {
		SimpleMeterRegistry other = new SimpleMeterRegistry();
		this.metrics.bindTo(this.registry);
		this.metrics.bindTo(other);
		this.metrics.begun(MAIL, Duration.ofMillis(250));
		assertThat(this.registry.get("kerground.task.wait").timer().count()).isEqualTo(1);
		assertThat(other.get("kerground.task.wait").timer().count()).isEqualTo(1);
	}

	@Test
	void tasksAreCountedByStatusAndQueue() {
		this.store.add("mails.send", "mail", TaskStatus.PENDING);
		this.store.add("reports.monthly", "mail", TaskStatus.PENDING);
		this.store.add("reports.monthly", "default", TaskStatus.FAILED);
		this.metrics.bindTo(this.registry);
		assertThat(tasks("mail", "pending")).isEqualTo(2);
		assertThat(tasks("mail", "failed")).isZero();
		assertThat(tasks("default", "failed")).isEqualTo(1);
		assertThat(this.registry.find("kerground.tasks").gauges()).hasSize(2 * TaskStatus.values().length);
	}

	@Test
	void gaugesOfAQueueAppearWithItsFirstEvent() {
		this.metrics.bindTo(this.registry);
		assertThat(this.registry.find("kerground.tasks").tag("queue", "mail").gauges()).isEmpty();
		this.store.add("mails.send", "mail", TaskStatus.PENDING);
		tell(new TaskSentEvent(MAIL, Instant.EPOCH, Instant.EPOCH));
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(tasks("mail", "pending")).isEqualTo(1);
	}

	@Test
	void gaugesOfAQueueOfAnotherProcessAppearWithTheNextLook() {
		this.metrics.bindTo(this.registry);
		this.store.add("mails.send", "mail", TaskStatus.PENDING);
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(tasks("default", "pending")).isZero();
		assertThat(tasks("mail", "pending")).isEqualTo(1);
	}

	@Test
	void storeIsLookedAtOnceASecondAtMost() {
		this.store.oldestReadyAge = Duration.ofMillis(1500);
		this.metrics.bindTo(this.registry);
		readAll();
		int looks = this.store.looks;
		this.store.oldestReadyAge = null;
		readAll();
		assertThat(this.registry.get("kerground.ready.age").gauge().value()).isEqualTo(1.5);
		assertThat(this.store.looks).isEqualTo(looks);
		this.clock.advance(Duration.ofSeconds(1));
		readAll();
		assertThat(this.registry.get("kerground.ready.age").gauge().value()).isZero();
		assertThat(this.store.looks).isEqualTo(looks * 2);
	}

	@Test
	void gaugesAreNoNumbersWhileTheStoreCanNotBeRead() {
		this.store.failure = new StoreException("gone", null);
		this.metrics.bindTo(this.registry);
		assertThat(tasks("default", "pending")).isNaN();
		assertThat(this.registry.get("kerground.ready.age").gauge().value()).isNaN();
		this.store.failure = null;
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(tasks("default", "pending")).isZero();
	}

	@Test
	void walIsNoNumberWhenThereIsNone() {
		this.store.state = new StoreState("stub", "memory", "1", -1, -1, null);
		this.metrics.bindTo(this.registry);
		assertThat(this.registry.get("kerground.store.wal").gauge().value()).isNaN();
		this.store.state = new StoreState("stub", "memory", "1", 10, 20, null);
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(this.registry.get("kerground.store.wal").gauge().value()).isEqualTo(20);
	}

	@Test
	void poolAndLostLeasesAreRead() {
		this.metrics.bindTo(this.registry);
		assertThat(this.registry.get("kerground.pool.active").gauge().value()).isEqualTo(3);
		this.active.set(4);
		assertThat(this.registry.get("kerground.pool.active").gauge().value()).isEqualTo(4);
		assertThat(this.registry.get("kerground.pool.size").gauge().value()).isEqualTo(16);
		assertThat(this.registry.get("kerground.lease.lost").functionCounter().count()).isEqualTo(2);
		assertThat(this.registry.get("kerground.send.lost").functionCounter().count()).isEqualTo(3);
	}

	@Test
	void everyMeterHasADescription() {
		this.metrics.bindTo(this.registry);
		this.metrics.begun(MAIL, Duration.ZERO);
		tell(new TaskFinishedEvent(MAIL, Instant.EPOCH, Duration.ZERO));
		new StoreCommitMetrics().bindTo(this.registry);
		assertThat(this.registry.getMeters()).extracting((meter) -> meter.getId().getDescription())
			.doesNotContainNull();
		assertThat(this.registry.getMeters()).extracting((meter) -> meter.getId().getName())
			.containsOnly("kerground.task", "kerground.task.wait", "kerground.tasks", "kerground.ready.age",
					"kerground.pool.active", "kerground.pool.size", "kerground.pool.stuck", "kerground.lease.lost",
					"kerground.send.lost", "kerground.store.commit", "kerground.store.wal");
	}

	@Test
	void commitsAreTimed() {
		StoreCommitMetrics commits = new StoreCommitMetrics();
		commits.committed(List.of(), 1);
		commits.bindTo(this.registry);
		commits.committed(List.of(), 2_000_000);
		Timer timer = this.registry.get("kerground.store.commit").timer();
		assertThat(timer.count()).isEqualTo(1);
		assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(2);
	}

	private void tell(TaskEvent event) {
		this.metrics.onTaskEvent(event);
	}

	private Timer timer(String outcome) {
		return this.registry.get("kerground.task")
			.tag("task", "mails.send")
			.tag("queue", "mail")
			.tag("outcome", outcome)
			.timer();
	}

	private double tasks(String queue, String status) {
		return this.registry.get("kerground.tasks").tag("queue", queue).tag("status", status).gauge().value();
	}

	private void readAll() {
		for (Meter meter : this.registry.getMeters()) {
			assertThat(meter.measure()).isNotEmpty()
				.allSatisfy((measurement) -> assertThat(measurement.getValue()).isNotNegative());
		}
	}

}
