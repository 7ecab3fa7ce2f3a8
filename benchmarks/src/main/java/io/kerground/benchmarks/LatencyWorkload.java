package io.kerground.benchmarks;

import java.time.Duration;

/**
 * Sends one task at a time while nothing else is to be done: from the call to the start
 * of the body. First by a process that has just started, then by one that is warm.
 */
final class LatencyWorkload implements Workload {

	private static final String ROW = "latency from the call of send to the start, idle";

	private static final String FRESH = "latency from the call of send to the start, idle, first 100 sends of a process";

	private static final int FIRST = 100;

	private static final int MOST_WARM_UPS = 20;

	private static final Duration PAUSE = Duration.ofMillis(2);

	@Override
	public void run(Setting setting, Figures figures) {
		int samples = setting.size().samples();
		Bodies.resetNoting(FIRST + (MOST_WARM_UPS + 1) * samples);
		try (TaskSystem system = setting.system().open(setting)) {
			system.work();
			Waits.pass(Duration.ofMillis(500));
			sample(system, 0, FIRST).tellMedian(FRESH, figures);
			int sent = FIRST;
			WarmUp warmUp = setting.size().warmUp();
			do {
				sample(system, sent, samples);
				sent += samples;
			}
			while (!warmUp.isOver() && sent < FIRST + MOST_WARM_UPS * samples);
			sample(system, sent, samples).tell(ROW, figures);
			Waits.untilFinished(system, sent + samples);
		}
	}

	private static Percentiles sample(TaskSystem system, int first, int samples) {
		Percentiles percentiles = new Percentiles(samples);
		for (int number = first; number < first + samples; number++) {
			int sent = number;
			long begun = System.nanoTime();
			system.send(sent, Senders.TEXT);
			Waits.until("the task has started", () -> Bodies.startOf(sent) != 0);
			percentiles.add(Bodies.startOf(sent) - begun);
			Waits.pass(PAUSE);
		}
		return percentiles;
	}

}
