package io.kerground.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;

import io.kerground.core.MutableClock;
import io.kerground.core.TaskError;
import io.kerground.core.TaskFailedEvent;
import io.kerground.core.TaskFinishedEvent;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskReference;
import io.kerground.core.TaskRetriedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link TaskWindows}.
 */
class TaskWindowsTests {

	private static final TaskError ERROR = new TaskError("type", "message", "trace");

	private static final TaskReference TASK = new TaskReference(UUID.randomUUID(), "a.b", "mail", TaskPriority.NORMAL,
			1);

	private final MutableClock clock = new MutableClock();

	private final TaskWindows windows = new TaskWindows(this.clock);

	private void finish(Duration ran) {
		this.windows.committed(List.of(new TaskFinishedEvent(TASK, Instant.EPOCH, ran)), 1);
	}

	private TaskWindow window(String name) {
		return this.windows.window(name).orElseThrow();
	}

	private static long sum(List<Long> counts) {
		return counts.stream().mapToLong(Long::longValue).sum();
	}

	@Test
	void everyEndIsCountedOnceInEachWindow() {
		finish(Duration.ofMillis(5));
		this.windows.committed(List.of(new TaskFailedEvent(TASK, Instant.EPOCH, ERROR, Duration.ofMillis(5)),
				new TaskRetriedEvent(TASK, Instant.EPOCH, Instant.EPOCH, ERROR, Duration.ofMillis(5)),
				new TaskRetriedEvent(TASK, Instant.EPOCH, Instant.EPOCH, null, Duration.ZERO)), 1);
		for (String name : TaskWindows.names()) {
			TaskWindow window = window(name);
			assertThat(sum(window.finished())).isEqualTo(1);
			assertThat(sum(window.failed())).isEqualTo(1);
			assertThat(sum(window.retried())).isEqualTo(1);
			assertThat(window.ran().count()).isEqualTo(3);
		}
	}

	@Test
	void windowForgetsWhatIsOlder() {
		finish(Duration.ofMillis(5));
		this.clock.advance(Duration.ofMinutes(14));
		finish(Duration.ofMillis(5));
		assertThat(sum(window("15m").finished())).isEqualTo(2);
		assertThat(window("15m").finished()).hasSize(90).last().isEqualTo(1L);
		this.clock.advance(Duration.ofMinutes(2));
		assertThat(sum(window("15m").finished())).isEqualTo(1);
		assertThat(sum(window("1h").finished())).isEqualTo(2);
		this.clock.advance(Duration.ofDays(6));
		assertThat(sum(window("24h").finished())).isZero();
		assertThat(sum(window("7d").finished())).isEqualTo(2);
		this.clock.advance(Duration.ofDays(60));
		assertThat(sum(window("7d").finished())).isZero();
		finish(Duration.ofMillis(5));
		assertThat(sum(window("7d").finished())).isEqualTo(1);
	}

	@Test
	void windowTellsHowMuchOfItThisProcessHasSeen() {
		this.clock.advance(Duration.ofMinutes(20));
		assertThat(window("15m").observed()).isEqualTo(Duration.ofMinutes(15));
		assertThat(window("1h").observed()).isEqualTo(Duration.ofMinutes(20));
	}

	@Test
	void wallClockThatStepsChangesNothing() {
		finish(Duration.ofMillis(5));
		this.clock.step(Duration.ofDays(-3));
		assertThat(sum(window("15m").finished())).isEqualTo(1);
		this.clock.step(Duration.ofDays(300));
		assertThat(sum(window("15m").finished())).isEqualTo(1);
	}

	@Test
	void percentilesAreThoseOfTheDurations() {
		for (int millis = 1; millis <= 1000; millis++) {
			finish(Duration.ofMillis(millis));
			this.windows.begun(TASK, Duration.ofMillis(10L * millis));
		}
		TaskWindow window = window("15m");
		assertThat(window.ran().p50().toMillis()).isCloseTo(500, within(35L));
		assertThat(window.ran().p95().toMillis()).isCloseTo(950, within(67L));
		assertThat(window.ran().p99().toMillis()).isCloseTo(990, within(70L));
		assertThat(window.waited().p50().toMillis()).isCloseTo(5000, within(350L));
		assertThat(window.waited().count()).isEqualTo(1000);
	}

	@Test
	void noDurationHasNoPercentile() {
		assertThat(window("1h").ran())
			.isEqualTo(new TaskWindow.Percentiles(0, Duration.ZERO, Duration.ZERO, Duration.ZERO));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3 })
	void bucketIsWithinSevenPercentOfItsDurations(int seed) {
		Random random = new Random(seed);
		int last = -1;
		for (long nanos = 0; nanos < Duration.ofHours(10).toNanos(); nanos += 1
				+ (long) (nanos * random.nextDouble() / 4)) {
			int bucket = DurationHistogram.bucket(nanos);
			assertThat(bucket).isGreaterThanOrEqualTo(last);
			last = bucket;
			if (nanos > 1_000_000) {
				assertThat((double) DurationHistogram.middle(bucket)).isCloseTo((double) nanos, within(nanos * 0.07));
			}
		}
		assertThat(DurationHistogram.bucket(-5)).isZero();
		assertThat(DurationHistogram.bucket(Long.MAX_VALUE)).isGreaterThanOrEqualTo(last);
	}

	@Test
	void queueHasItsOwnFiguresAsLongAsThereAreNotTooMany() {
		finish(Duration.ofMillis(5));
		assertThat(sum(this.windows.queue("mail").orElseThrow().finished())).isEqualTo(1);
		assertThat(this.windows.queue("other")).isEmpty();
		for (int i = 0; i < 200; i++) {
			TaskReference task = new TaskReference(UUID.randomUUID(), "a.b", "q" + i, TaskPriority.NORMAL, 1);
			this.windows.begun(task, Duration.ZERO);
		}
		assertThat(this.windows.queue("q50")).isPresent();
		assertThat(this.windows.queue("q150")).isEmpty();
		assertThat(this.windows.window("2h")).isEmpty();
	}

}
