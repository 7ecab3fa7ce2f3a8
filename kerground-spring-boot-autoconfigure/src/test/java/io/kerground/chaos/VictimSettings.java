package io.kerground.chaos;

import java.nio.file.Path;

/**
 * What a victim is told at its start, as system properties.
 *
 * @param folder where its side files are
 * @param name its name with the number of its run
 * @param bug the bug that it has
 * @param senders how many threads send; 0 when it only works
 */
record VictimSettings(Path folder, String name, SeededBug bug, int senders) {

	static VictimSettings ofSystemProperties() {
		return new VictimSettings(Path.of(System.getProperty("chaos.folder")), System.getProperty("chaos.name"),
				SeededBug.valueOf(System.getProperty("chaos.bug")), Integer.getInteger("chaos.senders"));
	}

}
