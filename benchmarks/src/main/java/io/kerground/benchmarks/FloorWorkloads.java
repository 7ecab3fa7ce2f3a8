package io.kerground.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/**
 * What the bare database does in the place of each workload: the batch is as large as
 * there are senders, since so many tasks can share a commit at most, and 1,000 where a
 * thousand are sent in a call or everything is stored already.
 */
final class FloorWorkloads {

	private FloorWorkloads() {
	}

	private static final int LARGE = 1000;

	/**
	 * Inserts in batches of 1, 8 and 64.
	 */
	static void send(Setting setting, Figures figures) throws SQLException, IOException {
		try (FloorStore store = open(setting)) {
			for (int batch : SendWorkload.THREADS) {
				repeat(setting, SendWorkload.row(batch), figures, batch, () -> store.insert(batch));
			}
		}
	}

	/**
	 * Inserts, claims and finishes in batches of 1,000.
	 */
	static void drain(Setting setting, Figures figures) throws SQLException, IOException {
		try (FloorStore store = open(setting)) {
			WarmUp warmUp = setting.size().warmUp();
			do {
				drain(store, setting.tasks(), new Figures());
			}
			while (!warmUp.isOver());
			drain(store, setting.tasks(), figures);
		}
	}

	private static void drain(FloorStore store, int tasks, Figures figures) throws SQLException {
		Stopwatch filling = Stopwatch.start();
		for (int sent = 0; sent < tasks; sent += LARGE) {
			store.insert(Math.min(LARGE, tasks - sent));
		}
		filling.tell(DrainWorkload.SEND_ALL, tasks, figures);
		Stopwatch draining = Stopwatch.start();
		for (int done = 0; done < tasks; done += LARGE) {
			store.finish(store.claim(LARGE));
		}
		draining.tell(DrainWorkload.DRAIN, tasks, figures);
		if (store.count(2) + store.count(3) > 0) {
			throw new IllegalStateException("Not all tasks have finished");
		}
	}

	/**
	 * Inserts, claims and finishes in turn in batches of 8 and 64.
	 */
	static void life(Setting setting, Figures figures) throws SQLException, IOException {
		try (FloorStore store = open(setting)) {
			for (int batch : SteadyWorkload.THREADS) {
				repeat(setting, SteadyWorkload.row(batch), figures, batch, () -> {
					store.insert(batch);
					List<long[]> claimed = store.claim(batch);
					store.finish(claimed);
				});
			}
		}
	}

	static void repeat(Setting setting, String row, Figures figures, int batch, Step step) throws SQLException {
		WarmUp warmUp = setting.size().warmUp();
		do {
			run(setting.size().time().toNanos(), step);
		}
		while (!warmUp.isOver());
		Stopwatch watch = Stopwatch.start();
		long steps = run(setting.size().time().toNanos(), step);
		watch.tell(row, steps * batch, figures);
	}

	private static long run(long nanos, Step step) throws SQLException {
		long begun = System.nanoTime();
		long steps = 0;
		do {
			step.run();
			steps++;
		}
		while (System.nanoTime() - begun < nanos);
		return steps;
	}

	private static FloorStore open(Setting setting) throws SQLException, IOException {
		return new FloorStore(setting.folder().resolve("floor.db"), setting.durability(), FloorWay.USUAL);
	}

	/**
	 * Something that is done again and again.
	 */
	@FunctionalInterface
	interface Step {

		/**
		 * Does it once.
		 */
		void run() throws SQLException;

	}

}
