package io.kerground.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.LongStream;

import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStats;
import io.kerground.core.TaskStatus;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Two processes on one file: how soon the one hears of the other, how they share the
 * work, and how long a process that sends now and then waits beside one that never stops.
 */
final class TwoProcessesWorkload implements Workload {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final Duration LATER = Duration.ofSeconds(3);

	private static final Duration PAUSE = Duration.ofMillis(2);

	@Override
	public void run(Setting setting, Figures figures) throws Exception {
		Path file = setting.folder().resolve("two.db");
		StoreFiller.make(file, setting.durability());
		try (OtherProcess other = OtherProcess.start(OtherProcess.Role.WORKS, file, setting.durability())) {
			latency(setting, file, figures);
			share(setting, file, other, figures);
		}
		try (OtherProcess other = OtherProcess.start(OtherProcess.Role.SENDS, file, setting.durability())) {
			polite(setting, file, figures);
			other.end();
		}
	}

	private static void latency(Setting setting, Path file, Figures figures) {
		try (ConfigurableApplicationContext context = KergroundApplication.start(file, setting.durability(), false)) {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			int samples = Math.max(5, setting.size().samples() / 10);
			latency(ker, samples, new Figures());
			latency(ker, samples, figures);
		}
	}

	private static void latency(KergroundTemplate ker, int samples, Figures figures) {
		Percentiles starts = new Percentiles(samples);
		Percentiles answers = new Percentiles(samples);
		for (int i = 0; i < samples; i++) {
			long begun = System.nanoTime();
			UUID id = ker.send(BenchmarkWorker::startedAt);
			Long started = ker.await(id, Long.class, PATIENCE);
			answers.add(System.nanoTime() - begun);
			// the clock of nanoseconds is the same for all processes of a machine
			starts.add(((started != null) ? started : 0) - begun);
			Waits.pass(PAUSE);
		}
		starts.tell("two processes: from send in the one to the start in the other", figures);
		answers.tell("two processes: from send in the one to its await of the other's answer", figures);
	}

	private static void share(Setting setting, Path file, OtherProcess other, Figures figures) throws Exception {
		int tasks = setting.tasks() / 4;
		Bodies.reset();
		try (ConfigurableApplicationContext context = KergroundApplication.start(file, setting.durability(), true)) {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			for (int sent = 0; sent < tasks; sent += 1000) {
				ker.sendAll(LongStream.range(sent, Math.min(tasks, sent + 1000))
					.mapToObj((number) -> TaskRequest.of(BenchmarkWorker::run, number, Senders.TEXT).delay(LATER))
					.toList());
			}
			Waits.until("all have finished", () -> unfinished(ker.stats()) == 0);
			long own = Bodies.ran();
			long others = other.end();
			if (own + others != tasks) {
				throw new IllegalStateException(own + " and " + others + " bodies ran instead of " + tasks);
			}
			figures.add("two processes: share of the work that the sender's ran", Unit.NUMBER, (double) own / tasks);
		}
	}

	private static long unfinished(TaskStats stats) {
		return stats.count(TaskStatus.PENDING) + stats.count(TaskStatus.RUNNING);
	}

	private static void polite(Setting setting, Path file, Figures figures) {
		try (ConfigurableApplicationContext context = KergroundApplication.start(file, setting.durability(), false)) {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			int samples = Math.max(5, setting.size().samples() / 2);
			Percentiles times = new Percentiles(samples);
			for (int i = 0; i < samples; i++) {
				long begun = System.nanoTime();
				ker.send(BenchmarkWorker::run, (long) i, Senders.TEXT);
				times.add(System.nanoTime() - begun);
				Waits.pass(PAUSE);
			}
			times.tell("two processes: a send every 2 ms beside one that always sends", figures);
		}
	}

}
