package io.kerground.chaos;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The side files of one run of a victim.
 *
 * @param life when the process and the engine began and were ready
 * @param send what was sent and acknowledged
 * @param work which bodies began and ended
 * @param end which ends were told after their commit
 */
record VictimFiles(SideFile life, SideFile send, SideFile work, SideFile end) {

	static VictimFiles open(Path folder, String name) throws IOException {
		return new VictimFiles(new SideFile(folder.resolve(name + ".life")),
				new SideFile(folder.resolve(name + ".send")), new SideFile(folder.resolve(name + ".work")),
				new SideFile(folder.resolve(name + ".end")));
	}

}
