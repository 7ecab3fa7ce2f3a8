package io.kerground.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * A process that is killed at each of its system calls on the files of the store, one
 * after the other, by strace. The calls of each thread are counted apart, so that a
 * process is killed when any of its threads makes its k-th call; the scenes are cut so
 * that one thread does not hide the other.
 */
final class SystemCallTier {

	private static final List<String> CALLS = List.of("pwrite64", "fsync", "fdatasync", "ftruncate", "unlink");

	private final Verdict verdict = new Verdict();

	private final AtomicInteger points = new AtomicInteger();

	private final ChaosOptions options;

	private final Path folder;

	SystemCallTier(ChaosOptions options, Path folder) {
		this.options = options;
		this.folder = folder;
	}

	Verdict run() throws IOException {
		makeScenes();
		ExecutorService threads = Executors.newFixedThreadPool(this.options.number("threads", 2));
		try {
			for (Scene scene : Scene.values()) {
				int before = this.points.get();
				CALLS.forEach((call) -> play(scene, call, threads));
				this.verdict.figure("kills in " + scene, this.points.get() - before);
			}
		}
		finally {
			threads.shutdown();
		}
		this.verdict.figure("kills", this.points.get());
		return this.verdict;
	}

	/**
	 * Makes the stores that the scenes begin with.
	 */
	private void makeScenes() throws IOException {
		for (Scene scene : Scene.values()) {
			Files.createDirectories(this.folder.resolve(scene.name()));
		}
		run(scene(Scene.CYCLE), "open", List.of(), List.of());
		Files.delete(scene(Scene.CYCLE).resolve(ScriptedCycle.JOURNAL));
		run(scene(Scene.RECOVER), "all", List.of(CycleWorker.HALT + "=true"), List.of());
		copy(Scene.RECOVER, this.folder.resolve(Scene.RESCUE.name()));
		new StoreFile(scene(Scene.RESCUE).resolve(ScriptedCycle.STORE)).column("pragma wal_checkpoint(truncate)");
	}

	private Path scene(Scene scene) {
		return this.folder.resolve(scene.name());
	}

	private void copy(Scene scene, Path to) {
		// no process has these files open, and this one never opens them itself
		JavaCommand.run("cp", "-r", scene(scene) + "/.", to.toString());
	}

	/**
	 * Kills at call 1, 2, … until the script passes untouched.
	 */
	private void play(Scene scene, String call, ExecutorService threads) {
		int stride = this.options.number("stride", 1);
		AtomicInteger next = new AtomicInteger(1);
		List<CompletableFuture<Void>> players = IntStream.range(0, this.options.number("threads", 2))
			.mapToObj((i) -> CompletableFuture.runAsync(() -> {
				while (killAt(scene, call, next.getAndAdd(stride))) {
					this.points.incrementAndGet();
				}
			}, threads))
			.toList();
		players.forEach(CompletableFuture::join);
	}

	/**
	 * Kills a process at a call and checks what it leaves behind.
	 * @return whether it came to that call
	 */
	private boolean killAt(Scene scene, String call, int k) {
		Path place = this.folder.resolve(scene + "-" + call + "-" + k);
		try {
			Files.createDirectories(place);
			copy(scene, place);
			List<String> strace = new ArrayList<>(List.of("strace", "-f", "-o", "/dev/null", "-e", "trace=" + call,
					"-e", "inject=" + call + ":signal=SIGKILL:when=" + k));
			for (String suffix : scene.suffixes()) {
				strace.addAll(List.of("-P", place.resolve(ScriptedCycle.STORE + suffix).toString()));
			}
			run(place, scene.mode, List.of(), strace);
			CycleCheck check = new CycleCheck(place, this.verdict);
			boolean killed = !check.isComplete();
			check.check(scene + ", killed at " + call + " " + k);
			JavaCommand.run("rm", "-r", place.toString());
			return killed;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Runs the script to its end.
	 * @param strace the command that traces it, without the process, or nothing
	 */
	private static void run(Path place, String mode, List<String> properties, List<String> strace) throws IOException {
		Process script = start(JavaCommand.of(ScriptedCycle.class, properties, place.toString(), mode));
		Process tracer = null;
		try {
			awaitLine(script, ScriptedCycle.READY);
			if (!strace.isEmpty()) {
				List<String> command = new ArrayList<>(strace);
				command.addAll(List.of("-p", String.valueOf(script.pid())));
				tracer = start(command);
				awaitLine(tracer, "attached");
			}
			script.getOutputStream().write('\n');
			script.getOutputStream().flush();
			script.getInputStream().readAllBytes();
			script.waitFor();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		finally {
			script.destroyForcibly();
			if (tracer != null) {
				tracer.destroyForcibly();
			}
		}
	}

	private static Process start(List<String> command) throws IOException {
		return new ProcessBuilder(command).redirectErrorStream(true).start();
	}

	private static void awaitLine(Process process, String text) throws IOException {
		StringBuilder read = new StringBuilder();
		while (read.indexOf(text) < 0 || read.charAt(read.length() - 1) != '\n') {
			int next = process.getInputStream().read();
			if (next < 0) {
				throw new IllegalStateException("Ended before '" + text + "': " + read);
			}
			read.append((char) next);
		}
	}

	/**
	 * A store that is there at the beginning, and what is done with it.
	 */
	private enum Scene {

		/** The store is made, and closed. */
		CREATE("open"),

		/** A store whose process died is opened, which takes back what is in its log. */
		RECOVER("open"),

		/** The same without the log: the writer takes the tasks of the dead back. */
		RESCUE("open"),

		/** Each kind of write is done once. */
		CYCLE("all");

		private final String mode;

		Scene(String mode) {
			this.mode = mode;
		}

		/**
		 * Returns the ends of the names of the files on which calls are counted. In the
		 * scenes of the writer it must not be hidden by the thread that opens the store
		 * and makes the shared memory.
		 */
		List<String> suffixes() {
			return switch (this) {
				case CREATE, RECOVER -> List.of("", "-journal", "-wal", "-shm");
				case RESCUE, CYCLE -> List.of("", "-wal");
			};
		}

	}

}
