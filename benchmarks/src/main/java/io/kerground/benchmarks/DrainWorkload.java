package io.kerground.benchmarks;

/**
 * Stores many tasks in calls of a thousand while nothing runs, then lets them run. The
 * time of the drain begins with the first body, because some systems look for work only
 * now and then, and ends when the store says that all have finished.
 */
final class DrainWorkload implements Workload {

	static final String SEND_ALL = "sendAll in thousands";

	static final String DRAIN = "drain, 16 workers";

	private static final int AT_ONCE = 1000;

	@Override
	public void run(Setting setting, Figures figures) {
		int tasks = setting.tasks();
		try (TaskSystem system = setting.system().open(setting)) {
			long stored = 0;
			WarmUp warmUp = setting.size().warmUp();
			do {
				once(system, tasks, stored, new Figures());
				stored += tasks;
				system.rest();
			}
			while (!warmUp.isOver());
			once(system, tasks, stored, figures);
		}
	}

	private static void once(TaskSystem system, int tasks, long first, Figures figures) {
		Bodies.reset();
		Stopwatch filling = Stopwatch.start();
		for (int sent = 0; sent < tasks; sent += AT_ONCE) {
			system.sendAll(first + sent, Math.min(AT_ONCE, tasks - sent), Senders.TEXT);
		}
		filling.tell(SEND_ALL, tasks, figures);
		system.work();
		Waits.until("the first body has started", () -> Bodies.firstAt() != 0);
		Stopwatch draining = Stopwatch.start();
		Waits.untilFinished(system, tasks);
		draining.tellSince(Bodies.firstAt(), DRAIN, tasks, figures);
	}

}
