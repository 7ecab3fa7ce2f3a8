package io.kerground.benchmarks;

/**
 * Sends one by one by several threads while nothing runs.
 */
final class SendWorkload implements Workload {

	static final int[] THREADS = { 1, 8, 64 };

	static String row(int threads) {
		return "send one by one, " + threads + ((threads == 1) ? " thread" : " threads");
	}

	@Override
	public void run(Setting setting, Figures figures) throws Exception {
		long stored = 0;
		try (TaskSystem system = setting.system().open(setting)) {
			for (int threads : THREADS) {
				Senders senders = new Senders(system, threads, stored);
				setting.size().warmUp().await();
				long before = senders.sent();
				Stopwatch watch = Stopwatch.start();
				Waits.pass(setting.size().time());
				Waits.until("a task was sent", () -> senders.sent() > before);
				watch.tell(row(threads), senders.sent() - before, figures);
				stored += senders.stop();
			}
			if (system.unfinished() != stored) {
				throw new IllegalStateException(
						stored + " tasks were sent, but the store holds " + system.unfinished());
			}
		}
	}

}
