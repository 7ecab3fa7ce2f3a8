package io.kerground.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TaskSignalsTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final UUID ID = new UUID(1, 2);

	private final TaskSignals signals = new TaskSignals();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@AfterEach
	void shutDown() {
		this.threads.shutdownNow();
	}

	@Test
	void anEndWakesAllWaitersOfTheTask() throws Exception {
		try (TaskSignals.Waiting first = this.signals.waitFor(ID);
				TaskSignals.Waiting second = this.signals.waitFor(ID);
				TaskSignals.Waiting other = this.signals.waitFor(new UUID(3, 4))) {
			this.signals.ended(ID);
			assertThat(first.await(LONG)).isTrue();
			assertThat(second.await(LONG)).isTrue();
			assertThat(other.await(Duration.ZERO)).isFalse();
		}
	}

	@Test
	void anEndBeforeTheRegistrationIsNotKept() throws Exception {
		this.signals.ended(ID);
		try (TaskSignals.Waiting waiting = this.signals.waitFor(ID)) {
			assertThat(waiting.await(Duration.ZERO)).isFalse();
		}
	}

	@Test
	void aWaitEndsAtItsTimeout() throws Exception {
		try (TaskSignals.Waiting waiting = this.signals.waitFor(ID)) {
			assertThat(waiting.await(Duration.ofMillis(1))).isFalse();
			assertThat(waiting.await(Duration.ofSeconds(-1))).isFalse();
		}
	}

	@Test
	void hugeTimeoutsAreWaitedFor() throws Exception {
		try (TaskSignals.Waiting waiting = this.signals.waitFor(ID)) {
			this.signals.ended(ID);
			assertThat(waiting.await(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
		}
	}

	@Test
	void nothingIsKeptOfWaitersThatAreGone() {
		TaskSignals.Waiting first = this.signals.waitFor(ID);
		TaskSignals.Waiting second = this.signals.waitFor(ID);
		assertThat(this.signals.awaited()).containsExactly(ID);
		first.close();
		assertThat(this.signals.awaited()).containsExactly(ID);
		second.close();
		assertThat(this.signals.awaited()).isEmpty();
	}

	@Test
	void closingAnOldRegistrationLeavesANewOneAlone() throws Exception {
		TaskSignals.Waiting old = this.signals.waitFor(ID);
		this.signals.ended(ID);
		try (TaskSignals.Waiting waiting = this.signals.waitFor(ID)) {
			old.close();
			this.signals.ended(ID);
			assertThat(waiting.await(LONG)).isTrue();
		}
	}

	@Test
	void closingEndsEveryWaitAndRefusesNewOnes() throws Exception {
		TaskSignals.Waiting waiting = this.signals.waitFor(ID);
		Future<Boolean> waiter = this.threads.submit(() -> waiting.await(LONG));
		this.signals.close();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> waiter.get(30, TimeUnit.SECONDS))
			.withCauseInstanceOf(KergroundClosedException.class);
		assertThatExceptionOfType(KergroundClosedException.class).isThrownBy(() -> this.signals.waitFor(ID));
		assertThat(this.signals.awaited()).isEmpty();
	}

	@Test
	void opensAgain() throws Exception {
		this.signals.close();
		this.signals.open();
		try (TaskSignals.Waiting waiting = this.signals.waitFor(ID)) {
			this.signals.ended(ID);
			assertThat(waiting.await(LONG)).isTrue();
		}
	}

	@Test
	void noWakeUpIsLostInARace() throws Exception {
		int pairs = 4;
		int rounds = 5_000;
		Set<UUID> stored = ConcurrentHashMap.newKeySet();
		CyclicBarrier barrier = new CyclicBarrier(2 * pairs);
		List<Future<?>> all = new ArrayList<>();
		for (int pair = 0; pair < pairs; pair++) {
			int most = pair;
			all.add(this.threads.submit(() -> {
				for (int i = 0; i < rounds; i++) {
					barrier.await();
					UUID id = new UUID(most, i);
					try (TaskSignals.Waiting waiting = this.signals.waitFor(id)) {
						assertThat(stored.contains(id) || waiting.await(LONG)).isTrue();
					}
				}
				return null;
			}));
			all.add(this.threads.submit(() -> {
				for (int i = 0; i < rounds; i++) {
					barrier.await();
					UUID id = new UUID(most, i);
					stored.add(id);
					this.signals.ended(id);
				}
				return null;
			}));
		}
		for (Future<?> each : all) {
			each.get(120, TimeUnit.SECONDS);
		}
		assertThat(this.signals.awaited()).isEmpty();
	}

	@Test
	void noWaiterIsForgottenWhenClosingRaces() throws Exception {
		for (int i = 0; i < 2_000; i++) {
			TaskSignals racing = new TaskSignals();
			CountDownLatch start = new CountDownLatch(1);
			UUID id = new UUID(0, i);
			Future<Boolean> waiter = this.threads.submit(() -> {
				start.await();
				try (TaskSignals.Waiting waiting = racing.waitFor(id)) {
					return waiting.await(LONG);
				}
			});
			start.countDown();
			racing.close();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> waiter.get(30, TimeUnit.SECONDS))
				.withCauseInstanceOf(KergroundClosedException.class);
		}
	}

}
