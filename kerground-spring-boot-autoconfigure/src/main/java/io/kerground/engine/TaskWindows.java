package io.kerground.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import io.kerground.core.BeginListener;
import io.kerground.core.CommitListener;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskEvent;
import io.kerground.core.TaskFailedEvent;
import io.kerground.core.TaskFinishedEvent;
import io.kerground.core.TaskReference;
import io.kerground.core.TaskRetriedEvent;
import org.jspecify.annotations.Nullable;

/**
 * How many tasks ended in the last 15 minutes, hour, day and week, and how long they
 * waited and ran. Counts what this process did since it started, keeps it in memory only,
 * and takes the same memory whatever the number of tasks. Safe for use by several
 * threads.
 *
 * @since 0.1.0
 */
public final class TaskWindows implements CommitListener, BeginListener {

	/** How many queues have figures of their own. */
	private static final int MOST_QUEUES = 100;

	private final Map<String, WindowRing> windows = new TreeMap<>();

	private final Map<String, WindowRing> queues = new ConcurrentHashMap<>();

	private final TaskClock clock;

	/**
	 * Creates empty windows.
	 * @param clock tells how far they have moved on; only its monotonic time is used
	 */
	public TaskWindows(TaskClock clock) {
		this.clock = clock;
		long now = clock.nanos();
		for (Window window : Window.values()) {
			this.windows.put(window.word, new WindowRing(window.slots, window.slot, now));
		}
	}

	@Override
	public void committed(List<TaskEvent> events, long nanos) {
		long now = this.clock.nanos();
		for (TaskEvent event : events) {
			if (event instanceof TaskFinishedEvent finished) {
				ended(finished.task(), WindowRing.Count.FINISHED, finished.ran(), now);
			}
			else if (event instanceof TaskFailedEvent failed) {
				ended(failed.task(), WindowRing.Count.FAILED, failed.ran(), now);
			}
			else if (event instanceof TaskRetriedEvent retried && retried.error() != null) {
				ended(retried.task(), WindowRing.Count.RETRIED, retried.ran(), now);
			}
		}
	}

	private void ended(TaskReference task, WindowRing.Count count, Duration ran, long now) {
		long nanos = ran.toNanos();
		for (WindowRing ring : this.windows.values()) {
			ring.ended(count, nanos, now);
		}
		WindowRing queue = queue(task.queue(), now);
		if (queue != null) {
			queue.ended(count, nanos, now);
		}
	}

	@Override
	public void begun(TaskReference task, Duration waited) {
		long now = this.clock.nanos();
		long nanos = waited.toNanos();
		for (WindowRing ring : this.windows.values()) {
			ring.begun(nanos, now);
		}
		WindowRing queue = queue(task.queue(), now);
		if (queue != null) {
			queue.begun(nanos, now);
		}
	}

	private @Nullable WindowRing queue(String name, long now) {
		WindowRing known = this.queues.get(name);
		if (known == null && this.queues.size() < MOST_QUEUES) {
			known = this.queues.computeIfAbsent(name, (key) -> new WindowRing(15, Duration.ofMinutes(1), now));
		}
		return known;
	}

	/**
	 * Returns the names of the windows.
	 * @return {@code 15m}, {@code 1h}, {@code 24h} and {@code 7d}
	 */
	public static List<String> names() {
		return List.of(Window.QUARTER.word, Window.HOUR.word, Window.DAY.word, Window.WEEK.word);
	}

	/**
	 * Returns what happened in a window that ends now.
	 * @param name the name of the window
	 * @return the figures, or empty when there is no such window
	 */
	public Optional<TaskWindow> window(String name) {
		return Optional.ofNullable(this.windows.get(name)).map((ring) -> ring.report(name, this.clock.nanos()));
	}

	/**
	 * Returns what happened in a queue within the last 15 minutes.
	 * @param name the name of the queue
	 * @return the figures, or empty when none of its tasks began or ended in this process
	 */
	public Optional<TaskWindow> queue(String name) {
		return Optional.ofNullable(this.queues.get(name))
			.map((ring) -> ring.report(Window.QUARTER.word, this.clock.nanos()));
	}

	private enum Window {

		QUARTER("15m", 90, Duration.ofSeconds(10)),

		HOUR("1h", 60, Duration.ofMinutes(1)),

		DAY("24h", 96, Duration.ofMinutes(15)),

		WEEK("7d", 84, Duration.ofHours(2));

		private final String word;

		private final int slots;

		private final Duration slot;

		Window(String word, int slots, Duration slot) {
			this.word = word;
			this.slots = slots;
			this.slot = slot;
		}

	}

}
