package io.kerground.core;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Makes a storable task of a request: finds its definition, fits and writes its
 * arguments, and fills in what the request does not say.
 */
final class TaskFactory {

	private final TaskCatalog catalog;

	private final TaskSerializer serializer;

	private final TaskClock clock;

	private final TaskIds ids;

	private final TemplateSettings settings;

	TaskFactory(TaskCatalog catalog, TaskSerializer serializer, TaskClock clock, TaskIds ids,
			TemplateSettings settings) {
		this.catalog = catalog;
		this.serializer = serializer;
		this.clock = clock;
		this.ids = ids;
		this.settings = settings;
	}

	NewTask create(TaskRequest request) {
		if (!this.catalog.isComplete()) {
			throw new IllegalStateException("Tasks can't be sent before all singletons of the application are ready:"
					+ " send from an ApplicationRunner or an ApplicationReadyEvent listener");
		}
		TaskDefinition definition = definition(request);
		return (definition != null) ? known(request, definition) : unknown(request);
	}

	/**
	 * Returns arguments that come as JSON in the form in which they are stored.
	 */
	byte[] payload(String name, String arguments) {
		TaskDefinition definition = this.catalog.find(name);
		if (definition == null) {
			throw new UnknownTaskNameException(name, this.catalog.nearest(name));
		}
		List<Type> types = definition.parameters().stream().map(TaskDefinition.Parameter::type).toList();
		byte[] json = arguments.getBytes(StandardCharsets.UTF_8);
		return limited(name, this.serializer.writeArguments(this.serializer.readArguments(json, types), types));
	}

	private @Nullable TaskDefinition definition(TaskRequest request) {
		WorkerMethod method = request.method();
		if (method != null) {
			MethodReferences.Target target = MethodReferences.resolve(method);
			return this.catalog.find(target.worker(), target.method(), target.descriptor());
		}
		String name = name(request);
		TaskDefinition definition = request.isExternal() ? null : this.catalog.find(name);
		if (definition == null && !request.isExternal() && !this.settings.acceptUnknown()) {
			throw new UnknownTaskNameException(name, this.catalog.nearest(name));
		}
		return definition;
	}

	private NewTask known(TaskRequest request, TaskDefinition definition) {
		@Nullable Object[] arguments = ArgumentRules.fit(definition, request.arguments());
		byte[] payload = this.serializer.writeArguments(arguments,
				definition.parameters().stream().map(TaskDefinition.Parameter::type).toList());
		return task(request, definition.name(), definition.queue(), definition.priority(), definition.maxAttempts(),
				payload);
	}

	private NewTask unknown(TaskRequest request) {
		@Nullable Object[] arguments = request.arguments();
		byte[] payload = this.serializer.writeArguments(arguments, Collections.nCopies(arguments.length, Object.class));
		return task(request, TaskNames.check("task name", name(request)), TaskNames.DEFAULT_QUEUE, TaskPriority.NORMAL,
				this.settings.maxAttempts(), payload);
	}

	private NewTask task(TaskRequest request, String name, String queue, TaskPriority priority, int maxAttempts,
			byte[] payload) {
		limited(name, payload);
		UUID ownId = request.ownId(name);
		long now = this.clock.millis();
		return new NewTask((ownId != null) ? ownId : this.ids.next(), ownId != null, name, request.queueOr(queue),
				request.priorityOr(priority), request.maxAttemptsOr(maxAttempts), request.runAt(now), now, payload,
				null);
	}

	private byte[] limited(String name, byte[] payload) {
		if (payload.length > this.settings.maxPayload()) {
			throw new PayloadException("The arguments of task " + name + " are " + payload.length
					+ " bytes as JSON, more than kerground.payload.max-size allows (" + this.settings.maxPayload()
					+ "): store the data elsewhere and send where it is");
		}
		return payload;
	}

	private static String name(TaskRequest request) {
		String name = request.task();
		if (name == null) {
			throw new IllegalArgumentException("A request for a task names it or refers to its method");
		}
		return name;
	}

}
