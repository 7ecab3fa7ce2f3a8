package io.kerground.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.stream.LongStream;

/**
 * Stores and runs tasks with a text of 100 bytes, 10 kB and nearly 1 MB.
 */
final class PayloadWorkload implements Workload {

	private static final int[] SIZES = { 100, 10_000, 1_000_000 };

	private static final int MEGABYTES_AT_ONCE = 8;

	@Override
	public void run(Setting setting, Figures figures) {
		for (int size : SIZES) {
			Setting own = setting.in("payload-" + size);
			try (TaskSystem system = own.system().open(own)) {
				once(system, tasks(setting, size) / 2 + 1, size, new Figures());
				system.rest();
				once(system, tasks(setting, size), size, figures);
			}
		}
	}

	/**
	 * The same by the bare database.
	 */
	static void floor(Setting setting, Figures figures) throws SQLException, IOException {
		for (int size : SIZES) {
			try (FloorStore store = new FloorStore(setting.folder().resolve("floor-" + size + ".db"),
					setting.durability(), FloorWay.USUAL)) {
				store.useText("x".repeat(size));
				int tasks = tasks(setting, size);
				int atOnce = atOnce(size);
				long begun = System.nanoTime();
				for (int sent = 0; sent < tasks; sent += atOnce) {
					store.insert(Math.min(atOnce, tasks - sent));
				}
				long filled = System.nanoTime();
				figures.rate(sendRow(size), tasks, filled - begun);
				for (int done = 0; done < tasks; done += atOnce) {
					store.finish(store.claim(atOnce));
				}
				figures.rate(drainRow(size), tasks, System.nanoTime() - filled);
			}
		}
	}

	private static void once(TaskSystem system, int tasks, int size, Figures figures) {
		String text = "x".repeat(size);
		Bodies.reset();
		int atOnce = atOnce(size);
		long begun = System.nanoTime();
		LongStream.iterate(0, (sent) -> sent < tasks, (sent) -> sent + atOnce)
			.forEach((sent) -> system.sendAll(sent, (int) Math.min(atOnce, tasks - sent), text));
		figures.rate(sendRow(size), tasks, System.nanoTime() - begun);
		system.work();
		Waits.untilFinished(system, tasks);
		figures.rate(drainRow(size), tasks, System.nanoTime() - Bodies.firstAt());
	}

	private static int atOnce(int size) {
		return Math.min(1000, Math.max(1, MEGABYTES_AT_ONCE * 1_000_000 / size));
	}

	private static int tasks(Setting setting, int size) {
		return Math.max(4, Math.min(setting.tasks() / 4, (int) (setting.tasks() * 1000L / size)));
	}

	private static String sendRow(int size) {
		return String.format("sendAll of tasks with %,d bytes", size);
	}

	private static String drainRow(int size) {
		return String.format("drain of tasks with %,d bytes", size);
	}

}
