package io.kerground.core;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TaskIdsTests {

	private static final Comparator<UUID> UNSIGNED = Comparator.comparing(UUID::toString);

	private final SettableClock clock = new SettableClock();

	private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);

	private final TaskIds ids = new TaskIds(this.clock, this.random);

	@Test
	void idsAreOfVersionSeven() {
		for (int i = 0; i < 1000; i++) {
			UUID id = this.ids.next();
			assertThat(id.version()).isEqualTo(7);
			assertThat(id.variant()).isEqualTo(2);
		}
	}

	@Test
	void idsHoldTheTime() {
		this.clock.millis = 0x0123456789ABL;
		assertThat(this.ids.next().getMostSignificantBits() >>> 16).isEqualTo(0x0123456789ABL);
		assertThat(this.ids.next().toString()).startsWith("01234567-89ab-7");
	}

	@Test
	void laterIdsAreGreater() {
		UUID before = this.ids.next();
		for (int i = 0; i < 1000; i++) {
			this.clock.millis++;
			UUID id = this.ids.next();
			assertThat(UNSIGNED.compare(before, id)).isNegative();
			before = id;
		}
	}

	@Test
	void idsOfOneMomentAreUnique() {
		Set<UUID> seen = new HashSet<>();
		for (int i = 0; i < 1_000_000; i++) {
			seen.add(this.ids.next());
		}
		assertThat(seen).hasSize(1_000_000);
	}

	static final class SettableClock implements TaskClock {

		long millis = 1_700_000_000_000L;

		long nanos;

		@Override
		public long millis() {
			return this.millis;
		}

		@Override
		public long nanos() {
			return this.nanos;
		}

	}

}
