package io.kerground.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;

import com.sun.management.OperatingSystemMXBean;

/**
 * The time that passes, and the processor time that this process uses meanwhile, which
 * depends less on what else the machine does. That of the thread that uses most says how
 * fast the system could be at best with more processors.
 */
final class Stopwatch {

	private static final OperatingSystemMXBean SYSTEM = ManagementFactory
		.getPlatformMXBean(OperatingSystemMXBean.class);

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private static final double NANOS_IN_MICRO = 1e3;

	private final long begun;

	private final long cpu;

	private final Map<Long, Long> threads;

	private Stopwatch() {
		this.threads = threads();
		this.cpu = SYSTEM.getProcessCpuTime();
		this.begun = System.nanoTime();
	}

	static Stopwatch start() {
		return new Stopwatch();
	}

	/**
	 * Tells how many tasks there were in a second, and how much processor time each took.
	 */
	void tell(String row, long tasks, Figures figures) {
		tellSince(this.begun, row, tasks, figures);
	}

	/**
	 * Does the same, but counts the seconds from another moment.
	 */
	void tellSince(long moment, String row, long tasks, Figures figures) {
		figures.rate(row, tasks, System.nanoTime() - moment);
		figures.add(row + ": processor time for a task", Unit.MICROS,
				(SYSTEM.getProcessCpuTime() - this.cpu) / NANOS_IN_MICRO / tasks);
		long most = 0;
		for (Map.Entry<Long, Long> thread : threads().entrySet()) {
			most = Math.max(most, thread.getValue() - this.threads.getOrDefault(thread.getKey(), 0L));
		}
		figures.add(row + ": that of the busiest thread", Unit.MICROS, most / NANOS_IN_MICRO / tasks);
	}

	/**
	 * Returns the processor time of each thread of Java, in nanoseconds.
	 */
	private static Map<Long, Long> threads() {
		Map<Long, Long> times = new HashMap<>();
		for (long thread : THREADS.getAllThreadIds()) {
			times.put(thread, Math.max(0, THREADS.getThreadCpuTime(thread)));
		}
		return times;
	}

}
