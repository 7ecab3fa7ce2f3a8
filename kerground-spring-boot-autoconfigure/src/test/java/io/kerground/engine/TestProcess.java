package io.kerground.engine;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Java process of its own that runs one main class of the tests.
 */
public final class TestProcess implements AutoCloseable {

	private final Process process;

	private TestProcess(Process process) {
		this.process = process;
	}

	public static TestProcess start(Class<?> main, Path output, Object... arguments) throws IOException {
		return start(List.of(), 256, main, output, arguments);
	}

	/**
	 * Starts a process with a heap of some megabytes, whose young generation is kept from
	 * large arrays, so that a body that takes all memory leaves some to small objects.
	 */
	static TestProcess startWithSmallHeap(int heap, Class<?> main, Path output, Object... arguments)
			throws IOException {
		return start(List.of("/usr/bin/env", "JAVA_TOOL_OPTIONS=-XX:+UseSerialGC"), heap, main, output, arguments);
	}

	/**
	 * Starts a process whose new files everybody may read or write unless it says
	 * otherwise.
	 */
	static TestProcess startWithUmask(String umask, Class<?> main, Path output, Object... arguments)
			throws IOException {
		return start(List.of("/bin/sh", "-c", "umask " + umask + " && exec \"$0\" \"$@\""), 256, main, output,
				arguments);
	}

	private static TestProcess start(List<String> launcher, int heap, Class<?> main, Path output, Object... arguments)
			throws IOException {
		List<String> command = new ArrayList<>(launcher);
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.add("-Xmx" + heap + "m");
		command.add("--enable-native-access=ALL-UNNAMED");
		command.add("-cp");
		command.add(System.getProperty("java.class.path"));
		command.add(main.getName());
		for (Object argument : arguments) {
			command.add(argument.toString());
		}
		File log = output.toFile();
		return new TestProcess(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start());
	}

	/**
	 * Starts a process with a temporary folder of its own.
	 */
	static TestProcess startWithTemporaryFolder(Path temporary, Class<?> main, Path output, Object... arguments)
			throws IOException {
		return start(List.of("/usr/bin/env", "JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=" + temporary), 256, main, output,
				arguments);
	}

	/**
	 * Ends the process as {@code kill -9} does.
	 */
	public void kill() {
		close();
	}

	public int await(long seconds) throws InterruptedException {
		if (!this.process.waitFor(seconds, TimeUnit.SECONDS)) {
			throw new IllegalStateException("The process did not end in " + seconds + " s");
		}
		return this.process.exitValue();
	}

	public boolean isAlive() {
		return this.process.isAlive();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
		this.process.onExit().join();
	}

}
