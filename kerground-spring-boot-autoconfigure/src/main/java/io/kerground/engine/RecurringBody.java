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

	private RecurringBody(TaskBody body, Runnable stop) {
		this.body = body;
		this.stop = stop;
	}

	static WorkerTask around(WorkerTask worker, Consumer<String> stopped) {
		String name = worker.definition().name();
		return new WorkerTask(worker.definition(), new RecurringBody(worker.body(), () -> stopped.accept(name)),
				worker.takesContext());
	}

	@Override
	public @Nullable Object run(@Nullable Object[] arguments) throws Throwable {
		Object value = this.body.run(arguments);
		if (value instanceof CompletionStage<?> stage) {
			// the stage itself is returned, since it may be cancelled
			stage.thenAccept(this::stopWhenFalse);
			return stage;
		}
		stopWhenFalse(value);
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
