package io.kerground.jdbc;

import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;

/**
 * What attempts log, kept in an SQLite file.
 */
class SqliteTaskLogTests extends TaskLogContract {

	@TempDir
	Path folder;

	@Override
	StoreFixture fixture() {
		return new StoreFixture(this.folder);
	}

}
