package io.kerground.core;

/**
 * What the handlers of errors get for a task that failed because the processes that ran
 * it died too often. No body threw it.
 *
 * @since 0.1.0
 */
public class WorkerLostException extends KergroundException {

	/**
	 * Creates the exception.
	 * @param message how often a process died
	 */
	public WorkerLostException(String message) {
		super(message);
	}

}
