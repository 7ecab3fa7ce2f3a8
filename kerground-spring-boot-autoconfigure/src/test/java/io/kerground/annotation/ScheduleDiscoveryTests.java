package io.kerground.annotation;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;

import io.kerground.core.KergroundSetupException;
import io.kerground.core.MisfirePolicy;
import io.kerground.core.Schedule;
import io.kerground.core.TaskContext;
import io.kerground.core.TaskDefinition;
import io.kerground.core.TaskPriority;
import io.kerground.engine.WorkerRegistry;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the annotations of workers that make their own work mean, and which are refused.
 */
class ScheduleDiscoveryTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withUserConfiguration(WorkerDiscoveryTests.Discovery.class)
		.withPropertyValues("every=5m", "at=0 0 3 * * *");

	@Test
	void aScheduledMethodIsATaskWithOneAttempt() {
		this.contextRunner.withUserConfiguration(Good.class).run((context) -> {
			WorkerRegistry registry = context.getBean(WorkerRegistry.class);
			TaskDefinition nightly = registry.find("good.nightly");
			assertThat(nightly).isNotNull();
			assertThat(nightly.maxAttempts()).isEqualTo(1);
			assertThat(nightly.queue()).isEqualTo("reports");
			assertThat(nightly.priority()).isEqualTo(TaskPriority.LOW);
			assertThat(registry.find("good.stubborn").maxAttempts()).isEqualTo(3);
		});
	}

	@Test
	void theAnnotationsSayWhenToRun() {
		this.contextRunner.withUserConfiguration(Good.class).run((context) -> {
			WorkerRegistry registry = context.getBean(WorkerRegistry.class);
			assertThat(registry.schedule("good.nightly").schedule()).isInstanceOfSatisfying(Schedule.Cron.class,
					(cron) -> {
						assertThat(cron.expression()).isEqualTo("0 0 3 * * *");
						assertThat(cron.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
						assertThat(cron.misfire()).isEqualTo(MisfirePolicy.ONCE);
					});
			assertThat(registry.schedule("good.utc").schedule()).isInstanceOfSatisfying(Schedule.Cron.class,
					(cron) -> assertThat(cron.zone()).isEqualTo(ZoneOffset.UTC));
			assertThat(registry.schedule("good.stubborn").schedule()).isEqualTo(new Schedule.Interval(
					Duration.ofMinutes(5), Duration.ofSeconds(1), Duration.ofSeconds(2), MisfirePolicy.SKIP, 10));
			assertThat(registry.schedule("own.name").schedule())
				.isEqualTo(new Schedule.Delay(Duration.ofSeconds(7), Duration.ZERO, Duration.ZERO));
			assertThat(registry.schedule("good.pausing").schedule())
				.isEqualTo(new Schedule.Delay(Duration.ZERO, Duration.ofSeconds(7), Duration.ZERO));
			assertThat(registry.schedule("good.triggered").schedule()).isEqualTo(new Schedule.OnTrigger(true));
			assertThat(registry.loops()).singleElement().satisfies((loop) -> {
				assertThat(loop.name()).isEqualTo("good.loop");
				assertThat(loop.pause()).isEqualTo(Duration.ofMillis(10));
			});
			assertThat(registry.names()).doesNotContain("good.loop");
		});
	}

	@Test
	@DisplayName("W-10 interval and delay together are rejected")
	void intervalAndDelayTogetherAreRejected() {
		assertRefused(IntervalAndDelay.class, "IntervalAndDelay.work()", "only one of cron, interval and delay");
	}

	@Test
	void contradictionsStopTheStart() {
		assertRefused(CronAndInterval.class, "CronAndInterval.work()", "only one of");
		assertRefused(Nothing.class, "Nothing.work()", "none of");
		assertRefused(TwoKinds.class, "TwoKinds.work()", "@KerSchedule and @KerTrigger");
		assertRefused(LoopAndTask.class, "LoopAndTask.work()", "a loop is no task");
		assertRefused(WithParameter.class, "WithParameter.work(String)", "has parameters");
		assertRefused(LoopWithParameter.class, "LoopWithParameter.work(String)", "has parameters");
		assertRefused(ZoneWithoutCron.class, "ZoneWithoutCron.work()", "only cron has a zone");
		assertRefused(BeforeTooLong.class, "BeforeTooLong.work()", "shorter than the interval");
		assertRefused(MisfireOfDelay.class, "MisfireOfDelay.work()", "no tick is ever missed");
	}

	@Test
	void badCronsStopTheStart() {
		assertRefused(FiveFields.class, "FiveFields.work()", "'0 0 30 2 *' is not a cron expression of six fields");
		assertRefused(Impossible.class, "Impossible.work()", "'0 0 0 30 2 *' has no tick within 5 years");
		assertRefused(RangeBomb.class, "RangeBomb.work()", "is not a cron expression");
		assertRefused(NoZone.class, "NoZone.work()", "'Europe/Nowhere' is not a time zone");
	}

	@Test
	void aScheduleOutsideOfAWorkerStopsTheStart() {
		this.contextRunner.withUserConfiguration(NoWorker.class)
			.run((context) -> assertThat(context).getFailure().hasMessageContaining("@KerSchedule has no effect"));
	}

	@Test
	void aNegativeConcurrencyStopsTheStart() {
		this.contextRunner.withUserConfiguration(NegativeConcurrency.class)
			.run((context) -> assertThat(context).getFailure().hasMessageContaining("concurrency"));
	}

	private void assertRefused(Class<?> worker, String... texts) {
		this.contextRunner.withUserConfiguration(worker)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(KergroundSetupException.class, (ex) -> {
					assertThat(ex.code()).isEqualTo("KG009");
					assertThat(ex).hasMessageContainingAll(texts);
				}));
	}

	@KerWorker("good")
	static class Good {

		@KerSchedule(cron = "${at}", zone = "Europe/Berlin", queue = "reports", priority = TaskPriority.LOW)
		public void nightly(TaskContext context) {
		}

		@KerSchedule(cron = "@daily")
		public void utc() {
		}

		@KerSchedule(interval = "${every}", delayBefore = "1s", initialDelay = "2s")
		@KerTask(maxAttempts = 3)
		public void stubborn() {
		}

		@KerSchedule(delay = "7s", name = "own.name")
		public boolean renamed() {
			return true;
		}

		@KerSchedule(delayBefore = "7s")
		public void pausing() {
		}

		@KerTrigger(dropWhileRunning = true)
		public void triggered() {
		}

		@KerLoop(pause = "10ms")
		public boolean loop() {
			return false;
		}

	}

	@KerWorker
	static class IntervalAndDelay {

		@KerSchedule(interval = "1s", delay = "1s")
		public void work() {
		}

	}

	@KerWorker
	static class CronAndInterval {

		@KerSchedule(cron = "@daily", interval = "1s")
		public void work() {
		}

	}

	@KerWorker
	static class Nothing {

		@KerSchedule
		public void work() {
		}

	}

	@KerWorker
	static class TwoKinds {

		@KerSchedule(interval = "1s")
		@KerTrigger
		public void work() {
		}

	}

	@KerWorker
	static class LoopAndTask {

		@KerLoop
		@KerTask
		public void work() {
		}

	}

	@KerWorker
	static class WithParameter {

		@KerSchedule(interval = "1s")
		public void work(String what) {
		}

	}

	@KerWorker
	static class LoopWithParameter {

		@KerLoop
		public void work(String what) {
		}

	}

	@KerWorker
	static class ZoneWithoutCron {

		@KerSchedule(interval = "1s", zone = "UTC")
		public void work() {
		}

	}

	@KerWorker
	static class BeforeTooLong {

		@KerSchedule(interval = "1s", delayBefore = "1s")
		public void work() {
		}

	}

	@KerWorker
	static class MisfireOfDelay {

		@KerSchedule(delay = "1s", misfire = MisfirePolicy.ALL)
		public void work() {
		}

	}

	@KerWorker
	static class FiveFields {

		@KerSchedule(cron = "0 0 30 2 *")
		public void work() {
		}

	}

	@KerWorker
	static class Impossible {

		@KerSchedule(cron = "0 0 0 30 2 *")
		public void work() {
		}

	}

	@KerWorker
	static class RangeBomb {

		@KerSchedule(cron = "0-99999999 * * * * *")
		public void work() {
		}

	}

	@KerWorker
	static class NoZone {

		@KerSchedule(cron = "@daily", zone = "Europe/Nowhere")
		public void work() {
		}

	}

	static class NoWorker {

		@KerSchedule(interval = "1s")
		public void work() {
		}

	}

	@KerWorker
	static class NegativeConcurrency {

		@KerTask(concurrency = -1)
		public void work() {
		}

	}

}
