package io.kerground.jdbc;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

import javax.sql.DataSource;

import io.kerground.core.KergroundSetupException;
import io.kerground.core.TaskClock;
import io.kerground.engine.EngineThreads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which databases are taken as a store, by what their drivers say about them.
 */
class ServerInfoTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					PostgreSQL | 13.22 (Debian 13.22-1)     | 13 | 22 | PostgreSQL 14 is the oldest
					MariaDB    | 10.5.29-MariaDB            | 10 | 5  | MariaDB 10.6 is the oldest
					MySQL      | 5.5.5-10.5.29-MariaDB-log  | 5  | 5  | MariaDB 10.6 is the oldest
					MySQL      | 5.7.44                     | 5  | 7  | MySQL 8.0 is the oldest
					SQLite     | 3.51.2                     | 3  | 51 | 3.51.3 or newer is needed
					Oracle     | Oracle Database 23ai       | 23 | 4  | it is Oracle Oracle Database 23ai, which is not supported
					H2         | 2.4.240 (2025-09-22)       | 2  | 4  | it is H2 2.4.240 (2025-09-22), which is not supported
					""")
	void aDatabaseThatIsTooOldOrUnknownIsRefusedWithWhatToUseInstead(String product, String version, int major,
			int minor, String reason) {
		DataSource source = source(product, version, major, minor);
		JdbcSettings settings = new JdbcSettings(Duration.ofSeconds(1), "kerground_", true);
		assertThatExceptionOfType(KergroundSetupException.class)
			.isThrownBy(() -> JdbcStore.open(settings, source, TaskClock.system(), (events, nanos) -> {
			}, EngineThreads.factory("test-store-")))
			.withMessageContainingAll("KG004", "can't be used as the task store", reason, "PostgreSQL 14, MySQL 8.0");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			PostgreSQL | 14.0                       | 14 | 0  | postgresql
			MariaDB    | 10.6.22-MariaDB            | 10 | 6  | mysql
			MySQL      | 5.5.5-10.6.22-MariaDB-log  | 5  | 5  | mysql
			MySQL      | 11.8.3-MariaDB             | 11 | 8  | mysql
			MySQL      | 8.0.11                     | 8  | 0  | mysql
			SQLite     | 3.51.3                     | 3  | 51 | sqlite
			""")
	void theOldestSupportedDatabasesAreKnown(String product, String version, int major, int minor, String dialect)
			throws SQLException {
		ServerInfo info = ServerInfo.of(source(product, version, major, minor));
		assertThat(info.dialect().name()).isEqualTo(dialect);
		assertThat(info.version()).isEqualTo(version);
	}

	@Test
	void theLocationTellsNoSecrets() throws SQLException {
		assertThat(ServerInfo.of(source("PostgreSQL", "17.0", 17, 0)).location())
			.isEqualTo("jdbc:postgresql://host/tasks");
	}

	/**
	 * Makes a data source whose driver says certain things, and can do nothing else.
	 */
	private static DataSource source(String product, String version, int major, int minor) {
		DatabaseMetaData data = proxy(DatabaseMetaData.class,
				Map.of("getDatabaseProductName", product, "getDatabaseProductVersion", version,
						"getDatabaseMajorVersion", major, "getDatabaseMinorVersion", minor, "getURL",
						"jdbc:postgresql://user:secret@host/tasks?password=secret"));
		Connection connection = proxy(Connection.class, Map.of("getMetaData", data));
		return proxy(DataSource.class, Map.of("getConnection", connection));
	}

	private static <T> T proxy(Class<T> type, Map<String, Object> answers) {
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (self, method, arguments) -> {
				Object answer = answers.get(method.getName());
				if (answer == null && method.getReturnType() != void.class) {
					throw new SQLException("Not asked for: " + method.getName());
				}
				return answer;
			}));
	}

}
