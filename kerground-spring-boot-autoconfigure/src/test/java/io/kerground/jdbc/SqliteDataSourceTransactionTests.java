package io.kerground.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;
import io.kerground.CapturedLog;
import io.kerground.core.StoreException;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskQuery;
import io.kerground.engine.EngineThreads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteDataSource;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Sends in transactions of the application in its own SQLite database.
 */
class SqliteDataSourceTransactionTests extends JoinedTransactionContract {

	@TempDir
	Path folder;

	private String mode = "DEFERRED";

	@Override
	HikariDataSource pool(boolean autoCommit) {
		return SqliteDatabase.newPool(this.folder, "&transaction_mode=" + this.mode, autoCommit);
	}

	private void open(String mode) {
		close();
		this.mode = mode;
		open();
	}

	@ParameterizedTest
	@ValueSource(strings = { "DEFERRED", "IMMEDIATE" })
	void namesThatAreNewAreStoredByTheTransactionItself(String mode) {
		open(mode);
		inTransaction(() -> {
			this.jdbc.update("insert into business values (1)");
			send();
		});
		assertThat(pending()).isEqualTo(1);
		assertThat(this.store.list(TaskQuery.all()).tasks()).extracting((task) -> task.name()).containsExactly("a.b");
		UUID next = send();
		assertThat(isStored(next)).isTrue();
		assertThat(pending()).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "DEFERRED", "IMMEDIATE" })
	void whatIsSentAgainAfterTheCommitIsCommittedOnceMore(String mode) {
		open(mode);
		inTransaction(() -> {
			send();
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void afterCommit() {
					send();
				}

			});
		});
		assertThat(pending()).isEqualTo(2);
	}

	@Test
	void whoHasReadBeforeOthersWroteIsRefusedUnlessItsTransactionBeganAsAWriter() {
		open("DEFERRED");
		inTransaction(() -> {
			this.jdbc.queryForList("select * from business");
			writeElsewhere(1);
			assertThatExceptionOfType(StoreException.class).isThrownBy(this::send).withMessageContaining("SNAPSHOT");
		});
		open("IMMEDIATE");
		inTransaction(() -> {
			this.jdbc.queryForList("select * from business");
			send();
		});
		assertThat(pending()).isEqualTo(1);
	}

	private void writeElsewhere(int id) {
		Thread writer = new Thread(() -> this.jdbc.update("insert into business values (?)", id), "other");
		writer.start();
		try {
			writer.join();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void theConnectionsOfTheApplicationAreGivenBackAsTheyWere() throws SQLException {
		for (int i = 0; i < 20; i++) {
			send();
		}
		List<Connection> all = new ArrayList<>();
		try {
			for (int i = 0; i < this.pool.getMaximumPoolSize(); i++) {
				// the last one comes when the writer rests
				all.add(this.pool.getConnection());
			}
			for (Connection connection : all) {
				assertThat(connection.getAutoCommit()).isTrue();
				assertThat(SqliteConnections.pragma(connection, "synchronous")).isEqualTo("2");
				assertThat(SqliteConnections.pragma(connection, "busy_timeout")).isEqualTo("20000");
			}
		}
		finally {
			for (Connection connection : all) {
				connection.close();
			}
		}
	}

	@Test
	void aJournalThatMakesReadersWaitIsWarnedOfAndLeftAsItIs() throws SQLException {
		SQLiteDataSource source = new SQLiteDataSource();
		source.setUrl("jdbc:sqlite:" + this.folder.resolve("plain.db"));
		try (CapturedLog log = CapturedLog.at("WARN")) {
			JdbcStore.open(new JdbcSettings(Duration.ofSeconds(20), "kerground_", true), source, TaskClock.system(),
					(events, nanos) -> {
					}, EngineThreads.factory("test-store-"))
				.close();
			assertThat(log.messages()).anyMatch((message) -> message.contains("journal_mode=WAL"));
		}
		try (Connection connection = source.getConnection()) {
			assertThat(SqliteConnections.pragma(connection, "journal_mode")).isEqualTo("delete");
		}
	}

}
