package io.kerground.engine;

import java.nio.file.Path;

import com.zaxxer.hikari.HikariDataSource;
import io.kerground.jdbc.SqliteDatabase;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tasks whose body and finish are one transaction, in an SQLite database of the
 * application.
 */
class SqliteTransactionalTaskTests extends TransactionalTaskContract {

	@TempDir
	Path folder;

	@Override
	HikariDataSource pool() {
		return SqliteDatabase.newPool(this.folder);
	}

}
