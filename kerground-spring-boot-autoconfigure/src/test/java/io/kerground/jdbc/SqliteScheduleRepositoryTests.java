package io.kerground.jdbc;

import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;

/**
 * Schedules, pauses and limits on an SQLite file.
 */
class SqliteScheduleRepositoryTests extends ScheduleRepositoryContract {

	@TempDir
	Path folder;

	@Override
	StoreFixture fixture(String prefix) {
		return new StoreFixture(this.folder, prefix);
	}

}
