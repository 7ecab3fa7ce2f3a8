package io.kerground.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * One run of a victim, seen from outside.
 */
final class VictimProcess implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final List<VictimRun.Stop> stops = new ArrayList<>();

	private final Path folder;

	private final String name;

	private final long startedAt = System.nanoTime();

	private final Process process;

	private long endedAt = Long.MAX_VALUE;

	private VictimProcess(Path folder, String name, Process process) {
		this.folder = folder;
		this.name = name;
		this.process = process;
	}

	/**
	 * Starts a victim.
	 * @param properties system properties, as {@code name=value}
	 */
	static VictimProcess start(Path folder, String name, List<String> properties) {
		List<String> command = JavaCommand.of(Victim.class, properties);
		Path log = folder.resolve(name + ".log");
		try {
			return new VictimProcess(folder, name,
					new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String name() {
		return this.name;
	}

	long startedAt() {
		return this.startedAt;
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	VictimRun run() {
		return new VictimRun(this.name, this.startedAt, this.endedAt, List.copyOf(this.stops));
	}

	void awaitReady() {
		Patience.until(this.name + " is ready", PATIENCE, () -> isReady() || !isAlive());
		if (!isReady()) {
			throw new Died(this.name + " ended by itself: " + log());
		}
	}

	private boolean isReady() {
		return SideFile.lines(file("life")).stream().anyMatch((words) -> words[0].equals("R"));
	}

	/**
	 * Ends the process as {@code kill -9} does.
	 */
	void kill() {
		end(this.process::destroyForcibly);
	}

	/**
	 * Asks the process to end, and waits until it has.
	 */
	void terminate() {
		end(this.process::destroy);
	}

	private void end(Runnable signal) {
		if (!isAlive()) {
			throw new Died(this.name + " ended by itself: " + log());
		}
		this.endedAt = System.nanoTime();
		signal.run();
		awaitEnd(PATIENCE);
	}

	private void awaitEnd(Duration patience) {
		try {
			if (!this.process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
				throw new IllegalStateException(this.name + " does not end");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Lets the process stand still as {@code kill -STOP} does.
	 */
	void stop() {
		this.stops.add(new VictimRun.Stop(System.nanoTime(), Long.MAX_VALUE));
		JavaCommand.run("kill", "-STOP", String.valueOf(this.process.pid()));
	}

	void resume() {
		JavaCommand.run("kill", "-CONT", String.valueOf(this.process.pid()));
		VictimRun.Stop last = this.stops.remove(this.stops.size() - 1);
		this.stops.add(new VictimRun.Stop(last.from(), System.nanoTime()));
	}

	/**
	 * Lets no file of the process grow beyond a size from now on, as on a full disk.
	 */
	void limitFiles(String bytes) {
		JavaCommand.run("prlimit", "--pid", String.valueOf(this.process.pid()), "--fsize=" + bytes + ":unlimited");
	}

	/**
	 * Lets the process send some more tasks, and end when none is left to do.
	 */
	void drain(int more) {
		try {
			OutputStream commands = this.process.getOutputStream();
			commands.write((Victim.DRAIN + " " + more + "\n").getBytes(StandardCharsets.UTF_8));
			commands.flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(this.name + " does not listen: " + log(), ex);
		}
	}

	/**
	 * Returns the exit code of a process that has ended.
	 */
	int exitCode() {
		return this.process.exitValue();
	}

	/**
	 * Returns the tokens of long tasks whose bodies run.
	 */
	Set<String> longTasksThatRun() {
		Set<String> begun = tokens("S");
		begun.removeAll(tokens("D"));
		begun.removeAll(tokens("X"));
		begun.removeAll(tokens("L"));
		begun.removeIf((token) -> !Tokens.isLong(token));
		return begun;
	}

	Set<String> tokens(String kind) {
		return SideFile.lines(file("work"))
			.stream()
			.filter((words) -> words[0].equals(kind))
			.map((words) -> words[1])
			.collect(Collectors.toSet());
	}

	int count(String extension, String kind) {
		return (int) SideFile.lines(file(extension)).stream().filter((words) -> words[0].equals(kind)).count();
	}

	/**
	 * Returns how many bytes the process has written about its work, to see whether it
	 * goes on.
	 */
	long written() {
		return List.of("send", "work", "end")
			.stream()
			.mapToLong((extension) -> file(extension).toFile().length())
			.sum();
	}

	String log() {
		try {
			String text = Files.readString(file("log"));
			return text.substring(Math.max(0, text.length() - 4000));
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	private Path file(String extension) {
		return this.folder.resolve(this.name + "." + extension);
	}

	@Override
	public void close() {
		if (this.endedAt == Long.MAX_VALUE) {
			this.endedAt = System.nanoTime();
		}
		this.process.destroyForcibly();
		awaitEnd(PATIENCE);
	}

	/**
	 * A process has ended that nobody had killed.
	 */
	static final class Died extends RuntimeException {

		private static final long serialVersionUID = 1L;

		Died(String message) {
			super(message);
		}

	}

}
