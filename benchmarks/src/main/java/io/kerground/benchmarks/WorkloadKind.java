package io.kerground.benchmarks;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * The workloads.
 */
enum WorkloadKind {

	/** Tasks are sent one by one by 1, 8 and 64 threads; nothing runs. */
	SEND,

	/** Tasks are sent in thousands while nothing runs, and worked off then. */
	DRAIN,

	/** 8 and 64 threads send while the workers run. */
	STEADY,

	/** The bare database, written to in several ways. */
	FLOOR;

	String word() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Returns what a system does.
	 */
	Workload of(SystemKind system) {
		boolean bare = system == SystemKind.FLOOR;
		return switch (this) {
			case SEND -> bare ? FloorWorkloads::send : new SendWorkload();
			case DRAIN -> bare ? FloorWorkloads::drain : new DrainWorkload();
			case STEADY -> bare ? FloorWorkloads::life : new SteadyWorkload();
			case FLOOR -> new FloorWays();
		};
	}

	/**
	 * Returns which systems can be asked to do this.
	 */
	Set<SystemKind> systems() {
		return switch (this) {
			case SEND, DRAIN, STEADY -> EnumSet.allOf(SystemKind.class);
			case FLOOR -> EnumSet.of(SystemKind.FLOOR);
		};
	}

}
