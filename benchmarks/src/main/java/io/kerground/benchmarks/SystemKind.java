package io.kerground.benchmarks;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Who is measured.
 */
enum SystemKind {

	/** Kerground on SQLite. */
	KERGROUND("Kerground", 1, false),

	/** Kerground on PostgreSQL. */
	KERGROUND_POSTGRESQL("Kerground PostgreSQL", 0.25, true),

	/** The bare database with Kerground's schema. */
	FLOOR("floor", 1, false),

	/** JobRunr on SQLite. */
	JOBRUNR_SQLITE("JobRunr SQLite", 0.01, false),

	/** JobRunr on PostgreSQL. */
	JOBRUNR_POSTGRESQL("JobRunr PostgreSQL", 0.025, true),

	/** The library db-scheduler on SQLite. */
	DB_SCHEDULER_SQLITE("db-scheduler SQLite", 0.025, false),

	/** The library db-scheduler on PostgreSQL. */
	DB_SCHEDULER_POSTGRESQL("db-scheduler PostgreSQL", 0.1, true);

	private final String title;

	private final double share;

	private final boolean onPostgres;

	SystemKind(String title, double share, boolean onPostgres) {
		this.title = title;
		this.share = share;
		this.onPostgres = onPostgres;
	}

	static Set<SystemKind> all() {
		return EnumSet.allOf(SystemKind.class);
	}

	String title() {
		return this.title;
	}

	String word() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Returns which share of the fastest systems' tasks takes this one about as long.
	 */
	double share() {
		return this.share;
	}

	boolean isKerground() {
		return this == KERGROUND || this == KERGROUND_POSTGRESQL;
	}

	/**
	 * Returns whether it is another library.
	 */
	boolean isPeer() {
		return !isKerground() && this != FLOOR;
	}

	boolean isOnPostgres() {
		return this.onPostgres;
	}

	/**
	 * Sets the system up with an empty store.
	 */
	TaskSystem open(Setting setting) {
		return switch (this) {
			case KERGROUND, KERGROUND_POSTGRESQL -> new KergroundSystem(setting);
			case JOBRUNR_SQLITE, JOBRUNR_POSTGRESQL -> new JobRunrSystem(PeerDatabase.open(setting));
			case DB_SCHEDULER_SQLITE, DB_SCHEDULER_POSTGRESQL ->
				new DbSchedulerSystem(PeerDatabase.open(setting), this.onPostgres);
			case FLOOR -> throw new IllegalArgumentException("The floor runs no tasks");
		};
	}

}
