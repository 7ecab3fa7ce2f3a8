package io.kerground.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.kerground.core.KergroundSetupException;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskRepository;
import io.kerground.engine.EngineThreads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SchemaMigrator}.
 */
class SchemaMigratorTests {

	@TempDir
	private Path folder;

	private TaskRepository open(boolean initialize) {
		SqliteSettings settings = new SqliteSettings(this.folder.resolve("store.db"), Durability.NORMAL,
				Duration.ofSeconds(20), "k_", initialize);
		return SqliteStore.open(settings, TaskClock.system(), (events, nanos) -> assertThat(nanos).isPositive(),
				EngineThreads.factory("test-store-"));
	}

	private void run(String sql) throws SQLException {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + this.folder.resolve("store.db"));
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	@Test
	void severalThatStartAtOnceFindOneSchema() throws Exception {
		int starts = 6;
		CyclicBarrier barrier = new CyclicBarrier(starts);
		ExecutorService threads = Executors.newFixedThreadPool(starts);
		try {
			List<Callable<Void>> openings = new ArrayList<>();
			for (int i = 0; i < starts; i++) {
				openings.add(() -> {
					barrier.await();
					try (TaskRepository store = open(true)) {
						store.send(List.of(StoreFixture.task(UUID.randomUUID())));
					}
					return null;
				});
			}
			for (Future<Void> opened : threads.invokeAll(openings)) {
				opened.get();
			}
		}
		finally {
			threads.shutdown();
		}
		try (TaskRepository store = open(false)) {
			assertThat(store.stats().counts()).singleElement()
				.satisfies((count) -> assertThat(count.tasks()).isEqualTo(starts));
		}
	}

	@Test
	void refusesASchemaOfANewerMajorLineOnly() throws SQLException {
		open(true).close();
		run("insert into k_schema values (2, 'V2', 'c', 1)");
		open(true).close();
		run("insert into k_schema values (100, 'V100', 'c', 1)");
		assertThatExceptionOfType(KergroundSetupException.class).isThrownBy(() -> open(true))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo("KG006"))
			.withMessageContaining("store.db")
			.withMessageContaining("100");
	}

	@Test
	void refusesTablesOfAnAlteredFile() throws SQLException {
		open(true).close();
		run("update k_schema set checksum = 'other'");
		assertThatExceptionOfType(KergroundSetupException.class).isThrownBy(() -> open(true))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo("KG006"))
			.withMessageContaining("V1__tasks.sql");
	}

	@Test
	void onlyChecksWhenItMustNotInitialize() {
		assertThatExceptionOfType(KergroundSetupException.class).isThrownBy(() -> open(false))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo("KG006"))
			.withMessageContaining("initialize-schema");
		open(true).close();
		open(false).close();
	}

	@Test
	void theViewShowsTasksToPeople() throws SQLException {
		try (TaskRepository store = open(true)) {
			UUID id = UUID.randomUUID();
			store.send(List.of(StoreFixture.task(id)));
			try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + this.folder.resolve("store.db"));
					Statement statement = connection.createStatement();
					var rows = statement.executeQuery("select * from k_tasks")) {
				assertThat(rows.next()).isTrue();
				assertThat(rows.getString("id")).isEqualTo(id.toString());
				assertThat(rows.getString("name")).isEqualTo(StoreFixture.NAME);
				assertThat(rows.getString("status")).isEqualTo("PENDING");
				assertThat(rows.getString("created_at")).isEqualTo("1970-01-01T00:00:00.001Z");
				assertThat(rows.getString("arguments")).isEqualTo("[]");
			}
		}
	}

}
