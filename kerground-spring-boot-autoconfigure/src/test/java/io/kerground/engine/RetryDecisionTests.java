package io.kerground.engine;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.kerground.core.ClaimedTask;
import io.kerground.core.PayloadException;
import io.kerground.core.RetryPolicy;
import io.kerground.core.TaskDefinition;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskReference;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryDecision}.
 */
class RetryDecisionTests {

	@Test
	void everyExceptionIsRetriedUnlessToldOtherwise() {
		assertThat(decide(Set.of(), Set.of(), 1, new IOException()).retried()).isTrue();
		assertThat(decide(Set.of(), Set.of(), 1, new StackOverflowError()).retried()).isTrue();
	}

	@Test
	void onlyNamedExceptionsAndTheirSubclassesAreRetriedWhenSomeAreNamed() {
		assertThat(decide(Set.of(IOException.class), Set.of(), 1, new FileNotFoundException()).retried()).isTrue();
		assertThat(decide(Set.of(IOException.class), Set.of(), 1, new IllegalStateException()).retried()).isFalse();
	}

	@Test
	void theCloserClassWins() {
		assertThat(
				decide(Set.of(FileNotFoundException.class), Set.of(IOException.class), 1, new FileNotFoundException())
					.retried())
			.isTrue();
		assertThat(
				decide(Set.of(IOException.class), Set.of(FileNotFoundException.class), 1, new FileNotFoundException())
					.retried())
			.isFalse();
	}

	@Test
	void theLastAttemptIsNotRetried() {
		assertThat(decide(Set.of(), Set.of(), 2, new IOException()).retried()).isTrue();
		assertThat(decide(Set.of(), Set.of(), 3, new IOException()).retried()).isFalse();
	}

	@Test
	void unreadableArgumentsAreNotRetried() {
		assertThat(decide(Set.of(), Set.of(), 1, new PayloadException("unreadable"), false).retried()).isFalse();
	}

	@Test
	void aPayloadThatTheBodyItselfCouldNotSendIsRetriedAsAnyFailure() {
		assertThat(decide(Set.of(), Set.of(), 1, new PayloadException("too large"), true).retried()).isTrue();
	}

	private static RetryDecision decide(Set<Class<? extends Throwable>> retryFor,
			Set<Class<? extends Throwable>> noRetryFor, int attempt, Throwable ex) {
		return decide(retryFor, noRetryFor, attempt, ex, true);
	}

	private static RetryDecision decide(Set<Class<? extends Throwable>> retryFor,
			Set<Class<? extends Throwable>> noRetryFor, int attempt, Throwable ex, boolean argumentsRead) {
		TaskDefinition definition = new TaskDefinition("test.work", Set.of(), "test", RetryDecisionTests.class, "work",
				List.of(), void.class, "default", TaskPriority.NORMAL, RetryPolicy.DEFAULT, retryFor, noRetryFor, null,
				null, null);
		TaskReference reference = new TaskReference(UUID.randomUUID(), "test.work", "default", TaskPriority.NORMAL,
				attempt);
		return RetryDecision.of(definition, new ClaimedTask(1, reference, 1, 1, 3, 0, 0, 0, 0, new byte[0]), ex,
				argumentsRead);
	}

}
