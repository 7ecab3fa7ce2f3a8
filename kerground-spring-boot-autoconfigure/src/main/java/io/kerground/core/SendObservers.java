package io.kerground.core;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * All who stand around the calls that store tasks, the first one outermost.
 */
final class SendObservers {

	private final SendObserver[] observers;

	SendObservers(List<SendObserver> observers) {
		this.observers = observers.toArray(SendObserver[]::new);
	}

	boolean isActive() {
		for (SendObserver observer : this.observers) {
			if (observer.isActive()) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Stores tasks.
	 * @param store stores them with the headers that it is given
	 */
	<T> T observe(TaskSending sending, Function<@Nullable String, T> store) {
		return observe(0, sending, new LinkedHashMap<>(), store);
	}

	private <T> T observe(int index, TaskSending sending, Map<String, String> headers,
			Function<@Nullable String, T> store) {
		if (index == this.observers.length) {
			return store.apply(TaskHeaders.write(headers));
		}
		SendObserver observer = this.observers[index];
		return observer.isActive()
				? observer.observe(sending, headers, () -> observe(index + 1, sending, headers, store))
				: observe(index + 1, sending, headers, store);
	}

}
