package io.kerground.engine;

import java.util.concurrent.CompletionStage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancels what bodies have returned and is not complete yet.
 */
final class PendingStages {

	private static final Logger logger = LoggerFactory.getLogger(PendingStages.class);

	private PendingStages() {
	}

	static void cancel(CompletionStage<?> stage) {
		try {
			stage.toCompletableFuture().cancel(true);
		}
		catch (UnsupportedOperationException ex) {
			logger.debug("A stage can't be cancelled", ex);
		}
	}

}
