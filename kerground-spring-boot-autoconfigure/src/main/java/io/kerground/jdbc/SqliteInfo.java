package io.kerground.jdbc;

import java.nio.file.Path;

import io.kerground.core.StoreException;
import io.kerground.core.StoreState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells about a store in a file.
 */
final class SqliteInfo implements StoreInfo {

	private static final Logger logger = LoggerFactory.getLogger(SqliteInfo.class);

	private final Path file;

	private final StoreReaders readers;

	private volatile @Nullable String version;

	SqliteInfo(Path file, StoreReaders readers) {
		this.file = file;
		this.readers = readers;
	}

	@Override
	public StoreState describe(@Nullable String failure) {
		return new StoreState("sqlite", this.file.toString(), version(), SqliteFile.size(this.file),
				SqliteFile.size(Path.of(this.file + "-wal")), failure);
	}

	private String version() {
		String known = this.version;
		if (known != null) {
			return known;
		}
		try {
			String read = this.readers
				.read((reader) -> String.valueOf(reader.queryForObject("select sqlite_version()", String.class)));
			this.version = read;
			return read;
		}
		catch (StoreException ex) {
			logger.debug("The version of the database can't be read", ex);
			return "unknown";
		}
	}

}
