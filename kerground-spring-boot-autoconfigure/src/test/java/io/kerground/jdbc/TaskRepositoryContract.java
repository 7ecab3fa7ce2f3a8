package io.kerground.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import io.kerground.core.ClaimDemand;
import io.kerground.core.ClaimScope;
import io.kerground.core.ClaimedTask;
import io.kerground.core.CommitListener;
import io.kerground.core.KergroundClosedException;
import io.kerground.core.MutableClock;
import io.kerground.core.NewTask;
import io.kerground.core.Node;
import io.kerground.core.SendReceipt;
import io.kerground.core.Task;
import io.kerground.core.TaskAttempt;
import io.kerground.core.TaskCancelledEvent;
import io.kerground.core.TaskClaimedEvent;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskConflictException;
import io.kerground.core.TaskError;
import io.kerground.core.TaskEvent;
import io.kerground.core.TaskFailedEvent;
import io.kerground.core.TaskFinishedEvent;
import io.kerground.core.TaskNotFoundException;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskPage;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskProgress;
import io.kerground.core.TaskPrunedEvent;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskReference;
import io.kerground.core.TaskReleasedEvent;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskRepository.Ownership;
import io.kerground.core.TaskRepository.PruneRule;
import io.kerground.core.TaskRepository.RescueRule;
import io.kerground.core.TaskRescuedEvent;
import io.kerground.core.TaskRetriedEvent;
import io.kerground.core.TaskSentEvent;
import io.kerground.core.TaskSnoozedEvent;
import io.kerground.core.TaskStats;
import io.kerground.core.TaskStatus;
import io.kerground.core.TaskUnblockedEvent;
import io.kerground.core.TaskVerb;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What every store does, whatever its database is.
 */
abstract class TaskRepositoryContract {

	static final TaskError ERROR = new TaskError("java.io.IOException", "no", "trace");

	final MutableClock clock = new MutableClock();

	final List<TaskEvent> events = new CopyOnWriteArrayList<>();

	final TestIntake intake = new TestIntake();

	TaskRepository store;

	Node node;

	abstract TaskRepository open(TaskClock clock, CommitListener listener);

	@BeforeEach
	void open() {
		this.store = open(this.clock, (moves, nanos) -> this.events.addAll(moves));
		join();
	}

	void join() {
		this.node = TestTasks.node(this.store, this.clock);
		this.store.attach(new ClaimScope(this.node.seq(), Set.of("a.b", "c.d"), Set.of(), 2), this.intake);
	}

	@AfterEach
	void close() {
		this.store.close();
	}

	ClaimedTask claim() {
		this.intake.demand = TestIntake.slots(1);
		this.store.requestClaim();
		ClaimedTask task = this.intake.take();
		hearAll();
		return task;
	}

	/**
	 * Waits until the listener has heard of everything: a group of its own comes after.
	 */
	void hearAll() {
		this.store.beat(-1);
	}

	ClaimedTask running(String name) {
		TestTasks.send(this.store, TestTasks.task(name, this.clock));
		return claim();
	}

	boolean settle(ClaimedTask task, TaskOutcome outcome) {
		this.store.settle(task, outcome, 5_000_000);
		TestIntake.Settled settled = this.intake.takeSettled();
		assertThat(settled.task()).isEqualTo(task);
		hearAll();
		return settled.won();
	}

	Task find(UUID id) {
		return this.store.find(id).orElseThrow();
	}

	TaskStatus status(UUID id) {
		return this.store.status(id).orElseThrow();
	}

	@Test
	void aSentTaskIsFoundWhenSendReturns() {
		NewTask task = TestTasks.delayed("a.b", this.clock.millis() + 1000, this.clock);
		List<SendReceipt> receipts = this.store.send(List.of(task));
		assertThat(receipts).containsExactly(new SendReceipt(task.id(), true, true));
		Task found = find(task.id());
		assertThat(found.name()).isEqualTo("a.b");
		assertThat(found.queue()).isEqualTo("default");
		assertThat(found.priority()).isEqualTo(TaskPriority.NORMAL);
		assertThat(found.status()).isEqualTo(TaskStatus.PENDING);
		assertThat(found.attempt()).isZero();
		assertThat(found.maxAttempts()).isEqualTo(3);
		assertThat(found.runAt()).isEqualTo(this.clock.instant().plusSeconds(1));
		assertThat(found.createdAt()).isEqualTo(this.clock.instant());
		assertThat(found.startedAt()).isNull();
		assertThat(found.arguments()).isEqualTo("[1]");
		assertThat(found.response()).isNull();
		assertThat(this.events)
			.containsExactly(new TaskSentEvent(new TaskReference(task.id(), "a.b", "default", TaskPriority.NORMAL, 0),
					this.clock.instant(), found.runAt()));
	}

	@Test
	void anUnknownIdIsNotFound() {
		UUID id = TestTasks.id();
		assertThat(this.store.status(id)).isEmpty();
		assertThat(this.store.find(id)).isEmpty();
		assertThat(this.store.result(id)).isEmpty();
		assertThat(this.store.cancel(id)).isFalse();
		assertThat(this.store.retry(id)).isFalse();
		assertThat(this.store.delete(id)).isFalse();
	}

	@Test
	void claimsATaskWithAllThatIsNeededToRunIt() {
		UUID id = TestTasks.send(this.store, TestTasks.task("a.b", this.clock));
		this.clock.advance(Duration.ofSeconds(2));
		ClaimedTask task = claim();
		assertThat(task.reference().id()).isEqualTo(id);
		assertThat(task.reference().attempt()).isEqualTo(1);
		assertThat(task.owner()).isEqualTo(this.node.seq());
		assertThat(task.maxAttempts()).isEqualTo(3);
		assertThat(task.startedAt()).isEqualTo(this.clock.millis());
		assertThat(task.payload()).isEqualTo(TestTasks.json("[1]"));
		Task found = find(id);
		assertThat(found.status()).isEqualTo(TaskStatus.RUNNING);
		assertThat(found.attempt()).isEqualTo(1);
		assertThat(found.owner()).isEqualTo(this.node.id());
		assertThat(found.startedAt()).isEqualTo(this.clock.instant());
		assertThat(this.store.owned(this.node.seq())).containsExactly(new Ownership(task.seq(), task.fence()));
		assertThat(this.events).last()
			.isEqualTo(new TaskClaimedEvent(task.reference(), this.clock.instant(), Duration.ofSeconds(2)));
	}

	@Test
	void finishesWithAResponse() {
		ClaimedTask task = running("a.b");
		assertThat(settle(task, new TaskOutcome.Finish(TestTasks.json("{\"x\":1}")))).isTrue();
		Task found = find(task.reference().id());
		assertThat(found.status()).isEqualTo(TaskStatus.FINISHED);
		assertThat(found.finishedAt()).isEqualTo(this.clock.instant());
		assertThat(found.response()).isEqualTo("{\"x\":1}");
		assertThat(found.owner()).isNull();
		assertThat(found.attempts()).isEmpty();
		assertThat(this.store.result(found.id()).orElseThrow().response()).isEqualTo(TestTasks.json("{\"x\":1}"));
		assertThat(this.events).last()
			.isEqualTo(new TaskFinishedEvent(task.reference(), this.clock.instant(), Duration.ofMillis(5)));
	}

	@Test
	void finishesWithoutAResponse() {
		ClaimedTask task = running("a.b");
		assertThat(settle(task, new TaskOutcome.Finish(null))).isTrue();
		assertThat(find(task.reference().id()).response()).isNull();
		assertThat(this.store.result(task.reference().id()).orElseThrow().response()).isNull();
	}

	@Test
	void retriesAFailedAttemptLater() {
		ClaimedTask task = running("a.b");
		long runAt = this.clock.millis() + 5000;
		assertThat(settle(task, new TaskOutcome.Retry(ERROR, runAt))).isTrue();
		Task found = find(task.reference().id());
		assertThat(found.status()).isEqualTo(TaskStatus.PENDING);
		assertThat(found.attempt()).isEqualTo(1);
		assertThat(found.runAt()).isEqualTo(TestTasks.at(runAt));
		assertThat(found.error()).isEqualTo(ERROR);
		assertThat(found.attempts()).containsExactly(
				new TaskAttempt(task.fence(), 1, TaskVerb.RETRY, this.clock.instant(), this.clock.instant(), ERROR));
		assertThat(this.events).last()
			.isEqualTo(new TaskRetriedEvent(task.reference(), this.clock.instant(), TestTasks.at(runAt), ERROR,
					Duration.ofMillis(5)));
		this.clock.advance(Duration.ofSeconds(5));
		ClaimedTask again = claim();
		assertThat(again.fence()).isEqualTo(task.fence() + 1);
		assertThat(again.reference().attempt()).isEqualTo(2);
	}

	@Test
	void anErrorIsStoredWhateverItsTextHolds() {
		ClaimedTask task = running("a.b");
		TaskError error = new TaskError("type", "before\0after \uD83D\uDE80 \uD83D", "trace\0");
		assertThat(settle(task, new TaskOutcome.Retry(error, this.clock.millis() + 50))).isTrue();
		Task found = find(task.reference().id());
		assertThat(found.status()).isEqualTo(TaskStatus.PENDING);
		assertThat(found.attempts()).singleElement()
			.satisfies((attempt) -> assertThat(attempt.error().message()).startsWith("before")
				.contains("after \uD83D\uDE80"));
	}

	@Test
	void failsForGood() {
		ClaimedTask task = running("a.b");
		assertThat(settle(task, new TaskOutcome.Fail(ERROR))).isTrue();
		Task found = find(task.reference().id());
		assertThat(found.status()).isEqualTo(TaskStatus.FAILED);
		assertThat(found.finishedAt()).isEqualTo(this.clock.instant());
		assertThat(found.error()).isEqualTo(ERROR);
		assertThat(found.attempts()).extracting(TaskAttempt::outcome).containsExactly(TaskVerb.FAIL);
		assertThat(this.store.result(found.id()).orElseThrow().error()).isEqualTo(ERROR);
		assertThat(this.events).last()
			.isEqualTo(new TaskFailedEvent(task.reference(), this.clock.instant(), ERROR, Duration.ofMillis(5)));
	}

	@Test
	void aSnoozedAttemptDoesNotCount() {
		ClaimedTask task = running("a.b");
		long runAt = this.clock.millis() + 5000;
		assertThat(settle(task, new TaskOutcome.Snooze(runAt))).isTrue();
		Task found = find(task.reference().id());
		assertThat(found.status()).isEqualTo(TaskStatus.PENDING);
		assertThat(found.attempt()).isZero();
		assertThat(found.runAt()).isEqualTo(TestTasks.at(runAt));
		assertThat(found.attempts()).isEmpty();
		TaskEvent event = this.events.get(this.events.size() - 1);
		assertThat(event).isInstanceOfSatisfying(TaskSnoozedEvent.class,
				(snoozed) -> assertThat(snoozed.task().attempt()).isZero());
	}

	@Test
	void aReleasedTaskIsClaimedAgain() {
		ClaimedTask task = running("a.b");
		assertThat(settle(task, new TaskOutcome.Release())).isTrue();
		assertThat(find(task.reference().id()).attempt()).isZero();
		assertThat(this.events).last().isInstanceOf(TaskReleasedEvent.class);
		ClaimedTask again = claim();
		assertThat(again.reference().attempt()).isEqualTo(1);
		assertThat(again.fence()).isEqualTo(task.fence() + 1);
	}

	@ParameterizedTest
	@EnumSource(names = { "FINISH", "RETRY", "FAIL", "SNOOZE", "RELEASE" })
	void aWorkerThatLostItsTaskChangesNothing(TaskVerb verb) {
		ClaimedTask stale = running("a.b");
		settle(stale, new TaskOutcome.Release());
		ClaimedTask valid = claim();
		this.events.clear();
		TaskStats before = this.store.stats();
		assertThat(settle(stale, outcome(verb))).isFalse();
		Task found = find(valid.reference().id());
		assertThat(found.status()).isEqualTo(TaskStatus.RUNNING);
		assertThat(found.response()).isNull();
		assertThat(found.attempts()).isEmpty();
		assertThat(this.events).isEmpty();
		assertThat(this.store.stats().counts()).isEqualTo(before.counts());
		ClaimedTask ofAnother = new ClaimedTask(valid.seq(), valid.reference(), valid.owner() + 1, valid.fence(), 3, 0,
				valid.runAt(), valid.createdAt(), valid.startedAt(), valid.payload());
		assertThat(settle(ofAnother, outcome(verb))).isFalse();
		assertThat(settle(valid, outcome(verb))).isTrue();
		assertThat(settle(valid, outcome(verb))).isFalse();
	}

	TaskOutcome outcome(TaskVerb verb) {
		return switch (verb) {
			case FINISH -> new TaskOutcome.Finish(TestTasks.json("1"));
			case RETRY -> new TaskOutcome.Retry(ERROR, this.clock.millis() + 1);
			case FAIL -> new TaskOutcome.Fail(ERROR);
			case SNOOZE -> new TaskOutcome.Snooze(this.clock.millis() + 1);
			case RELEASE -> new TaskOutcome.Release();
			default -> throw new IllegalArgumentException(verb.word());
		};
	}

	@Test
	void cancelsAWaitingTask() {
		UUID id = TestTasks.send(this.store, TestTasks.task("a.b", this.clock));
		assertThat(this.store.cancel(id)).isTrue();
		assertThat(status(id)).isEqualTo(TaskStatus.CANCELLED);
		assertThat(find(id).finishedAt()).isEqualTo(this.clock.instant());
		assertThat(this.store.cancel(id)).isFalse();
		assertThat(this.events).last()
			.isInstanceOfSatisfying(TaskCancelledEvent.class,
					(event) -> assertThat(event.from()).isEqualTo(TaskStatus.PENDING));
	}

	@Test
	void cancelsARunningTaskSoThatItsResultIsNotStored() {
		ClaimedTask task = running("a.b");
		assertThat(this.store.cancel(task.reference().id())).isTrue();
		Task found = find(task.reference().id());
		assertThat(found.status()).isEqualTo(TaskStatus.CANCELLED);
		assertThat(found.owner()).isNull();
		assertThat(found.attempts()).extracting(TaskAttempt::outcome).containsExactly(TaskVerb.CANCEL);
		assertThat(settle(task, new TaskOutcome.Finish(TestTasks.json("1")))).isFalse();
		assertThat(find(task.reference().id()).response()).isNull();
	}

	@Test
	void retriesByHandWithAllAttempts() {
		ClaimedTask task = running("a.b");
		settle(task, new TaskOutcome.Fail(ERROR));
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(this.store.retry(task.reference().id())).isTrue();
		Task found = find(task.reference().id());
		assertThat(found.status()).isEqualTo(TaskStatus.PENDING);
		assertThat(found.attempt()).isZero();
		assertThat(found.runAt()).isEqualTo(this.clock.instant());
		assertThat(found.finishedAt()).isNull();
		assertThat(this.store.retry(found.id())).isFalse();
		ClaimedTask again = claim();
		assertThat(again.fence()).isGreaterThan(task.fence());
		settle(again, new TaskOutcome.Finish(null));
		assertThat(this.store.retry(found.id())).isFalse();
	}

	@Test
	void aTaskRetriedByHandIsClaimedWithoutAnotherRequest() {
		UUID id = TestTasks.send(this.store, TestTasks.task("a.b", this.clock));
		this.store.cancel(id);
		this.intake.demand = TestIntake.slots(1);
		this.store.retry(id);
		assertThat(this.intake.take().reference().id()).isEqualTo(id);
	}

	@Test
	void deletesWhatDoesNotRun() {
		ClaimedTask task = running("a.b");
		UUID id = task.reference().id();
		assertThat(this.store.delete(id)).isFalse();
		settle(task, new TaskOutcome.Fail(ERROR));
		assertThat(this.store.delete(id)).isTrue();
		assertThat(this.store.find(id)).isEmpty();
		assertThat(this.store.delete(id)).isFalse();
		assertThat(this.store.stats().counts()).isEmpty();
	}

	@Test
	void anIdSentAgainLeavesTheStoredTaskUnchanged() {
		UUID id = TestTasks.id();
		NewTask task = TestTasks.owned(id, "a.b", "[1]", this.clock);
		assertThat(this.store.send(List.of(task, task, TestTasks.owned(id, "a.b", "[2]", this.clock)))).containsExactly(
				new SendReceipt(id, true, true), new SendReceipt(id, false, true), new SendReceipt(id, false, false));
		assertThat(this.store.send(List.of(TestTasks.owned(id, "a.b", "[3]", this.clock))))
			.containsExactly(new SendReceipt(id, false, false));
		assertThat(find(id).arguments()).isEqualTo("[1]");
		assertThat(this.store.stats().count(TaskStatus.PENDING)).isEqualTo(1);
		this.store.delete(id);
		assertThat(this.store.send(List.of(task))).containsExactly(new SendReceipt(id, true, true));
	}

	@Test
	void anIdOfAnotherTaskIsRefusedAndNothingOfThatSendIsStored() {
		UUID id = TestTasks.id();
		TestTasks.send(this.store, TestTasks.owned(id, "a.b", "[1]", this.clock));
		NewTask other = TestTasks.task("a.b", this.clock);
		assertThatExceptionOfType(TaskConflictException.class)
			.isThrownBy(() -> this.store.send(List.of(other, TestTasks.owned(id, "c.d", "[1]", this.clock))))
			.withMessageContaining("a.b")
			.withMessageContaining("c.d");
		assertThat(this.store.status(other.id())).isEmpty();
		assertThat(this.store.stats().count(TaskStatus.PENDING)).isEqualTo(1);
	}

	@Test
	void aSuccessorWaitsUntilItsPredecessorFinished() {
		NewTask first = TestTasks.task("a.b", this.clock);
		NewTask second = TestTasks.after(first.id(), "c.d", this.clock);
		this.store.send(List.of(first, second));
		assertThat(find(second.id()).status()).isEqualTo(TaskStatus.BLOCKED);
		assertThat(find(second.id()).blockedBy()).isEqualTo(first.id());
		ClaimedTask task = claim();
		this.intake.demand = TestIntake.slots(1);
		settle(task, new TaskOutcome.Finish(null));
		assertThat(this.intake.take().reference().id()).isEqualTo(second.id());
		assertThat(this.events).hasAtLeastOneElementOfType(TaskUnblockedEvent.class);
		assertThat(find(second.id()).blockedBy()).isNull();
	}

	@Test
	void aSuccessorOfAFinishedTaskIsPending() {
		ClaimedTask task = running("a.b");
		settle(task, new TaskOutcome.Finish(null));
		NewTask second = TestTasks.after(task.reference().id(), "c.d", this.clock);
		TestTasks.send(this.store, second);
		assertThat(status(second.id())).isEqualTo(TaskStatus.PENDING);
	}

	@Test
	void successorsOfALostTaskAreCancelledWithIt() {
		for (String end : List.of("fail", "cancel", "delete", "rescue")) {
			NewTask first = TestTasks.task("a.b", this.clock);
			NewTask second = TestTasks.after(first.id(), "c.d", this.clock);
			NewTask third = TestTasks.after(second.id(), "c.d", this.clock);
			this.store.send(List.of(first, second, third));
			switch (end) {
				case "fail" -> settle(claim(), new TaskOutcome.Fail(ERROR));
				case "cancel" -> this.store.cancel(first.id());
				case "delete" -> this.store.delete(first.id());
				default -> {
					claim();
					this.store.rescue(this.node.seq(), new RescueRule(1, null), 10);
				}
			}
			assertThat(status(second.id())).as(end).isEqualTo(TaskStatus.CANCELLED);
			assertThat(status(third.id())).as(end).isEqualTo(TaskStatus.CANCELLED);
		}
	}

	@Test
	void aSuccessorOfALostTaskIsStoredCancelled() {
		ClaimedTask task = running("a.b");
		settle(task, new TaskOutcome.Fail(ERROR));
		NewTask second = TestTasks.after(task.reference().id(), "c.d", this.clock);
		TestTasks.send(this.store, second);
		assertThat(status(second.id())).isEqualTo(TaskStatus.CANCELLED);
		assertThat(this.store.stats().count(TaskStatus.BLOCKED)).isZero();
	}

	@Test
	void aSuccessorOfAnUnknownTaskIsRefused() {
		NewTask second = TestTasks.after(TestTasks.id(), "c.d", this.clock);
		assertThatExceptionOfType(TaskNotFoundException.class).isThrownBy(() -> this.store.send(List.of(second)));
		assertThat(this.store.status(second.id())).isEmpty();
	}

	@Test
	void nodesJoinBeatAndLeave() {
		assertThat(this.node.seq()).isPositive();
		assertThat(this.store.beat(this.node.seq())).isTrue();
		assertThat(this.store.nodes()).singleElement().satisfies((found) -> {
			assertThat(found.id()).isEqualTo(this.node.id());
			assertThat(found.beat()).isEqualTo(1);
			assertThat(found.names()).containsExactlyInAnyOrder("a.b", "c.d");
			assertThat(found.bootId()).isEqualTo("boot");
			assertThat(found.lockFile()).isNull();
			assertThat(found.startedAt()).isEqualTo(this.clock.instant());
		});
		this.store.leave(this.node.seq());
		assertThat(this.store.nodes()).isEmpty();
		assertThat(this.store.beat(this.node.seq())).isFalse();
	}

	@Test
	void aNodeThatOwnsATaskStaysUntilItIsRescued() {
		running("a.b");
		this.store.leave(this.node.seq());
		assertThat(this.store.nodes()).hasSize(1);
	}

	@Test
	void aNodeThatIsNotRegisteredGetsNothing() {
		this.store.leave(this.node.seq());
		this.intake.demand = TestIntake.slots(1);
		UUID id = TestTasks.send(this.store, TestTasks.task("a.b", this.clock));
		assertThat(status(id)).isEqualTo(TaskStatus.PENDING);
	}

	@Test
	void rescuesTheTasksOfADeadNode() {
		ClaimedTask task = running("a.b");
		assertThat(this.store.rescue(this.node.seq(), new RescueRule(3, null), 10)).isEqualTo(1);
		Task found = find(task.reference().id());
		assertThat(found.status()).isEqualTo(TaskStatus.PENDING);
		assertThat(found.attempt()).isZero();
		assertThat(found.crashes()).isEqualTo(1);
		assertThat(found.attempts()).extracting(TaskAttempt::outcome).containsExactly(TaskVerb.RESCUE);
		assertThat(found.error()).isNull();
		assertThat(this.store.nodes()).isEmpty();
		assertThat(this.events).last()
			.isInstanceOfSatisfying(TaskRescuedEvent.class, (event) -> assertThat(event.crashes()).isEqualTo(1));
		assertThat(settle(task, new TaskOutcome.Finish(null))).isFalse();
	}

	@Test
	void aTaskThatKilledTooManyNodesFails() {
		ClaimedTask task = running("a.b");
		assertThat(this.store.rescue(this.node.seq(), new RescueRule(1, null), 10)).isEqualTo(1);
		Task found = find(task.reference().id());
		assertThat(found.status()).isEqualTo(TaskStatus.FAILED);
		assertThat(found.crashes()).isEqualTo(1);
		assertThat(found.error()).extracting(TaskError::type).isEqualTo("worker lost");
	}

	@Test
	void onlyATaskWhoseBodyWasRunningCountsACrash() {
		ClaimedTask running = running("a.b");
		ClaimedTask waiting = running("a.b");
		Ownership crashed = new Ownership(running.seq(), running.fence());
		Ownership earlier = new Ownership(waiting.seq(), waiting.fence() - 1);
		assertThat(this.store.rescue(this.node.seq(), new RescueRule(1, Set.of(crashed, earlier)), 10)).isEqualTo(2);
		assertThat(status(running.reference().id())).isEqualTo(TaskStatus.FAILED);
		Task innocent = find(waiting.reference().id());
		assertThat(innocent.status()).isEqualTo(TaskStatus.PENDING);
		assertThat(innocent.crashes()).isZero();
		assertThat(innocent.attempt()).isZero();
		assertThat(innocent.attempts()).isEmpty();
	}

	@Test
	void aTaskWaitsLongerAfterEachCrash() {
		UUID id = running("a.b").reference().id();
		List<Duration> delays = new ArrayList<>();
		for (int crash = 1; crash <= 3; crash++) {
			Instant before = this.clock.instant();
			this.store.rescue(this.node.seq(), new RescueRule(100, null), 10);
			Instant runAt = find(id).runAt();
			delays.add(Duration.between(before, runAt.isBefore(before) ? before : runAt));
			this.clock.advance(delays.get(crash - 1));
			join();
			this.intake.demand = TestIntake.slots(1);
			this.store.requestClaim();
			this.intake.take();
		}
		assertThat(delays).containsExactly(Duration.ZERO, Duration.ofSeconds(10), Duration.ofSeconds(40));
		assertThat(RescueRule.delay(1_000_000)).isEqualTo(Duration.ofHours(1).toMillis());
	}

	@Test
	void noMoreSuspectsAreClaimedThanDemanded() {
		crash(3, 2);
		UUID innocent = TestTasks.send(this.store, TestTasks.task("a.b", this.clock));
		this.intake.demand = new ClaimDemand(9, 9, 9, 9, 0, 1);
		this.store.requestClaim();
		ClaimedTask first = this.intake.take();
		ClaimedTask second = this.intake.take();
		assertThat(first.crashes()).isEqualTo(2);
		assertThat(second.reference().id()).isEqualTo(innocent);
		assertThat(this.store.stats().count(TaskStatus.PENDING)).isEqualTo(2);
	}

	@Test
	void aTaskWhoseProcessDiedIsNotClaimedAhead() {
		crash(1, 1);
		UUID innocent = TestTasks.send(this.store, TestTasks.task("a.b", this.clock));
		this.intake.demand = new ClaimDemand(0, 0, 0, 0, 5, 1);
		this.store.requestClaim();
		assertThat(this.intake.take().reference().id()).isEqualTo(innocent);
		assertThat(this.store.stats().count(TaskStatus.PENDING)).isEqualTo(1);
	}

	@Test
	void aCriticalTaskIsNotClaimedAhead() {
		UUID critical = TestTasks.send(this.store, TestTasks.critical("a.b", this.clock));
		UUID normal = TestTasks.send(this.store, TestTasks.task("a.b", this.clock));
		this.intake.demand = new ClaimDemand(0, 0, 0, 0, 5, 1);
		this.store.requestClaim();
		assertThat(this.intake.take().reference().id()).isEqualTo(normal);
		assertThat(status(critical)).isEqualTo(TaskStatus.PENDING);
	}

	/**
	 * Stores tasks whose process has died some times, and which are due.
	 */
	private void crash(int tasks, int crashes) {
		for (int i = 0; i < tasks; i++) {
			this.store.send(List.of(TestTasks.task("a.b", this.clock)));
		}
		for (int crash = 0; crash < crashes; crash++) {
			this.store.attach(new ClaimScope(this.node.seq(), Set.of("a.b"), Set.of(), 100), this.intake);
			this.intake.demand = TestIntake.slots(tasks);
			this.store.requestClaim();
			for (int i = 0; i < tasks; i++) {
				this.intake.take();
			}
			this.store.rescue(this.node.seq(), new RescueRule(100, null), 10);
			this.clock.advance(Duration.ofHours(1));
			join();
		}
	}

	@Test
	void theTrueStartOfATaskThatWasClaimedAheadIsStoredWithTheNextGroup() {
		ClaimedTask task = running("a.b");
		Instant later = this.clock.instant().plusMillis(300);
		this.store.begun(task.begunAt(later.toEpochMilli()));
		this.store.beat(this.node.seq());
		assertThat(find(task.reference().id()).startedAt()).isEqualTo(later);
		Instant end = later.plusMillis(7);
		settle(task.begunAt(end.toEpochMilli()), new TaskOutcome.Finish(null));
		assertThat(find(task.reference().id()).startedAt()).isEqualTo(end);
		this.store.begun(task.begunAt(1));
		this.store.beat(this.node.seq());
		assertThat(find(task.reference().id()).startedAt()).isEqualTo(end);
	}

	@Test
	void rescuesInBoundedStepsAndRemovesTheNodeWithTheLast() {
		this.store.send(List.of(TestTasks.task("a.b", this.clock), TestTasks.task("a.b", this.clock),
				TestTasks.task("a.b", this.clock)));
		this.intake.demand = TestIntake.slots(3);
		this.store.requestClaim();
		for (int i = 0; i < 3; i++) {
			this.intake.take();
		}
		assertThat(this.store.rescue(this.node.seq(), new RescueRule(3, null), 2)).isEqualTo(2);
		assertThat(this.store.nodes()).hasSize(1);
		assertThat(this.store.rescue(this.node.seq(), new RescueRule(3, null), 2)).isEqualTo(1);
		assertThat(this.store.nodes()).isEmpty();
	}

	@Test
	void prunesWhatIsPastItsRetention() {
		List<UUID> ids = new ArrayList<>();
		for (String name : List.of("a.b", "a.b", "c.d")) {
			ClaimedTask task = running(name);
			settle(task, new TaskOutcome.Finish(TestTasks.json("1")));
			ids.add(task.reference().id());
			this.clock.advance(Duration.ofSeconds(10));
		}
		long now = this.clock.millis();
		PruneRule none = new PruneRule(TaskStatus.FINISHED, null, Set.of(), 0, now - 30_000);
		assertThat(this.store.prune(none, 10)).isZero();
		PruneRule other = new PruneRule(TaskStatus.FAILED, null, Set.of(), 0, now);
		assertThat(this.store.prune(other, 10)).isZero();
		PruneRule cd = new PruneRule(TaskStatus.FINISHED, Set.of("c.d"), Set.of(), 0, now);
		assertThat(this.store.prune(cd, 10)).isEqualTo(1);
		assertThat(this.store.status(ids.get(2))).isEmpty();
		PruneRule rest = new PruneRule(TaskStatus.FINISHED, null, Set.of("c.d"), 0, now);
		assertThat(this.store.prune(rest, 1)).isEqualTo(1);
		assertThat(this.store.status(ids.get(0))).isEmpty();
		assertThat(this.store.prune(rest, 2)).isEqualTo(1);
		assertThat(this.store.stats().counts()).isEmpty();
		assertThat(this.events).last().isEqualTo(new TaskPrunedEvent(TaskStatus.FINISHED, 1, this.clock.instant()));
	}

	@Test
	void listsNewestFirstInPages() {
		List<UUID> ids = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			ids.add(0, TestTasks.send(this.store, TestTasks.task("a.b", this.clock)));
		}
		assertThat(all(TaskQuery.all().size(2))).isEqualTo(ids);
		assertThat(all(TaskQuery.all().status(TaskStatus.PENDING).size(2))).isEqualTo(ids);
		assertThat(all(TaskQuery.all().status(TaskStatus.RUNNING))).isEmpty();
		ids.forEach(this.store::cancel);
		List<UUID> byEnd = new ArrayList<>(ids);
		assertThat(all(TaskQuery.all().status(TaskStatus.CANCELLED).size(2))).isEqualTo(byEnd);
		assertThat(all(TaskQuery.all().status(TaskStatus.CANCELLED).size(5))).isEqualTo(byEnd);
	}

	@Test
	void listsEndedTasksByTheirEnd() {
		UUID first = TestTasks.send(this.store, TestTasks.task("a.b", this.clock));
		UUID second = TestTasks.send(this.store, TestTasks.task("a.b", this.clock));
		this.store.cancel(second);
		this.clock.advance(Duration.ofSeconds(1));
		this.store.cancel(first);
		assertThat(all(TaskQuery.all().status(TaskStatus.CANCELLED).size(1))).containsExactly(first, second);
	}

	@Test
	void listsByNameAndQueue() {
		UUID ab = TestTasks.send(this.store, TestTasks.task("a.b", this.clock));
		UUID mail = TestTasks.send(this.store,
				TestTasks.task("c.d", "mail", TaskPriority.HIGH, this.clock.millis(), this.clock.millis()));
		assertThat(all(TaskQuery.all().name("a.b"))).containsExactly(ab);
		assertThat(all(TaskQuery.all().queue("mail").size(1))).containsExactly(mail);
		assertThat(all(TaskQuery.all().queue("mail").name("a.b"))).isEmpty();
		assertThat(this.store.list(TaskQuery.all().name("unknown"))).isEqualTo(new TaskPage(List.of(), null));
		assertThat(this.store.list(TaskQuery.all().queue("unknown"))).isEqualTo(new TaskPage(List.of(), null));
	}

	@Test
	void aListedTaskTellsItsErrorButNotItsArguments() {
		ClaimedTask task = running("a.b");
		settle(task, new TaskOutcome.Fail(ERROR));
		Task listed = this.store.list(TaskQuery.all().status(TaskStatus.FAILED)).tasks().get(0);
		assertThat(listed.error()).isEqualTo(new TaskError(ERROR.type(), ERROR.message(), ""));
		assertThat(listed.arguments()).isNull();
		assertThat(listed.attempts()).isEmpty();
		ClaimedTask second = running("a.b");
		assertThat(this.store.list(TaskQuery.all().status(TaskStatus.RUNNING)).tasks()).singleElement()
			.satisfies((running) -> {
				assertThat(running.id()).isEqualTo(second.reference().id());
				assertThat(running.owner()).isEqualTo(this.node.id());
			});
	}

	@Test
	void aKeyThatNoListGaveIsRefused() {
		for (String key : List.of("", "x", "1", "s1", "e1", "s0.", "s0.-1", "' or 1=1", "s0.1;", "e5.1",
				"s0.99999999999999999999")) {
			assertThatIllegalArgumentException().as(key)
				.isThrownBy(() -> this.store.list(TaskQuery.all().status(TaskStatus.PENDING).after(key)));
		}
	}

	List<UUID> all(TaskQuery query) {
		List<UUID> ids = new ArrayList<>();
		TaskPage page = this.store.list(query);
		page.tasks().forEach((task) -> ids.add(task.id()));
		while (page.next() != null) {
			page = this.store.list(query.after(page.next()));
			assertThat(page.tasks().size()).isLessThanOrEqualTo(query.size());
			page.tasks().forEach((task) -> ids.add(task.id()));
		}
		return ids;
	}

	@Test
	void countsByStatusQueueAndName() {
		TestTasks.send(this.store, TestTasks.task("a.b", this.clock));
		TestTasks.send(this.store,
				TestTasks.task("c.d", "mail", TaskPriority.HIGH, this.clock.millis(), this.clock.millis()));
		TestTasks.send(this.store, TestTasks.delayed("a.b", this.clock.millis() + 60_000, this.clock));
		this.clock.advance(Duration.ofSeconds(3));
		TaskStats stats = this.store.stats();
		assertThat(stats.count(TaskStatus.PENDING)).isEqualTo(3);
		assertThat(stats.byQueue()).containsEntry("mail", Map.of(TaskStatus.PENDING, 1L));
		assertThat(stats.byTask()).containsEntry("a.b", Map.of(TaskStatus.PENDING, 2L));
		assertThat(stats.oldestReadyAge()).isEqualTo(Duration.ofSeconds(3));
	}

	@Test
	void nothingIsReadyBeforeItIsDue() {
		assertThat(this.store.stats().oldestReadyAge()).isNull();
		TestTasks.send(this.store, TestTasks.delayed("a.b", this.clock.millis() + 60_000, this.clock));
		assertThat(this.store.stats().oldestReadyAge()).isNull();
	}

	@Test
	void tellsWhoseWaitIsOver() {
		UUID waiting = TestTasks.send(this.store, TestTasks.task("a.b", this.clock));
		UUID cancelled = TestTasks.send(this.store, TestTasks.task("a.b", this.clock));
		this.store.cancel(cancelled);
		UUID unknown = TestTasks.id();
		assertThat(this.store.ended(List.of(waiting, cancelled, unknown))).containsExactlyInAnyOrder(cancelled,
				unknown);
	}

	@Test
	void tellsTheProgressOfTheRunningAttemptOnly() {
		ClaimedTask task = running("a.b");
		UUID id = task.reference().id();
		this.store.progress(task, new TaskProgress(1, 10));
		this.store.progress(task, new TaskProgress(2, 10));
		this.store.beat(this.node.seq());
		assertThat(find(id).progress()).isEqualTo(new TaskProgress(2, 10));
		settle(task, new TaskOutcome.Release());
		ClaimedTask again = claim();
		assertThat(find(id).progress()).isNull();
		this.store.progress(task, new TaskProgress(9, 10));
		this.store.beat(this.node.seq());
		assertThat(find(id).progress()).isNull();
		this.store.progress(again, new TaskProgress(3, 10));
		this.store.beat(this.node.seq());
		assertThat(find(id).progress()).isEqualTo(new TaskProgress(3, 10));
	}

	@Test
	void keepsTheNewestHundredAttempts() {
		ClaimedTask task = running("a.b");
		for (int i = 0; i < 104; i++) {
			settle(task, new TaskOutcome.Retry(new TaskError("E" + i, "", ""), this.clock.millis()));
			task = claim();
		}
		List<TaskAttempt> attempts = find(task.reference().id()).attempts();
		assertThat(attempts).hasSize(100);
		assertThat(attempts.get(0).error()).extracting(TaskError::type).isEqualTo("E4");
		assertThat(attempts.get(99).error()).extracting(TaskError::type).isEqualTo("E103");
	}

	@Test
	void nothingIsClaimedAfterDetach() {
		ClaimedTask task = running("a.b");
		this.intake.demand = TestIntake.slots(5);
		this.store.detach();
		UUID id = TestTasks.send(this.store, TestTasks.task("a.b", this.clock));
		this.store.requestClaim();
		assertThat(settle(task, new TaskOutcome.Finish(null))).isTrue();
		assertThat(status(id)).isEqualTo(TaskStatus.PENDING);
	}

	@Test
	void refusesWhatComesAfterItsEnd() {
		ClaimedTask task = running("a.b");
		this.store.close();
		assertThatExceptionOfType(KergroundClosedException.class)
			.isThrownBy(() -> this.store.send(List.of(TestTasks.task("a.b", this.clock))));
		assertThatExceptionOfType(KergroundClosedException.class)
			.isThrownBy(() -> this.store.settle(task, new TaskOutcome.Release(), 0));
		assertThatExceptionOfType(KergroundClosedException.class).isThrownBy(() -> this.store.status(TestTasks.id()));
		this.store.close();
	}

	@Test
	void whatWaitsIsStoredBeforeTheEnd() {
		ClaimedTask task = running("a.b");
		this.store.settle(task, new TaskOutcome.Finish(null), 1);
		this.store.close();
		assertThat(this.intake.takeSettled().won()).isTrue();
	}

	@Test
	void sendsNothingAndTooMuch() {
		assertThat(this.store.send(List.of())).isEmpty();
		Collection<NewTask> tasks = new ArrayList<>();
		for (int i = 0; i <= TaskRepository.SEND_LIMIT; i++) {
			tasks.add(TestTasks.task("a.b", this.clock));
		}
		assertThatIllegalArgumentException().isThrownBy(() -> this.store.send(List.copyOf(tasks)));
	}

}
