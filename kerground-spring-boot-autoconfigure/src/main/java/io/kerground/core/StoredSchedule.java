package io.kerground.core;

import java.time.Duration;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A schedule as the store has it, for all nodes alike. Times are milliseconds since 1970.
 *
 * @param name the name of the schedule and of its task
 * @param application the application that declared it
 * @param kind the word for the kind of schedule
 * @param spec what the schedule says
 * @param zone the id of its zone, or empty
 * @param period the interval or delay that it was started with, or null for its own
 * @param delayBefore the pause before each run that it was started with, or null for its
 * own
 * @param priority the priority that it was started with, or null for that of the task
 * @param nextAt the next tick, or null when none is due before something happens
 * @param tickAt the latest tick that was fired or skipped, or null
 * @param firedAt when the latest run was stored, or null
 * @param lastTask the id of the task of the latest run, or null
 * @param lastStatus the status of that task, or null when there is none any more
 * @param lastStartedAt when that task began, or null
 * @param lastEndedAt when that task ended, or null
 * @param triggered whether one more run follows at once
 * @param paused whether nothing runs until it is resumed
 * @since 0.1.0
 */
public record StoredSchedule(String name, String application, String kind, String spec, String zone,
		@Nullable Duration period, @Nullable Duration delayBefore, @Nullable TaskPriority priority,
		@Nullable Long nextAt, @Nullable Long tickAt, @Nullable Long firedAt, @Nullable UUID lastTask,
		@Nullable TaskStatus lastStatus, @Nullable Long lastStartedAt, @Nullable Long lastEndedAt, boolean triggered,
		boolean paused) {

	/**
	 * Returns whether the latest run has not ended, so that no other one may begin.
	 * @return whether its task is pending, running or blocked
	 */
	public boolean isActive() {
		return this.lastStatus != null && !this.lastStatus.isFinal();
	}

	/**
	 * Returns whether the store has what the code of a node says.
	 * @param definition the schedule in the code
	 * @return whether kind, text and zone are the same
	 */
	public boolean matches(ScheduleDefinition definition) {
		return this.kind.equals(definition.schedule().kind()) && this.spec.equals(definition.schedule().spec())
				&& this.zone.equals(definition.zone());
	}

}
