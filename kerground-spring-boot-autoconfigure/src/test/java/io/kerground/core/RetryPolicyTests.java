package io.kerground.core;

import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RetryPolicyTests {

	private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);

	@Test
	void pausesGrowByTheMultiplierUpToTheCap() {
		RetryPolicy policy = policy(0);
		assertThat(policy.delay(1, this.random)).isEqualTo(Duration.ofSeconds(1));
		assertThat(policy.delay(2, this.random)).isEqualTo(Duration.ofSeconds(4));
		assertThat(policy.delay(6, this.random)).isEqualTo(Duration.ofSeconds(1024));
		assertThat(policy.delay(7, this.random)).isEqualTo(Duration.ofHours(1));
	}

	@Test
	void pausesNeverShrinkOrPassTheCapOverTenThousandAttempts() {
		RetryPolicy policy = policy(0);
		Duration before = Duration.ZERO;
		for (int attempt = 1; attempt <= 10_000; attempt++) {
			Duration pause = policy.delay(attempt, this.random);
			assertThat(pause).isBetween(before, Duration.ofHours(1));
			before = pause;
		}
		assertThat(policy.delay(Integer.MAX_VALUE, this.random)).isEqualTo(Duration.ofHours(1));
		assertThat(policy.delay(0, this.random)).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void jitterChangesAPauseByUpToItsShareInBothDirections() {
		RetryPolicy policy = policy(0.2);
		long least = Long.MAX_VALUE;
		long greatest = 0;
		for (int i = 0; i < 10_000; i++) {
			long pause = policy.delay(2, this.random).toMillis();
			assertThat(pause).isBetween(3200L, 4800L);
			least = Math.min(least, pause);
			greatest = Math.max(greatest, pause);
		}
		assertThat(least).isLessThan(3300);
		assertThat(greatest).isGreaterThan(4700);
	}

	@Test
	void tenThousandTasksThatFailTogetherDoNotComeBackTogether() {
		Map<Long, Integer> all = new HashMap<>();
		Map<Integer, Map<Long, Integer>> byAttempt = new HashMap<>();
		int tasks = 10_000;
		for (int task = 0; task < tasks; task++) {
			long at = 0;
			for (int attempt = 1; attempt < RetryPolicy.DEFAULT.maxAttempts(); attempt++) {
				at += RetryPolicy.DEFAULT.delay(attempt, this.random).toMillis();
				all.merge(at / 1000, 1, Integer::sum);
				byAttempt.computeIfAbsent(attempt, (key) -> new HashMap<>()).merge(at / 1000, 1, Integer::sum);
			}
		}
		int retries = tasks * (RetryPolicy.DEFAULT.maxAttempts() - 1);
		assertThat(most(all)).isLessThan(retries * 15 / 100);
		// the jitter of the first pauses is too short to spread them over many seconds;
		// from the fourth on, each is spread by itself
		for (int attempt = 4; attempt < RetryPolicy.DEFAULT.maxAttempts(); attempt++) {
			assertThat(most(byAttempt.get(attempt))).as("attempt %d", attempt).isLessThan(tasks * 15 / 100);
		}
	}

	private static int most(Map<Long, Integer> bySecond) {
		return Collections.max(bySecond.values());
	}

	@Test
	void pausesAreNeverNegative() {
		RetryPolicy policy = policy(1);
		for (int attempt = 1; attempt < 10_000; attempt++) {
			assertThat(policy.delay(attempt, this.random)).isBetween(Duration.ZERO, Duration.ofHours(2));
		}
		RetryPolicy atOnce = new RetryPolicy(3, Duration.ZERO, 4, Duration.ofHours(1), 0.2);
		assertThat(atOnce.delay(5_000, this.random)).isZero();
	}

	@Test
	void hugePausesAreCut() {
		RetryPolicy policy = new RetryPolicy(3, Duration.ofSeconds(Long.MAX_VALUE), 4,
				Duration.ofSeconds(Long.MAX_VALUE), 1);
		for (int attempt = 1; attempt < 100; attempt++) {
			assertThat(policy.delay(attempt, this.random)).isGreaterThanOrEqualTo(Duration.ZERO);
		}
	}

	@Test
	void tenAttemptsTakeAboutThreeHours() {
		Duration sum = Duration.ZERO;
		for (int attempt = 1; attempt < RetryPolicy.DEFAULT.maxAttempts(); attempt++) {
			sum = sum.plus(policy(0).delay(attempt, this.random));
		}
		assertThat(sum).isBetween(Duration.ofMinutes(200), Duration.ofMinutes(210));
	}

	@Test
	void valuesOutOfTheirRangeAreRefused() {
		Duration second = Duration.ofSeconds(1);
		assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(0, second, 1, second, 0))
			.withMessageContaining("maxAttempts");
		assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(1, second.negated(), 1, second, 0))
			.withMessageContaining("backoff");
		assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(1, second, 0.9, second, 0))
			.withMessageContaining("multiplier");
		assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(1, second, Double.NaN, second, 0))
			.withMessageContaining("multiplier");
		assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(1, second, 1, second.negated(), 0))
			.withMessageContaining("maxBackoff");
		assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(1, second, 1, second, 1.1))
			.withMessageContaining("jitter");
	}

	private static RetryPolicy policy(double jitter) {
		return new RetryPolicy(10, Duration.ofSeconds(1), 4, Duration.ofHours(1), jitter);
	}

}
