package io.kerground.jdbc;

import io.kerground.core.TaskPriority;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClaimFloors}.
 */
class ClaimFloorsTests {

	private static final ReadySlice SLICE = new ReadySlice(1, TaskPriority.NORMAL);

	private static final long NOW = 100_000;

	private final ClaimFloors floors = new ClaimFloors();

	@Test
	void aFloorIsTheLastRowThatWasClaimed() {
		this.floors.begin(NOW);
		this.floors.raise(SLICE, new ClaimCursor(50_000, 7), NOW);
		assertThat(this.floors.of(SLICE)).isEqualTo(new ClaimCursor(50_000, 7));
		this.floors.raise(SLICE, new ClaimCursor(50_000, 6), NOW);
		assertThat(this.floors.of(SLICE)).isEqualTo(new ClaimCursor(50_000, 7));
	}

	@Test
	void aFloorStaysASecondBehind() {
		this.floors.begin(NOW);
		this.floors.raise(SLICE, new ClaimCursor(NOW - 1, 7), NOW);
		assertThat(this.floors.of(SLICE)).isEqualTo(new ClaimCursor(NOW - 1000, 0));
	}

	@Test
	void aRowThatBecomesPendingBeforeAFloorLowersIt() {
		this.floors.begin(NOW);
		this.floors.raise(SLICE, new ClaimCursor(50_000, 7), NOW);
		this.floors.madePending(SLICE, 50_000, 8);
		assertThat(this.floors.of(SLICE)).isEqualTo(new ClaimCursor(50_000, 7));
		this.floors.madePending(SLICE, 50_000, 5);
		assertThat(this.floors.of(SLICE)).isEqualTo(new ClaimCursor(50_000, 4));
	}

	@Test
	void everythingIsLookedAtTenTimesASecond() {
		this.floors.begin(NOW);
		this.floors.raise(SLICE, new ClaimCursor(50_000, 7), NOW);
		this.floors.begin(NOW + 99);
		assertThat(this.floors.of(SLICE)).isNotEqualTo(ClaimCursor.START);
		assertThat(this.floors.wholeAgainAt()).isEqualTo(Long.MAX_VALUE);
		this.floors.changedElsewhere();
		assertThat(this.floors.wholeAgainAt()).isEqualTo(NOW + 100);
		this.floors.begin(NOW + 100);
		assertThat(this.floors.of(SLICE)).isEqualTo(ClaimCursor.START);
		assertThat(this.floors.wholeAgainAt()).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void aClockThatGoesBackForgetsTheFloors() {
		this.floors.begin(NOW);
		this.floors.raise(SLICE, new ClaimCursor(50_000, 7), NOW);
		this.floors.begin(NOW - 1);
		assertThat(this.floors.of(SLICE)).isEqualTo(ClaimCursor.START);
	}

}
