package io.kerground.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.kerground.core.ClaimDemand;
import io.kerground.core.ClaimedTask;
import io.kerground.core.NewTask;
import io.kerground.core.TaskError;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskRepository.PruneRule;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TaskClaims} and the direct start of {@link SendWrites}.
 */
@Timeout(60)
abstract class TaskClaimsContract {

	private static final String NAME = StoreFixture.NAME;

	StoreFixture store;

	abstract StoreFixture fixture();

	@BeforeEach
	void open() {
		this.store = fixture();
	}

	@AfterEach
	void close() {
		assertThat(this.store.failedGroups).hasValue(0);
		this.store.close();
	}

	private static List<UUID> ids(List<ClaimedTask> tasks) {
		return tasks.stream().map((task) -> task.reference().id()).toList();
	}

	@Test
	void claimsByPriorityThenDueTimeThenOrderOfSendingOverAllQueues() {
		UUID low = this.store.send(TaskPriority.LOW, "a", NAME, 0);
		UUID lateNormal = this.store.send(TaskPriority.NORMAL, "a", NAME, 20);
		UUID earlyNormal = this.store.send(TaskPriority.NORMAL, "b", NAME, 10);
		UUID secondEarlyNormal = this.store.send(TaskPriority.NORMAL, "c", NAME, 10);
		UUID high = this.store.send(TaskPriority.HIGH, "c", NAME, 30);
		UUID critical = this.store.send(TaskPriority.CRITICAL, "b", NAME, 40);
		List<UUID> claimed = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			claimed.addAll(ids(this.store.claim(1)));
		}
		assertThat(claimed).containsExactly(critical, high, earlyNormal, secondEarlyNormal, lateNormal, low);
	}

	@Test
	void aClaimedTaskLowersWhatIsLeftForItsOwnAndLowerPriorities() {
		for (TaskPriority priority : TaskPriority.values()) {
			this.store.send(priority, "default", NAME, 0);
			this.store.send(priority, "default", NAME, 0);
		}
		this.store.demand = new ClaimDemand(1, 2, 3, 3, 0, 1);
		this.store.repository.cancel(UUID.randomUUID());
		assertThat(this.store.claimed).extracting((task) -> task.reference().priority())
			.containsExactlyInAnyOrder(TaskPriority.CRITICAL, TaskPriority.HIGH, TaskPriority.NORMAL);
	}

	@Test
	void aDelayedTaskIsNotClaimedAndTellsWhenToLookAgain() {
		long due = this.store.clock.millis() + 5_000;
		UUID later = this.store.send(TaskPriority.HIGH, "default", NAME, due);
		UUID now = this.store.send(TaskPriority.LOW, "default", NAME, 0);
		assertThat(ids(this.store.claim(10))).containsExactly(now);
		assertThat(this.store.nextDue).isEqualTo(due);
		this.store.clock.advance(Duration.ofSeconds(5));
		assertThat(ids(this.store.claim(10))).containsExactly(later);
		assertThat(this.store.claim(10)).isEmpty();
		assertThat(this.store.nextDue).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void noMoreTasksOfALimitedQueueRunThanItsLimitWhateverTheirPriority() {
		this.store.limit("narrow", 2);
		UUID last = this.store.send(TaskPriority.LOW, "narrow", NAME, 0);
		UUID second = this.store.send(TaskPriority.NORMAL, "narrow", NAME, 0);
		UUID first = this.store.send(TaskPriority.HIGH, "narrow", NAME, 0);
		UUID other = this.store.send(TaskPriority.LOW, "default", NAME, 0);
		List<ClaimedTask> running = this.store.claim(9);
		assertThat(ids(running)).containsExactly(first, second, other);
		this.store.demand = ClaimDemand.ofSlots(9);
		UUID direct = this.store.send(TaskPriority.NORMAL, "narrow", NAME, 0);
		assertThat(this.store.repository.status(direct)).contains(TaskStatus.PENDING);
		this.store.demand = ClaimDemand.NOTHING;
		this.store.settle(running.get(0), new TaskOutcome.Finish(null));
		assertThat(ids(this.store.claim(9))).as("one has ended, one follows").containsExactly(direct);
		this.store.settle(running.get(1), new TaskOutcome.Finish(null));
		assertThat(ids(this.store.claim(9))).containsExactly(last);
	}

	@Test
	void tasksOfALimitedQueueAreNotClaimedAhead() {
		this.store.limit("narrow", 5);
		for (int i = 0; i < 4; i++) {
			this.store.send(TaskPriority.NORMAL, "narrow", NAME, 0);
		}
		this.store.demand = new ClaimDemand(1, 1, 1, 1, 4, 1);
		this.store.repository.cancel(UUID.randomUUID());
		assertThat(this.store.claimed).hasSize(1);
	}

	@Test
	void tasksOfUnknownNamesAreLeftAloneAndHideNobody() {
		for (int i = 0; i < 50; i++) {
			this.store.send(TaskPriority.NORMAL, "default", "other.work", 0);
		}
		UUID known = this.store.send();
		assertThat(ids(this.store.claim(5))).containsExactly(known);
		UUID another = this.store.send();
		assertThat(ids(this.store.claim(5))).containsExactly(another);
		assertThat(this.store.repository.stats().count(TaskStatus.PENDING)).isEqualTo(50);
	}

	@Test
	void tasksOfAPausedNameAreLeftAloneAndHideNobodyUntilItGoesOn() {
		this.store.attach(Set.of(NAME, "test.paused"), Set.of());
		UUID paused = this.store.send(TaskPriority.NORMAL, "default", "test.paused", 0);
		this.store.repository.schedules().pauseTasks("test.paused", true);
		assertThat(this.store.claim(5)).isEmpty();
		UUID known = this.store.send();
		assertThat(ids(this.store.claim(5))).containsExactly(known);
		this.store.demand = ClaimDemand.ofSlots(5);
		UUID direct = this.store.send(TaskPriority.NORMAL, "default", "test.paused", 0);
		assertThat(this.store.repository.status(direct)).contains(TaskStatus.PENDING);
		this.store.demand = ClaimDemand.NOTHING;
		this.store.repository.schedules().pauseTasks("test.paused", false);
		assertThat(ids(this.store.claim(5))).containsExactly(paused, direct);
	}

	@Test
	void theTasksOfALimitedNameFollowEachOtherInTheirOrderAndHideNobody() {
		this.store.limitName("test.limited", 1);
		List<UUID> limited = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			limited.add(this.store.send(TaskPriority.NORMAL, "default", "test.limited", 0));
		}
		UUID other = this.store.send();
		List<ClaimedTask> running = this.store.claim(9);
		assertThat(ids(running)).containsExactly(limited.get(0), other);
		assertThat(this.store.claim(9)).isEmpty();
		this.store.settle(running.get(0), new TaskOutcome.Retry(new TaskError("Wrong", "", ""), 0));
		List<ClaimedTask> again = this.store.claim(9);
		assertThat(ids(again)).as("the older one first").containsExactly(limited.get(0));
		UUID another = this.store.send();
		assertThat(ids(this.store.claim(9))).containsExactly(another);
		this.store.settle(again.get(0), new TaskOutcome.Finish(null));
		assertThat(ids(this.store.claim(9))).containsExactly(limited.get(1));
	}

	@Test
	void tasksOfALimitedNameAreNotClaimedAheadAndHideNobody() {
		this.store.limitName("test.limited", 5);
		List<UUID> limited = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			limited.add(this.store.send(TaskPriority.NORMAL, "default", "test.limited", 0));
		}
		UUID other = this.store.send();
		this.store.demand = new ClaimDemand(1, 1, 1, 1, 4, 1);
		this.store.repository.cancel(UUID.randomUUID());
		assertThat(ids(this.store.claimed)).containsExactlyInAnyOrder(limited.get(0), other);
		assertThat(ids(this.store.claim(9))).containsExactly(limited.get(1), limited.get(2));
	}

	@Test
	void aTaskMadePendingBeforeTheUnknownOnesIsClaimedAgain() {
		UUID known = this.store.send(TaskPriority.NORMAL, "default", NAME, 5);
		ClaimedTask task = this.store.claimOne();
		for (int i = 0; i < 20; i++) {
			this.store.send(TaskPriority.NORMAL, "default", "other.work", 10);
		}
		assertThat(this.store.claim(5)).isEmpty();
		this.store.settle(task, new TaskOutcome.Release());
		assertThat(ids(this.store.claim(5))).containsExactly(known);
	}

	@Test
	void aNameThatBecomesKnownIsClaimed() {
		UUID waiting = this.store.send(TaskPriority.NORMAL, "default", "other.work", 0);
		assertThat(this.store.claim(5)).isEmpty();
		this.store.attach(Set.of(NAME, "other.work"), Set.of());
		assertThat(ids(this.store.claim(5))).containsExactly(waiting);
	}

	@Test
	void onlyTheQueuesInScopeAreClaimed() {
		this.store.attach(Set.of(NAME), Set.of("mine"));
		this.store.send(TaskPriority.NORMAL, "theirs", NAME, 0);
		UUID mine = this.store.send(TaskPriority.NORMAL, "mine", NAME, 0);
		assertThat(ids(this.store.claim(5))).containsExactly(mine);
	}

	@Test
	void aSendThatFindsAFreeSlotIsClaimedByTheCommitThatStoresIt() {
		this.store.demand = ClaimDemand.ofSlots(1);
		UUID id = this.store.send();
		assertThat(ids(this.store.claimed)).containsExactly(id);
		assertThat(this.store.repository.find(id).orElseThrow()).satisfies((task) -> {
			assertThat(task.status()).isEqualTo(TaskStatus.RUNNING);
			assertThat(task.attempt()).isEqualTo(1);
			assertThat(task.owner()).isEqualTo(this.store.node.id());
		});
		assertThat(this.store.settle(this.store.claimed.get(0), new TaskOutcome.Finish(null))).isTrue();
	}

	@Test
	void aTaskWithAnIdOfItsOwnIsStartedDirectlyToo() {
		this.store.demand = ClaimDemand.ofSlots(1);
		UUID id = UUID.randomUUID();
		NewTask task = StoreFixture.task(id);
		this.store.repository.send(List.of(new NewTask(id, true, task.name(), task.queue(), task.priority(),
				task.maxAttempts(), task.runAt(), task.createdAt(), task.payload(), null)));
		assertThat(ids(this.store.claimed)).containsExactly(id);
	}

	@Test
	void headersGoWithATaskToEachOfItsAttempts() {
		String headers = "traceparent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01&tracestate=a%3Db";
		NewTask waiting = StoreFixture.task(UUID.randomUUID()).withHeaders(headers);
		NewTask without = StoreFixture.task(UUID.randomUUID(), TaskPriority.LOW, "default", NAME, 0, null);
		this.store.repository.send(List.of(waiting, without));
		ClaimedTask first = this.store.claimOne();
		assertThat(first.headers()).isEqualTo(headers);
		this.store.settle(first, new TaskOutcome.Retry(new TaskError("a.B", "m", "t"), 0));
		List<ClaimedTask> claimed = this.store.claim(2);
		assertThat(claimed).extracting(ClaimedTask::headers).containsExactly(headers, null);
		this.store.demand = ClaimDemand.ofSlots(1);
		this.store.repository.send(List.of(StoreFixture.task(UUID.randomUUID()).withHeaders(headers)));
		assertThat(this.store.claimed).extracting(ClaimedTask::headers).containsExactly(headers, null, headers);
	}

	@Test
	void directStartTakesTheMostUrgentFirstAndLeavesTheRestPending() {
		this.store.demand = ClaimDemand.ofSlots(2);
		UUID low = UUID.randomUUID();
		UUID high = UUID.randomUUID();
		UUID normal = UUID.randomUUID();
		this.store.repository.send(List.of(StoreFixture.task(low, TaskPriority.LOW, "default", NAME, 0, null),
				StoreFixture.task(high, TaskPriority.HIGH, "default", NAME, 0, null),
				StoreFixture.task(normal, TaskPriority.NORMAL, "default", NAME, 0, null)));
		assertThat(ids(this.store.claimed)).containsExactly(high, normal);
		assertThat(this.store.repository.status(low)).contains(TaskStatus.PENDING);
	}

	@Test
	void whatWaitsIsClaimedBeforeWhatIsSent() {
		UUID waiting = this.store.send();
		this.store.demand = ClaimDemand.ofSlots(1);
		UUID sent = this.store.send(TaskPriority.HIGH, "default", NAME, 0);
		assertThat(ids(this.store.claimed)).containsExactly(waiting);
		assertThat(this.store.repository.status(sent)).contains(TaskStatus.PENDING);
	}

	@Test
	void whatIsNotDueNotKnownOrNotInScopeIsNotStartedDirectly() {
		this.store.attach(Set.of(NAME), Set.of("mine"));
		this.store.demand = ClaimDemand.ofSlots(9);
		this.store.repository.send(List.of(
				StoreFixture.task(UUID.randomUUID(), TaskPriority.NORMAL, "mine", "other.work", 0, null),
				StoreFixture.task(UUID.randomUUID(), TaskPriority.NORMAL, "theirs", NAME, 0, null), StoreFixture
					.task(UUID.randomUUID(), TaskPriority.NORMAL, "mine", NAME, this.store.clock.millis() + 1, null)));
		assertThat(this.store.claimed).isEmpty();
		assertThat(this.store.repository.stats().count(TaskStatus.PENDING)).isEqualTo(3);
		assertThat(this.store.nextDue).isEqualTo(this.store.clock.millis() + 1);
	}

	@Test
	void fencesGrowWithEachClaimAlsoWhenTheTaskIsSentAgainAfterItsDeleteByASlowClock() {
		UUID id = UUID.randomUUID();
		NewTask task = new NewTask(id, true, NAME, "default", TaskPriority.NORMAL, 3, 0, this.store.clock.millis(),
				new byte[] { '[', ']' }, null);
		List<Long> fences = new ArrayList<>();
		this.store.repository.send(List.of(task));
		for (int i = 0; i < 3; i++) {
			ClaimedTask claimed = this.store.claimOne();
			fences.add(claimed.fence());
			this.store.settle(claimed, new TaskOutcome.Snooze(0));
		}
		for (int hours = 0; hours < 3; hours++) {
			this.store.repository.delete(id);
			this.store.repository.send(List.of(new NewTask(id, true, NAME, "default", TaskPriority.NORMAL, 3, 0,
					task.createdAt() - Duration.ofHours(hours).toMillis(), task.payload(), null)));
			ClaimedTask claimed = this.store.claimOne();
			fences.add(claimed.fence());
			this.store.settle(claimed, new TaskOutcome.Snooze(0));
		}
		assertThat(fences).isSorted().doesNotHaveDuplicates();
	}

	@Test
	void aFenceIsAboveThatOfATaskWithTheSameIdThatWasPruned() {
		UUID id = UUID.randomUUID();
		long now = this.store.clock.millis();
		NewTask task = new NewTask(id, true, NAME, "default", TaskPriority.NORMAL, 3, 0, now, new byte[] { '[', ']' },
				null);
		this.store.repository.send(List.of(task));
		ClaimedTask first = this.store.claimOne();
		this.store.settle(first, new TaskOutcome.Finish(null));
		assertThat(this.store.repository.prune(new PruneRule(TaskStatus.FINISHED, null, Set.of(), 0, now + 1), 10))
			.isOne();
		this.store.repository.send(List.of(task));
		assertThat(this.store.claimOne().fence()).isGreaterThan(first.fence());
	}

}
