package io.kerground.jdbc;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.kerground.core.BackupException;
import io.kerground.core.TaskClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes backups: each is one file, consistent in itself, written while the store is used.
 */
final class StoreBackups {

	/*
	 * The database copies itself on a connection of its own, as of one moment, so that
	 * nobody who writes waits for it. The file is made beforehand, empty and for its
	 * owner only. It gets its name when it is checked and synced, so that whatever has
	 * the name of a backup is one. The files of the store are never opened here: closing
	 * one drops SQLite's locks.
	 */

	private static final Logger logger = LoggerFactory.getLogger(StoreBackups.class);

	private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("'kerground-'uuuuMMdd'T'HHmmss.SSS'Z.db'")
		.withZone(ZoneOffset.UTC);

	private static final Pattern NAMES = Pattern.compile("kerground-\\d{8}T\\d{6}\\.\\d{3}Z\\.db");

	private final ReentrantLock running = new ReentrantLock();

	private final SqliteConnections connections;

	private final ConnectionSource source;

	private final SqliteSettings settings;

	private final TaskClock clock;

	StoreBackups(SqliteConnections connections, ConnectionSource source, SqliteSettings settings, TaskClock clock) {
		this.connections = connections;
		this.source = source;
		this.settings = settings;
		this.clock = clock;
	}

	/**
	 * Makes a backup.
	 * @return its file
	 */
	Path run() {
		Path folder = this.settings.backupPath();
		if (folder == null) {
			throw BackupException.refused("Backups are not set up: set kerground.store.backup-path to their folder");
		}
		if (!this.running.tryLock()) {
			throw BackupException.refused("A backup is being made already");
		}
		try {
			return backUp(folder);
		}
		catch (IOException | SQLException ex) {
			throw new BackupException("No backup of the task store was made in " + folder + ": " + ex.getMessage(), ex);
		}
		finally {
			this.running.unlock();
		}
	}

	private Path backUp(Path folder) throws IOException, SQLException {
		long begun = this.clock.nanos();
		String problem = StorePathRules.problem(folder);
		if (problem != null) {
			throw BackupException.refused("No backup is written to " + folder + ": " + problem);
		}
		Files.createDirectories(folder, SqliteFile.permissions("rwx------"));
		Path backup = reserve(folder);
		Path part = part(backup);
		try {
			this.connections.copyTo(part);
			check(part);
			sync(part, StandardOpenOption.WRITE);
			Files.move(part, backup, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException | SQLException | RuntimeException ex) {
			delete(part, ex);
			throw ex;
		}
		syncFolder(folder);
		logger.info("The task store {} was backed up to {}, {} kB in {} ms", this.settings.path(), backup,
				Files.size(backup) >> 10, (this.clock.nanos() - begun) / 1_000_000);
		deleteOld(folder);
		return backup;
	}

	/**
	 * Makes an empty file under a name that no other backup has, also not one that
	 * another process makes at the same moment.
	 */
	private Path reserve(Path folder) throws IOException {
		for (Instant at = this.clock.instant();; at = at.plusMillis(1)) {
			Path backup = folder.resolve(NAME.format(at));
			try {
				Files.createFile(part(backup), SqliteFile.permissions("rw-------"));
			}
			catch (FileAlreadyExistsException ex) {
				logger.debug("A backup of this name is being made", ex);
				continue;
			}
			if (!Files.exists(backup)) {
				return backup;
			}
			Files.delete(part(backup));
		}
	}

	private static Path part(Path backup) {
		return backup.resolveSibling(backup.getFileName() + ".part");
	}

	private void check(Path part) throws SQLException {
		try (Connection copy = this.source.open("jdbc:sqlite:" + part)) {
			String answer = SqliteConnections.pragma(copy, "quick_check(1)");
			if (!answer.equals("ok")) {
				throw new SQLException("the copy is damaged: " + answer);
			}
		}
	}

	private static void sync(Path path, StandardOpenOption option) throws IOException {
		try (FileChannel channel = FileChannel.open(path, option)) {
			channel.force(true);
		}
	}

	private static void syncFolder(Path folder) {
		try {
			sync(folder, StandardOpenOption.READ);
		}
		catch (IOException ex) {
			logger.debug("This system does not sync folders", ex);
		}
	}

	private void deleteOld(Path folder) {
		Integer keep = this.settings.backupKeep();
		if (keep == null) {
			return;
		}
		try (Stream<Path> files = Files.list(folder)) {
			List<Path> backups = files.filter((file) -> NAMES.matcher(file.getFileName().toString()).matches())
				.sorted()
				.toList();
			for (Path old : backups.subList(0, Math.max(0, backups.size() - keep))) {
				Files.deleteIfExists(old);
			}
		}
		catch (IOException ex) {
			logger.warn("Old backups in {} could not be deleted", folder, ex);
		}
	}

	private static void delete(Path part, Exception reason) {
		try {
			Files.deleteIfExists(part);
		}
		catch (IOException ex) {
			logger.warn("The unfinished backup {} could not be deleted", part, ex);
			reason.addSuppressed(ex);
		}
	}

}
