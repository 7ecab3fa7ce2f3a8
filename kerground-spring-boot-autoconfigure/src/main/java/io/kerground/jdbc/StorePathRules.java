package io.kerground.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;

import org.jspecify.annotations.Nullable;

/**
 * Finds paths that would lead SQLite to another file than the one that is named.
 */
final class StorePathRules {

	private StorePathRules() {
	}

	/**
	 * Returns why SQLite might write to another file than the one that is named, or null.
	 */
	static @Nullable String problem(Path file) throws IOException {
		// the driver takes blanks away, and would open a file that nobody has made
		// private
		if (!file.toString().equals(file.toString().trim())) {
			return "it begins or ends with a blank";
		}
		Path link = foreignLink(file);
		return (link != null)
				? link + " is a symbolic link in a folder that everybody may write to," + " so that it may be anybody's"
				: null;
	}

	/**
	 * A link in a folder that everybody may write to, such as {@code /tmp}, may have been
	 * put there by somebody else, so that payloads are written to a place of his choice.
	 * That holds for the file and for each folder on the way to it.
	 */
	private static @Nullable Path foreignLink(Path file) throws IOException {
		for (Path each = file.toAbsolutePath(); each != null; each = each.getParent()) {
			Path folder = each.getParent();
			if (folder != null && Files.isSymbolicLink(each) && isWritableByAll(folder)) {
				return each;
			}
		}
		return null;
	}

	private static boolean isWritableByAll(Path folder) throws IOException {
		PosixFileAttributeView view = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
		return view != null && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_WRITE);
	}

}
