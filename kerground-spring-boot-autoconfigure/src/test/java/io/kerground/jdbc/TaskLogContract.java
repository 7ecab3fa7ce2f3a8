package io.kerground.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

import io.kerground.core.ClaimedTask;
import io.kerground.core.TaskError;
import io.kerground.core.TaskLog;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskRepository.PruneRule;
import io.kerground.core.TaskStatus;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How every store keeps what attempts have logged.
 */
@Timeout(120)
abstract class TaskLogContract {

	private static final TaskOutcome RETRY = new TaskOutcome.Retry(new TaskError("a.B", "m", "t"), 0);

	private static final TaskOutcome FINISH = new TaskOutcome.Finish(null);

	StoreFixture store;

	abstract StoreFixture fixture();

	@BeforeEach
	void open() {
		this.store = fixture();
	}

	@AfterEach
	void close() {
		this.store.close();
	}

	private boolean settle(ClaimedTask task, TaskOutcome outcome, String log) {
		int before = this.store.settled.size();
		this.store.repository.settle(task, outcome, 1, log);
		Awaitility.await().until(() -> this.store.settled.size() > before);
		return this.store.settled.get(before);
	}

	@Test
	void eachAttemptHasItsLogWhateverItsOutcome() {
		UUID id = this.store.send();
		List<Long> fences = new ArrayList<>();
		for (TaskOutcome outcome : List.of(RETRY, new TaskOutcome.Snooze(0), new TaskOutcome.Release(), FINISH)) {
			ClaimedTask task = this.store.claimOne();
			fences.add(task.fence());
			assertThat(settle(task, outcome, outcome.verb().word() + "\u00fc\n")).isTrue();
		}
		assertThat(this.store.repository.logs(id)).containsExactly(
				new TaskLog(fences.get(0), 1, false, "retry\u00fc\n"),
				new TaskLog(fences.get(1), 2, false, "snooze\u00fc\n"),
				new TaskLog(fences.get(2), 2, false, "release\u00fc\n"),
				new TaskLog(fences.get(3), 2, false, "finish\u00fc\n"));
	}

	@Test
	void anAttemptWithoutALogAndAnUnknownTaskHaveNone() {
		UUID id = this.store.send();
		this.store.settle(this.store.claimOne(), FINISH);
		assertThat(this.store.repository.logs(id)).isEmpty();
		assertThat(this.store.repository.logs(UUID.randomUUID())).isEmpty();
	}

	@Test
	void theLogOfAnAttemptThatWasLostIsDropped() {
		UUID id = this.store.send();
		ClaimedTask task = this.store.claimOne();
		assertThat(settle(task, FINISH, "first")).isTrue();
		assertThat(settle(task, FINISH, "late")).isFalse();
		assertThat(this.store.repository.logs(id)).extracting(TaskLog::content).containsExactly("first");
	}

	@Test
	void theLogsOfTheLatestTenAttemptsAreKept() {
		UUID id = this.store.send();
		for (int i = 1; i <= 13; i++) {
			assertThat(settle(this.store.claimOne(), new TaskOutcome.Snooze(0), "log " + i)).isTrue();
		}
		assertThat(this.store.repository.logs(id)).extracting(TaskLog::content)
			.containsExactlyElementsOf(IntStream.rangeClosed(4, 13).mapToObj((i) -> "log " + i).toList());
	}

	@Test
	void aLogMayHoldWhatTheDatabaseDoesNot() {
		UUID id = this.store.send();
		assertThat(settle(this.store.claimOne(), FINISH, "a\0b \ud83d\ude00")).isTrue();
		assertThat(this.store.repository.logs(id)).extracting(TaskLog::content)
			.containsExactly("a\ufffdb \ud83d\ude00");
	}

	@Test
	void logsGoWithTheirTask() {
		UUID pruned = this.store.send();
		assertThat(settle(this.store.claimOne(), FINISH, "log")).isTrue();
		assertThat(
				this.store.repository.prune(new PruneRule(TaskStatus.FINISHED, null, Set.of(), 0, Long.MAX_VALUE), 10))
			.isOne();
		UUID deleted = this.store.send();
		assertThat(settle(this.store.claimOne(), RETRY, "log")).isTrue();
		assertThat(this.store.repository.delete(deleted)).isTrue();
		assertThat(this.store.repository.logs(pruned)).isEmpty();
		assertThat(this.store.repository.logs(deleted)).isEmpty();
	}

}
