package io.kerground.engine;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import com.sun.management.ThreadMXBean;
import io.kerground.core.ClaimedTask;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskReference;
import io.kerground.observation.TaskObservations;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What observers of attempts are told, and what it costs without them.
 */
class AttemptObserversTests {

	private static final TaskOutcome FINISH = new TaskOutcome.Finish(null);

	private final ClaimedTask task = new ClaimedTask(1,
			new TaskReference(UUID.randomUUID(), "a.b", "default", TaskPriority.NORMAL, 1), 1, 1, 3, 0, 0, 0, 0,
			new byte[0], "traceparent=1");

	private final AttemptFailures failures = new AttemptFailures((arguments) -> null, null, this.task.reference());

	private final AttemptObservers observers = new AttemptObservers();

	private final List<String> told = new ArrayList<>();

	@Test
	void anAttemptThatNobodyObservesAllocatesNothing() {
		this.observers.add(new TaskObservations(ObservationRegistry.create(), null, null));
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long thread = Thread.currentThread().getId();
		observe(AttemptObservation.NONE);
		long before = threads.getThreadAllocatedBytes(thread);
		for (int i = 0; i < 10_000; i++) {
			assertNotObserved();
		}
		assertThat(threads.getThreadAllocatedBytes(thread) - before).isLessThan(10_000);
	}

	private void assertNotObserved() {
		AttemptObservation observation = this.observers.begin(this.task);
		observe(observation);
		if (observation != AttemptObservation.NONE) {
			throw new AssertionError("Somebody observes");
		}
	}

	private void observe(AttemptObservation observation) {
		observation.settle(FINISH);
		observation.log();
		observation.leave();
		observation.end(this.failures);
	}

	@Test
	void theFirstToBeginLeavesAndEndsLast() {
		this.observers.add((task) -> new Telling("outer", null));
		this.observers.add((task) -> null);
		this.observers.add((task) -> new Telling("inner", "a log"));
		AttemptObservation observation = this.observers.begin(this.task);
		assertThat(observation.log()).isEqualTo("a log");
		observe(observation);
		assertThat(this.told).containsExactly("inner leaves", "outer leaves", "inner ends by finish",
				"outer ends by finish");
	}

	@Test
	void anObserverThatFailsKeepsNoOtherFromBeingTold() {
		this.observers.add((task) -> new Telling("other", "a log"));
		this.observers.add((task) -> {
			throw new IllegalStateException("no begin");
		});
		this.observers.add((task) -> new Failing());
		AttemptObservation observation = this.observers.begin(this.task);
		assertThat(observation.log()).isEqualTo("a log");
		observe(observation);
		assertThat(this.told).containsExactly("other leaves", "other ends by finish");
	}

	@Test
	void anAttemptThatIsNotSettledWasCancelledOrLost() {
		this.observers.add((task) -> new Telling("it", null));
		this.observers.begin(this.task).end(this.failures);
		AttemptObservation cancelled = this.observers.begin(this.task);
		cancelled.cancel();
		cancelled.end(this.failures);
		AttemptObservation settledBefore = this.observers.begin(this.task);
		settledBefore.settle(FINISH);
		settledBefore.cancel();
		settledBefore.end(this.failures);
		assertThat(this.told).containsExactly("it ends by lost", "it ends by cancel", "it ends by finish");
	}

	private final class Telling implements AttemptObserver.Observed {

		private final String name;

		private final String log;

		Telling(String name, String log) {
			this.name = name;
			this.log = log;
		}

		@Override
		public String log() {
			return this.log;
		}

		@Override
		public void leave() {
			AttemptObserversTests.this.told.add(this.name + " leaves");
		}

		@Override
		public void end(String outcome, Throwable error) {
			AttemptObserversTests.this.told.add(this.name + " ends by " + outcome);
		}

	}

	private static final class Failing implements AttemptObserver.Observed {

		@Override
		public String log() {
			throw new IllegalStateException("no log");
		}

		@Override
		public void leave() {
			throw new IllegalStateException("no leave");
		}

		@Override
		public void end(String outcome, Throwable error) {
			throw new IllegalStateException("no end");
		}

	}

}
