package io.kerground.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.kerground.core.ClaimedTask;
import io.kerground.core.SendObserver;
import io.kerground.core.TaskHeaders;
import io.kerground.core.TaskSending;
import io.kerground.engine.AttemptObserver;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands values of thread locals from the sender of a task to each of its attempts,
 * wherever and whenever they run. The thread locals are those of the named
 * {@link ThreadLocalAccessor}s; as their values are stored, they must be strings.
 * <p>
 * Values are set on the thread of the body while it runs, and only for accessors that the
 * node of the worker has named too, so that nobody who can write to the store sets
 * others.
 *
 * @since 0.1.0
 */
public class TaskContextValues implements SendObserver, AttemptObserver {

	private static final Logger logger = LoggerFactory.getLogger(TaskContextValues.class);

	private static final String PREFIX = "context.";

	private final ContextRegistry registry;

	private final Set<String> keys;

	private final Set<String> warned = ConcurrentHashMap.newKeySet();

	/**
	 * Creates the values.
	 * @param registry knows the accessors
	 * @param keys the keys of those whose values go with tasks
	 */
	public TaskContextValues(ContextRegistry registry, Set<String> keys) {
		this.registry = registry;
		this.keys = Set.copyOf(keys);
	}

	@Override
	public boolean isActive() {
		return !this.keys.isEmpty();
	}

	@Override
	public <T> T observe(TaskSending sending, Map<String, String> headers, Supplier<T> store) {
		for (String key : this.keys) {
			ThreadLocalAccessor<?> accessor = accessor(key);
			Object value = (accessor != null) ? accessor.getValue() : null;
			if (value instanceof String text) {
				headers.put(PREFIX + key, text);
			}
			else if (value != null) {
				warn(key, "its value is a " + value.getClass().getName() + " and no string");
			}
		}
		return store.get();
	}

	@Override
	public @Nullable Observed begin(ClaimedTask task) {
		if (this.keys.isEmpty() || task.headers() == null) {
			return null;
		}
		List<Runnable> undoing = new ArrayList<>();
		TaskHeaders.read(task.headers()).forEach((header, value) -> {
			String key = header.startsWith(PREFIX) ? header.substring(PREFIX.length()) : "";
			if (this.keys.contains(key)) {
				set(key, value, undoing);
			}
		});
		return undoing.isEmpty() ? null : new SetValues(undoing);
	}

	@SuppressWarnings("unchecked") // a wrong type is found by the cast within the
									// accessor
	private void set(String key, String value, List<Runnable> undoing) {
		ThreadLocalAccessor<Object> accessor = (ThreadLocalAccessor<Object>) accessor(key);
		if (accessor == null) {
			return;
		}
		Object before = accessor.getValue();
		try {
			accessor.setValue(value);
		}
		catch (ClassCastException ex) {
			logger.debug("The accessor {} takes no string", key, ex);
			warn(key, "it takes no string");
			return;
		}
		undoing.add((before != null) ? () -> accessor.restore(before) : accessor::restore);
	}

	private @Nullable ThreadLocalAccessor<?> accessor(String key) {
		for (ThreadLocalAccessor<?> accessor : this.registry.getThreadLocalAccessors()) {
			if (key.equals(accessor.key())) {
				return accessor;
			}
		}
		warn(key, "no accessor with this key is registered");
		return null;
	}

	private void warn(String key, String reason) {
		if (this.warned.add(key)) {
			logger.warn("The thread local '{}' of kerground.worker.propagate-context does not go with tasks: {}", key,
					reason);
		}
	}

	private record SetValues(List<Runnable> undoing) implements Observed {

		@Override
		public void leave() {
			this.undoing.forEach(Runnable::run);
		}

		@Override
		public void end(String outcome, @Nullable Throwable error) {
			// the thread was left before
		}

	}

}
