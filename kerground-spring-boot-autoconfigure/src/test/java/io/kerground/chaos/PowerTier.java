package io.kerground.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.kerground.core.TaskStatus;

/**
 * Processes that send while the power of their disk is cut: a file system in a file, shut
 * down without a flush by the kernel, so that all is gone that was not synced. Needs
 * root, and the side files on another file system.
 */
final class PowerTier {

	private static final String SHUTDOWN = """
			import fcntl, os, struct, sys
			# EXT4_IOC_SHUTDOWN, without flushing the log
			fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587d, struct.pack('I', 2))
			""";

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int MOMENT_MILLIS = 600;

	private final Verdict verdict = new Verdict();

	private final List<VictimRun> runs = new ArrayList<>();

	private final ChaosOptions options;

	private final Path folder;

	private final Path image;

	private final Path disk;

	private final Random random;

	private final Set<String> lost = new TreeSet<>();

	private boolean mounted;

	private int worst;

	private int acknowledged;

	PowerTier(ChaosOptions options, Path folder, long seed) {
		this.options = options;
		this.folder = folder;
		this.image = folder.resolve("disk.img");
		this.disk = folder.resolve("disk");
		this.random = new Random(seed);
	}

	Verdict run() throws IOException {
		int cuts = this.options.number("cuts", 30);
		Files.createDirectories(this.disk);
		JavaCommand.run("truncate", "-s", "256M", this.image.toString());
		JavaCommand.run("mkfs.ext4", "-q", "-F", this.image.toString());
		mount();
		try {
			for (int cut = 1; cut <= cuts; cut++) {
				cut(cut);
			}
			if (this.options.bug() == SeededBug.NONE) {
				drain();
			}
			figures(cuts);
		}
		finally {
			if (this.mounted) {
				JavaCommand.run("umount", this.disk.toString());
			}
		}
		return this.verdict;
	}

	private Path store() {
		return this.disk.resolve("tasks.db");
	}

	private void mount() {
		JavaCommand.run("mount", "-o", "loop", this.image.toString(), this.disk.toString());
		this.mounted = true;
	}

	/**
	 * Cuts the power once and looks at what is left.
	 */
	private void cut(int cut) {
		try (VictimProcess a = start("a-" + cut, 4); VictimProcess b = start("b-" + cut, 4)) {
			a.awaitReady();
			b.awaitReady();
			Patience.until("both have sent", PATIENCE, () -> a.count("send", "A") > 10 && b.count("send", "A") > 10);
			Patience.pass(this.random.nextInt(MOMENT_MILLIS));
			a.stop();
			b.stop();
			JavaCommand.run("python3", "-c", SHUTDOWN, this.disk.toString());
			a.kill();
			b.kill();
			this.runs.add(a.run());
			this.runs.add(b.run());
		}
		this.mounted = false;
		JavaCommand.run("umount", this.disk.toString());
		mount();
		check(cut);
	}

	private VictimProcess start(String name, int senders) {
		return VictimProcess.start(this.folder, name,
				List.of("chaos.folder=" + this.folder, "chaos.name=" + name, "chaos.senders=" + senders,
						"chaos.bug=" + this.options.bug(), "kerground.store.path=" + store(),
						"kerground.store.durability=" + this.options.text("durability", "full"),
						"kerground.pool.size=8", "kerground.retry.max-crashes=1000", "spring.application.name=victim",
						"logging.level.io.kerground.engine.TaskExecution=error"));
	}

	private void check(int cut) {
		StoreFile store = new StoreFile(store());
		History history = new History(this.folder, this.runs);
		Set<String> gone = history.sends()
			.values()
			.stream()
			.filter((sent) -> sent.id() != null)
			.map(History.Sent::token)
			.collect(Collectors.toCollection(TreeSet::new));
		this.acknowledged = gone.size();
		try {
			store.checkIntegrity(this.verdict, "after cut " + cut);
			if (!store.column("select name from sqlite_master where name = 'kerground_task'").isEmpty()) {
				store.wrongCounts()
					.forEach(
							(count) -> this.verdict.violated("counters equal rows", "after cut " + cut + ": " + count));
				store.tasks().forEach((task) -> gone.remove(task.token()));
			}
		}
		catch (IllegalStateException ex) {
			this.verdict.violated("C9 the file is sound", "after cut " + cut + ": " + ex.getCause());
		}
		gone.removeAll(this.lost);
		this.lost.addAll(gone);
		this.worst = Math.max(this.worst, gone.size());
		if (!gone.isEmpty() && this.options.text("durability", "full").equals("full")) {
			this.verdict.violated("C1 what was acknowledged is stored", gone.size() + " lost by cut " + cut);
		}
	}

	/**
	 * Lets what is left run to its end.
	 */
	private void drain() {
		try (VictimProcess last = start("c-1", 0)) {
			last.awaitReady();
			last.drain(0);
			Patience.until("all tasks are done", PATIENCE, () -> !last.isAlive());
		}
		StoreFile store = new StoreFile(store());
		store.checkIntegrity(this.verdict, "at the end");
		for (StoredTask task : store.tasks()) {
			if (!TaskStatus.ofCode(task.status()).isFinal()) {
				this.verdict.violated("C1 every task comes to its end", task.toString());
			}
		}
	}

	private void figures(int cuts) {
		this.verdict.figure("durability", this.options.text("durability", "full"));
		this.verdict.figure("cuts", cuts);
		this.verdict.figure("acknowledged", this.acknowledged);
		this.verdict.figure("lost", this.lost.size());
		this.verdict.figure("at most by one cut", this.worst);
		this.verdict.figure("wal at end", (new StoreFile(store()).walBytes() / 1024) + " KiB");
	}

}
