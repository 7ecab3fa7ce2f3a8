package io.kerground.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

import io.kerground.core.TaskError;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ThrowableReport}.
 */
class ThrowableReportTests {

	@Test
	void keepsClassMessageAndStackTraceWithCauses() {
		TaskError error = ThrowableReport.of(new IllegalStateException("outer", new IllegalArgumentException("inner")));
		assertThat(error.type()).isEqualTo("java.lang.IllegalStateException");
		assertThat(error.message()).isEqualTo("outer");
		assertThat(error.stackTrace()).contains("Caused by: java.lang.IllegalArgumentException: inner");
	}

	@Test
	void cutsLongTexts() {
		TaskError error = ThrowableReport.of(new IllegalStateException("x".repeat(50_000_000)));
		assertThat(error.message()).hasSizeLessThan(ThrowableReport.MAX_MESSAGE + 100).contains("50000000 characters");
		assertThat(error.stackTrace()).hasSizeLessThanOrEqualTo(ThrowableReport.MAX_STACK_TRACE + 100);
	}

	@Test
	void neverCutsACharacterInTwo() {
		TaskError error = ThrowableReport.of(new IllegalStateException("\uD83D\uDE00".repeat(4_000)));
		String kept = error.message().substring(0, error.message().indexOf('…'));
		assertThat(kept.chars().filter((unit) -> Character.isSurrogate((char) unit)).count()).isEven();
	}

	@Test
	void countsBytesNotCharacters() {
		String message = ThrowableReport.of(new IllegalStateException("\u20AC".repeat(3_000))).message();
		String kept = message.substring(0, message.indexOf('…'));
		assertThat(kept.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(ThrowableReport.MAX_MESSAGE - 3,
				ThrowableReport.MAX_MESSAGE);
	}

	@Test
	void describesAThrowableThatThrowsWhenItIsAsked() {
		TaskError error = ThrowableReport.of(new RuntimeException() {

			@Override
			public String getMessage() {
				throw new IllegalStateException();
			}

		});
		assertThat(error.type()).startsWith(getClass().getName());
		assertThat(error.message()).contains("can't be read");
		assertThat(error.stackTrace()).contains("can't be printed");
	}

	@Test
	void anExceptionWithoutAMessageHasAnEmptyOne() {
		assertThat(ThrowableReport.of(new IllegalStateException()).message()).isEmpty();
	}

	@Test
	void whatStagesAndFuturesWrapIsTakenOut() {
		IllegalStateException inner = new IllegalStateException("inner", new IOException("its own cause"));
		assertThat(ThrowableReport.unwrapped(inner)).isSameAs(inner);
		assertThat(ThrowableReport.unwrapped(new CompletionException(new ExecutionException(inner)))).isSameAs(inner);
		CompletionException bare = new CompletionException("no cause", null);
		assertThat(ThrowableReport.unwrapped(bare)).isSameAs(bare);
	}

	@Test
	void wrappersInACircleOrThatCannotBeAskedAreTakenAsTheyAre() {
		CompletionException[] circle = new CompletionException[3];
		for (int i = 0; i < circle.length; i++) {
			int next = (i + 1) % circle.length;
			circle[i] = new Wrapper(() -> circle[next]);
		}
		assertThat(ThrowableReport.unwrapped(circle[0])).isSameAs(circle[0]);
		CompletionException unaskable = new Wrapper(() -> {
			throw new IllegalStateException("no cause");
		});
		assertThat(ThrowableReport.unwrapped(unaskable)).isSameAs(unaskable);
	}

	private static final class Wrapper extends CompletionException {

		private final transient Supplier<Throwable> causes;

		Wrapper(Supplier<Throwable> causes) {
			super("wrapper", null);
			this.causes = causes;
		}

		@Override
		public synchronized Throwable getCause() {
			return this.causes.get();
		}

	}

}
