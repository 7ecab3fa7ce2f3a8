package io.kerground.jdbc;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import io.kerground.core.ClaimScope;
import io.kerground.core.ClaimedTask;
import io.kerground.core.CommitListener;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.MutableClock;
import io.kerground.core.NewBatch;
import io.kerground.core.NewTask;
import io.kerground.core.Node;
import io.kerground.core.ScheduleRepository;
import io.kerground.core.SlotLender;
import io.kerground.core.Task;
import io.kerground.core.TaskChange;
import io.kerground.core.TaskChangeReport;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskError;
import io.kerground.core.TaskEvent;
import io.kerground.core.TaskFilter;
import io.kerground.core.TaskFuse;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskPage;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskRepository.PruneRule;
import io.kerground.core.TaskSelection;
import io.kerground.core.TaskSignals;
import io.kerground.core.TaskStatus;
import io.kerground.core.TaskVerb;
import io.kerground.core.TemplateSettings;
import io.kerground.engine.WorkerRegistry;
import io.kerground.jackson.JacksonTaskSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What every store does when many tasks are changed together, and how they are found.
 */
abstract class TaskChangeContract {

	private static final TaskError ERROR = new TaskError("java.io.IOException", "Connection to alpha refused", "trace");

	final MutableClock clock = new MutableClock();

	private final List<TaskEvent> events = new CopyOnWriteArrayList<>();

	private final TestIntake intake = new TestIntake();

	private TaskRepository store;

	private KergroundTemplate ker;

	private Node node;

	abstract TaskRepository open(TaskClock clock, CommitListener listener);

	@BeforeEach
	void open() {
		this.clock.advance(Duration.ofHours(1));
		this.store = open(this.clock, (moves, nanos) -> this.events.addAll(moves));
		WorkerRegistry registry = new WorkerRegistry();
		registry.complete();
		this.ker = new KergroundTemplate(this.store, registry, JacksonTaskSerializer.create(), new TaskSignals(),
				SlotLender.NONE, this.clock, new TemplateSettings(10, 1000, false, Map.of()));
		this.node = TestTasks.node(this.store, this.clock);
		this.store.attach(new ClaimScope(this.node.seq(), Set.of("a.b", "c.d"), Set.of(), 2), this.intake);
	}

	@AfterEach
	void close() {
		this.store.close();
	}

	private List<UUID> pending(int count) {
		List<NewTask> tasks = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			tasks.add(TestTasks.task("a.b", this.clock));
		}
		this.store.send(tasks);
		return tasks.stream().map(NewTask::id).toList();
	}

	private List<UUID> failed(int count, TaskError error) {
		List<UUID> ids = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			UUID id = pending(1).get(0);
			ClaimedTask claimed = claim();
			assertThat(claimed.reference().id()).isEqualTo(id);
			this.store.settle(claimed, new TaskOutcome.Fail(error), 1);
			assertThat(this.intake.takeSettled().won()).isTrue();
			ids.add(id);
		}
		this.store.beat(-1);
		return ids;
	}

	private ClaimedTask claim() {
		this.intake.demand = TestIntake.slots(1);
		this.store.requestClaim();
		return this.intake.take();
	}

	private TaskChangeReport change(TaskStatus status, TaskChange change) {
		return this.ker.change(TaskSelection.matching(TaskQuery.all().status(status)), change);
	}

	private Set<TaskStatus> statuses(Collection<UUID> ids) {
		Set<TaskStatus> statuses = new HashSet<>();
		ids.forEach((id) -> statuses.add(this.store.status(id).orElse(null)));
		return statuses;
	}

	private long count(TaskStatus status) {
		return this.store.stats().count(status);
	}

	private List<UUID> found(TaskStatus status, TaskFilter filter) {
		return this.ker.list(TaskQuery.all().status(status).filter(filter)).tasks().stream().map(Task::id).toList();
	}

	@Test
	void allThatMatchAreRetriedInSmallParts() {
		List<UUID> ids = failed(TaskRepository.CHANGE_LIMIT + 3, ERROR);
		List<TaskChangeReport> told = new ArrayList<>();
		TaskChangeReport report = this.ker.change(TaskSelection.matching(TaskQuery.all().status(TaskStatus.FAILED)),
				TaskChange.retry(), told::add);
		assertThat(report.changed()).isEqualTo(ids.size());
		assertThat(report.skipped()).isZero();
		assertThat(report.ended()).isTrue();
		assertThat(told).extracting(TaskChangeReport::changed)
			.containsExactly((long) TaskRepository.CHANGE_LIMIT, (long) ids.size());
		assertThat(statuses(ids)).containsExactly(TaskStatus.PENDING);
		assertThat(count(TaskStatus.PENDING)).isEqualTo(ids.size());
		assertThat(count(TaskStatus.FAILED)).isZero();
	}

	@Test
	void noMoreThanTheLimitAreChangedTheNewestFirst() {
		List<UUID> ids = pending(120);
		TaskChangeReport report = this.ker
			.change(TaskSelection.matching(TaskQuery.all().status(TaskStatus.PENDING)).limit(70), TaskChange.cancel());
		assertThat(report.changed()).isEqualTo(70);
		assertThat(report.ended()).isTrue();
		assertThat(count(TaskStatus.CANCELLED)).isEqualTo(70);
		assertThat(statuses(ids.subList(0, 50))).containsExactly(TaskStatus.PENDING);
	}

	@Test
	void changeThatIsStoppedKeepsWhatItChanged() {
		pending(120);
		TaskChangeReport report = this.ker.change(TaskSelection.matching(TaskQuery.all().status(TaskStatus.PENDING)),
				TaskChange.cancel(), (soFar) -> soFar.changed() < 60);
		assertThat(report.ended()).isFalse();
		assertThat(report.changed()).isEqualTo(100);
		assertThat(count(TaskStatus.CANCELLED)).isEqualTo(100);
		assertThat(count(TaskStatus.PENDING)).isEqualTo(20);
	}

	@Test
	void tasksThatAreInNoStateForItAreSkippedAndCounted() {
		List<UUID> ids = new ArrayList<>(pending(3));
		ClaimedTask running = claim();
		ids.add(UUID.randomUUID());
		TaskChangeReport report = this.ker.change(TaskSelection.of(ids), TaskChange.delete());
		assertThat(report.looked()).isEqualTo(4);
		assertThat(report.changed()).isEqualTo(2);
		assertThat(report.skipped()).isEqualTo(2);
		assertThat(this.store.status(running.reference().id())).contains(TaskStatus.RUNNING);
	}

	@Test
	void runningTasksAreNotDeleted() {
		pending(1);
		claim();
		assertThatIllegalArgumentException().isThrownBy(() -> change(TaskStatus.RUNNING, TaskChange.delete()));
		assertThat(this.ker.change(TaskSelection.matching(TaskQuery.all()), TaskChange.delete()).looked()).isZero();
		assertThat(count(TaskStatus.RUNNING)).isEqualTo(1);
	}

	@Test
	void runningTasksAreCancelledWithTheOthers() {
		List<UUID> ids = pending(2);
		claim();
		assertThat(this.ker.change(TaskSelection.matching(TaskQuery.all()), TaskChange.cancel()).changed())
			.isEqualTo(2);
		assertThat(statuses(ids)).containsExactly(TaskStatus.CANCELLED);
	}

	@Test
	void tasksMoveToAnotherQueueWithTheirCountsAndAreClaimedThere() {
		List<UUID> ids = pending(3);
		TaskChangeReport report = this.ker.change(TaskSelection.matching(TaskQuery.all().queue("default")),
				TaskChange.moveTo("slow"));
		assertThat(report.changed()).isEqualTo(3);
		assertThat(this.store.stats().byQueue()).containsOnlyKeys("slow");
		assertThat(this.store.find(ids.get(0)).map(Task::queue)).contains("slow");
		assertThat(claim().reference().queue()).isEqualTo("slow");
		assertThat(this.ker.change(TaskSelection.of(ids.subList(1, 3)), TaskChange.moveTo("slow")).changed()).isZero();
	}

	@Test
	void deletedTasksAreGoneAtOnceAndBackWhenItIsUndone() {
		List<UUID> failed = failed(2, ERROR);
		List<UUID> waiting = pending(2);
		Task before = this.store.find(failed.get(0)).orElseThrow();
		TaskChange change = TaskChange.delete();
		List<UUID> all = new ArrayList<>(failed);
		all.addAll(waiting);
		assertThat(this.ker.change(TaskSelection.of(all), change).changed()).isEqualTo(4);
		assertThat(this.store.stats().counts()).isEmpty();
		assertThat(this.store.find(failed.get(0))).isEmpty();
		this.clock.advance(Duration.ofSeconds(29));
		assertThat(this.ker.restore(change.id())).isEqualTo(4);
		Task after = this.store.find(failed.get(0)).orElseThrow();
		assertThat(after).isEqualTo(before);
		assertThat(count(TaskStatus.FAILED)).isEqualTo(2);
		assertThat(count(TaskStatus.PENDING)).isEqualTo(2);
		assertThat(claim().reference().id()).isIn(waiting);
		assertThat(this.ker.restore(change.id())).isZero();
	}

	@Test
	void deletedTaskDoesNotRunWhileItCanBeBroughtBack() {
		pending(1);
		change(TaskStatus.PENDING, TaskChange.delete());
		UUID later = pending(1).get(0);
		assertThat(claim().reference().id()).isEqualTo(later);
	}

	@Test
	void deletionIsUndoneForHalfAMinuteOnly() {
		List<UUID> ids = pending(2);
		TaskChange change = TaskChange.delete();
		change(TaskStatus.PENDING, change);
		this.clock.advance(Duration.ofSeconds(31));
		assertThat(this.ker.restore(change.id())).isZero();
		assertThat(this.store.find(ids.get(0))).isEmpty();
	}

	@Test
	void deletionOfManyIsUndoneAsAWhole() {
		List<UUID> ids = pending(TaskRepository.CHANGE_LIMIT + 20);
		TaskChange change = TaskChange.delete();
		TaskQuery waiting = TaskQuery.all().status(TaskStatus.PENDING);
		this.ker.change(TaskSelection.matching(waiting), change, (soFar) -> {
			this.clock.advance(Duration.ofSeconds(20));
			return true;
		});
		assertThat(this.ker.restore(change.id())).isEqualTo(ids.size());
		assertThat(statuses(ids)).containsExactly(TaskStatus.PENDING);
	}

	@Test
	void onlyTheDeletionThatIsNamedIsUndone() {
		UUID first = pending(1).get(0);
		TaskChange one = TaskChange.delete();
		change(TaskStatus.PENDING, one);
		UUID second = pending(1).get(0);
		change(TaskStatus.PENDING, TaskChange.delete());
		assertThat(this.ker.restore(one.id())).isEqualTo(1);
		assertThat(this.store.status(first)).contains(TaskStatus.PENDING);
		assertThat(this.store.status(second)).isEmpty();
		assertThat(this.ker.restore(UUID.randomUUID())).isZero();
	}

	@Test
	void taskThatWasSentAnewMeanwhileStaysAsItIs() {
		UUID id = TestTasks.id();
		TestTasks.send(this.store, TestTasks.owned(id, "a.b", "[1]", this.clock));
		TaskChange change = TaskChange.delete();
		change(TaskStatus.PENDING, change);
		TestTasks.send(this.store, TestTasks.owned(id, "a.b", "[2]", this.clock));
		assertThat(this.ker.restore(change.id())).isZero();
		assertThat(this.store.find(id).map(Task::arguments)).contains("[2]");
		assertThat(count(TaskStatus.PENDING)).isEqualTo(1);
	}

	@Test
	void fenceOfATaskThatIsBackIsAboveThatOfOneWithItsIdMeanwhile() {
		UUID id = TestTasks.id();
		TestTasks.send(this.store, TestTasks.owned(id, "a.b", "[1]", this.clock));
		TaskChange change = TaskChange.delete();
		change(TaskStatus.PENDING, change);
		TestTasks.send(this.store, TestTasks.owned(id, "a.b", "[2]", this.clock));
		ClaimedTask between = claim();
		assertThat(this.store.cancel(id)).isTrue();
		assertThat(this.store.delete(id)).isTrue();
		assertThat(this.ker.restore(change.id())).isEqualTo(1);
		assertThat(claim().fence()).isGreaterThan(between.fence());
	}

	@Test
	void blockedTaskComesBackCancelled() {
		UUID first = TestTasks.send(this.store, TestTasks.task("a.b", this.clock));
		UUID second = TestTasks.send(this.store, TestTasks.after(first, "a.b", this.clock));
		TaskChange change = TaskChange.delete();
		assertThat(this.ker.change(TaskSelection.of(List.of(second)), change).changed()).isEqualTo(1);
		assertThat(this.ker.restore(change.id())).isEqualTo(1);
		assertThat(this.store.status(second)).contains(TaskStatus.CANCELLED);
		assertThat(count(TaskStatus.BLOCKED)).isZero();
		assertThat(count(TaskStatus.CANCELLED)).isEqualTo(1);
		assertThat(this.store.retry(second)).isTrue();
	}

	@Test
	void deletionOfAMemberEndsItsBatchWhichAnUndoLeavesAsItIs() {
		NewTask member = TestTasks.task("a.b", this.clock);
		NewBatch batch = new NewBatch(TestTasks.id(), false, false, this.clock.millis(),
				List.of(new NewBatch.Member(member, null)), List.of());
		this.store.send(batch);
		TaskChange change = TaskChange.delete();
		change(TaskStatus.PENDING, change);
		assertThat(this.store.batch(batch.id()).orElseThrow().cancelled()).isEqualTo(1);
		assertThat(this.ker.restore(change.id())).isEqualTo(1);
		assertThat(this.store.status(member.id())).contains(TaskStatus.PENDING);
		assertThat(this.store.batch(batch.id()).orElseThrow().cancelled()).isEqualTo(1);
	}

	@Test
	void whatIsDiscardedCanNotComeBack() {
		pending(3);
		TaskChange change = TaskChange.delete();
		change(TaskStatus.PENDING, change);
		long now = this.clock.millis();
		assertThat(this.store.discard(now, 10)).isZero();
		assertThat(this.store.discard(now + 1, 2)).isEqualTo(2);
		assertThat(this.store.discard(now + 1, 2)).isEqualTo(1);
		assertThat(this.ker.restore(change.id())).isZero();
	}

	@Test
	void listenersHearOfADeletionAndThatAPendingTaskIsBack() {
		pending(1);
		this.events.clear();
		TaskChange change = TaskChange.delete();
		change(TaskStatus.PENDING, change);
		this.ker.restore(change.id());
		assertThat(this.events).extracting(TaskEvent::verb).containsExactly(TaskVerb.DELETE, TaskVerb.SEND);
	}

	@Test
	void tasksAreFoundByTheBeginningOfTheirIds() {
		UUID id = UUID.fromString("0190a1b2-c3d4-7e5f-8123-456789abcdef");
		TestTasks.send(this.store, TestTasks.owned(id, "a.b", "[1]", this.clock));
		pending(3);
		for (String part : List.of("0190a1b2", "0190A1B2-C3D4-7", id.toString())) {
			assertThat(found(null, new TaskFilter(part, null, null, false, null, 0))).containsExactly(id);
		}
		assertThat(found(TaskStatus.FAILED, new TaskFilter("0190a1b2", null, null, false, null, 0))).isEmpty();
		assertThat(found(null, new TaskFilter("0190a1b3", null, null, false, null, 0))).isEmpty();
	}

	@Test
	void tasksWithTheSameBeginningOfTheirIdsAreOnSeveralPages() {
		List<UUID> ids = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			UUID id = new UUID(0x0190a1b2c3d47000L, Long.MIN_VALUE + i);
			TestTasks.send(this.store, TestTasks.owned(id, "a.b", "[1]", this.clock));
			ids.add(0, id);
		}
		List<UUID> seen = new ArrayList<>();
		TaskQuery query = TaskQuery.all().size(2).filter(new TaskFilter("0190a1b2", null, null, false, null, 0));
		for (TaskPage page = this.ker.list(query); page != null; page = (page.next() != null)
				? this.ker.list(query.after(page.next())) : null) {
			page.tasks().forEach((task) -> seen.add(task.id()));
		}
		assertThat(seen).isEqualTo(ids);
		assertThatIllegalArgumentException().isThrownBy(() -> this.ker.list(query.after("7-7")));
	}

	@Test
	void tasksAreFoundByTheirLatestErrorAndByItsTextOnlyIfThatIsWanted() {
		List<UUID> alpha = failed(1, ERROR);
		failed(1, new TaskError("java.lang.IllegalStateException", "beta", "trace"));
		assertThat(found(TaskStatus.FAILED, new TaskFilter(null, null, "ioexc", false, null, 0))).isEqualTo(alpha);
		assertThat(found(TaskStatus.FAILED, new TaskFilter(null, null, "ALPHA", true, null, 0))).isEqualTo(alpha);
		assertThat(found(TaskStatus.FAILED, new TaskFilter(null, null, "ALPHA", false, null, 0))).isEmpty();
		assertThat(this.ker.count(TaskQuery.all().status(TaskStatus.FAILED), 100)).isEqualTo(2);
		assertThat(this.ker.count(TaskQuery.all().status(TaskStatus.FAILED), 1)).isEqualTo(1);
	}

	@Test
	void tasksAreFoundByTheirAgeAndTheirAttempts() {
		failed(1, ERROR);
		this.clock.advance(Duration.ofMinutes(10));
		List<UUID> recent = failed(1, ERROR);
		List<UUID> waiting = pending(1);
		TaskFilter since = new TaskFilter(null, null, null, false, this.clock.instant().minusSeconds(60), 0);
		assertThat(found(TaskStatus.FAILED, since)).isEqualTo(recent);
		assertThat(found(TaskStatus.PENDING, since)).isEqualTo(waiting);
		assertThat(found(null, new TaskFilter(null, null, null, false, null, 1))).hasSize(2)
			.doesNotContainAnyElementsOf(waiting);
		assertThat(found(null, new TaskFilter(null, null, null, false, null, 2))).isEmpty();
	}

	@Test
	void onlyTasksThatMeetEveryConditionAreChanged() {
		failed(2, new TaskError("java.lang.IllegalStateException", "beta", "trace"));
		List<UUID> alpha = failed(2, ERROR);
		TaskQuery query = TaskQuery.all()
			.status(TaskStatus.FAILED)
			.filter(new TaskFilter(null, null, "alpha", true, null, 0));
		assertThat(this.ker.change(TaskSelection.matching(query), TaskChange.retry()).changed()).isEqualTo(2);
		assertThat(statuses(alpha)).containsExactly(TaskStatus.PENDING);
		assertThat(count(TaskStatus.FAILED)).isEqualTo(2);
	}

	@Test
	void deletedTaskIsNotPrunedButDiscarded() {
		failed(1, ERROR);
		change(TaskStatus.FAILED, TaskChange.delete());
		assertThat(this.store.prune(new PruneRule(TaskStatus.FAILED, null, Set.of(), 0, Long.MAX_VALUE), 10)).isZero();
		assertThat(this.store.discard(Long.MAX_VALUE, 10)).isEqualTo(1);
	}

	@Test
	void fuseHoldsTasksOfItsNameBackUntilItIsReset() {
		assertThat(this.store.schedules().blow(fuse("a.b", null))).isTrue();
		UUID held = pending(1).get(0);
		UUID other = TestTasks.send(this.store, TestTasks.task("c.d", this.clock));
		assertThat(claim().reference().id()).isEqualTo(other);
		assertThat(this.store.schedules().fuses()).containsExactly(fuse("a.b", null));
		assertThat(this.store.schedules().reset("a.b")).isTrue();
		assertThat(claim().reference().id()).isEqualTo(held);
		assertThat(this.store.schedules().fuses()).isEmpty();
		assertThat(this.store.schedules().reset("a.b")).isFalse();
	}

	@Test
	void fuseIsResetByItselfWhenItsTimeIsOver() {
		Instant until = this.clock.instant().plusSeconds(60);
		this.store.schedules().blow(fuse("a.b", until));
		this.store.schedules().blow(fuse("c.d", null));
		UUID held = pending(1).get(0);
		assertThat(this.store.schedules().resetExpired(until.toEpochMilli() - 1)).isZero();
		assertThat(this.store.schedules().resetExpired(until.toEpochMilli())).isEqualTo(1);
		assertThat(claim().reference().id()).isEqualTo(held);
		assertThat(this.store.schedules().fuses()).extracting(TaskFuse::name).containsExactly("c.d");
	}

	@Test
	void fuseDoesNotTouchTasksThatWereStoppedByHand() {
		ScheduleRepository schedules = this.store.schedules();
		schedules.pauseTasks("a.b", true);
		assertThat(schedules.blow(fuse("a.b", this.clock.instant()))).isFalse();
		assertThat(schedules.resetExpired(Long.MAX_VALUE)).isZero();
		assertThat(schedules.reset("a.b")).isFalse();
		assertThat(schedules.pausedTasks()).containsExactly("a.b");
		schedules.pauseTasks("a.b", false);
		schedules.blow(fuse("a.b", this.clock.instant()));
		schedules.pauseTasks("a.b", false);
		schedules.pauseTasks("a.b", true);
		assertThat(schedules.resetExpired(Long.MAX_VALUE)).isZero();
		assertThat(schedules.pausedTasks()).containsExactly("a.b");
	}

	private TaskFuse fuse(String name, Instant until) {
		return new TaskFuse(name, "the server is away", this.clock.instant(), until);
	}

	@Test
	void failedTaskIsRetriedWithOtherArgumentsUnderItsId() {
		UUID failed = failed(1, ERROR).get(0);
		assertThat(this.store.retry(failed, TestTasks.json("[7]"))).isTrue();
		assertThat(this.store.find(failed).map(Task::arguments)).contains("[7]");
		assertThat(this.store.retry(failed, TestTasks.json("[8]"))).isFalse();
		ClaimedTask claimed = claim();
		assertThat(claimed.reference().id()).isEqualTo(failed);
		assertThat(new String(claimed.payload(), StandardCharsets.UTF_8)).isEqualTo("[7]");
		assertThat(this.store.retry(UUID.randomUUID(), TestTasks.json("[9]"))).isFalse();
	}

}
