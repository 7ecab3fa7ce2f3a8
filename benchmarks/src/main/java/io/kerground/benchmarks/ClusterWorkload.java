package io.kerground.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStats;
import io.kerground.core.TaskStatus;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Several processes on one PostgreSQL: how soon a worker hears of what another process
 * sends, and how much one, two and four of them work off. Tasks are stored while their
 * queue is paused; the time begins when it is resumed, and ends when the store says that
 * all have finished. Each number of nodes works off a part before it is measured.
 */
final class ClusterWorkload implements Workload {

	private static final int[] NODES = { 1, 2, 4 };

	private static final String QUEUE = "default";

	private static final int AT_ONCE = 1000;

	private static final int WAITING_SHARE = 100;

	private static final Duration LOOK = Duration.ofMillis(10);

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final Duration SHORT_PAUSE = Duration.ofMillis(2);

	/** The writers of both processes have given their connections back by then. */
	private static final Duration LONG_PAUSE = Duration.ofMillis(1500);

	@Override
	public void run(Setting setting, Figures figures) throws Exception {
		List<ClusterNode> nodes = new ArrayList<>();
		try (PeerDatabase database = PeerDatabase.open(setting);
				ConfigurableApplicationContext context = KergroundApplication.start(database.pool(), false)) {
			try {
				for (int count : NODES) {
					while (nodes.size() < count) {
						nodes.add(ClusterNode.start(setting.folder(), database.url()));
					}
					if (count == 1) {
						latencies(setting, context.getBean(KergroundTemplate.class), figures);
						nodes.get(0).ran();
					}
					drain(context, nodes, Body.NOTHING, setting.tasks(), figures);
					drain(context, nodes, Body.WAITS, count * Math.max(1, setting.size().tasks() / WAITING_SHARE),
							figures);
				}
			}
			finally {
				for (ClusterNode node : nodes) {
					node.close();
				}
			}
		}
	}

	private static void latencies(Setting setting, KergroundTemplate ker, Figures figures) {
		int samples = Math.max(5, setting.size().samples() / 10);
		latency(ker, 2 * samples, SHORT_PAUSE, "", new Figures());
		latency(ker, samples, SHORT_PAUSE, "a task every 2 ms", figures);
		latency(ker, Math.max(2, samples / 5), LONG_PAUSE, "a task every 1.5 s", figures);
	}

	private static void latency(KergroundTemplate ker, int samples, Duration pause, String how, Figures figures) {
		Percentiles starts = new Percentiles(samples);
		for (int i = 0; i < samples; i++) {
			long begun = System.nanoTime();
			UUID id = ker.send(BenchmarkWorker::startedAt);
			Long started = ker.await(id, Long.class, PATIENCE);
			// the clock of nanoseconds is the same for all processes of a machine
			starts.add(((started != null) ? started : 0) - begun);
			Waits.pass(pause);
		}
		starts.tell("cluster: from send in one process to the start in another, " + how, figures);
	}

	private static void drain(ConfigurableApplicationContext context, List<ClusterNode> nodes, Body body, int tasks,
			Figures figures) throws IOException {
		String row = "cluster: drain by " + nodes.size() + ((nodes.size() == 1) ? " node, " : " nodes, ") + body.text;
		drain(context, nodes, body, Math.max(1, tasks / 2), row, new Figures());
		drain(context, nodes, body, tasks, row, figures);
	}

	private static void drain(ConfigurableApplicationContext context, List<ClusterNode> nodes, Body body, int tasks,
			String row, Figures figures) throws IOException {
		KergroundTemplate ker = context.getBean(KergroundTemplate.class);
		TaskRepository repository = context.getBean(TaskRepository.class);
		repository.schedules().pauseQueue(QUEUE, true);
		for (int sent = 0; sent < tasks; sent += AT_ONCE) {
			ker.sendAll(LongStream.range(sent, Math.min(tasks, sent + AT_ONCE))
				.mapToObj((number) -> body.request(number))
				.toList());
		}
		long begun = System.nanoTime();
		repository.schedules().pauseQueue(QUEUE, false);
		while (unfinished(ker.stats()) > 0) {
			Waits.pass(LOOK);
		}
		figures.rate(row, tasks, System.nanoTime() - begun);
		List<Long> ran = new ArrayList<>();
		for (ClusterNode node : nodes) {
			ran.add(node.ran());
		}
		if (ran.stream().mapToLong(Long::longValue).sum() != tasks) {
			throw new IllegalStateException("The nodes ran " + ran + " bodies instead of " + tasks);
		}
		if (nodes.size() > 1) {
			figures.add(row + ": smallest share of a node", Unit.NUMBER, (double) Collections.min(ran) / tasks);
			figures.add(row + ": largest share of a node", Unit.NUMBER, (double) Collections.max(ran) / tasks);
		}
	}

	private static long unfinished(TaskStats stats) {
		return stats.count(TaskStatus.PENDING) + stats.count(TaskStatus.RUNNING);
	}

	/**
	 * What a task does.
	 */
	private enum Body {

		/** Nothing. */
		NOTHING("bodies that do nothing"),

		/** It waits. */
		WAITS("bodies of 20 ms");

		private final String text;

		Body(String text) {
			this.text = text;
		}

		TaskRequest request(long number) {
			return (this == NOTHING) ? TaskRequest.of(BenchmarkWorker::run, number, Senders.TEXT)
					: TaskRequest.of(BenchmarkWorker::pause, number, Senders.TEXT);
		}

	}

}
