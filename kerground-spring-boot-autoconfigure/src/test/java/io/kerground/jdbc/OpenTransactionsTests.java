package io.kerground.jdbc;

import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenTransactions}.
 */
class OpenTransactionsTests {

	private final HikariDataSource dataSource = dataSource();

	private final DataSourceTransactionManager manager = new DataSourceTransactionManager(this.dataSource);

	private final JdbcTemplate jdbc = new JdbcTemplate(this.dataSource);

	private static HikariDataSource dataSource() {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl("jdbc:h2:mem:" + OpenTransactionsTests.class.getSimpleName() + ";DB_CLOSE_DELAY=-1");
		config.setMaximumPoolSize(1);
		config.setConnectionTimeout(10_000);
		return new HikariDataSource(config);
	}

	@BeforeEach
	void makeTable() {
		this.jdbc.execute("create table if not exists item (name varchar(20))");
		this.jdbc.execute("delete from item");
	}

	@AfterEach
	void close() {
		this.dataSource.close();
	}

	@Test
	void nothingIsDoneWhereNothingWasLeft() {
		new TransactionTemplate(this.manager)
			.executeWithoutResult((status) -> this.jdbc.update("insert into item values ('kept')"));
		assertThat(OpenTransactions.rollBack()).isNull();
		assertThat(items()).isEqualTo(1);
	}

	@Test
	void aTransactionThatWasLeftOpenIsRolledBackAndItsConnectionGivenBack() {
		this.manager.getTransaction(new DefaultTransactionDefinition());
		this.jdbc.update("insert into item values ('lost')");
		assertThat(items()).isEqualTo(1);
		assertThat(OpenTransactions.rollBack()).contains("left open");
		// the pool has a single connection: the next question needs it back
		assertThat(items()).isZero();
		assertThat(this.dataSource.getHikariPoolMXBean().getActiveConnections()).isZero();
		assertNothingIsLeft();
		nextTransactionIsItsOwn();
	}

	private void nextTransactionIsItsOwn() {
		new TransactionTemplate(this.manager).executeWithoutResult((status) -> {
			assertThat(status.isNewTransaction()).isTrue();
			this.jdbc.update("insert into item values ('next')");
		});
		assertThat(items()).isEqualTo(1);
	}

	@Test
	void synchronizationsHearThatItWasRolledBack() {
		List<Integer> heard = new ArrayList<>();
		this.manager.getTransaction(new DefaultTransactionDefinition());
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCompletion(int status) {
				heard.add(status);
				throw new IllegalStateException("a synchronization that fails");
			}

		});
		assertThat(OpenTransactions.rollBack()).isNotNull();
		assertThat(heard).containsExactly(TransactionSynchronization.STATUS_ROLLED_BACK);
		assertNothingIsLeft();
	}

	@Test
	void aTransactionOpenWithinAnotherOneLeavesNothingEither() {
		this.manager.getTransaction(new DefaultTransactionDefinition());
		this.manager.getTransaction(new DefaultTransactionDefinition());
		this.jdbc.update("insert into item values ('lost')");
		assertThat(OpenTransactions.rollBack()).isNotNull();
		assertThat(items()).isZero();
		assertNothingIsLeft();
	}

	@Test
	void whatWasBoundWithoutATransactionIsUnbound() {
		DataSource key = this.dataSource;
		TransactionSynchronizationManager.bindResource(key, "not a connection");
		TransactionSynchronizationManager.initSynchronization();
		assertThat(OpenTransactions.rollBack()).isNotNull();
		assertNothingIsLeft();
	}

	private static void assertNothingIsLeft() {
		assertThat(TransactionSynchronizationManager.isActualTransactionActive()).isFalse();
		assertThat(TransactionSynchronizationManager.isSynchronizationActive()).isFalse();
		assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
		assertThat(OpenTransactions.rollBack()).isNull();
	}

	private Integer items() {
		return this.jdbc.queryForObject("select count(*) from item", Integer.class);
	}

}
