package io.kerground.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The harness in a process of its own, as somebody runs it on the command line.
 *
 * @param exitCode what it said by its end
 * @param output what it printed
 */
record ChaosProcess(int exitCode, String output) {

	/**
	 * Runs the harness to its end and prints its figures.
	 */
	static ChaosProcess run(String... arguments) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(JavaCommand.of(Chaos.class, List.of(), arguments))
			.redirectErrorStream(true)
			.start();
		try {
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			ChaosProcess result = new ChaosProcess(process.waitFor(), output);
			output.lines().filter((line) -> line.startsWith("chaos ")).forEach(System.out::println);
			return result;
		}
		finally {
			process.destroyForcibly();
		}
	}

}
