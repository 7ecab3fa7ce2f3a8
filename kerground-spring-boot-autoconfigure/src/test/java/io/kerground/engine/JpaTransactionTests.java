package io.kerground.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import com.zaxxer.hikari.HikariDataSource;
import io.kerground.core.Task;
import io.kerground.core.TaskStatus;
import io.kerground.jdbc.PostgresqlServer;
import io.kerground.jdbc.TransactionalTaskRepository;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tasks in transactions of JPA, whose writes are held back until they are flushed.
 */
@Timeout(300)
class JpaTransactionTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final AtomicInteger attempts = new AtomicInteger();

	private HikariDataSource pool;

	private LocalContainerEntityManagerFactoryBean factory;

	private JpaTransactionManager manager;

	private EntityManager entities;

	private EngineFixture node;

	private void open(boolean autoCommit) {
		this.pool = PostgresqlServer.pool(PostgresqlServer.newSchema(), autoCommit);
		this.factory = new LocalContainerEntityManagerFactoryBean();
		this.factory.setDataSource(this.pool);
		this.factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
		this.factory.setManagedTypes(PersistenceManagedTypes.of(Booking.class.getName()));
		this.factory.setJpaPropertyMap(Map.of("hibernate.hbm2ddl.auto", "create",
				"hibernate.connection.provider_disables_autocommit", String.valueOf(!autoCommit)));
		this.factory.afterPropertiesSet();
		EntityManagerFactory made = this.factory.getObject();
		this.manager = new JpaTransactionManager(made);
		this.manager.afterPropertiesSet();
		this.entities = SharedEntityManagerCreator.createSharedEntityManager(made);
	}

	private void start(TaskBody body) {
		this.node = EngineFixture.on(this.pool)
			.manager(this.manager)
			.transactional("test.book", body)
			.task("test.read", (values) -> places(String.valueOf(values[0])).toString())
			.start();
	}

	@AfterEach
	void close() {
		if (this.node != null) {
			this.node.close();
		}
		this.factory.destroy();
		this.pool.close();
	}

	private TransactionTemplate transaction(int propagation) {
		TransactionTemplate template = new TransactionTemplate(this.manager);
		template.setPropagationBehavior(propagation);
		return template;
	}

	private TransactionTemplate transaction() {
		return transaction(TransactionDefinition.PROPAGATION_REQUIRED);
	}

	private UUID book(String id, String place) {
		this.entities.persist(new Booking(id, place));
		return this.node.ker.send("test.read", id);
	}

	private List<String> places(String id) {
		return new JdbcTemplate(this.pool).queryForList("select place from booking where id = ?", String.class, id);
	}

	private boolean isStored(UUID id) {
		return this.node.ker.status(id).isPresent();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aTaskIsThereExactlyIfTheTransactionCommitsAndFindsWhatWasFlushedAfterIt(boolean autoCommit) {
		open(autoCommit);
		start((values) -> null);
		UUID sent = transaction().execute((status) -> book("a", "1"));
		assertThat(this.node.await(sent)).isEqualTo("[1]");
		UUID dropped = transaction().execute((status) -> {
			status.setRollbackOnly();
			return book("b", "2");
		});
		assertThat(isStored(dropped)).isFalse();
		assertThat(places("b")).isEmpty();
	}

	@Test
	void aTaskIsDroppedWhenTheFlushAtTheCommitFails() {
		open(true);
		start((values) -> null);
		transaction().executeWithoutResult((status) -> this.entities.persist(new Booking("a", "1")));
		UUID[] dropped = new UUID[1];
		assertThatExceptionOfType(DataIntegrityViolationException.class)
			.isThrownBy(() -> transaction().executeWithoutResult((status) -> dropped[0] = book("b", "1")));
		assertThat(dropped[0]).isNotNull();
		assertThat(isStored(dropped[0])).isFalse();
		assertThat(this.node.ker.stats().count(TaskStatus.PENDING)).isZero();
	}

	@Test
	void aNewTransactionInsideStandsForItself() {
		open(true);
		start((values) -> null);
		UUID[] ids = new UUID[3];
		transaction().executeWithoutResult((status) -> {
			ids[0] = book("a", "1");
			transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
				.executeWithoutResult((inner) -> ids[1] = book("b", "2"));
			ids[2] = book("c", "3");
			status.setRollbackOnly();
		});
		assertThat(this.node.await(ids[1])).isEqualTo("[2]");
		assertThat(isStored(ids[0])).isFalse();
		assertThat(isStored(ids[2])).isFalse();
	}

	@Test
	void aTransactionThatOnlyReadsStoresAfterItsEnd() {
		open(true);
		start((values) -> null);
		TransactionTemplate reading = transaction();
		reading.setReadOnly(true);
		UUID id = reading.execute((status) -> {
			this.entities.find(Booking.class, "a");
			UUID sent = this.node.ker.send("test.read", "a");
			assertThat(isStored(sent)).isFalse();
			return sent;
		});
		assertThat(this.node.await(id)).isEqualTo("[]");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aBodyCommitsWhatItPersistsWithItsFinish(boolean autoCommit) {
		open(autoCommit);
		start((values) -> {
			this.entities.persist(new Booking("a", String.valueOf(values[0])));
			if (this.attempts.incrementAndGet() == 1) {
				throw new IllegalStateException("once");
			}
			return "booked";
		});
		UUID id = this.node.ker.send("test.book", "1");
		assertThat(this.node.await(id)).isEqualTo("booked");
		assertThat(places("a")).containsExactly("1");
		assertThat(this.node.ker.find(id).orElseThrow().attempt()).isEqualTo(2);
	}

	@Test
	void aBodyWhoseFlushFailsIsAFailedAttemptAndLeavesNothing() {
		open(true);
		start((values) -> {
			String place = (this.attempts.incrementAndGet() == 1) ? "taken" : "free";
			this.entities.persist(new Booking(String.valueOf(values[0]), place));
			return place;
		});
		transaction().executeWithoutResult((status) -> this.entities.persist(new Booking("x", "taken")));
		UUID id = this.node.ker.send("test.book", "a");
		assertThat(this.node.await(id)).isEqualTo("free");
		assertThat(places("a")).containsExactly("free");
		Task task = this.node.ker.find(id).orElseThrow();
		assertThat(task.attempt()).isEqualTo(2);
		assertThat(task.attempts()).hasSize(1);
		await().atMost(PATIENCE).until(() -> this.node.pool.active() == 0);
	}

	@Test
	void whatABodyHoldsBackIsWrittenBeforeItsFinish() {
		open(true);
		start((values) -> {
			this.entities.persist(new Booking("a", "unknown"));
			return "booked";
		});
		JdbcTemplate jdbc = new JdbcTemplate(this.pool);
		jdbc.execute(
				"""
						create function place_of_status() returns trigger language plpgsql as $$
						begin new.place := (select status from kerground_tasks where name = 'test.book'); return new; end $$""");
		jdbc.execute("create trigger placed before insert on booking for each row execute function place_of_status()");
		assertThat(this.node.await(this.node.ker.send("test.book", "1"))).isEqualTo("booked");
		assertThat(places("a")).containsExactly("RUNNING");
	}

	@Test
	void theManagerOfTheStoreIsKnownByItsTransactions() throws Exception {
		open(true);
		start((values) -> null);
		TransactionalTaskRepository store = (TransactionalTaskRepository) this.node.repository;
		assertThat(store.isJoinedBy(this.manager)).isTrue();
		try (HikariDataSource other = PostgresqlServer.pool(PostgresqlServer.newSchema())) {
			assertThat(store.isJoinedBy(new JdbcTransactionManager(other))).isFalse();
		}
	}

}
