package io.kerground.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;

/**
 * Refuses paths that would lead SQLite to another file than the one that is named.
 */
final class StorePathRules {

	private StorePathRules() {
	}

	static void check(Path file) throws IOException {
		refuseBlanksAtTheEnds(file);
		refuseForeignLinks(file);
	}

	/**
	 * The driver takes them away, and would open a file that nobody has made private.
	 */
	private static void refuseBlanksAtTheEnds(Path file) {
		if (!file.toString().equals(file.toString().trim())) {
			throw SqliteFile.unusable(file, "it begins or ends with a blank", null);
		}
	}

	/**
	 * A link in a folder that everybody may write to, such as {@code /tmp}, may have been
	 * put there by somebody else, so that payloads are written to a place of his choice.
	 * That holds for the file and for each folder on the way to it.
	 */
	private static void refuseForeignLinks(Path file) throws IOException {
		Path absolute = file.toAbsolutePath();
		for (Path each = absolute; each != null; each = each.getParent()) {
			Path folder = each.getParent();
			if (folder != null && Files.isSymbolicLink(each) && isWritableByAll(folder)) {
				throw SqliteFile.unusable(file, each
						+ " is a symbolic link in a folder that everybody may write to, so that it may be anybody's",
						null);
			}
		}
	}

	private static boolean isWritableByAll(Path folder) throws IOException {
		PosixFileAttributeView view = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
		return view != null && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_WRITE);
	}

}
