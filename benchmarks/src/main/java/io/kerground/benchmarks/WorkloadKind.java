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

	/** One task at a time is sent while nothing else is to be done. */
	LATENCY,

	/** Tasks of 100 bytes, 10 kB and 1 MB are sent, and worked off then. */
	PAYLOAD,

	/** An application starts on stores of growing size. */
	START,

	/** Tasks are claimed from stores of growing size. */
	CLAIM,

	/** What an idle application and waiting tasks use. */
	FOOTPRINT,

	/** Counts and pages of stores with very many tasks. */
	VIEWS,

	/** Two processes on one file. */
	TWO_PROCESSES,

	/** One, two and four processes that work on one PostgreSQL. */
	CLUSTER,

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
			case LATENCY -> new LatencyWorkload();
			case PAYLOAD -> bare ? PayloadWorkload::floor : new PayloadWorkload();
			case START -> new StartWorkload();
			case CLAIM -> new ClaimWorkload();
			case FOOTPRINT -> new FootprintWorkload();
			case VIEWS -> new ViewsWorkload();
			case TWO_PROCESSES -> new TwoProcessesWorkload();
			case CLUSTER -> new ClusterWorkload();
			case FLOOR -> new FloorWays();
		};
	}

	/**
	 * Returns whether one round says enough: nothing is compared, and it takes long.
	 */
	boolean isSlow() {
		return switch (this) {
			case PAYLOAD, START, CLAIM, FOOTPRINT, VIEWS, TWO_PROCESSES, CLUSTER, FLOOR -> true;
			default -> false;
		};
	}

	/**
	 * Returns with which promises this is measured: only with the first one where nobody
	 * waits for a sync.
	 */
	Set<Durability> durabilities(Set<Durability> wanted) {
		return switch (this) {
			case START, CLAIM, FOOTPRINT, VIEWS -> EnumSet.of(wanted.iterator().next());
			default -> wanted;
		};
	}

	/**
	 * Returns which systems can be asked to do this.
	 */
	Set<SystemKind> systems() {
		return switch (this) {
			case SEND, DRAIN, STEADY -> EnumSet.allOf(SystemKind.class);
			case LATENCY -> EnumSet.of(SystemKind.KERGROUND, SystemKind.KERGROUND_POSTGRESQL,
					SystemKind.DB_SCHEDULER_SQLITE, SystemKind.DB_SCHEDULER_POSTGRESQL);
			case PAYLOAD -> EnumSet.of(SystemKind.KERGROUND, SystemKind.FLOOR);
			case START, CLAIM, FOOTPRINT, VIEWS, TWO_PROCESSES -> EnumSet.of(SystemKind.KERGROUND);
			case CLUSTER -> EnumSet.of(SystemKind.KERGROUND_POSTGRESQL);
			case FLOOR -> EnumSet.of(SystemKind.FLOOR);
		};
	}

}
