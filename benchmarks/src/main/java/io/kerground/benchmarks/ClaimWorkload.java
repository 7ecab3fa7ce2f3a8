package io.kerground.benchmarks;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.kerground.core.ClaimDemand;
import io.kerground.core.ClaimScope;
import io.kerground.core.ClaimedTask;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.Node;
import io.kerground.core.TaskIntake;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Claims 16 tasks at a time from stores that hold more and more. Each round finishes what
 * it has claimed and sends as many, so that the number of waiting tasks stays the same.
 */
final class ClaimWorkload implements Workload {

	private static final int AT_ONCE = 16;

	private static final int SMALLEST = 1000;

	private static final int UNKNOWN = 10_000;

	private static final int BEHIND = 100_000;

	@Override
	public void run(Setting setting, Figures figures) throws SQLException {
		for (long tasks : setting.size().upTo(SMALLEST)) {
			measure(setting, String.format("%,d waiting", tasks),
					(filler) -> filler.addWaiting(StoreFiller.KNOWN, tasks), figures);
		}
		long finished = Math.min(1_000_000, setting.size().largest());
		long behind = Math.min(BEHIND, setting.size().largest());
		long unknown = Math.min(UNKNOWN, setting.size().largest());
		measure(setting, String.format("%,d finished and %,d waiting", finished, behind), (filler) -> {
			filler.addFinished(StoreFiller.KNOWN, finished);
			filler.addWaiting(StoreFiller.KNOWN, behind);
		}, figures);
		measure(setting, String.format("%,d of an unknown name before %,d", unknown, behind), (filler) -> {
			filler.addWaiting(StoreFiller.UNKNOWN, unknown);
			filler.addWaiting(StoreFiller.KNOWN, behind);
		}, figures);
		measure(setting, String.format("%,d of an unknown name among %,d", unknown, behind), (filler) -> {
			for (int part = 0; part < 100; part++) {
				filler.addWaiting(StoreFiller.UNKNOWN, unknown / 100);
				filler.addWaiting(StoreFiller.KNOWN, behind / 100);
			}
		}, figures);
	}

	private static void measure(Setting setting, String row, Filling filling, Figures figures) throws SQLException {
		Path file = setting.folder().resolve("claims-" + System.nanoTime() + ".db");
		StoreFiller.make(file, setting.durability());
		try (StoreFiller filler = new StoreFiller(file)) {
			filling.fill(filler);
		}
		try (ConfigurableApplicationContext context = KergroundApplication.start(file, setting.durability(), false)) {
			Claimer claimer = new Claimer(context);
			claimer.rounds(setting.size().samples() / 4);
			claimer.rounds(setting.size().samples() / 2).tellMedian("claim of 16 with its commit, " + row, figures);
			claimer.end();
		}
	}

	/**
	 * Fills a store.
	 */
	@FunctionalInterface
	private interface Filling {

		/**
		 * Adds rows.
		 */
		void fill(StoreFiller filler) throws SQLException;

	}

	/**
	 * Stands in for a node: asks for tasks only when told to.
	 */
	private static final class Claimer implements TaskIntake {

		private final TaskRepository repository;

		private final KergroundTemplate ker;

		private final Node node;

		private final AtomicInteger settled = new AtomicInteger();

		private volatile boolean wanting;

		private volatile @Nullable List<ClaimedTask> claimed;

		private volatile long claimedAt;

		Claimer(ConfigurableApplicationContext context) {
			this.repository = context.getBean(TaskRepository.class);
			this.ker = context.getBean(KergroundTemplate.class);
			this.node = this.repository.join(new Node(0, UUID.randomUUID(), "claims", "localhost", 1, 1, "", "", null,
					Set.of(StoreFiller.KNOWN), Instant.now(), 0));
			this.repository.attach(new ClaimScope(this.node.seq(), Set.of(StoreFiller.KNOWN), Set.of(), 2), this);
		}

		Percentiles rounds(int rounds) {
			Percentiles times = new Percentiles(rounds);
			for (int round = 0; round < rounds; round++) {
				long begun = System.nanoTime();
				this.claimed = null;
				this.wanting = true;
				this.repository.requestClaim();
				List<ClaimedTask> tasks = this.claimed;
				while (tasks == null) {
					Thread.onSpinWait();
					tasks = this.claimed;
				}
				times.add(this.claimedAt - begun);
				replace(tasks);
			}
			return times;
		}

		private void replace(List<ClaimedTask> tasks) {
			if (tasks.size() != AT_ONCE) {
				throw new IllegalStateException(tasks.size() + " tasks were claimed");
			}
			this.settled.set(0);
			tasks.forEach((task) -> this.repository.settle(task, new TaskOutcome.Finish(null), 0));
			this.ker.sendAll(IntStream.range(0, AT_ONCE)
				.mapToObj((number) -> TaskRequest.of(BenchmarkWorker::run, (long) number, Senders.TEXT))
				.toList());
			Waits.until("the tasks are settled", () -> this.settled.get() == AT_ONCE);
		}

		void end() {
			this.repository.detach();
			this.repository.leave(this.node.seq());
		}

		@Override
		public ClaimDemand demand() {
			return this.wanting ? ClaimDemand.ofSlots(AT_ONCE) : ClaimDemand.NOTHING;
		}

		@Override
		public void claimed(List<ClaimedTask> tasks, long nextDue) {
			this.wanting = false;
			this.claimedAt = System.nanoTime();
			this.claimed = tasks;
		}

		@Override
		public void notClaimed() {
			throw new IllegalStateException("The claim failed");
		}

		@Override
		public void settled(ClaimedTask task, TaskOutcome outcome, boolean won) {
			this.settled.incrementAndGet();
		}

	}

}
