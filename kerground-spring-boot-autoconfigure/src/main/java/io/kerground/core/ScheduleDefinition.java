package io.kerground.core;

/**
 * A worker's method that runs by itself.
 *
 * @param name the name of the schedule, which is the canonical name of its task
 * @param schedule when it runs
 * @since 0.1.0
 */
public record ScheduleDefinition(String name, Schedule schedule) {

	/**
	 * Returns the zone of the schedule.
	 * @return the id of the zone; empty for a schedule without one
	 */
	public String zone() {
		return (this.schedule instanceof Schedule.Cron cron) ? cron.zone().getId() : "";
	}

}
