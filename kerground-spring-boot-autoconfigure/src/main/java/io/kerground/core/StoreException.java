package io.kerground.core;

import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The store could not be read or written. Unless {@link #isOutcomeUnknown()}, nothing of
 * what was asked is stored except {@link #stored()}.
 *
 * @since 0.1.0
 */
public class StoreException extends KergroundException {

	private final boolean outcomeUnknown;

	private final transient List<UUID> stored;

	/**
	 * Creates the exception for a write that did not happen or a read.
	 * @param message what could not be done
	 * @param cause what the database said
	 */
	public StoreException(String message, @Nullable Throwable cause) {
		this(message, cause, false, List.of());
	}

	private StoreException(String message, @Nullable Throwable cause, boolean outcomeUnknown, List<UUID> stored) {
		super(message, cause);
		this.outcomeUnknown = outcomeUnknown;
		this.stored = List.copyOf(stored);
	}

	/**
	 * Creates the exception for a write that may or may not have happened. Sending again
	 * with the same id is safe.
	 * @param message what could not be done
	 * @param cause what the database said
	 * @return the exception
	 */
	public static StoreException outcomeUnknown(String message, @Nullable Throwable cause) {
		return new StoreException(message, cause, true, List.of());
	}

	/**
	 * Creates the exception for many tasks of which the first ones are stored.
	 * @param stored the ids of the stored tasks
	 * @param cause why the next ones are not
	 * @return the exception
	 */
	public static StoreException partly(List<UUID> stored, KergroundException cause) {
		boolean outcomeUnknown = cause instanceof StoreException store && store.isOutcomeUnknown();
		return new StoreException(stored.size() + " tasks are stored, the next ones are not: " + cause.getMessage(),
				cause, outcomeUnknown, stored);
	}

	/**
	 * Returns whether the write may have happened all the same.
	 * @return whether the outcome is unknown
	 */
	public boolean isOutcomeUnknown() {
		return this.outcomeUnknown;
	}

	/**
	 * Returns which tasks of a {@code sendAll} are stored.
	 * @return the ids in the order of the requests; empty for other calls
	 */
	public List<UUID> stored() {
		return this.stored;
	}

}
