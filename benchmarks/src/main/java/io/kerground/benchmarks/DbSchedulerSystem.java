package io.kerground.benchmarks;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.LongStream;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;

/**
 * The library db-scheduler with the polling strategy and the limits that its page on
 * performance names for high throughput, and with immediate execution.
 */
final class DbSchedulerSystem implements TaskSystem {

	private static final double LOWER_LIMIT = 4;

	private static final double UPPER_LIMIT = 20;

	private static final Duration POLL = Duration.ofSeconds(1);

	private static final String UNFINISHED = "select count(*) from scheduled_tasks";

	private final PeerDatabase database;

	private final OneTimeTask<Arguments> task;

	private final Scheduler scheduler;

	private boolean started;

	DbSchedulerSystem(PeerDatabase database, boolean onPostgres) {
		this.database = database;
		database.runScript(onPostgres ? "db-scheduler-postgresql.sql" : "db-scheduler-sqlite.sql");
		this.task = Tasks.oneTime("benchmark", Arguments.class)
			.execute((instance, context) -> Bodies.run(instance.getData().number(), instance.getData().text()));
		SchedulerBuilder builder = Scheduler.create(database.pool(), this.task)
			.threads(WORKERS)
			.pollingInterval(POLL)
			.shutdownMaxWait(Duration.ofSeconds(1))
			.enableImmediateExecution();
		this.scheduler = (onPostgres ? builder.pollUsingLockAndFetch(LOWER_LIMIT, UPPER_LIMIT)
				: builder.pollUsingFetch(LOWER_LIMIT, UPPER_LIMIT))
			.build();
	}

	private TaskInstance<Arguments> instance(long number, String text) {
		return this.task.instance(Long.toString(number), new Arguments(number, text));
	}

	@Override
	public void send(long number, String text) {
		this.scheduler.schedule(instance(number, text), Instant.now());
	}

	@Override
	public void sendAll(long first, int tasks, String text) {
		this.scheduler.scheduleBatch(
				LongStream.range(first, first + tasks).<TaskInstance<?>>mapToObj((number) -> instance(number, text)),
				Instant.now());
	}

	@Override
	public void work() {
		if (this.started) {
			this.scheduler.resume();
			this.scheduler.triggerCheckForDueExecutions();
		}
		else {
			this.scheduler.start();
			this.started = true;
		}
	}

	@Override
	public void rest() {
		if (this.started) {
			this.scheduler.pause();
		}
	}

	@Override
	public long unfinished() {
		return this.database.count(UNFINISHED);
	}

	@Override
	public void close() {
		this.scheduler.stop();
		this.database.close();
	}

	/**
	 * What is stored of a task.
	 *
	 * @param number the first argument
	 * @param text the second
	 */
	record Arguments(long number, String text) implements Serializable {

	}

}
