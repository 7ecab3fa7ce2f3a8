package io.kerground.jdbc;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;

import io.kerground.core.ClaimDemand;
import io.kerground.core.ClaimScope;
import io.kerground.core.ClaimedTask;
import io.kerground.core.KergroundException;
import io.kerground.core.MisfirePolicy;
import io.kerground.core.MutableClock;
import io.kerground.core.NewTask;
import io.kerground.core.Node;
import io.kerground.core.Schedule;
import io.kerground.core.ScheduleDefinition;
import io.kerground.core.ScheduleRepository;
import io.kerground.core.StoredSchedule;
import io.kerground.core.Task;
import io.kerground.core.TaskError;
import io.kerground.core.TaskIntake;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskProgress;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskRepository.Ownership;
import io.kerground.core.TaskRepository.PruneRule;
import io.kerground.core.TaskRepository.RescueRule;
import io.kerground.core.TaskStats;
import io.kerground.core.TaskStatus;
import io.kerground.simulation.ModelStore;
import io.kerground.simulation.SteppedRepository;
import io.kerground.simulation.SteppedStore;
import io.kerground.simulation.StoreFaults;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The model store and the one on SQLite are told the same at random, and must say the
 * same.
 */
class ModelStoreTests {

	private static final List<String> NAMES = List.of("a.b", "c.d", "e.f", "nobody.knows");

	private static final List<String> QUEUES = List.of("default", "mail", "other");

	private static final TaskPriority[] PRIORITIES = TaskPriority.values();

	private static final int SEEDS = 60;

	private static final int COMMANDS = 250;

	@TempDir
	Path folder;

	@Test
	void theModelSaysWhatTheStoreOnSqliteSays() {
		for (long seed = 0; seed < SEEDS; seed++) {
			MutableClock clock = new MutableClock();
			try (Side model = new Side(new ModelStore(), clock);
					Side sqlite = new Side(new SteppedSqliteStore(this.folder.resolve(seed + ".db"), clock), clock)) {
				compare(seed, clock, model, sqlite);
			}
		}
	}

	private void compare(long seed, MutableClock clock, Side model, Side sqlite) {
		SplittableRandom random = new SplittableRandom(seed);
		Ids ids = new Ids();
		for (int i = 0; i < COMMANDS; i++) {
			long choices = random.nextLong();
			String expected = sqlite.take(new SplittableRandom(choices), ids.copy());
			String said = model.take(new SplittableRandom(choices), ids);
			String step = "seed " + seed + ", command " + i;
			assertThat(said).as(step).isEqualTo(expected);
			assertThat(model.said).as(step).isEqualTo(sqlite.said);
			assertThat(model.store.states()).as(step).isEqualTo(sqlite.store.states());
			assertThat(model.schedules()).as(step).isEqualTo(sqlite.schedules());
			model.said.clear();
			sqlite.said.clear();
			if (random.nextInt(3) == 0) {
				clock.advance(Duration.ofMillis(random.nextInt(4000)));
			}
			else if (random.nextInt(20) == 0) {
				clock.step(Duration.ofMillis(random.nextInt(-60_000, 60_000)));
			}
		}
		assertThat(model.described()).as("seed " + seed).isEqualTo(sqlite.described());
	}

	/**
	 * The ids that were used.
	 */
	private static final class Ids {

		private final List<UUID> used = new ArrayList<>();

		Ids copy() {
			Ids copy = new Ids();
			copy.used.addAll(this.used);
			return copy;
		}

		UUID any(SplittableRandom random) {
			return this.used.isEmpty() ? new UUID(1, 1) : this.used.get(random.nextInt(this.used.size()));
		}

	}

	/**
	 * One of the stores, with two processes.
	 */
	private static final class Side implements AutoCloseable {

		private final List<Object> said = new ArrayList<>();

		private final List<Client> processes = new ArrayList<>();

		private final MutableClock clock;

		private final SteppedStore store;

		private long joined;

		Side(SteppedStore store, MutableClock clock) {
			this.store = store;
			this.clock = clock;
			this.processes.add(new Client(this, Set.of("a.b", "c.d", "e.f"), Set.of()));
			this.processes.add(new Client(this, Set.of("a.b"), Set.of("default", "mail")));
			this.processes.forEach(Client::useEveryWord);
		}

		String take(SplittableRandom random, Ids ids) {
			Client process = this.processes.get(random.nextInt(2));
			try {
				return String.valueOf(process.take(random, ids));
			}
			catch (KergroundException ex) {
				return ex.getClass().getName();
			}
		}

		List<StoredSchedule> schedules() {
			return this.processes.get(0).repository.schedules().schedules();
		}

		List<Object> described() {
			SteppedRepository repository = this.processes.get(0).repository;
			List<Object> all = new ArrayList<>();
			this.store.states().forEach((state) -> all.add(described(repository.find(state.id()).orElseThrow())));
			all.add(repository.nodes());
			TaskStats stats = repository.stats();
			all.add(stats.byQueue());
			all.add(stats.byTask());
			all.add(String.valueOf(stats.oldestReadyAge()));
			for (TaskStatus status : TaskStatus.values()) {
				all.add(repository.list(TaskQuery.all().status(status)).tasks().stream().map(Side::described).toList());
			}
			return all;
		}

		/** The id of an owner is random. */
		private static String described(Task task) {
			UUID owner = task.owner();
			return (owner != null) ? described(task, "owned").replace(owner.toString(), "") : described(task, "");
		}

		private static String described(Task task, String owned) {
			return Objects.toString(List.of(task, owned, task.runAt(), String.valueOf(task.startedAt()),
					String.valueOf(task.finishedAt()), String.valueOf(task.progress()), String.valueOf(task.error()),
					String.valueOf(task.response()), task.attempts(), String.valueOf(task.blockedBy())));
		}

		@Override
		public void close() {
			this.store.close();
		}

	}

	/**
	 * One process on one of the stores.
	 */
	private static final class Client implements TaskIntake {

		private final List<ClaimedTask> claimed = new ArrayList<>();

		private final Side side;

		private final Set<String> names;

		private final Set<String> queues;

		private final SteppedRepository repository;

		private ClaimDemand demand = ClaimDemand.NOTHING;

		private Node node;

		Client(Side side, Set<String> names, Set<String> queues) {
			this.side = side;
			this.names = names;
			this.queues = queues;
			this.repository = side.store.open(side.clock, (events, nanos) -> side.said.addAll(events),
					StoreFaults.NONE);
			join();
		}

		/**
		 * Lets the store meet every name and queue once, for it writes those that are
		 * new.
		 */
		void useEveryWord() {
			for (int i = 0; i < NAMES.size(); i++) {
				UUID id = new UUID(4, i);
				long now = this.side.clock.millis();
				this.repository.send(List.of(new NewTask(id, false, NAMES.get(i), QUEUES.get(i % QUEUES.size()),
						TaskPriority.LOW, 1, now + 100_000, now, new byte[0], null)));
				this.repository.delete(id);
			}
		}

		private Object join() {
			this.node = this.repository.join(new Node(0, new UUID(9, ++this.side.joined), "app", "host", 1, 1, "boot",
					"pid", null, this.names, this.side.clock.instant(), 0));
			this.repository.attach(new ClaimScope(this.node.seq(), this.names, this.queues, 2,
					List.of(new ClaimScope.ConcurrencyLimit(Set.of("a.b", "e.f"), 2))), this);
			return this.node.seq();
		}

		Object take(SplittableRandom random, Ids ids) {
			return switch (random.nextInt(28)) {
				case 0, 1, 2, 3, 4 -> send(random, ids);
				case 5 -> this.repository.cancel(ids.any(random));
				case 6 -> this.repository.retry(ids.any(random));
				case 7 -> this.repository.delete(ids.any(random));
				case 8, 9, 10 -> claim(random);
				case 11, 12, 13 -> settle(random);
				case 14 -> tell(random);
				case 15 -> this.repository.beat(this.node.seq()) ? "beats" : join();
				case 16 -> rescue(random);
				case 17 -> prune(random);
				case 18 -> this.repository.changedElsewhere();
				case 20, 21, 22, 23, 24 -> control(random);
				case 25 -> register(random);
				case 26 -> pause(random);
				default -> List.of(this.repository.runOnce(), this.repository.ended(List.of(ids.any(random))).size());
			};
		}

		private Object send(SplittableRandom random, Ids ids) {
			List<NewTask> tasks = new ArrayList<>();
			for (int i = random.nextInt(4); i >= 0; i--) {
				boolean own = random.nextInt(4) == 0;
				UUID id = own ? new UUID(3, random.nextInt(5)) : new UUID(random.nextLong(), 1);
				UUID before = (random.nextInt(4) == 0) ? ids.any(random) : null;
				long now = this.side.clock.millis();
				tasks.add(new NewTask(id, own, NAMES.get(random.nextInt(NAMES.size())),
						QUEUES.get(random.nextInt(QUEUES.size())), PRIORITIES[random.nextInt(PRIORITIES.length)],
						1 + random.nextInt(3), now + random.nextInt(-3, 3) * 1000L, now,
						new byte[] { '[', (byte) ('1' + random.nextInt(2)), ']' }, id.equals(before) ? null : before));
				ids.used.add(id);
			}
			return this.repository.send(tasks);
		}

		private Object claim(SplittableRandom random) {
			int low = random.nextInt(-1, 3);
			int normal = low + random.nextInt(2);
			this.demand = new ClaimDemand(random.nextInt(3), normal + random.nextInt(2), normal, low, random.nextInt(3),
					random.nextInt(2));
			this.repository.requestClaim();
			return this.repository.runOnce();
		}

		private Object settle(SplittableRandom random) {
			for (int i = random.nextInt(3); i >= 0 && !this.claimed.isEmpty(); i--) {
				int index = random.nextInt(this.claimed.size());
				ClaimedTask task = this.claimed.get(index);
				if (random.nextInt(4) > 0) {
					this.claimed.remove(index);
				}
				long later = this.side.clock.millis() + random.nextInt(3000);
				TaskError error = new TaskError("type" + i, "message", "trace");
				this.repository.settle(task.begunAt(task.startedAt() + random.nextInt(9)), switch (random.nextInt(6)) {
					case 0, 1 -> new TaskOutcome.Finish(random.nextBoolean() ? new byte[] { '1' } : null);
					case 2 -> new TaskOutcome.Retry(error, later);
					case 3 -> new TaskOutcome.Fail(error);
					case 4 -> new TaskOutcome.Snooze(later);
					default -> new TaskOutcome.Release();
				}, 5);
			}
			return random.nextBoolean() ? this.repository.runOnce() : "later";
		}

		private Object tell(SplittableRandom random) {
			if (!this.claimed.isEmpty()) {
				ClaimedTask task = this.claimed.get(random.nextInt(this.claimed.size()));
				this.repository.begun(task.begunAt(task.startedAt() + 7));
				this.repository.progress(task, new TaskProgress(random.nextInt(5), 5));
			}
			return Set.copyOf(this.repository.owned(this.node.seq())).size();
		}

		private Object rescue(SplittableRandom random) {
			Set<Ownership> running = new HashSet<>();
			this.claimed.stream()
				.filter((task) -> random.nextBoolean())
				.forEach((task) -> running.add(new Ownership(task.seq(), task.fence())));
			RescueRule rule = new RescueRule(3, random.nextBoolean() ? running : null);
			return this.repository.rescue(this.node.seq(), rule, 1 + random.nextInt(4));
		}

		/**
		 * Says something about a schedule; the ids of runs are few, so that they repeat.
		 */
		private Object control(SplittableRandom random) {
			ScheduleRepository schedules = this.repository.schedules();
			String name = NAMES.get(random.nextInt(2));
			long now = this.side.clock.millis();
			Long next = (random.nextInt(3) > 0) ? now + random.nextInt(2000) : null;
			NewTask task = new NewTask(new UUID(name.hashCode(), random.nextInt(12)), true, name, "default",
					TaskPriority.NORMAL, 2, now + random.nextInt(-1, 2) * 500L, now, new byte[] { '[', ']' }, null);
			Long seen = schedules.schedules()
				.stream()
				.filter((row) -> row.name().equals(name))
				.findFirst()
				.map(StoredSchedule::nextAt)
				.orElse(null);
			Long expected = (random.nextInt(4) > 0) ? seen : Long.valueOf(7);
			return switch (random.nextInt(8)) {
				case 0, 1, 2 -> (expected != null) ? schedules.fire(name, expected, next, task) : "none";
				case 3 -> schedules.reschedule(name, expected, next);
				case 4, 5 -> schedules.trigger(task, random.nextBoolean(), random.nextBoolean());
				case 6 -> schedules.pause(name);
				default -> schedules.resume(name, next,
						new ScheduleRepository.Start(random.nextBoolean() ? Duration.ofSeconds(3) : null, null,
								random.nextBoolean() ? TaskPriority.LOW : null));
			};
		}

		private Object register(SplittableRandom random) {
			List<ScheduleRepository.Declaration> declarations = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				if (random.nextInt(3) > 0) {
					Duration period = Duration.ofSeconds(1 + random.nextInt(2));
					Schedule schedule = (i == 0) ? new Schedule.Delay(period, Duration.ZERO, Duration.ZERO)
							: new Schedule.Interval(period, Duration.ZERO, Duration.ZERO, MisfirePolicy.ONCE, 1);
					declarations.add(new ScheduleRepository.Declaration(new ScheduleDefinition(NAMES.get(i), schedule),
							random.nextBoolean() ? this.side.clock.millis() : null));
				}
			}
			this.repository.schedules().register("app", this.node.seq(), declarations);
			return declarations.size();
		}

		private Object pause(SplittableRandom random) {
			ScheduleRepository schedules = this.repository.schedules();
			boolean paused = random.nextBoolean();
			return random.nextBoolean() ? schedules.pauseQueue(QUEUES.get(random.nextInt(2)), paused)
					: schedules.pauseTasks(NAMES.get(random.nextInt(2)), paused);
		}

		private Object prune(SplittableRandom random) {
			TaskStatus status = List.of(TaskStatus.FINISHED, TaskStatus.FAILED, TaskStatus.CANCELLED)
				.get(random.nextInt(3));
			Set<String> some = Set.of("a.b", "never.sent");
			return this.repository.prune(new PruneRule(status, random.nextBoolean() ? some : null,
					random.nextBoolean() ? some : Set.of(), 0, this.side.clock.millis() - random.nextInt(10_000)),
					1 + random.nextInt(3));
		}

		@Override
		public ClaimDemand demand() {
			return this.demand;
		}

		@Override
		public void claimed(List<ClaimedTask> tasks, long nextDue) {
			this.demand = ClaimDemand.NOTHING;
			this.claimed.addAll(tasks);
			this.side.said.add("next " + nextDue);
			tasks.forEach((task) -> this.side.said.add(List.of(task.seq(), task.reference(), task.owner(), task.fence(),
					task.maxAttempts(), task.crashes(), task.runAt(), task.createdAt(), task.startedAt())));
		}

		@Override
		public void notClaimed() {
			this.side.said.add("not claimed");
		}

		@Override
		public void settled(ClaimedTask task, TaskOutcome outcome, boolean won) {
			this.side.said.add(task + " " + outcome.verb() + " " + won);
		}

	}

}
