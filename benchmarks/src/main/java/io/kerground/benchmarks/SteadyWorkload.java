package io.kerground.benchmarks;

import java.util.concurrent.ExecutionException;

/**
 * Sends one by one by several threads while the workers run. Counted is what finishes
 * between the end of the warm-up and the moment when the store says that everything has
 * finished, so a backlog counts too.
 */
final class SteadyWorkload implements Workload {

	static final int[] THREADS = { 8, 64 };

	static String row(int threads) {
		return "steady state, " + threads + " senders, 16 workers";
	}

	@Override
	public void run(Setting setting, Figures figures) throws Exception {
		long sent = 0;
		try (TaskSystem system = setting.system().open(setting)) {
			system.work();
			for (int threads : THREADS) {
				sent += once(system, threads, sent, setting.size(), figures);
			}
		}
	}

	private static long once(TaskSystem system, int threads, long first, Size size, Figures figures)
			throws InterruptedException, ExecutionException {
		Bodies.reset();
		Senders senders = new Senders(system, threads, first);
		size.warmUp().await();
		Waits.until("a body has run", () -> Bodies.ran() > 0);
		long before = Bodies.ran();
		Stopwatch watch = Stopwatch.start();
		Waits.pass(size.time());
		long sent = senders.stop();
		Waits.untilFinished(system, sent);
		watch.tell(row(threads), sent - before, figures);
		return sent;
	}

}
