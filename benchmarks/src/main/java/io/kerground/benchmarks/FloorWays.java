package io.kerground.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;

/**
 * Measures several ways to write the bare statements, to show that the one that others
 * are compared with is near the best.
 */
final class FloorWays implements Workload {

	private static final int[] BATCHES = { 8, 64, 1000 };

	@Override
	public void run(Setting setting, Figures figures) throws SQLException, IOException {
		FloorWay usual = FloorWay.USUAL;
		for (FloorWay.Insert insert : FloorWay.Insert.values()) {
			insert(setting, new FloorWay(insert, usual.claim(), usual.finish()), figures);
		}
		for (FloorWay.Claim claim : FloorWay.Claim.values()) {
			for (FloorWay.Finish finish : FloorWay.Finish.values()) {
				drain(setting, new FloorWay(usual.insert(), claim, finish), figures);
			}
		}
	}

	private static void insert(Setting setting, FloorWay way, Figures figures) throws SQLException, IOException {
		try (FloorStore store = open(setting, way)) {
			for (int batch : BATCHES) {
				String row = "floor, insert in " + batch + ", " + word(way.insert());
				FloorWorkloads.repeat(setting, row, figures, batch, () -> store.insert(batch));
			}
		}
	}

	private static void drain(Setting setting, FloorWay way, Figures figures) throws SQLException, IOException {
		try (FloorStore store = open(setting, way)) {
			for (int batch : BATCHES) {
				int tasks = Math.max(batch, setting.tasks() / 2 / 1000 * batch);
				drain(store, batch, tasks, new Figures(), "");
				drain(store, batch, tasks, figures,
						"floor, drain in " + batch + ", claim " + word(way.claim()) + ", finish " + word(way.finish()));
			}
		}
	}

	private static void drain(FloorStore store, int batch, int tasks, Figures figures, String row) throws SQLException {
		for (int sent = 0; sent < tasks; sent += 1000) {
			store.insert(1000);
		}
		long begun = System.nanoTime();
		for (int done = 0; done < tasks; done += batch) {
			store.finish(store.claim(batch));
		}
		figures.rate(row, tasks, System.nanoTime() - begun);
		while (store.count(2) > 0) {
			store.finish(store.claim(1000));
		}
	}

	private static FloorStore open(Setting setting, FloorWay way) throws SQLException, IOException {
		return new FloorStore(setting.folder().resolve("floor-" + System.nanoTime() + ".db"), setting.durability(),
				way);
	}

	private static String word(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

}
