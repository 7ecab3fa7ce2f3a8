package io.kerground.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.kerground.core.MutableClock;
import io.kerground.core.SendReceipt;
import io.kerground.core.StoreException;
import io.kerground.core.TaskClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link WakeTree} and {@link PendingCommand}.
 */
@Timeout(60)
class WakeTreeTests {

	private static final Duration LONG = Duration.ofHours(1);

	private final ExecutorService callers = Executors.newCachedThreadPool();

	@AfterEach
	void end() {
		this.callers.shutdownNow();
	}

	private static List<SendCommand> commands(int number) {
		List<SendCommand> commands = new ArrayList<>();
		for (int i = 0; i < number; i++) {
			SendCommand command = new SendCommand(List.of(StoreFixture.task(UUID.randomUUID())));
			assertThat(command.take()).isTrue();
			commands.add(command);
		}
		return commands;
	}

	/**
	 * Lets a caller wait for a command, and returns when it does.
	 */
	private CompletableFuture<List<SendReceipt>> waitFor(SendCommand command, Duration timeout, TaskClock clock) {
		CompletableFuture<Thread> caller = new CompletableFuture<>();
		CompletableFuture<List<SendReceipt>> answer = CompletableFuture.supplyAsync(() -> {
			caller.complete(Thread.currentThread());
			return command.await(timeout, clock);
		}, this.callers);
		await().until(() -> caller.join().getState() == Thread.State.TIMED_WAITING);
		return answer;
	}

	@Test
	void allCallersOfAGroupAreAnswered() {
		for (int size = 1; size <= 20; size++) {
			List<SendCommand> commands = commands(size);
			List<CompletableFuture<List<SendReceipt>>> answers = commands.stream()
				.map((command) -> waitFor(command, LONG, TaskClock.system()))
				.toList();
			WakeTree.answer(commands);
			assertThat(CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)))
				.succeedsWithin(Duration.ofSeconds(20));
		}
	}

	@Test
	void whoHasLeftKeepsNobodyElseWaiting() {
		List<SendCommand> commands = commands(7);
		MutableClock clock = new MutableClock();
		List<CompletableFuture<List<SendReceipt>>> leaving = commands.subList(0, 3)
			.stream()
			.map((command) -> waitFor(command, Duration.ofSeconds(1), clock))
			.toList();
		clock.advance(Duration.ofSeconds(2));
		leaving.forEach((caller) -> assertThat(caller).failsWithin(Duration.ofSeconds(20))
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(StoreException.class, (ex) -> assertThat(ex.isOutcomeUnknown()).isTrue()));
		List<CompletableFuture<List<SendReceipt>>> staying = commands.subList(3, 7)
			.stream()
			.map((command) -> waitFor(command, LONG, TaskClock.system()))
			.toList();
		WakeTree.answer(commands);
		assertThat(CompletableFuture.allOf(staying.toArray(CompletableFuture[]::new)))
			.succeedsWithin(Duration.ofSeconds(20));
	}

	@Test
	void anAnswerThatWasGivenBeforeTheWaitIsTakenAtOnce() {
		SendCommand command = commands(1).get(0);
		WakeTree.answer(List.of(command));
		assertThat(command.await(Duration.ZERO, TaskClock.system())).isEqualTo(command.receipts());
	}

	@Test
	void aCallerOfWhomTheWriterHasNotTakenNoticeLeavesWithNothingStored() {
		SendCommand command = new SendCommand(List.of(StoreFixture.task(UUID.randomUUID())));
		assertThatExceptionOfType(StoreException.class)
			.isThrownBy(() -> command.await(Duration.ZERO, TaskClock.system()))
			.matches((ex) -> !ex.isOutcomeUnknown())
			.withMessageContaining("did not begin");
		assertThat(command.take()).isFalse();
	}

}
