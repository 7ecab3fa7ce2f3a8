package io.kerground.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import io.kerground.core.KergroundTemplate;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * A second process with Kerground on the same file. It ends when its input does.
 */
final class OtherProcess implements AutoCloseable {

	static final String COMMAND = "other";

	private static final String READY = "ready";

	private static final String RAN = "ran ";

	private static final int SENDERS = 8;

	private final Process process;

	private final BufferedReader lines;

	private OtherProcess(Process process) {
		this.process = process;
		this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
	}

	/**
	 * Starts a process and waits until it is ready.
	 */
	static OtherProcess start(Role role, Path file, Durability durability) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(JavaCommand.of(file.resolveSibling(""), List.of(), COMMAND,
				String.join(";", role.name(), file.toString(), durability.name())));
		OtherProcess other = new OtherProcess(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
		other.awaitLine(READY);
		return other;
	}

	private String awaitLine(String beginning) throws IOException {
		for (String line = this.lines.readLine(); line != null; line = this.lines.readLine()) {
			if (line.startsWith(beginning)) {
				return line.substring(beginning.length());
			}
		}
		throw new IOException("The other process ended before it said " + beginning);
	}

	/**
	 * Lets the process end.
	 * @return how many bodies it has run
	 */
	long end() throws IOException, InterruptedException {
		this.process.getOutputStream().close();
		long ran = Long.parseLong(awaitLine(RAN).trim());
		this.process.waitFor();
		return ran;
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

	/**
	 * What the other process does.
	 */
	static void main(String argument, PrintStream out) throws Exception {
		String[] parts = argument.split(";");
		Role role = Role.valueOf(parts[0]);
		try (ConfigurableApplicationContext context = KergroundApplication.start(Path.of(parts[1]),
				Durability.valueOf(parts[2]), role == Role.WORKS)) {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			Senders senders = new Senders((number) -> ker.send(BenchmarkWorker::run, number, Senders.TEXT),
					(role == Role.SENDS) ? SENDERS : 0, 0);
			out.println(READY);
			System.in.transferTo(OutputStream.nullOutputStream());
			senders.stop();
		}
		out.println(RAN + Bodies.ran());
	}

	/**
	 * What the process is for.
	 */
	enum Role {

		/** It runs tasks. */
		WORKS,

		/** It sends without a pause. */
		SENDS

	}

}
