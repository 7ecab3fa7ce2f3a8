package io.kerground.logging;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.kerground.core.ClaimedTask;
import io.kerground.core.TaskLog;
import io.kerground.core.TaskLogs;
import io.kerground.core.TaskQueries;
import io.kerground.engine.AttemptObserver;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what attempts log while they run, to be stored when they are settled, and tells
 * of it before.
 * <p>
 * Lines belong to an attempt by the MDC key {@value #MDC_ID}: those of its own thread,
 * and those of other threads to which it hands its MDC. Loggers that are not additive are
 * not heard.
 *
 * @since 0.1.0
 */
public class TaskLogCollector implements AttemptObserver, TaskLogs {

	/**
	 * The MDC key with the id of the task that runs.
	 */
	static final String MDC_ID = "kerground.task.id";

	private final ConcurrentHashMap<String, AttemptLog> running = new ConcurrentHashMap<>();

	private final LoggerContext context;

	private final TaskQueries store;

	private final TaskLogLimits limits;

	private final TaskLogAppender appender;

	private final AfterReset listener = new AfterReset(this::attach);

	/**
	 * Creates a collector.
	 * @param context the logging system
	 * @param store keeps the logs of ended attempts
	 * @param limits what is kept
	 */
	public TaskLogCollector(LoggerContext context, TaskQueries store, TaskLogLimits limits) {
		this.context = context;
		this.store = store;
		this.limits = limits;
		this.appender = new TaskLogAppender(this.running::get, limits.level());
	}

	/**
	 * Begins to listen.
	 */
	public void start() {
		this.appender.setContext(this.context);
		this.appender.setName("kerground-task-log-" + System.identityHashCode(this));
		attach();
		this.context.addListener(this.listener);
	}

	/**
	 * Listens no more.
	 */
	public void stop() {
		this.context.removeListener(this.listener);
		root().detachAppender(this.appender);
		this.appender.stop();
	}

	private void attach() {
		this.appender.start();
		root().addAppender(this.appender);
	}

	private Logger root() {
		return this.context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
	}

	@Override
	public Observed begin(ClaimedTask task) {
		String id = task.reference().id().toString();
		AttemptLog log = new AttemptLog(task, this.limits);
		this.running.put(id, log);
		return new ObservedLog(id, log);
	}

	@Override
	public List<TaskLog> of(UUID id) {
		AttemptLog log = this.running.get(id.toString());
		TaskLog now = (log != null) ? log.running() : null;
		List<TaskLog> logs = new ArrayList<>(this.store.logs(id));
		if (now != null && logs.stream().noneMatch((stored) -> stored.fence() == now.fence())) {
			logs.add(now);
		}
		return logs;
	}

	private final class ObservedLog implements Observed {

		private final String id;

		private final AttemptLog log;

		ObservedLog(String id, AttemptLog log) {
			this.id = id;
			this.log = log;
		}

		@Override
		public @Nullable String log() {
			return this.log.content();
		}

		@Override
		public void leave() {
			// a stage may go on to log on other threads
		}

		@Override
		public void end(String outcome, @Nullable Throwable error) {
			TaskLogCollector.this.running.remove(this.id, this.log);
		}

	}

}
