package io.kerground.engine;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.kerground.core.TaskContext;
import org.jspecify.annotations.Nullable;

/**
 * The body of a schedule's task: when it returns false, the schedule stops. Neither a
 * number nor null does that.
 */
final class RecurringBody implements TaskBody {

	private final TaskBody body;

	private final Runnable stop;

	private final boolean transactional;

	private RecurringBody(TaskBody body, Runnable stop, boolean transactional) {
		this.body = body;
		this.stop = stop;
		this.transactional = transactional;
	}

	static WorkerTask around(WorkerTask worker, Consumer<String> stopped) {
		String name = worker.definition().name();
		return new WorkerTask(worker.definition(),
				new RecurringBody(worker.body(), () -> stopped.accept(name), worker.definition().transactional()),
				worker.takesContext());
	}

	/**
	 * Tells a body that what it returned is committed.
	 */
	static void committed(TaskBody body, @Nullable Object value) {
		if (body instanceof RecurringBody recurring) {
			recurring.stopWhenFalse(value);
		}
	}

	@Override
	public @Nullable Object run(@Nullable Object[] arguments) throws Throwable {
		Object value = this.body.run(arguments);
		if (value instanceof CompletionStage<?> stage) {
			// the stage itself is returned, since it may be cancelled
			stage.thenAccept(this::stopWhenFalse);
			return stage;
		}
		if (!this.transactional) {
			stopWhenFalse(value);
		}
		return value;
	}

	@Override
	public void onError(Throwable error, TaskContext context) throws Throwable {
		this.body.onError(error, context);
	}

	private void stopWhenFalse(@Nullable Object value) {
		if (Boolean.FALSE.equals(value)) {
			this.stop.run();
		}
	}

}
