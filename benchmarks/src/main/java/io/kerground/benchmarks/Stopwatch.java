package io.kerground.benchmarks;

import java.lang.management.ManagementFactory;

import com.sun.management.OperatingSystemMXBean;

/**
 * The time that passes, and the time of all processors that this process uses meanwhile,
 * which depends less on what else the machine does.
 */
final class Stopwatch {

	private static final OperatingSystemMXBean SYSTEM = ManagementFactory
		.getPlatformMXBean(OperatingSystemMXBean.class);

	private final long begun;

	private final long cpu;

	private Stopwatch(long begun) {
		this.begun = begun;
		this.cpu = SYSTEM.getProcessCpuTime();
	}

	static Stopwatch start() {
		return new Stopwatch(System.nanoTime());
	}

	/**
	 * Tells how many tasks there were in a second, and how much processor time each took.
	 */
	void tell(String row, long tasks, Figures figures) {
		tellSince(this.begun, row, tasks, figures);
	}

	/**
	 * Does the same, but counts the seconds from a later moment.
	 */
	void tellSince(long moment, String row, long tasks, Figures figures) {
		figures.rate(row, tasks, System.nanoTime() - moment);
		figures.add(row + ": processor time for a task", Unit.MICROS,
				(SYSTEM.getProcessCpuTime() - this.cpu) / 1e3 / tasks);
	}

}
