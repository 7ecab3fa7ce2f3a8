package io.kerground.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is claimed on an SQLite file.
 */
class SqliteTaskClaimsTests extends TaskClaimsContract {

	@TempDir
	Path folder;

	@Override
	StoreFixture fixture() {
		return new StoreFixture(this.folder);
	}

	@Test
	void theHeadOfASliceIsFoundInTheIndexAlone() throws SQLException {
		String sql = new TaskStatements("kerground_", SqliteDialect.INSTANCE).sql(TaskStatements.CANDIDATES)
			.replace("${names}", "and name in (1, 2) and (run_at, seq) > (?, ?)");
		try (Connection connection = this.store.open();
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("explain query plan " + sql.replace("?", "1"))) {
			List<String> plan = new ArrayList<>();
			while (rows.next()) {
				plan.add(rows.getString("detail"));
			}
			assertThat(plan).singleElement()
				.asString()
				.startsWith("SEARCH kerground_task USING COVERING INDEX kerground_ready (queue=? AND priority=?");
		}
	}

}
