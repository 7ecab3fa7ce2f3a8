package io.kerground.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * A process with Kerground that works on a PostgreSQL database. It tells how many bodies
 * it has run for each line of its input, and ends when that does.
 */
final class ClusterNode implements AutoCloseable {

	static final String COMMAND = "node";

	private static final String READY = "ready";

	private static final String RAN = "ran ";

	private final Process process;

	private final BufferedReader lines;

	private long counted;

	private ClusterNode(Process process) {
		this.process = process;
		this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
	}

	/**
	 * Starts a process and waits until it works.
	 * @param folder where temporary files are put
	 * @param url the address of the database
	 */
	static ClusterNode start(Path folder, String url) throws IOException {
		ClusterNode node = new ClusterNode(new ProcessBuilder(JavaCommand.of(folder, List.of(), COMMAND, url))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start());
		node.awaitLine(READY);
		return node;
	}

	private String awaitLine(String beginning) throws IOException {
		for (String line = this.lines.readLine(); line != null; line = this.lines.readLine()) {
			if (line.startsWith(beginning)) {
				return line.substring(beginning.length());
			}
		}
		throw new IOException("The node ended before it said " + beginning);
	}

	/**
	 * Returns how many bodies it has run since it was asked last.
	 */
	long ran() throws IOException {
		this.process.getOutputStream().write('\n');
		this.process.getOutputStream().flush();
		long all = Long.parseLong(awaitLine(RAN).trim());
		long since = all - this.counted;
		this.counted = all;
		return since;
	}

	@Override
	public void close() throws IOException {
		this.process.getOutputStream().close();
		try {
			this.process.waitFor();
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * What the process does.
	 */
	static void main(String url, PrintStream out) throws IOException {
		BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		try (PeerDatabase database = PeerDatabase.at(url);
				ConfigurableApplicationContext context = KergroundApplication.start(database.pool(), true)) {
			out.println(READY);
			while (input.readLine() != null && context.isActive()) {
				out.println(RAN + Bodies.ran());
			}
		}
	}

}
