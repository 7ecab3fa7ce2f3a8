package io.kerground.engine;

import io.kerground.core.ClaimedTask;
import io.kerground.core.PayloadException;
import io.kerground.core.TaskDefinition;

/**
 * Whether a failed attempt is followed by another.
 *
 * @param retried whether it is
 * @param reason why it is not
 */
record RetryDecision(boolean retried, String reason) {

	private static final RetryDecision RETRIED = new RetryDecision(true, "");

	static RetryDecision of(TaskDefinition definition, ClaimedTask task, Throwable ex, boolean argumentsRead) {
		if (ex instanceof PayloadException && !argumentsRead) {
			return new RetryDecision(false, "its arguments can't be read");
		}
		if (!isRetryable(definition, ex.getClass())) {
			return new RetryDecision(false, ex.getClass().getName() + " is not retried");
		}
		if (task.reference().attempt() >= task.maxAttempts()) {
			return new RetryDecision(false, "no attempt is left of " + task.maxAttempts());
		}
		return RETRIED;
	}

	private static boolean isRetryable(TaskDefinition definition, Class<?> type) {
		for (Class<?> closer = type; closer != null; closer = closer.getSuperclass()) {
			if (definition.noRetryFor().contains(closer)) {
				return false;
			}
			if (definition.retryFor().contains(closer)) {
				return true;
			}
		}
		return definition.retryFor().isEmpty();
	}

}
