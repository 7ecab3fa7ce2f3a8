package io.kerground.chaos;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A file beside the store to which one process appends lines of words: what it holds is
 * true whatever the store says. Each line is one write of the operating system, so that a
 * killed process loses none. Safe for use by several threads.
 */
final class SideFile implements AutoCloseable {

	// not a channel: that is closed when a thread is interrupted that writes to it
	private final FileOutputStream out;

	SideFile(Path file) throws IOException {
		this.out = new FileOutputStream(file.toFile(), true);
	}

	void append(Object... words) {
		String line = Arrays.stream(words).map(String::valueOf).collect(Collectors.joining(" ", "", "\n"));
		try {
			this.out.write(line.getBytes(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the complete lines of a file, each cut into words; none when it is missing.
	 */
	static List<String[]> lines(Path file) {
		if (!Files.exists(file)) {
			return List.of();
		}
		try {
			String text = Files.readString(file);
			return text.substring(0, text.lastIndexOf('\n') + 1).lines().map((line) -> line.split(" ")).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.out.close();
	}

}
