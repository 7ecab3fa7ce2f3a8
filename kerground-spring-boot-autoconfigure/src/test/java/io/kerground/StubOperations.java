package io.kerground;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.kerground.core.KergroundTemplate;
import io.kerground.core.RetryPolicy;
import io.kerground.core.SlotLender;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskDefinition;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskSignals;
import io.kerground.core.TemplateSettings;
import io.kerground.engine.WorkerRegistry;
import io.kerground.engine.WorkerTask;
import io.kerground.jackson.JacksonTaskSerializer;

/**
 * Makes templates and definitions for tests that run no task.
 */
public final class StubOperations {

	private StubOperations() {
	}

	public static KergroundTemplate on(StubStore store, TaskDefinition... definitions) {
		WorkerRegistry registry = new WorkerRegistry();
		for (TaskDefinition definition : definitions) {
			registry.register(new WorkerTask(definition, (arguments) -> null, false));
		}
		registry.complete();
		return new KergroundTemplate(store, registry, JacksonTaskSerializer.create(), new TaskSignals(),
				SlotLender.NONE, TaskClock.system(), new TemplateSettings(10, 1000, false, Map.of()));
	}

	public static TaskDefinition definition(String name, String queue, String... aliases) {
		return new TaskDefinition(name, Set.of(aliases), "worker", StubOperations.class, "method",
				List.of(new TaskDefinition.Parameter("count", int.class, int.class)), void.class, queue,
				TaskPriority.NORMAL, RetryPolicy.DEFAULT, Set.of(), Set.of(), null, null, null);
	}

}
