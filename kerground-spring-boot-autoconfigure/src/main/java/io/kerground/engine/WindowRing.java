package io.kerground.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * The last parts of a window of time, each with its counts and histograms. Nothing is
 * made for a task, only for a part in which something happens.
 */
final class WindowRing {

	private final AtomicReferenceArray<@Nullable Slot> slots;

	private final long slotNanos;

	private final long startedAt;

	WindowRing(int slots, Duration slot, long now) {
		this.slots = new AtomicReferenceArray<>(slots);
		this.slotNanos = slot.toNanos();
		this.startedAt = now;
	}

	void ended(Count count, long ran, long now) {
		Slot slot = slot(now);
		slot.counter(count).incrementAndGet();
		slot.ran.add(ran);
	}

	void begun(long waited, long now) {
		slot(now).waited.add(waited);
	}

	private long number(long now) {
		return (now - this.startedAt) / this.slotNanos;
	}

	private Slot slot(long now) {
		long number = number(now);
		int index = (int) Math.floorMod(number, (long) this.slots.length());
		Slot present = this.slots.get(index);
		while (present == null || present.number < number) {
			this.slots.compareAndSet(index, present, new Slot(number));
			present = this.slots.get(index);
		}
		return present;
	}

	TaskWindow report(String name, long now) {
		long last = number(now);
		List<Long> finished = new ArrayList<>();
		List<Long> failed = new ArrayList<>();
		List<Long> retried = new ArrayList<>();
		DurationHistogram waited = new DurationHistogram();
		DurationHistogram ran = new DurationHistogram();
		for (long number = last - this.slots.length() + 1; number <= last; number++) {
			Slot slot = this.slots.get((int) Math.floorMod(number, (long) this.slots.length()));
			boolean present = slot != null && slot.number == number;
			finished.add(present ? slot.count(Count.FINISHED) : 0);
			failed.add(present ? slot.count(Count.FAILED) : 0);
			retried.add(present ? slot.count(Count.RETRIED) : 0);
			if (present) {
				waited.add(slot.waited);
				ran.add(slot.ran);
			}
		}
		long observed = Math.min(now - this.startedAt, this.slotNanos * this.slots.length());
		return new TaskWindow(name, Duration.ofNanos(this.slotNanos), Duration.ofNanos(observed), finished, failed,
				retried, waited.percentiles(), ran.percentiles());
	}

	/**
	 * What is counted.
	 */
	enum Count {

		FINISHED, FAILED, RETRIED

	}

	private static final class Slot {

		private final long number;

		private final AtomicInteger finished = new AtomicInteger();

		private final AtomicInteger failed = new AtomicInteger();

		private final AtomicInteger retried = new AtomicInteger();

		private final DurationHistogram waited = new DurationHistogram();

		private final DurationHistogram ran = new DurationHistogram();

		Slot(long number) {
			this.number = number;
		}

		AtomicInteger counter(Count count) {
			return switch (count) {
				case FINISHED -> this.finished;
				case FAILED -> this.failed;
				case RETRIED -> this.retried;
			};
		}

		long count(Count count) {
			return counter(count).get();
		}

	}

}
