package io.kerground.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.kerground.core.ClaimedTask;
import io.kerground.core.FailureMute;
import io.kerground.core.ScheduleRepository;
import io.kerground.core.Task;
import io.kerground.core.TaskError;
import io.kerground.core.TaskFailure;
import io.kerground.core.TaskFailurePage;
import io.kerground.core.TaskFilter;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskPage;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskProgress;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * How every store finds tasks by their keys, and what has failed.
 */
@Timeout(120)
abstract class TaskSearchContract {

	private static final TaskError FIRST = new TaskError("a.First", "first", "first trace");

	private static final TaskError LAST = new TaskError("a.Last", "last", "last trace");

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

	private UUID sendWithKey(String name, String queue, String key) {
		UUID id = TaskFilter.idOf(name, key);
		this.store.repository.send(List.of(StoreFixture.task(id, TaskPriority.NORMAL, queue, name, 0, null)));
		return id;
	}

	private static TaskQuery keyed(String key) {
		return TaskQuery.all().filter(new TaskFilter(null, key, null, false, null, 0));
	}

	private List<UUID> found(TaskQuery query) {
		return this.store.repository.list(query).tasks().stream().map(Task::id).toList();
	}

	@Test
	void tasksOfAllNamesAreFoundByTheirKey() {
		UUID first = sendWithKey("mails.send", "mail", "order-4711");
		UUID second = sendWithKey("reports.monthly", "default", "order-4711");
		sendWithKey("mails.send", "mail", "order-4712");
		this.store.send();
		assertThat(found(keyed("order-4711"))).containsExactlyInAnyOrder(first, second);
		assertThat(found(keyed("order-4711").name("mails.send"))).containsExactly(first);
		assertThat(found(keyed("order-4711").queue("default"))).containsExactly(second);
		assertThat(found(keyed("order-4711").status(TaskStatus.PENDING))).hasSize(2);
		assertThat(found(keyed("order-4711").status(TaskStatus.FAILED))).isEmpty();
		assertThat(found(keyed("order-471"))).isEmpty();
		assertThat(found(TaskQuery.all().filter(new TaskFilter(first.toString(), "order-4712", null, false, null, 0))))
			.isEmpty();
		assertThat(found(keyed("order-4711").name("nobody.knows"))).isEmpty();
	}

	@Test
	void tasksWithTheSameKeyAreOnSeveralPages() {
		List<UUID> sent = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			sent.add(sendWithKey("name" + i + ".task", "default", "same"));
		}
		List<UUID> seen = new ArrayList<>();
		TaskQuery query = keyed("same").size(2);
		for (TaskPage page = this.store.repository.list(query); page != null; page = (page.next() != null)
				? this.store.repository.list(query.after(page.next())) : null) {
			assertThat(page.tasks()).hasSizeLessThanOrEqualTo(2);
			page.tasks().forEach((task) -> seen.add(task.id()));
		}
		assertThat(seen).containsExactlyInAnyOrderElementsOf(sent);
		assertThatIllegalArgumentException().isThrownBy(() -> this.store.repository.list(query.after("7-7")));
	}

	private UUID fail(TaskError... errors) {
		UUID id = this.store.send();
		for (int i = 0; i < errors.length; i++) {
			ClaimedTask claimed = this.store.claimOne();
			this.store.settle(claimed,
					(i + 1 < errors.length) ? new TaskOutcome.Retry(errors[i], 0) : new TaskOutcome.Fail(errors[i]));
		}
		return id;
	}

	@Test
	void failuresAreOnPagesTheLatestFirst() {
		List<UUID> failed = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			failed.add(0, fail(FIRST));
			this.store.clock.advance(Duration.ofSeconds(i % 2));
		}
		this.store.send();
		List<TaskFailure> seen = new ArrayList<>();
		String after = null;
		do {
			TaskFailurePage page = this.store.repository.failures(after, 2);
			assertThat(page.failures()).hasSizeBetween(1, 2);
			seen.addAll(page.failures());
			after = page.next();
		}
		while (after != null);
		assertThat(seen).extracting(TaskFailure::id).isEqualTo(failed);
		assertThat(seen.get(0).name()).isEqualTo(StoreFixture.NAME);
		assertThat(seen).extracting(TaskFailure::failedAt)
			.isEqualTo(failed.stream().map((id) -> this.store.repository.find(id).orElseThrow().finishedAt()).toList());
		assertThatIllegalArgumentException().isThrownBy(() -> this.store.repository.failures("x", 2));
	}

	@Test
	void theLatestErrorsOfTasksAreReadTogether() {
		UUID twice = fail(FIRST, LAST);
		UUID once = fail(FIRST);
		UUID waiting = this.store.send();
		assertThat(this.store.repository.errors(List.of(twice, once, waiting, UUID.randomUUID())))
			.containsExactlyInAnyOrderEntriesOf(Map.of(twice, LAST, once, FIRST));
		assertThat(this.store.repository.errors(List.of())).isEmpty();
	}

	@Test
	void aListHoldsTheLatestErrorAndTheProgressOfTheAttempt() {
		UUID id = fail(FIRST, LAST);
		UUID running = this.store.send();
		ClaimedTask claimed = this.store.claimOne();
		this.store.repository.progress(claimed, new TaskProgress(3, 7));
		this.store.repository.beat(-1);
		Task failed = this.store.repository.list(TaskQuery.all().status(TaskStatus.FAILED)).tasks().get(0);
		assertThat(failed.id()).isEqualTo(id);
		assertThat(failed.error()).isEqualTo(new TaskError("a.Last", "last", ""));
		assertThat(failed.progress()).isNull();
		Task listed = this.store.repository.list(TaskQuery.all().status(TaskStatus.RUNNING)).tasks().get(0);
		assertThat(listed.id()).isEqualTo(running);
		assertThat(listed.progress()).isEqualTo(new TaskProgress(3, 7));
		assertThat(listed.error()).isNull();
	}

	@Test
	void causeIsMutedWithAReasonUntilItsTimeIsOver() {
		ScheduleRepository schedules = this.store.repository.schedules();
		Instant now = this.store.clock.instant();
		FailureMute brief = new FailureMute(UUID.randomUUID(), "known", now, now.plusSeconds(60));
		FailureMute lasting = new FailureMute(UUID.randomUUID(), "", now.plusMillis(1), null);
		schedules.mute(brief);
		schedules.mute(lasting);
		assertThat(schedules.mutes(now.toEpochMilli())).containsExactly(lasting, brief);
		assertThat(schedules.mutes(now.plusSeconds(60).toEpochMilli())).containsExactly(lasting);
		FailureMute again = new FailureMute(brief.cause(), "still known", now.plusSeconds(2), null);
		schedules.mute(again);
		assertThat(schedules.mutes(now.toEpochMilli())).containsExactly(again, lasting);
		assertThat(schedules.unmute(brief.cause())).isTrue();
		assertThat(schedules.unmute(brief.cause())).isFalse();
		assertThat(schedules.mutes(now.toEpochMilli())).containsExactly(lasting);
	}

}
