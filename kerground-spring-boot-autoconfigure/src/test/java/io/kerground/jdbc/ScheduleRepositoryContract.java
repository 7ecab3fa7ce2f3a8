package io.kerground.jdbc;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import io.kerground.core.ClaimDemand;
import io.kerground.core.ClaimScope;
import io.kerground.core.ClaimedTask;
import io.kerground.core.CommitListener;
import io.kerground.core.MisfirePolicy;
import io.kerground.core.MutableClock;
import io.kerground.core.NewTask;
import io.kerground.core.Node;
import io.kerground.core.Schedule;
import io.kerground.core.ScheduleDefinition;
import io.kerground.core.ScheduleRepository;
import io.kerground.core.ScheduleRepository.Declaration;
import io.kerground.core.ScheduleRepository.Start;
import io.kerground.core.StoredSchedule;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskIntake;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who wins when several nodes say something about one schedule, and what pauses and
 * limits keep from being claimed, whatever the database is.
 */
abstract class ScheduleRepositoryContract implements TaskIntake {

	static final String NAME = "test.work";

	final MutableClock clock = new MutableClock();

	final List<ClaimedTask> claimed = new CopyOnWriteArrayList<>();

	private volatile ClaimDemand demand = ClaimDemand.NOTHING;

	private TaskRepository store;

	private ScheduleRepository schedules;

	private Node node;

	abstract TaskRepository open(TaskClock clock, CommitListener listener);

	@BeforeEach
	void declare() {
		this.store = open(this.clock, (events, nanos) -> assertThat(nanos).isNotNegative());
		this.schedules = this.store.schedules();
		this.node = join();
		attach(Set.of(NAME), List.of());
		register(this.node, interval(1), 1000L);
	}

	@AfterEach
	void close() {
		this.store.close();
	}

	private Node join() {
		return this.store.join(new Node(0, UUID.randomUUID(), "test", "here", 1, 1, "boot", "pid", null, Set.of(NAME),
				this.clock.instant(), 0));
	}

	private void attach(Set<String> names, List<ClaimScope.ConcurrencyLimit> limits) {
		this.store.attach(new ClaimScope(this.node.seq(), names, Set.of(), 2, limits), this);
	}

	private static Schedule interval(int seconds) {
		return new Schedule.Interval(Duration.ofSeconds(seconds), Duration.ZERO, Duration.ZERO, MisfirePolicy.SKIP, 1);
	}

	private void register(Node node, Schedule schedule, Long firstAt) {
		this.schedules.register("test", node.seq(),
				List.of(new Declaration(new ScheduleDefinition(NAME, schedule), firstAt)));
	}

	private StoredSchedule row() {
		return this.schedules.schedules().get(0);
	}

	@Test
	void aTickIsFiredOnce() {
		assertThat(this.schedules.fire(NAME, 1000, 2000L, task("1"))).isTrue();
		assertThat(this.schedules.fire(NAME, 1000, 3000L, task("1"))).as("while its run is under way").isFalse();
		runAll();
		assertThat(this.schedules.fire(NAME, 1000, 3000L, task("1"))).as("after its run").isFalse();
		assertThat(this.schedules.schedules()).singleElement().satisfies((row) -> {
			assertThat(row.nextAt()).isEqualTo(2000);
			assertThat(row.tickAt()).isEqualTo(1000);
			assertThat(row.firedAt()).isEqualTo(this.clock.millis());
			assertThat(row.lastTask()).isEqualTo(task("1").id());
			assertThat(row.lastStatus()).isEqualTo(TaskStatus.FINISHED);
			assertThat(row.lastEndedAt()).isEqualTo(this.clock.millis());
		});
		assertThat(this.store.stats().count(TaskStatus.FINISHED)).isEqualTo(1);
	}

	@Test
	void nothingIsFiredWhileTheRunBeforeIsUnderWay() {
		assertThat(this.schedules.fire(NAME, 1000, 2000L, task("1"))).isTrue();
		assertThat(this.schedules.fire(NAME, 2000, 3000L, task("2"))).isFalse();
		assertThat(this.schedules.reschedule(NAME, 2000L, 3000L)).isFalse();
		claim(ClaimDemand.ofSlots(1));
		assertThat(this.schedules.fire(NAME, 2000, 3000L, task("2"))).as("while it runs").isFalse();
		settleAll();
		assertThat(this.schedules.fire(NAME, 2000, 3000L, task("2"))).isTrue();
	}

	@Test
	void onlyWhoSawTheNextTickMovesASchedule() {
		assertThat(this.schedules.reschedule(NAME, 900L, 5000L)).isFalse();
		assertThat(this.schedules.reschedule(NAME, null, 5000L)).isFalse();
		assertThat(this.schedules.reschedule(NAME, 1000L, null)).isTrue();
		assertThat(row().tickAt()).isEqualTo(1000);
		assertThat(this.schedules.reschedule(NAME, null, 3000L)).isTrue();
		assertThat(row().tickAt()).as("no tick was skipped").isEqualTo(1000);
		assertThat(row().nextAt()).isEqualTo(3000);
	}

	@Test
	void aPausedScheduleIsNotFired() {
		assertThat(this.schedules.pause(NAME)).isTrue();
		assertThat(this.schedules.pause(NAME)).isFalse();
		assertThat(this.schedules.fire(NAME, 1000, 2000L, task("1"))).isFalse();
		assertThat(this.schedules.reschedule(NAME, 1000L, 2000L)).isFalse();
		assertThat(this.schedules.trigger(task("1"), false, false)).isFalse();
		assertThat(this.schedules.resume(NAME, 1000L, Start.AS_DECLARED)).isTrue();
		assertThat(this.schedules.resume(NAME, 9000L, Start.AS_DECLARED)).isFalse();
		assertThat(this.schedules.fire(NAME, 1000, 2000L, task("1"))).isTrue();
	}

	@Test
	void whatAScheduleWasStartedWithIsForgottenWhenItIsPaused() {
		this.schedules.pause(NAME);
		this.schedules.resume(NAME, 1000L, new Start(Duration.ofSeconds(7), Duration.ZERO, TaskPriority.HIGH));
		assertThat(row().period()).isEqualTo(Duration.ofSeconds(7));
		assertThat(row().delayBefore()).isEqualTo(Duration.ZERO);
		assertThat(row().priority()).isEqualTo(TaskPriority.HIGH);
		this.schedules.pause(NAME);
		assertThat(row().period()).isNull();
		assertThat(row().priority()).isNull();
	}

	@Test
	void aTaskOfATickThatIsStoredAlreadyIsNotStoredAgain() {
		this.store.send(List.of(task("1")));
		assertThat(this.schedules.fire(NAME, 1000, 2000L, task("1"))).isTrue();
		assertThat(this.store.stats().count(TaskStatus.PENDING)).isEqualTo(1);
		assertThat(row().lastTask()).isEqualTo(task("1").id());
	}

	@Test
	void aRunThatHasEndedDoesNotBecomeTheLatestOneAgain() {
		this.schedules.fire(NAME, 1000, 2000L, task("1"));
		runAll();
		assertThat(this.schedules.trigger(task("after 1"), false, false)).isTrue();
		runAll();
		this.schedules.pause(NAME);
		this.schedules.resume(NAME, 1000L, Start.AS_DECLARED);
		assertThat(this.schedules.fire(NAME, 1000, 2000L, task("1"))).isTrue();
		assertThat(row().lastTask()).isEqualTo(task("after 1").id());
		assertThat(this.store.stats().count(TaskStatus.FINISHED)).isEqualTo(2);
	}

	@Test
	void aTriggerDuringARunGivesOneMoreRunOrIsDropped() {
		assertThat(this.schedules.trigger(task("1"), false, true)).isTrue();
		assertThat(this.schedules.trigger(task("2"), false, true)).as("the run that waits stands for it").isTrue();
		claim(ClaimDemand.ofSlots(1));
		assertThat(this.schedules.trigger(task("2"), false, true)).as("dropped").isFalse();
		assertThat(row().triggered()).isFalse();
		assertThat(this.schedules.trigger(task("2"), false, false)).isTrue();
		assertThat(row().triggered()).isTrue();
		assertThat(this.store.stats().count(TaskStatus.PENDING)).isZero();
		settleAll();
		assertThat(this.schedules.trigger(task("2"), false, false)).isTrue();
		assertThat(row().triggered()).isFalse();
		assertThat(row().nextAt()).isEqualTo(1000);
		runAll();
		assertThat(this.schedules.trigger(task("3"), true, false)).isTrue();
		assertThat(row().nextAt()).as("it counts from the end of this run").isNull();
	}

	@Test
	void anotherDefinitionBeginsAnewAndTheSameOneStaysAsItIs() {
		this.schedules.fire(NAME, 1000, 2000L, task("1"));
		Node second = join();
		register(second, interval(1), 9000L);
		assertThat(row().nextAt()).isEqualTo(2000);
		register(second, interval(5), 9000L);
		assertThat(row().nextAt()).isEqualTo(9000);
		assertThat(row().spec()).isEqualTo("PT5S");
	}

	@Test
	void aScheduleIsKeptWhileARegisteredNodeDeclaresIt() {
		Node second = join();
		this.schedules.register("test", second.seq(), List.of());
		assertThat(this.schedules.schedules()).hasSize(1);
		this.schedules.register("another", second.seq(), List.of());
		this.store.leave(this.node.seq());
		this.schedules.register("another", second.seq(), List.of());
		assertThat(this.schedules.schedules()).as("another application's").hasSize(1);
		this.schedules.register("test", second.seq(), List.of());
		assertThat(this.schedules.schedules()).isEmpty();
		assertThat(this.schedules.fire(NAME, 1000, 2000L, task("1"))).isFalse();
		assertThat(this.schedules.trigger(task("1"), false, false)).isFalse();
		assertThat(this.schedules.pause(NAME)).isFalse();
		assertThat(this.schedules.resume(NAME, 1L, Start.AS_DECLARED)).isFalse();
	}

	@Test
	void nothingIsClaimedFromAPausedQueue() {
		assertThat(this.schedules.pauseQueue("default", true)).isTrue();
		assertThat(this.schedules.pauseQueue("default", true)).isFalse();
		this.demand = ClaimDemand.ofSlots(3);
		send(NAME);
		claim(ClaimDemand.ofSlots(3));
		assertThat(this.claimed).isEmpty();
		assertThat(this.schedules.pausedQueues()).containsExactly("default");
		assertThat(this.schedules.pauseQueue("default", false)).isTrue();
		claim(ClaimDemand.ofSlots(3));
		assertThat(this.claimed).hasSize(1);
	}

	@Test
	void nothingIsClaimedOfAPausedName() {
		assertThat(this.schedules.pauseTasks(NAME, true)).isTrue();
		this.demand = ClaimDemand.ofSlots(3);
		send(NAME);
		claim(ClaimDemand.ofSlots(3));
		assertThat(this.claimed).isEmpty();
		assertThat(this.schedules.pausedTasks()).containsExactly(NAME);
		assertThat(this.schedules.pauseTasks(NAME, false)).isTrue();
		claim(ClaimDemand.ofSlots(3));
		assertThat(this.claimed).hasSize(1);
	}

	@Test
	void noMoreTasksOfANameAreClaimedThanMayRunAtOnce() {
		attach(Set.of(NAME, "test.other"), List.of(new ClaimScope.ConcurrencyLimit(Set.of(NAME, "test.alias"), 2)));
		for (int i = 0; i < 5; i++) {
			send(NAME);
		}
		send("test.other");
		claim(ClaimDemand.ofSlots(9));
		assertThat(this.claimed).extracting((task) -> task.reference().name())
			.containsExactlyInAnyOrder(NAME, NAME, "test.other");
		this.demand = ClaimDemand.ofSlots(9);
		send(NAME);
		flush();
		assertThat(this.claimed).as("a new one does not start directly").hasSize(3);
		settleAll();
		claim(ClaimDemand.ofSlots(9));
		assertThat(this.claimed).as("two have ended, two follow").hasSize(2);
	}

	@Test
	void tasksOfALimitedNameAreNotClaimedAhead() {
		attach(Set.of(NAME), List.of(new ClaimScope.ConcurrencyLimit(Set.of(NAME), 5)));
		for (int i = 0; i < 5; i++) {
			send(NAME);
		}
		claim(new ClaimDemand(1, 1, 1, 1, 4, 1));
		assertThat(this.claimed).hasSize(1);
	}

	private void send(String name) {
		this.store.send(List.of(new NewTask(UUID.randomUUID(), false, name, "default", TaskPriority.NORMAL, 1, 0, 1,
				"[]".getBytes(StandardCharsets.UTF_8), null)));
	}

	private NewTask task(String run) {
		return new NewTask(UUID.nameUUIDFromBytes(run.getBytes(StandardCharsets.UTF_8)), true, NAME, "default",
				TaskPriority.NORMAL, 1, 0, 1, "[]".getBytes(StandardCharsets.UTF_8), null);
	}

	private void runAll() {
		claim(ClaimDemand.ofSlots(1));
		settleAll();
	}

	private void settleAll() {
		this.claimed.forEach((task) -> this.store.settle(task, new TaskOutcome.Finish(null), 1));
		this.claimed.clear();
		flush();
	}

	private void claim(ClaimDemand demand) {
		this.demand = demand;
		flush();
	}

	/**
	 * Returns when all that was asked for before is written and told.
	 */
	private void flush() {
		this.store.requestClaim();
		this.store.beat(this.node.seq());
	}

	@Override
	public ClaimDemand demand() {
		return this.demand;
	}

	@Override
	public void claimed(List<ClaimedTask> tasks, long nextDue) {
		this.demand = ClaimDemand.NOTHING;
		this.claimed.addAll(tasks);
	}

	@Override
	public void notClaimed() {
		throw new IllegalStateException("Nothing goes wrong here");
	}

	@Override
	public void settled(ClaimedTask task, TaskOutcome outcome, boolean won) {
		assertThat(won).isTrue();
	}

}
