package io.kerground.jdbc;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import io.kerground.core.KergroundSetupException;
import org.jspecify.annotations.Nullable;

/**
 * The file of a store: made for its owner only, and refused where SQLite can't keep it
 * safe. It is never opened here: closing a file of an open database drops SQLite's locks.
 */
final class SqliteFile {

	private static final List<String> NETWORK_TYPES = List.of("nfs", "cifs", "smb", "9p", "ceph", "afs", "lustre",
			"beegfs", "virtiofs", "vboxsf", "prl_fs", "drvfs");

	/** What the driver or SQLite would not take for the name of a file. */
	private static final Pattern TRICK = Pattern.compile("|:.*|(?:file|jdbc):.*|.*[?\\p{Cntrl}].*",
			Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

	private SqliteFile() {
	}

	static void prepare(Path file) {
		for (Path name : file) {
			if (TRICK.matcher(name.toString()).matches()) {
				throw unusable(file, "it is not the plain path of a file", null);
			}
		}
		try {
			String problem = StorePathRules.problem(file);
			if (problem != null) {
				throw unusable(file, problem, null);
			}
			Path folder = file.getParent();
			if (folder != null && !Files.isDirectory(folder)) {
				Files.createDirectories(folder, permissions("rwx------"));
			}
			if (Files.isDirectory(file)) {
				throw unusable(file, "it is a folder", null);
			}
			create(file);
			refuseNetwork(file, Files.getFileStore(file));
		}
		catch (IOException ex) {
			throw unusable(file, "it can't be made: " + ex.getMessage(), ex);
		}
		if (!Files.isWritable(file) || !Files.isReadable(file)) {
			throw unusable(file, "this process may not read and write it", null);
		}
	}

	private static void create(Path file) throws IOException {
		if (!Files.exists(file)) {
			try {
				Files.createFile(file, permissions("rw-------"));
			}
			catch (FileAlreadyExistsException ex) {
				if (!Files.isRegularFile(file)) {
					throw ex;
				}
			}
		}
	}

	private static void refuseNetwork(Path file, FileStore store) {
		if (isNetwork(store.type())) {
			throw unusable(file,
					"it lies on a network file system (" + store.type() + "), where SQLite's locks do not work", null);
		}
	}

	static boolean isNetwork(String fileSystem) {
		String type = fileSystem.toLowerCase(Locale.ROOT);
		// what lies behind a user's file system is not known, but locks seldom do; a disk
		// that is mounted through fuse is called fuseblk
		return type.equals("fuse") || type.startsWith("fuse.") || NETWORK_TYPES.stream().anyMatch(type::startsWith);
	}

	static FileAttribute<?>[] permissions(String permissions) {
		return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
				? new FileAttribute<?>[] {
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)) }
				: new FileAttribute<?>[0];
	}

	static KergroundSetupException unusable(Path file, String reason, @Nullable Throwable cause) {
		return new KergroundSetupException("KG004", "The task store " + file + " can't be used: " + reason + ".",
				"Set kerground.store.path to a file on a local disk that this application may write to.", cause);
	}

	static KergroundSetupException withoutLibrary(Path file, Throwable cause) {
		return new KergroundSetupException("KG004",
				"The task store " + file + " can't be used: the native library of SQLite can't be loaded (" + cause
						+ ").",
				"It is unpacked to the folder for temporary files, from which this process must be able to run code;"
						+ " set the system property org.sqlite.tmpdir to such a folder.",
				cause);
	}

	static long size(Path file) {
		try {
			return Files.exists(file) ? Files.size(file) : 0;
		}
		catch (IOException ex) {
			return -1;
		}
	}

}
