package io.kerground.autoconfigure;

import io.kerground.core.TaskErrorHandler;
import io.kerground.core.TaskEvent;
import io.kerground.core.TaskListener;
import io.kerground.core.TaskLostEvent;
import io.kerground.core.TaskQueries;
import io.kerground.engine.EngineSettings;
import io.kerground.engine.EngineThreads;
import io.kerground.engine.KergroundEngine;
import io.kerground.engine.TaskAnnouncer;
import io.kerground.engine.WorkerPool;
import io.kerground.engine.WorkerRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops the engine with the application. It is in the phase of the web
 * server's graceful shutdown, so that requests and tasks come to their end side by side;
 * the store is closed later, with the beans.
 */
class KergroundLifecycle implements SmartLifecycle {

	static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 1024;

	private static final Logger logger = LoggerFactory.getLogger(KergroundLifecycle.class);

	private final KergroundEngine engine;

	private final Listeners listeners;

	private final StartReport report;

	private boolean listening;

	KergroundLifecycle(KergroundEngine engine, Listeners listeners, StartReport report) {
		this.engine = engine;
		this.listeners = listeners;
		this.report = report;
	}

	@Override
	public void start() {
		if (!this.listening) {
			this.listening = true;
			this.listeners.attach();
		}
		this.engine.start();
		this.report.log(this.engine.recovered());
	}

	@Override
	public void stop() {
		this.engine.stop();
	}

	/**
	 * Stops on a thread of its own, so that the rest of the phase stops meanwhile.
	 */
	@Override
	public void stop(Runnable callback) {
		Runnable stopping = () -> {
			try {
				this.engine.stop();
			}
			catch (RuntimeException ex) {
				logger.error("The engine did not stop in order; its tasks are rescued at the next start", ex);
			}
			finally {
				callback.run();
			}
		};
		EngineThreads.factory("kerground-stop-").newThread(stopping).start();
	}

	@Override
	public boolean isRunning() {
		return this.engine.isRunning();
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	/**
	 * Those who hear of tasks: listener beans and, by application events, everybody. They
	 * are looked up late because they may need the template.
	 *
	 * @param announcer tells of moves
	 * @param beans the listener beans
	 * @param errorHandlers the beans that hear of failed attempts
	 * @param publisher publishes application events
	 */
	record Listeners(TaskAnnouncer announcer, ObjectProvider<TaskListener> beans,
			ObjectProvider<TaskErrorHandler> errorHandlers,
			ApplicationEventPublisher publisher) implements TaskListener {

		void attach() {
			this.errorHandlers.orderedStream().forEach(this.announcer::addErrorHandler);
			this.beans.orderedStream().forEach(this.announcer::addListener);
			this.announcer.addListener(this);
		}

		@Override
		public void onTaskEvent(TaskEvent event) {
			this.publisher.publishEvent(event);
		}

		@Override
		public void onTaskLost(TaskLostEvent event) {
			this.publisher.publishEvent(event);
		}

	}

	/**
	 * The one line that tells what was started.
	 *
	 * @param store tells where the store is
	 * @param registry the workers
	 * @param pool the slots
	 * @param settings whether tasks are run
	 */
	record StartReport(TaskQueries store, WorkerRegistry registry, WorkerPool pool, EngineSettings settings) {

		void log(int recovered) {
			if (!logger.isInfoEnabled()) {
				return;
			}
			String place = this.store.state().type() + " " + this.store.state().location();
			long workers = this.registry.definitions().stream().map((task) -> task.worker()).distinct().count();
			if (this.settings.workerEnabled()) {
				logger.info(
						"Kerground: store {}, {} workers with {} tasks and {} schedules, pool of {}, {} tasks recovered",
						place, workers, this.registry.definitions().size(), this.registry.schedules().size(),
						this.pool.limits().size(), recovered);
			}
			else {
				logger.info("Kerground: store {}, runs no tasks in this process", place);
			}
		}

	}

}
