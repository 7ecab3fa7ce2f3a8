package io.kerground.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What one process measures and where.
 *
 * @param workload what is done
 * @param system who does it
 * @param durability what the store promises
 * @param size how much is done
 * @param folder an empty folder for files
 * @param postgres the address of a PostgreSQL server, empty when there is none
 */
record Setting(WorkloadKind workload, SystemKind system, Durability durability, Size size, Path folder,
		String postgres) {

	private static final String SEPARATOR = ";";

	/**
	 * Returns the argument that tells it to another process.
	 */
	String argument() {
		return String.join(SEPARATOR, this.workload.name(), this.system.name(), this.durability.name(),
				this.size.name(), this.folder.toString(), this.postgres);
	}

	static Setting of(String argument) {
		String[] parts = argument.split(SEPARATOR, -1);
		return new Setting(WorkloadKind.valueOf(parts[0]), SystemKind.valueOf(parts[1]), Durability.valueOf(parts[2]),
				Size.valueOf(parts[3]), Path.of(parts[4]), parts[5]);
	}

	/**
	 * Returns the same setting in a folder within this one's.
	 */
	Setting in(String name) {
		Path inner = this.folder.resolve(name);
		try {
			Files.createDirectories(inner);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return new Setting(this.workload, this.system, this.durability, this.size, inner, this.postgres);
	}

	/**
	 * Returns how many stored tasks this system works off: so many that each takes some
	 * seconds.
	 */
	int tasks() {
		return Math.max(20, (int) (this.size.tasks() * this.system.share()));
	}

}
