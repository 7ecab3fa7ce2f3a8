package io.kerground.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;

import org.awaitility.core.ConditionTimeoutException;

/**
 * Two processes that send and work on one store while they are killed, ended and stopped
 * at random moments, until all tasks are done.
 */
final class KillTier {

	private static final int MOMENT_MILLIS = 400;

	private static final int STOPS = 100;

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final Verdict verdict = new Verdict();

	private final List<VictimProcess> ended = new ArrayList<>();

	private final VictimProcess[] present;

	private final int[] starts;

	private final ChaosOptions options;

	private final Path folder;

	private final StoreFile store;

	private final Random random;

	private final Duration lease;

	private int signals;

	private long greatestWal;

	KillTier(ChaosOptions options, Path folder, long seed) {
		this.options = options;
		this.folder = folder;
		this.present = new VictimProcess[options.number("victims", 2)];
		this.starts = new int[this.present.length];
		this.store = new StoreFile(folder.resolve("tasks.db"));
		this.random = new Random(seed);
		this.lease = Duration.ofMillis(options.number("lease-millis", 2000));
	}

	Verdict run() throws IOException {
		int fileLimit = this.options.number("file-limit-kib", 0);
		try {
			for (int i = 0; i < this.present.length; i++) {
				start(i);
			}
			if (fileLimit > 0) {
				fillUp(fileLimit);
			}
			for (Step step : steps()) {
				play(step);
			}
			drain();
		}
		catch (VictimProcess.Died ex) {
			this.verdict.violated("processes live until they are killed", ex.getMessage());
		}
		finally {
			for (VictimProcess process : this.present) {
				if (process != null) {
					process.close();
					this.ended.add(process);
				}
			}
		}
		check();
		return this.verdict;
	}

	/**
	 * Returns what is done to the processes: of ten signals one is TERM and one is STOP,
	 * the others are KILL, some of them to both at once or while a process starts.
	 */
	private List<Step> steps() {
		String only = this.options.text("only", "");
		int count = this.options.number("kills", 20);
		List<Step> steps = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			steps.add(only.isEmpty() ? Step.MIX[i % Step.MIX.length] : Step.valueOf(only));
		}
		Collections.shuffle(steps, this.random);
		return steps;
	}

	private void start(int index) {
		this.starts[index]++;
		String name = ((index == 0) ? "a-" : "b-") + this.starts[index];
		List<String> properties = new ArrayList<>(List.of("chaos.folder=" + this.folder, "chaos.name=" + name,
				"chaos.senders=" + this.options.number("senders", 4), "chaos.bug=" + this.options.bug(),
				"kerground.store.path=" + this.folder.resolve("tasks.db"),
				"kerground.store.durability=" + this.options.text("durability", "full"),
				"kerground.worker.lease=" + this.lease.toMillis() + "ms", "kerground.worker.shutdown-timeout=5s",
				"kerground.pool.size=8", "kerground.retry.max-crashes=1000", "spring.application.name=victim",
				"logging.level.io.kerground.engine.TaskExecution=error"));
		this.present[index] = VictimProcess.start(this.folder, name, properties);
	}

	private VictimProcess ready(int index) {
		VictimProcess process = this.present[index];
		process.awaitReady();
		this.store.checkIntegrity(this.verdict, "after the start of " + process.name());
		this.greatestWal = Math.max(this.greatestWal, this.store.walBytes());
		return process;
	}

	private void play(Step step) {
		int index = this.random.nextInt(this.present.length);
		ready(index);
		if (step == Step.STOP || step == Step.KILL_BOTH) {
			ready(1 - index);
		}
		Patience.pass(this.random.nextInt(MOMENT_MILLIS));
		switch (step) {
			case KILL -> kill(index);
			case KILL_BOTH -> killAll();
			case KILL_EARLY -> killEarly(index);
			case TERM -> terminate(index);
			case STOP -> stop(index);
		}
	}

	private void kill(int index) {
		this.present[index].kill();
		restart(index);
	}

	private void restart(int index) {
		this.signals++;
		this.ended.add(this.present[index]);
		start(index);
	}

	private void killAll() {
		for (VictimProcess process : this.present) {
			process.kill();
		}
		for (int i = 0; i < this.present.length; i++) {
			restart(i);
		}
	}

	private void killEarly(int index) {
		kill(index);
		long startUp = this.options.number("start-up-millis", 2000);
		Patience.pass((long) (startUp * this.random.nextDouble()));
		kill(index);
	}

	private void terminate(int index) {
		this.present[index].terminate();
		restart(index);
	}

	/**
	 * Lets a process stand still while it runs a task: until the other one runs that task
	 * too, or, one time in four, for two leases whatever it holds.
	 */
	private void stop(int index) {
		VictimProcess process = this.present[index];
		VictimProcess other = this.present[1 - index];
		boolean untilTaken = !this.options.text("only", "").isEmpty() || this.random.nextInt(4) > 0;
		stopWithin(process, untilTaken);
		this.signals++;
		Set<String> held = process.longTasksThatRun();
		long end = System.nanoTime() + 2 * this.lease.toNanos();
		Patience.until("two leases are over", PATIENCE, () -> System.nanoTime() >= end
				|| (untilTaken && other.longTasksThatRun().stream().anyMatch(held::contains)));
		process.resume();
	}

	/**
	 * Stops a process within a long task.
	 * @param withoutLock whether it must not hold the lock of the database then, with
	 * which nobody else could go on
	 */
	private void stopWithin(VictimProcess process, boolean withoutLock) {
		for (int i = 0; i < STOPS; i++) {
			Patience.until("a long task runs in " + process.name(), PATIENCE,
					() -> !process.longTasksThatRun().isEmpty());
			process.stop();
			if (!withoutLock || (!process.longTasksThatRun().isEmpty() && this.store.canBeWritten())) {
				return;
			}
			process.resume();
			Patience.pass(this.random.nextInt(20));
		}
		process.stop();
	}

	/**
	 * Lets no file of the processes grow until many sends are refused, then lets them go
	 * on, and kills them.
	 */
	private void fillUp(int kib) {
		for (int i = 0; i < this.present.length; i++) {
			ready(i).limitFiles(String.valueOf(kib * 1024L));
		}
		awaitMore("all are refused", "I", 50, () -> this.store.walBytes() >= (kib - 4) * 1024L);
		for (VictimProcess process : this.present) {
			process.limitFiles("unlimited");
		}
		if (this.options.bug() == SeededBug.NONE) {
			awaitMore("all store again what is sent", "A", 50, () -> true);
		}
		killAll();
	}

	private void awaitMore(String fact, String kind, int more, Callable<Boolean> when) {
		try {
			Patience.until(fact, PATIENCE, when);
			for (VictimProcess process : this.present) {
				int before = process.count("send", kind);
				Patience.until(fact, PATIENCE, () -> process.count("send", kind) >= before + more);
			}
		}
		catch (ConditionTimeoutException ex) {
			this.verdict.violated("a full disk is overcome", fact);
		}
	}

	/**
	 * Lets both processes send what is still missing and end when all is done.
	 */
	private void drain() {
		int sent = 0;
		for (VictimProcess process : this.ended) {
			sent += process.count("send", "I");
		}
		for (int i = 0; i < this.present.length; i++) {
			ready(i);
		}
		for (VictimProcess process : this.present) {
			sent += process.count("send", "I");
		}
		int missing = Math.max(0, this.options.number("tasks", 2000) - sent);
		for (VictimProcess process : this.present) {
			process.drain(missing / this.present.length + 1);
		}
		awaitDrained();
	}

	private void awaitDrained() {
		Duration patience = Duration.ofMillis(this.options.number("stall-millis", 30_000));
		long written = -1;
		long at = System.nanoTime();
		while (Arrays.stream(this.present).anyMatch(VictimProcess::isAlive)) {
			long now = Arrays.stream(this.present).mapToLong(VictimProcess::written).sum();
			if (now != written || this.store.bringForward() > 0) {
				written = now;
				at = System.nanoTime();
			}
			if (System.nanoTime() - at > patience.toNanos()) {
				this.verdict.violated("all tasks are done at last", "nothing happens for " + patience);
				return;
			}
			Patience.pass(20);
		}
		for (VictimProcess process : this.present) {
			if (process.exitCode() != 0) {
				this.verdict.violated("processes end in order", process.name() + " by " + process.exitCode());
			}
		}
	}

	private void check() {
		List<VictimRun> runs = this.ended.stream().map(VictimProcess::run).toList();
		History history = new History(this.folder, runs);
		this.verdict.figure("signals", this.signals);
		Checker checker = new Checker(history, this.store, this.verdict);
		checker.check(this.lease);
		checker.checkLogs(this.folder);
		checker.recovery();
		this.verdict.figure("greatest wal", (this.greatestWal / 1024) + " KiB");
	}

	/**
	 * What is done to the processes at one moment.
	 */
	private enum Step {

		KILL, KILL_BOTH, KILL_EARLY, TERM, STOP;

		/** Ten of these are eight kills, one end and one stop. */
		static final Step[] MIX = { KILL, TERM, KILL, STOP, KILL_BOTH, KILL, KILL_EARLY, KILL, KILL, KILL };

	}

}
