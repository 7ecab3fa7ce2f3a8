package io.kerground.benchmarks;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Does something until the compiler of the virtual machine has little left to do. On a
 * few processors it takes a good part of them for many seconds, which says something
 * about it and nothing about what is measured.
 */
final class WarmUp {

	private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();

	private static final Duration LOOK = Duration.ofSeconds(1);

	/** Of the time that passes. */
	private static final double LITTLE = 0.1;

	private final long end;

	private long looked = System.nanoTime();

	private long compiled = COMPILER.getTotalCompilationTime();

	private WarmUp(Duration longest) {
		this.end = System.nanoTime() + longest.toNanos();
	}

	/**
	 * Begins to look.
	 * @param longest how long the warm-up takes at most
	 */
	static WarmUp begin(Duration longest) {
		return new WarmUp(longest);
	}

	/**
	 * Waits until it is over, while other threads do what is measured then.
	 */
	void await() {
		do {
			Waits.pass(min(LOOK, Duration.ofNanos(this.end - System.nanoTime())));
		}
		while (!isOver());
	}

	/**
	 * Returns whether the compiler has had little to do since the last call, or there is
	 * no more time.
	 */
	boolean isOver() {
		long now = System.nanoTime();
		long total = COMPILER.getTotalCompilationTime();
		boolean little = TimeUnit.MILLISECONDS.toNanos(total - this.compiled) < LITTLE * (now - this.looked);
		this.looked = now;
		this.compiled = total;
		return little || now >= this.end;
	}

	private static Duration min(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

}
