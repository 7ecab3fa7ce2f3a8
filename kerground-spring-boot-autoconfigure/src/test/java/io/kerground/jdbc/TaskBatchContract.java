package io.kerground.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import io.kerground.core.BatchStatus;
import io.kerground.core.ClaimScope;
import io.kerground.core.ClaimedTask;
import io.kerground.core.CommitListener;
import io.kerground.core.MutableClock;
import io.kerground.core.NewBatch;
import io.kerground.core.NewTask;
import io.kerground.core.Node;
import io.kerground.core.TaskBatchEndedEvent;
import io.kerground.core.TaskBatchState;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskError;
import io.kerground.core.TaskEvent;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskRepository.PruneRule;
import io.kerground.core.TaskRepository.RescueRule;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What every store does with batches, whatever its database is.
 */
abstract class TaskBatchContract {

	private static final TaskError ERROR = new TaskError("java.io.IOException", "no", "trace");

	private static final TaskOutcome FINISH = new TaskOutcome.Finish(null);

	private static final TaskOutcome FAIL = new TaskOutcome.Fail(ERROR);

	final MutableClock clock = new MutableClock();

	private final List<TaskEvent> events = new CopyOnWriteArrayList<>();

	private final TestIntake intake = new TestIntake();

	private TaskRepository store;

	private Node node;

	abstract TaskRepository open(TaskClock clock, CommitListener listener);

	@BeforeEach
	void open() {
		this.store = open(this.clock, (moves, nanos) -> this.events.addAll(moves));
		join();
	}

	private void join() {
		this.node = TestTasks.node(this.store, this.clock);
		this.store.attach(new ClaimScope(this.node.seq(), Set.of("a.b", "c.d"), Set.of(), 2), this.intake);
	}

	@AfterEach
	void close() {
		this.store.close();
	}

	private NewTask task() {
		return TestTasks.task("a.b", this.clock);
	}

	private NewBatch batch(boolean sequential, boolean stops, Object... members) {
		List<NewBatch.Member> converted = Arrays.stream(members)
			.map((member) -> (member instanceof NewBatch inner) ? new NewBatch.Member(null, inner)
					: new NewBatch.Member((NewTask) member, null))
			.toList();
		return new NewBatch(TestTasks.id(), sequential, stops, this.clock.millis(), converted, List.of());
	}

	private static NewBatch followed(NewBatch batch, NewBatch.Moment moment, NewTask task) {
		List<NewBatch.Follower> followers = new ArrayList<>(batch.followers());
		followers.add(new NewBatch.Follower(moment, task, 0));
		return new NewBatch(batch.id(), batch.sequential(), batch.stops(), batch.createdAt(), batch.members(),
				followers);
	}

	private NewBatch send(NewBatch batch) {
		assertThat(this.store.send(batch)).isTrue();
		return batch;
	}

	private ClaimedTask claim() {
		this.intake.demand = TestIntake.slots(1);
		this.store.requestClaim();
		return this.intake.take();
	}

	private void end(NewTask task, TaskOutcome outcome) {
		ClaimedTask claimed = claim();
		assertThat(claimed.reference().id()).isEqualTo(task.id());
		settle(claimed, outcome);
	}

	private void settle(ClaimedTask task, TaskOutcome outcome) {
		this.store.settle(task, outcome, 1);
		assertThat(this.intake.takeSettled().won()).isTrue();
		this.store.beat(-1);
	}

	private TaskBatchState state(NewBatch batch) {
		return this.store.batch(batch.id()).orElseThrow();
	}

	private TaskStatus status(NewTask task) {
		return this.store.status(task.id()).orElseThrow();
	}

	private void assertCounts(NewBatch batch, BatchStatus status, int finished, int failed, int cancelled, int open) {
		TaskBatchState state = state(batch);
		assertThat(List.of(state.status(), state.finished(), state.failed(), state.cancelled(), state.open()))
			.containsExactly(status, finished, failed, cancelled, open);
	}

	@Test
	void anUnknownBatchIsNotFoundAndCannotBeCancelled() {
		assertThat(this.store.batch(TestTasks.id())).isEmpty();
		assertThat(this.store.cancelBatch(TestTasks.id())).isFalse();
	}

	@Test
	void anEmptyBatchFinishesAtOnceAndIsFollowed() {
		NewTask follower = task();
		NewBatch batch = send(followed(batch(true, true), NewBatch.Moment.SUCCESS, follower));
		assertCounts(batch, BatchStatus.FINISHED, 0, 0, 0, 0);
		assertThat(status(follower)).isEqualTo(TaskStatus.PENDING);
		this.store.beat(-1);
		assertThat(this.events)
			.contains(new TaskBatchEndedEvent(batch.id(), BatchStatus.FINISHED, this.clock.instant()));
	}

	@Test
	void aBatchWithAnIdThatIsStoredIsLeftUnchanged() {
		NewBatch batch = send(batch(false, false, task()));
		NewBatch again = new NewBatch(batch.id(), true, true, 0, List.of(new NewBatch.Member(task(), null)), List.of());
		assertThat(this.store.send(again)).isFalse();
		assertThat(state(batch).members()).hasSize(1).doesNotContain(again.members().get(0).task().id());
	}

	@Test
	void aBatchThatCannotBeStoredWhollyIsNotStoredAtAll() {
		NewTask twice = task();
		NewBatch batch = batch(false, false, task(), twice, twice);
		assertThat(catchThrowable(() -> this.store.send(batch))).isNotNull();
		assertThat(this.store.batch(batch.id())).isEmpty();
		assertThat(this.store.list(TaskQuery.all()).tasks()).isEmpty();
		assertThat(this.store.stats().count(TaskStatus.PENDING)).isZero();
	}

	@Test
	void headersOfABatchGoWithItsMembersAtAllDepthsAndWithItsFollowers() {
		NewBatch inner = batch(false, false, task());
		NewBatch whole = followed(batch(true, false, task(), inner), NewBatch.Moment.SUCCESS, task());
		send(whole.withHeaders("traceparent=1"));
		for (int i = 0; i < 3; i++) {
			ClaimedTask claimed = claim();
			assertThat(claimed.headers()).isEqualTo("traceparent=1");
			settle(claimed, FINISH);
		}
		assertThat(whole.tasks()).hasSize(3)
			.allSatisfy((task) -> assertThat(status(task)).isEqualTo(TaskStatus.FINISHED));
	}

	@Test
	void membersOfASequenceRunOneAfterTheOther() {
		NewTask first = task();
		NewTask second = task();
		NewBatch batch = send(batch(true, true, first, second));
		assertThat(status(second)).isEqualTo(TaskStatus.BLOCKED);
		assertThat(this.store.find(second.id()).orElseThrow().blockedBy()).isEqualTo(first.id());
		end(first, FINISH);
		assertCounts(batch, BatchStatus.OPEN, 1, 0, 0, 1);
		end(second, FINISH);
		assertCounts(batch, BatchStatus.FINISHED, 2, 0, 0, 0);
	}

	@Test
	void theFirstFailureOfASequenceCancelsTheMembersAfterIt() {
		NewTask first = task();
		NewTask second = task();
		NewTask third = task();
		NewBatch batch = send(batch(true, true, first, second, third));
		end(first, FAIL);
		assertCounts(batch, BatchStatus.FAILED, 0, 1, 2, 0);
		assertThat(status(second)).isEqualTo(TaskStatus.CANCELLED);
		assertThat(state(batch).errors()).containsOnlyKeys(first.id());
	}

	@Test
	void aSequenceThatContinuesStartsTheMemberAfterAFailedOne() {
		NewTask first = task();
		NewTask second = task();
		NewBatch batch = send(batch(true, false, first, second));
		end(first, FAIL);
		assertThat(status(second)).isEqualTo(TaskStatus.PENDING);
		end(second, FINISH);
		assertCounts(batch, BatchStatus.FAILED, 1, 1, 0, 0);
	}

	@Test
	void aMemberThatIsCancelledBeforeItsTurnIsPassedOverWhenItsTurnComes() {
		NewTask first = task();
		NewTask second = task();
		NewTask third = task();
		NewTask inner = task();
		NewTask last = task();
		NewBatch innerBatch = batch(true, false, inner);
		NewBatch batch = send(batch(true, false, first, second, third, innerBatch, last));
		assertThat(this.store.cancel(second.id())).isTrue();
		assertThat(this.store.delete(third.id())).isTrue();
		assertThat(this.store.cancelBatch(innerBatch.id())).isTrue();
		assertThat(status(last)).isEqualTo(TaskStatus.BLOCKED);
		end(first, FINISH);
		assertThat(status(last)).isEqualTo(TaskStatus.PENDING);
		end(last, FINISH);
		assertCounts(batch, BatchStatus.CANCELLED, 2, 0, 3, 0);
	}

	@Test
	void otherMembersOfAConcurrentBatchGoOnAfterAFailure() {
		NewTask first = task();
		NewTask second = task();
		NewBatch batch = send(batch(false, false, first, second));
		end(first, FAIL);
		assertCounts(batch, BatchStatus.OPEN, 0, 1, 0, 1);
		end(second, FAIL);
		assertCounts(batch, BatchStatus.FAILED, 0, 2, 0, 0);
		assertThat(state(batch).errors()).containsOnlyKeys(first.id(), second.id());
	}

	@Test
	void aConcurrentBatchThatCancelsOnFailureCancelsRunningMembersToo() {
		NewTask first = task();
		NewTask second = task();
		NewTask third = task();
		NewBatch batch = send(batch(false, true, first, second, third));
		this.intake.demand = TestIntake.slots(2);
		this.store.requestClaim();
		ClaimedTask claimed = this.intake.take();
		assertThat(this.intake.take().reference().id()).isEqualTo(second.id());
		settle(claimed, FAIL);
		assertCounts(batch, BatchStatus.FAILED, 0, 1, 2, 0);
		assertThat(status(second)).isEqualTo(TaskStatus.CANCELLED);
	}

	@Test
	void anAttemptThatIsRetriedIsNoEnd() {
		NewTask first = task();
		NewBatch batch = send(batch(true, true, first, task()));
		end(first, new TaskOutcome.Retry(ERROR, this.clock.millis()));
		assertCounts(batch, BatchStatus.OPEN, 0, 0, 0, 2);
	}

	@Test
	void anInnerBatchIsOneMemberAndTakesItsTurn() {
		NewTask first = task();
		NewTask left = task();
		NewTask right = task();
		NewTask last = task();
		NewBatch inner = batch(false, false, left, right);
		NewBatch outer = send(batch(true, true, first, inner, last));
		assertThat(status(left)).isEqualTo(TaskStatus.BLOCKED);
		assertThat(state(outer).members()).containsExactly(first.id(), inner.id(), last.id());
		end(first, FINISH);
		assertThat(status(left)).isEqualTo(TaskStatus.PENDING);
		assertThat(status(right)).isEqualTo(TaskStatus.PENDING);
		end(left, FINISH);
		assertThat(status(last)).isEqualTo(TaskStatus.BLOCKED);
		end(right, FINISH);
		assertCounts(inner, BatchStatus.FINISHED, 2, 0, 0, 0);
		assertCounts(outer, BatchStatus.OPEN, 2, 0, 0, 1);
		end(last, FINISH);
		assertCounts(outer, BatchStatus.FINISHED, 3, 0, 0, 0);
	}

	@Test
	void aFailureBeforeAnInnerBatchCancelsAllOfItEvenIfItWouldContinue() {
		NewTask first = task();
		NewBatch empty = batch(true, false);
		NewBatch inner = batch(true, false, task(), task(), empty);
		NewBatch outer = send(batch(true, true, first, inner));
		end(first, FAIL);
		assertCounts(inner, BatchStatus.CANCELLED, 0, 0, 3, 0);
		assertCounts(empty, BatchStatus.CANCELLED, 0, 0, 0, 0);
		assertCounts(outer, BatchStatus.FAILED, 0, 1, 1, 0);
	}

	@Test
	void emptyInnerBatchesTakeTheirTurnAndHoldNobodyUp() {
		NewTask only = task();
		NewTask follower = task();
		NewBatch last = followed(batch(true, true), NewBatch.Moment.END, follower);
		NewBatch outer = send(batch(true, true, batch(false, false), batch(true, true, batch(true, true)), only, last));
		assertThat(status(only)).isEqualTo(TaskStatus.PENDING);
		assertThat(this.store.status(follower.id())).isEmpty();
		end(only, FINISH);
		assertThat(status(follower)).isEqualTo(TaskStatus.PENDING);
		assertCounts(outer, BatchStatus.FINISHED, 4, 0, 0, 0);
	}

	@Test
	void aFollowerIsSentWithTheEndOfTheLastMemberAndOnce() {
		NewTask first = task();
		NewTask success = task();
		NewTask failure = task();
		NewTask end = task();
		NewBatch batch = batch(true, true, first);
		batch = followed(batch, NewBatch.Moment.SUCCESS, success);
		batch = followed(batch, NewBatch.Moment.FAILURE, failure);
		send(followed(batch, NewBatch.Moment.END, end));
		end(first, FAIL);
		assertThat(status(failure)).isEqualTo(TaskStatus.PENDING);
		assertThat(status(end)).isEqualTo(TaskStatus.PENDING);
		assertThat(this.store.status(success.id())).isEmpty();
		assertThat(this.store.delete(failure.id())).isTrue();
		assertThat(this.store.delete(end.id())).isTrue();
		assertThat(this.store.retry(first.id())).isTrue();
		end(first, FINISH);
		assertThat(status(success)).isEqualTo(TaskStatus.PENDING);
		assertThat(this.store.status(failure.id())).isEmpty();
		assertThat(this.store.status(end.id())).isEmpty();
	}

	@Test
	void aFollowersDelayCountsFromTheEnd() {
		NewTask first = task();
		NewTask follower = task();
		NewBatch plain = batch(true, true, first);
		send(new NewBatch(plain.id(), true, true, 0, plain.members(),
				List.of(new NewBatch.Follower(NewBatch.Moment.SUCCESS, follower, 5000))));
		this.clock.advance(Duration.ofSeconds(60));
		end(first, FINISH);
		assertThat(this.store.find(follower.id()).orElseThrow().runAt())
			.isEqualTo(this.clock.instant().plusMillis(5000));
	}

	@Test
	void aMemberThatIsRetriedByHandOpensItsBatchesAgain() {
		NewTask first = task();
		NewBatch inner = batch(true, true, first);
		NewBatch outer = send(batch(false, false, inner));
		end(first, FAIL);
		assertCounts(outer, BatchStatus.FAILED, 0, 1, 0, 0);
		assertThat(this.store.retry(first.id())).isTrue();
		assertCounts(inner, BatchStatus.OPEN, 0, 0, 0, 1);
		assertCounts(outer, BatchStatus.OPEN, 0, 0, 0, 1);
		end(first, FINISH);
		assertCounts(outer, BatchStatus.FINISHED, 1, 0, 0, 0);
	}

	@Test
	void aMemberThatIsCancelledOrDeletedCountsAsCancelled() {
		NewTask first = task();
		NewTask second = task();
		NewTask third = task();
		NewBatch batch = send(batch(false, false, first, second, third));
		assertThat(this.store.cancel(first.id())).isTrue();
		assertThat(this.store.delete(second.id())).isTrue();
		assertCounts(batch, BatchStatus.OPEN, 0, 0, 2, 1);
		end(third, FINISH);
		assertCounts(batch, BatchStatus.CANCELLED, 1, 0, 2, 0);
		assertThat(this.store.delete(third.id())).isTrue();
		assertCounts(batch, BatchStatus.CANCELLED, 1, 0, 2, 0);
	}

	@Test
	void aMemberWhoseProcessesDieTooOftenCountsAsFailed() {
		NewTask first = task();
		NewTask second = task();
		NewBatch batch = send(batch(true, true, first, second));
		claim();
		this.store.rescue(this.node.seq(), new RescueRule(3, null), 10);
		assertCounts(batch, BatchStatus.OPEN, 0, 0, 0, 2);
		join();
		claim();
		this.store.rescue(this.node.seq(), new RescueRule(2, null), 10);
		assertCounts(batch, BatchStatus.FAILED, 0, 1, 1, 0);
	}

	@Test
	void aCancelledBatchCancelsItsMembersAtAllDepthsAndStartsNone() {
		NewTask first = task();
		NewBatch inner = batch(false, false, task(), task());
		NewTask success = task();
		NewBatch outer = send(followed(batch(true, false, first, inner, task()), NewBatch.Moment.SUCCESS, success));
		ClaimedTask running = claim();
		assertThat(this.store.cancelBatch(outer.id())).isTrue();
		assertCounts(outer, BatchStatus.CANCELLED, 0, 0, 3, 0);
		assertCounts(inner, BatchStatus.CANCELLED, 0, 0, 2, 0);
		assertThat(this.store.cancelBatch(outer.id())).isFalse();
		assertThat(this.store.status(running.reference().id())).contains(TaskStatus.CANCELLED);
		assertThat(this.store.stats().count(TaskStatus.CANCELLED)).isEqualTo(4);
		assertThat(this.store.status(success.id())).isEmpty();
	}

	@Test
	void waitersOfAnOpenBatchGoOnWaiting() {
		NewBatch batch = send(batch(false, false, task()));
		UUID unknown = TestTasks.id();
		assertThat(this.store.ended(List.of(batch.id(), unknown))).containsExactly(unknown);
		assertThat(this.store.cancelBatch(batch.id())).isTrue();
		assertThat(this.store.ended(List.of(batch.id()))).containsExactly(batch.id());
	}

	@Test
	void anEndedBatchIsPrunedWithItsLastMember() {
		NewTask first = task();
		NewBatch batch = send(followed(batch(true, true, first), NewBatch.Moment.FAILURE, task()));
		end(first, FINISH);
		this.clock.advance(Duration.ofDays(8));
		assertThat(this.store.delete(first.id())).isTrue();
		assertThat(state(batch).status()).isEqualTo(BatchStatus.FINISHED);
		this.store.prune(new PruneRule(TaskStatus.FINISHED, null, Set.of(), 0, this.clock.millis()), 100);
		assertThat(this.store.batch(batch.id())).isEmpty();
	}

	@Test
	void thousandMembersEndInOneGroupWhenTheFirstFails() {
		Object[] members = new Object[999];
		Arrays.setAll(members, (i) -> task());
		NewBatch batch = send(batch(true, true, members));
		end((NewTask) members[0], FAIL);
		assertCounts(batch, BatchStatus.FAILED, 0, 1, 998, 0);
	}

}
