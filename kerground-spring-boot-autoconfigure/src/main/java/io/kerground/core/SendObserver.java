package io.kerground.core;

import java.util.Map;
import java.util.function.Supplier;

/**
 * Stands around the calls that store tasks and adds headers, which are stored with each
 * task and handed to those who observe its attempts. Safe for use by several threads.
 * <p>
 * For those who connect Kerground with tracing; every bean of this type is used.
 *
 * @since 0.1.0
 */
public interface SendObserver {

	/**
	 * Returns whether there is anything to do. Asked for each call, so it must be quick.
	 * @return false when {@link #observe} need not be called
	 */
	boolean isActive();

	/**
	 * Stores tasks.
	 * @param <T> what storing returns
	 * @param sending what is stored
	 * @param headers the headers so far, to which more can be added before {@code store}
	 * is called
	 * @param store stores the tasks; to be called once
	 * @return what {@code store} returned
	 */
	<T> T observe(TaskSending sending, Map<String, String> headers, Supplier<T> store);

}
