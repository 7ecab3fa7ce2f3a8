package io.kerground.jdbc;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;
import io.kerground.core.StoreException;
import io.kerground.core.TaskQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
	void theConnectionsOfTheApplicationAreGivenBackAsTheyWere() {
		List<Object> before = List.of(pragma("synchronous"), pragma("busy_timeout"), pragma("journal_mode"));
		for (int i = 0; i < 20; i++) {
			send();
		}
		assertThat(List.of(pragma("synchronous"), pragma("busy_timeout"), pragma("journal_mode"))).isEqualTo(before);
		assertThat(before).containsExactly(2, 20000, "wal");
	}

	private Object pragma(String name) {
		return this.jdbc.queryForMap("pragma " + name).values().iterator().next();
	}

}
