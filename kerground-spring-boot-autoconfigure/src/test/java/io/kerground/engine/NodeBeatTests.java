package io.kerground.engine;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

import io.kerground.StubStore;
import io.kerground.core.MutableClock;
import io.kerground.core.StoreException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link NodeBeat} on a settable clock.
 */
class NodeBeatTests {

	private final MutableClock clock = new MutableClock();

	private boolean registered = true;

	private boolean broken;

	private final NodeBeat beat = new NodeBeat(new StubStore() {

		@Override
		public boolean beat(long owner) {
			if (NodeBeatTests.this.broken) {
				throw new StoreException("locked", null);
			}
			return NodeBeatTests.this.registered;
		}

	}, this.clock, settings());

	private static EngineSettings settings() {
		return new EngineSettings("test", true, Set.of(), Map.of(), Duration.ofSeconds(1), Duration.ofSeconds(30),
				Duration.ofSeconds(5), 3, 1000,
				new EngineSettings.Retention(Duration.ofDays(7), Duration.ofDays(30), Duration.ofDays(7)), null);
	}

	private void failFor(Duration time) {
		this.broken = true;
		assertThatExceptionOfType(StoreException.class).isThrownBy(this.beat::runOnce);
		this.clock.advance(time);
		assertThatExceptionOfType(StoreException.class).isThrownBy(this.beat::runOnce);
		this.broken = false;
	}

	@Test
	void sixBeatsFitIntoALease() {
		assertThat(this.beat.interval()).isEqualTo(Duration.ofSeconds(5).toNanos());
	}

	@Test
	void aNodeWhoseRowIsGoneWasTakenForDead() {
		assertThat(this.beat.runOnce()).isTrue();
		this.registered = false;
		assertThat(this.beat.runOnce()).isFalse();
	}

	@Test
	void beatsAreOverdueWhenTheyHaveFailedForHalfALease() {
		failFor(Duration.ofSeconds(15));
		assertThat(this.beat.isOverdue()).isFalse();
		this.clock.advance(Duration.ofMillis(1));
		assertThat(this.beat.isOverdue()).isTrue();
		assertThat(this.beat.runOnce()).isTrue();
		assertThat(this.beat.isOverdue()).isFalse();
	}

	@Test
	void aProcessThatWasStoppedIsNotOverdue() {
		this.beat.runOnce();
		this.clock.advance(Duration.ofMinutes(10));
		assertThat(this.beat.isOverdue()).isFalse();
		assertThat(this.beat.runOnce()).isTrue();
	}

	@Test
	void aNodeThatGaveUpComesBackWithTheNextBeatThatGetsThrough() {
		failFor(Duration.ofSeconds(16));
		assertThat(this.beat.giveUp()).isTrue();
		assertThat(this.beat.giveUp()).isFalse();
		assertThat(this.beat.runOnce()).isFalse();
		this.beat.beatFor(2);
		assertThat(this.beat.runOnce()).isTrue();
	}

}
