package io.kerground.core;

import java.time.Instant;
import java.util.UUID;

/**
 * All members of a batch have ended.
 *
 * @param id the public id of the batch
 * @param status how it ended
 * @param at when it happened
 * @since 0.1.0
 */
public record TaskBatchEndedEvent(UUID id, BatchStatus status, Instant at) implements TaskEvent {

	@Override
	public TaskVerb verb() {
		return switch (this.status) {
			case FAILED -> TaskVerb.FAIL;
			case CANCELLED -> TaskVerb.CANCEL;
			case OPEN, FINISHED -> TaskVerb.FINISH;
		};
	}

}
