package io.kerground.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

import org.jspecify.annotations.Nullable;

/**
 * Knows which file a path led to, and notices when that file is removed, renamed or
 * replaced. It only asks for attributes: opening and closing a file of an open database
 * drops SQLite's locks.
 */
final class FileIdentity {

	private final Path path;

	/** The file, or null where the file system can't tell one from another. */
	private final @Nullable Object key;

	private FileIdentity(Path path, @Nullable Object key) {
		this.path = path;
		this.key = key;
	}

	static FileIdentity of(Path path) throws IOException {
		return new FileIdentity(path, attributes(path).fileKey());
	}

	Path path() {
		return this.path;
	}

	/**
	 * Returns why the path does not lead to the file any more, or null when it does.
	 */
	@Nullable String problem() {
		try {
			Object present = attributes(this.path).fileKey();
			return (this.key == null || this.key.equals(present)) ? null
					: "its file was replaced by another one while it was open";
		}
		catch (NoSuchFileException ex) {
			return "its file was removed or renamed while it was open";
		}
		catch (IOException ex) {
			return "its file can't be reached: " + ex;
		}
	}

	private static BasicFileAttributes attributes(Path path) throws IOException {
		return Files.readAttributes(path, BasicFileAttributes.class);
	}

}
