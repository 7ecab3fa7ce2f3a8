package io.kerground.jdbc;

import java.nio.file.Path;
import java.time.Duration;

import io.kerground.core.CommitListener;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskRepository;
import io.kerground.engine.EngineThreads;
import org.junit.jupiter.api.io.TempDir;

/**
 * Changes of many tasks on an SQLite file.
 */
class SqliteTaskChangeTests extends TaskChangeContract {

	@TempDir
	Path folder;

	@Override
	TaskRepository open(TaskClock clock, CommitListener listener) {
		SqliteSettings settings = new SqliteSettings(this.folder.resolve("store.db"), Durability.NORMAL,
				Duration.ofSeconds(20), "kerground_", true);
		return SqliteStore.open(settings, clock, listener, EngineThreads.factory("test-store-"));
	}

}
