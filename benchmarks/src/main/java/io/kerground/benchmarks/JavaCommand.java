package io.kerground.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command of a process that runs this program.
 */
final class JavaCommand {

	private JavaCommand() {
	}

	/**
	 * Returns the command.
	 * @param folder where temporary files are put
	 * @param jvmOptions more options
	 * @param arguments the arguments of the program
	 */
	static List<String> of(Path folder, List<String> jvmOptions, String... arguments) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-Xms512m", "-Xmx1g", "-Dorg.sqlite.tmpdir=" + folder, "-Djava.io.tmpdir=" + folder));
		if (Runtime.version().feature() >= 24) {
			command.add("--enable-native-access=ALL-UNNAMED");
		}
		command.addAll(jvmOptions);
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), Benchmarks.class.getName()));
		command.addAll(List.of(arguments));
		return command;
	}

}
