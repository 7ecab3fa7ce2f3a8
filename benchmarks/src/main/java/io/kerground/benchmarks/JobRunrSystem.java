package io.kerground.benchmarks;

import java.time.Duration;
import java.util.stream.LongStream;

import org.jobrunr.configuration.JobRunr;
import org.jobrunr.configuration.JobRunrConfiguration;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;
import org.jobrunr.utils.mapper.jackson3.Jackson3JsonMapper;

/**
 * JobRunr with job requests, which need no analysis of byte code, and the shortest poll
 * interval that it accepts.
 */
final class JobRunrSystem implements TaskSystem {

	private static final Duration SHORTEST_POLL = Duration.ofSeconds(5);

	private static final String UNFINISHED = "select count(*) from jobrunr_jobs where state <> 'SUCCEEDED'";

	private final PeerDatabase database;

	private final StorageProvider storage;

	private final JobRequestScheduler scheduler;

	private final BackgroundJobServer server;

	private boolean started;

	JobRunrSystem(PeerDatabase database) {
		this.database = database;
		this.storage = SqlStorageProviderFactory.using(database.pool());
		BackgroundJobServerConfiguration configuration = BackgroundJobServerConfiguration
			.usingStandardBackgroundJobServerConfiguration()
			.andWorkerCount(WORKERS)
			.andPollInterval(SHORTEST_POLL)
			.andInterruptJobsAwaitDurationOnStopBackgroundJobServer(Duration.ofSeconds(1));
		JobRunrConfiguration.JobRunrConfigurationResult jobRunr = JobRunr.configure()
			.useJsonMapper(new Jackson3JsonMapper())
			.useStorageProvider(this.storage)
			.useBackgroundJobServer(configuration, false)
			.initialize();
		this.scheduler = jobRunr.getJobRequestScheduler();
		this.server = JobRunr.getBackgroundJobServer();
	}

	@Override
	public void send(long number, String text) {
		this.scheduler.enqueue(new Request(number, text));
	}

	@Override
	public void sendAll(long first, int tasks, String text) {
		this.scheduler.enqueue(LongStream.range(first, first + tasks).mapToObj((number) -> new Request(number, text)));
	}

	@Override
	public void work() {
		if (this.started) {
			this.server.resumeProcessing();
		}
		else {
			this.server.start();
			this.started = true;
		}
	}

	@Override
	public void rest() {
		if (this.started) {
			this.server.pauseProcessing();
		}
	}

	@Override
	public long unfinished() {
		return this.database.count(UNFINISHED);
	}

	@Override
	public void close() {
		JobRunr.destroy();
		this.storage.close();
		this.database.close();
	}

	/**
	 * What is stored of a task.
	 *
	 * @param number the first argument
	 * @param text the second
	 */
	record Request(long number, String text) implements JobRequest {

		@Override
		public Class<Handler> getJobRequestHandler() {
			return Handler.class;
		}

	}

	/**
	 * The task of JobRunr.
	 */
	public static final class Handler implements JobRequestHandler<Request> {

		@Override
		public void run(Request request) {
			Bodies.run(request.number(), request.text());
		}

	}

}
