package io.kerground.jdbc;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import com.zaxxer.hikari.HikariDataSource;
import io.kerground.core.ClaimScope;
import io.kerground.core.NewBatch;
import io.kerground.core.NewTask;
import io.kerground.core.Node;
import io.kerground.core.SendReceipt;
import io.kerground.core.StoreException;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskConflictException;
import io.kerground.core.TaskEvent;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskStatus;
import io.kerground.engine.EngineThreads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What a store in the application's own database does with sends in its transactions.
 */
abstract class JoinedTransactionContract {

	static final Duration PATIENCE = Duration.ofSeconds(40);

	final List<TaskEvent> events = new CopyOnWriteArrayList<>();

	final TestIntake intake = new TestIntake();

	HikariDataSource pool;

	TaskRepository store;

	private PlatformTransactionManager transactions;

	JdbcTemplate jdbc;

	/**
	 * Makes a pool of connections to an empty database.
	 */
	abstract HikariDataSource pool(boolean autoCommit);

	@BeforeEach
	void open() {
		open(true);
	}

	private void open(boolean autoCommit) {
		this.pool = pool(autoCommit);
		JdbcSettings settings = new JdbcSettings(Duration.ofSeconds(20), "kerground_", true);
		this.store = JdbcStore.open(settings, this.pool, TaskClock.system(),
				(moves, nanos) -> this.events.addAll(moves), EngineThreads.factory("test-store-"));
		this.transactions = new JdbcTransactionManager(this.pool);
		this.jdbc = new JdbcTemplate(this.pool);
		new TransactionTemplate(this.transactions)
			.executeWithoutResult((status) -> this.jdbc.execute("create table business (id int primary key)"));
	}

	@AfterEach
	void close() {
		this.store.close();
		this.pool.close();
	}

	UUID send() {
		UUID id = UUID.randomUUID();
		this.store.send(List.of(task(id, false, "a.b")));
		return id;
	}

	private static NewTask task(UUID id, boolean own, String name) {
		return new NewTask(id, own, name, "default", TaskPriority.NORMAL, 3, 1, 1,
				"[1]".getBytes(StandardCharsets.UTF_8), null);
	}

	/** Asks outside any transaction. */
	boolean isStored(UUID id) {
		return this.store.status(id).isPresent();
	}

	void inTransaction(int propagation, Runnable work, boolean rollback) {
		TransactionTemplate template = new TransactionTemplate(this.transactions);
		template.setPropagationBehavior(propagation);
		template.executeWithoutResult((status) -> {
			work.run();
			if (rollback) {
				status.setRollbackOnly();
			}
		});
	}

	void inTransaction(Runnable work) {
		inTransaction(TransactionDefinition.PROPAGATION_REQUIRED, work, false);
	}

	boolean isVisibleToOthers(UUID id) {
		boolean[] seen = new boolean[1];
		inTransaction(TransactionDefinition.PROPAGATION_NOT_SUPPORTED, () -> seen[0] = isStored(id), false);
		return seen[0];
	}

	long pending() {
		return this.store.stats().count(TaskStatus.PENDING);
	}

	void attach() {
		Node node = TestTasks.node(this.store, TaskClock.system());
		this.store.attach(new ClaimScope(node.seq(), Set.of("a.b"), Set.of(), 2), this.intake);
		this.intake.demand = TestIntake.slots(10);
	}

	@Test
	void headersAreStoredInTheTransactionToo() {
		attach();
		inTransaction(
				() -> this.store.send(List.of(task(UUID.randomUUID(), false, "a.b").withHeaders("traceparent=1"))));
		assertThat(this.intake.take().headers()).isEqualTo("traceparent=1");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aTaskIsStoredExactlyIfItsTransactionCommits(boolean autoCommit) {
		if (!autoCommit) {
			close();
			open(false);
		}
		List<UUID> ids = new ArrayList<>();
		inTransaction(() -> {
			this.jdbc.update("insert into business values (1)");
			ids.add(send());
			assertThat(isVisibleToOthers(ids.get(0))).isFalse();
		});
		assertThat(isStored(ids.get(0))).isTrue();
		inTransaction(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
			this.jdbc.update("insert into business values (2)");
			ids.add(send());
		}, true);
		assertThat(isStored(ids.get(1))).isFalse();
		ids.add(send());
		assertThat(isStored(ids.get(2))).isTrue();
		assertThat(pending()).isEqualTo(2);
	}

	@Test
	void aTransactionSeesWhatItHasSent() {
		inTransaction(() -> {
			UUID id = send();
			assertThat(isStored(id)).isTrue();
			assertThat(this.store.isUncommitted(id)).isTrue();
			assertThat(pending()).isEqualTo(1);
		});
	}

	@Test
	void aNestedRollbackTakesBackTheSendsAfterItsSavepointOnly() {
		List<UUID> ids = new ArrayList<>();
		inTransaction(() -> {
			ids.add(send());
			inTransaction(TransactionDefinition.PROPAGATION_NESTED, () -> ids.add(send()), true);
			inTransaction(TransactionDefinition.PROPAGATION_NESTED, () -> ids.add(send()), false);
		});
		assertThat(ids.stream().map(this::isStored)).containsExactly(true, false, true);
		assertThat(pending()).isEqualTo(2);
		await().atMost(PATIENCE).until(() -> this.events.size() == 2);
	}

	@Test
	void aReadOnlyTransactionStoresAfterItsEnd() {
		TransactionTemplate template = new TransactionTemplate(this.transactions);
		template.setReadOnly(true);
		UUID id = template.execute((status) -> send());
		assertThat(isStored(id)).isTrue();
	}

	@Test
	void aTransactionOfAnotherDataSourceIsFollowedByTheStore() {
		try (HikariDataSource other = pool(true)) {
			TransactionTemplate template = new TransactionTemplate(new JdbcTransactionManager(other));
			UUID[] id = new UUID[2];
			template.executeWithoutResult((status) -> {
				id[0] = send();
				assertThat(isStored(id[0])).isFalse();
			});
			assertThat(isStored(id[0])).isTrue();
			template.executeWithoutResult((status) -> {
				id[1] = send();
				status.setRollbackOnly();
			});
			assertThat(isStored(id[1])).isFalse();
		}
	}

	@Test
	void anIdSentAgainInATransactionLeavesTheStoredTaskUnchanged() {
		UUID id = UUID.randomUUID();
		this.store.send(List.of(task(id, true, "a.b")));
		inTransaction(() -> {
			assertThat(this.store.send(List.of(task(id, true, "a.b"))))
				.containsExactly(new SendReceipt(id, false, true));
			this.jdbc.update("insert into business values (1)");
		});
		assertThat(pending()).isEqualTo(1);
	}

	@Test
	void aRefusedSendDoesNotSpoilTheTransaction() {
		UUID id = send();
		inTransaction(() -> {
			assertThatExceptionOfType(TaskConflictException.class)
				.isThrownBy(() -> this.store.send(List.of(task(id, true, "c.d"))));
			assertThatExceptionOfType(StoreException.class)
				.isThrownBy(() -> this.store.send(List.of(task(id, false, "a.b"))));
			this.jdbc.update("insert into business values (1)");
		});
		assertThat(this.jdbc.queryForObject("select count(*) from business", Integer.class)).isEqualTo(1);
		assertThat(pending()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aBatchIsStoredExactlyIfItsTransactionCommits(boolean rollback) {
		NewBatch batch = new NewBatch(UUID.randomUUID(), true, true, 1,
				List.of(new NewBatch.Member(task(UUID.randomUUID(), false, "a.b"), null),
						new NewBatch.Member(task(UUID.randomUUID(), false, "a.b"), null)),
				List.of());
		inTransaction(TransactionDefinition.PROPAGATION_REQUIRED, () -> this.store.send(batch), rollback);
		assertThat(this.store.batch(batch.id()).isPresent()).isNotEqualTo(rollback);
		assertThat(this.store.stats().count(TaskStatus.BLOCKED)).isEqualTo(rollback ? 0 : 1);
	}

	@ParameterizedTest
	@EnumSource(TransactionPhase.class)
	void aSendInAnEventListenerIsStoredInEveryPhaseOfACommit(TransactionPhase phase) {
		List<UUID> ids = listen(phase, false, false);
		assertThat(ids).hasSize((phase == TransactionPhase.AFTER_ROLLBACK) ? 0 : 1).allMatch(this::isStored);
		assertThat(pending()).isEqualTo(ids.size());
	}

	@ParameterizedTest
	@EnumSource(TransactionPhase.class)
	void aSendInAnEventListenerAfterASendInTheTransactionIsStored(TransactionPhase phase) {
		List<UUID> ids = listen(phase, true, false);
		assertThat(ids).hasSize((phase == TransactionPhase.AFTER_ROLLBACK) ? 1 : 2).allMatch(this::isStored);
		assertThat(pending()).isEqualTo(ids.size());
	}

	@ParameterizedTest
	@EnumSource(TransactionPhase.class)
	void aSendInAnEventListenerOfARolledBackTransactionIsStoredOnlyAfterIt(TransactionPhase phase) {
		List<UUID> ids = listen(phase, false, true);
		boolean heard = phase == TransactionPhase.AFTER_ROLLBACK || phase == TransactionPhase.AFTER_COMPLETION;
		assertThat(ids).hasSize(heard ? 1 : 0).allMatch(this::isStored);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aSendInAnAfterCommitCallbackIsStoredThoughItsTransactionIsOver(boolean autoCommit) {
		close();
		open(autoCommit);
		List<UUID> ids = new ArrayList<>();
		inTransaction(() -> TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				ids.add(send());
			}

		}));
		assertThat(ids).hasSize(1).allMatch(this::isStored);
		await().atMost(PATIENCE).until(() -> this.events.size() == 1);
	}

	private List<UUID> listen(TransactionPhase phase, boolean sendBefore, boolean rollback) {
		List<UUID> before = new ArrayList<>();
		List<UUID> ids = PhaseListener.idsSent(phase, this::send, this.transactions,
				(context) -> inTransaction(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
					if (sendBefore) {
						before.add(send());
					}
					context.publishEvent("happened");
				}, rollback));
		before.addAll(ids);
		return before;
	}

}
