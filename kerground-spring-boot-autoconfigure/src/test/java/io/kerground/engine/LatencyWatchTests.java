package io.kerground.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.kerground.StubStore;
import io.kerground.core.MutableClock;
import io.kerground.core.TaskLatencyEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link LatencyWatch}.
 */
class LatencyWatchTests {

	private static final Duration WARN = Duration.ofSeconds(5);

	private static final Duration CRITICAL = Duration.ofSeconds(10);

	private final StubStore store = new StubStore();

	private final List<TaskLatencyEvent> events = new ArrayList<>();

	private final MutableClock clock = new MutableClock();

	private final LatencyWatch watch = new LatencyWatch(this.store, this.clock, WARN, CRITICAL, this.events::add);

	private void look(int seconds) {
		this.store.oldestReadyAge = (seconds > 0) ? Duration.ofSeconds(seconds) : null;
		this.watch.runOnce();
	}

	@Test
	void eachLimitIsToldOnceUntilTheTasksWaitNoMore() {
		for (int seconds : List.of(0, 5, 6, 7, 11, 12, 8, 11, 0, 6)) {
			look(seconds);
		}
		assertThat(this.events).extracting((event) -> event.age().toSeconds(), TaskLatencyEvent::critical)
			.containsExactly(tuple(6L, false), tuple(11L, true), tuple(6L, false));
		assertThat(this.events.get(1))
			.isEqualTo(new TaskLatencyEvent(Duration.ofSeconds(11), CRITICAL, true, this.clock.instant()));
	}

	@Test
	void zeroTurnsALimitOff() {
		LatencyWatch off = new LatencyWatch(this.store, this.clock, Duration.ZERO, Duration.ZERO, this.events::add);
		this.store.oldestReadyAge = Duration.ofHours(1);
		off.runOnce();
		assertThat(this.events).isEmpty();
		assertThat(off.level(Duration.ofHours(1))).isEqualTo(LatencyWatch.Level.OK);
	}

	@Test
	void aListenerThatFailsDoesNotEndTheUpkeep() {
		LatencyWatch failing = new LatencyWatch(this.store, this.clock, WARN, CRITICAL, (event) -> {
			throw new IllegalStateException("a listener that fails");
		});
		this.store.oldestReadyAge = Duration.ofHours(1);
		failing.runOnce();
		assertThat(failing.level(this.store.oldestReadyAge)).isEqualTo(LatencyWatch.Level.CRITICAL);
	}

}
