package io.kerground.actuate;

import java.util.Map;
import java.util.concurrent.Executor;

import io.kerground.core.KergroundWorkers;
import io.kerground.core.ScheduleRepository;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskLogs;
import io.kerground.core.TaskSelection;
import io.kerground.engine.EngineThreads;
import io.kerground.engine.TaskWindows;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;

/**
 * What the endpoint uses beside the tasks themselves.
 *
 * @param workers controls the workers, or null
 * @param schedules knows schedules and paused queues, or null
 * @param windows tells what happened lately, or null
 * @param logs tells what attempts have logged, or null for those that have ended only
 * @param queueLimits how many tasks of some queues run at once over all nodes
 * @param crons reads cron expressions, or null
 * @param publisher is told of writes over the web, or null
 * @param clock tells the time
 * @param changeLimit how many tasks one request changes at most
 * @param threads changes many tasks
 * @since 0.1.0
 */
public record EndpointSupport(@Nullable KergroundWorkers workers, @Nullable ScheduleRepository schedules,
		@Nullable TaskWindows windows, @Nullable TaskLogs logs, Map<String, Integer> queueLimits,
		@Nullable CronReader crons, @Nullable ApplicationEventPublisher publisher, TaskClock clock, int changeLimit,
		Executor threads) {

	/**
	 * Takes a copy of the limits.
	 */
	public EndpointSupport {
		queueLimits = Map.copyOf(queueLimits);
	}

	/**
	 * Returns what controls workers, with the defaults for the rest.
	 * @param workers controls the workers, or null
	 * @param schedules knows schedules and paused queues, or null
	 * @return the support
	 */
	public static EndpointSupport of(@Nullable KergroundWorkers workers, @Nullable ScheduleRepository schedules) {
		return new EndpointSupport(workers, schedules, null, null, Map.of(), null, null, TaskClock.system(),
				TaskSelection.DEFAULT_LIMIT, EngineThreads.reusing(EngineThreads.factory("kerground-change-")));
	}

}
