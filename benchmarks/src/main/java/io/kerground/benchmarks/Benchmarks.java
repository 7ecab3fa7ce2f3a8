package io.kerground.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Measures systems by workloads, each pair in a process of its own and in turn, and
 * prints a table of medians and ratios. Run with {@code --help} for the options.
 *
 * @since 0.1.0
 */
public final class Benchmarks {

	private static final String MEASURE = "measure";

	private Benchmarks() {
	}

	/**
	 * Runs the benchmarks.
	 * @param arguments the options
	 * @throws Exception if something can't be measured
	 */
	public static void main(String[] arguments) throws Exception {
		PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
		if (arguments.length == 2 && arguments[0].equals(MEASURE)) {
			measure(Setting.of(arguments[1]), out);
			return;
		}
		if (arguments.length == 2 && arguments[0].equals(OtherProcess.COMMAND)) {
			OtherProcess.main(arguments[1], out);
			System.exit(0);
		}
		if (arguments.length == 2 && arguments[0].equals(ClusterNode.COMMAND)) {
			ClusterNode.main(arguments[1], out);
			System.exit(0);
		}
		Options options = Options.parse(arguments);
		if (options == null) {
			out.println(Options.help());
			return;
		}
		run(options, out);
	}

	static void run(Options options, PrintStream out) throws IOException, InterruptedException {
		try (PostgresServer postgres = options.needsPostgres() ? PostgresServer.start(options.folder())
				: PostgresServer.NONE) {
			new Series(options, postgres, out).run();
		}
	}

	/**
	 * What a process does that measures.
	 */
	private static void measure(Setting setting, PrintStream out) throws Exception {
		Figures figures = new Figures();
		setting.workload().of(setting.system()).run(setting, figures);
		figures.all().forEach((figure) -> out.println(figure.line()));
		// threads of the libraries may live on
		System.exit(0);
	}

	/**
	 * Returns the arguments by which a process measures.
	 */
	static String[] measureArguments(Setting setting) {
		return new String[] { MEASURE, setting.argument() };
	}

}
