package io.kerground.jdbc;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import io.kerground.core.NewBatch;
import io.kerground.core.NewTask;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskConflictException;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskStatus;
import io.kerground.engine.EngineThreads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TransactionalTaskRepository} beside a database of the application.
 */
class TransactionalTaskRepositoryTests {

	@TempDir
	Path folder;

	private TaskRepository store;

	private TransactionalTaskRepository repository;

	private PlatformTransactionManager transactions;

	private JdbcTemplate jdbc;

	@BeforeEach
	void open() {
		SqliteSettings settings = new SqliteSettings(this.folder.resolve("tasks.db"), Durability.NORMAL,
				Duration.ofSeconds(10), "kerground_", true);
		this.store = SqliteStore.open(settings, TaskClock.system(), (events, nanos) -> {
		}, EngineThreads.factory("test-store-"));
		this.repository = new TransactionalTaskRepository(this.store);
		DataSource dataSource = new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
		this.transactions = new JdbcTransactionManager(dataSource);
		this.jdbc = new JdbcTemplate(dataSource);
		this.jdbc.execute("create table business (id int primary key)");
	}

	@AfterEach
	void close() {
		this.store.close();
	}

	private UUID send() {
		UUID id = UUID.randomUUID();
		this.repository.send(List.of(task(id, false, "test.work")));
		return id;
	}

	private static NewTask task(UUID id, boolean ownId, String name) {
		return new NewTask(id, ownId, name, "default", TaskPriority.NORMAL, 3, 1, 1,
				"[]".getBytes(StandardCharsets.UTF_8), null);
	}

	private void inTransaction(int propagation, Runnable work) {
		TransactionTemplate template = new TransactionTemplate(this.transactions);
		template.setPropagationBehavior(propagation);
		template.executeWithoutResult((status) -> work.run());
	}

	private void inTransaction(Runnable work) {
		inTransaction(TransactionDefinition.PROPAGATION_REQUIRED, work);
	}

	private void rolledBack(int propagation, Runnable work) {
		TransactionTemplate template = new TransactionTemplate(this.transactions);
		template.setPropagationBehavior(propagation);
		template.executeWithoutResult((status) -> {
			work.run();
			status.setRollbackOnly();
		});
	}

	private boolean isStored(UUID id) {
		return this.store.status(id).isPresent();
	}

	@Test
	void storesAtOnceOutsideATransaction() {
		assertThat(isStored(send())).isTrue();
	}

	@Test
	void storesAfterTheCommitAndNotBefore() {
		List<UUID> ids = new ArrayList<>();
		inTransaction(() -> {
			ids.add(send());
			assertThat(isStored(ids.get(0))).isFalse();
			assertThat(this.repository.isUncommitted(ids.get(0))).isTrue();
		});
		assertThat(isStored(ids.get(0))).isTrue();
		assertThat(this.repository.isUncommitted(ids.get(0))).isFalse();
	}

	@Test
	void storesNothingAfterARollback() {
		List<UUID> ids = new ArrayList<>();
		rolledBack(TransactionDefinition.PROPAGATION_REQUIRED, () -> ids.add(send()));
		assertThat(isStored(ids.get(0))).isFalse();
	}

	@Test
	void keepsTheOrderOfTheSends() {
		List<UUID> ids = new ArrayList<>();
		inTransaction(() -> IntStream.range(0, 50).forEach((i) -> ids.add(send())));
		List<UUID> stored = new ArrayList<>(
				this.store.list(TaskQuery.all()).tasks().stream().map((task) -> task.id()).toList());
		Collections.reverse(stored);
		assertThat(stored).isEqualTo(ids);
	}

	@Test
	void storesMoreThanOneCallMayTake() {
		inTransaction(() -> IntStream.range(0, TaskRepository.SEND_LIMIT + 500).forEach((i) -> send()));
		assertThat(this.store.stats().count(TaskStatus.PENDING)).isEqualTo(TaskRepository.SEND_LIMIT + 500);
	}

	@Test
	void aNestedRollbackDropsOnlyTheSendsAfterItsSavepoint() {
		List<UUID> ids = new ArrayList<>();
		inTransaction(() -> {
			ids.add(send());
			rolledBack(TransactionDefinition.PROPAGATION_NESTED, () -> {
				ids.add(send());
				ids.add(send());
			});
			inTransaction(TransactionDefinition.PROPAGATION_NESTED, () -> ids.add(send()));
		});
		assertThat(ids.stream().map(this::isStored)).containsExactly(true, false, false, true);
	}

	private NewBatch batch() {
		NewBatch.Member member = new NewBatch.Member(task(UUID.randomUUID(), false, "test.work"), null);
		NewBatch batch = new NewBatch(UUID.randomUUID(), true, true, 1, List.of(member), List.of());
		assertThat(this.repository.send(batch)).isTrue();
		return batch;
	}

	private boolean isStored(NewBatch batch) {
		return this.store.batch(batch.id()).isPresent();
	}

	@Test
	void aBatchIsStoredWithTheOtherSendsOfItsTransaction() {
		assertThat(isStored(batch())).isTrue();
		List<NewBatch> batches = new ArrayList<>();
		inTransaction(() -> {
			batches.add(batch());
			rolledBack(TransactionDefinition.PROPAGATION_NESTED, () -> batches.add(batch()));
			assertThat(isStored(batches.get(0))).isFalse();
			assertThat(this.repository.isUncommitted(batches.get(0).id())).isTrue();
			assertThat(this.repository.isUncommitted(batches.get(0).members().get(0).task().id())).isTrue();
		});
		rolledBack(TransactionDefinition.PROPAGATION_REQUIRED, () -> batches.add(batch()));
		assertThat(batches.stream().map(this::isStored)).containsExactly(true, false, false);
	}

	@Test
	void aBatchThatIsSentAfterTheCommitIsStored() {
		List<NewBatch> batches = new ArrayList<>();
		inTransaction(() -> TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				batches.add(batch());
			}

		}));
		assertThat(isStored(batches.get(0))).isTrue();
	}

	@Test
	void aNestedRollbackBeforeAnyOuterSendDropsItsOwnSends() {
		List<UUID> ids = new ArrayList<>();
		inTransaction(() -> {
			rolledBack(TransactionDefinition.PROPAGATION_NESTED, () -> ids.add(send()));
			ids.add(send());
		});
		assertThat(ids.stream().map(this::isStored)).containsExactly(false, true);
	}

	@Test
	void aNewTransactionInsideStandsForItself() {
		List<UUID> ids = new ArrayList<>();
		rolledBack(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
			ids.add(send());
			inTransaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW, () -> ids.add(send()));
			assertThat(isStored(ids.get(1))).isTrue();
			ids.add(send());
		});
		assertThat(ids.stream().map(this::isStored)).containsExactly(false, true, false);
	}

	@Test
	void aSuspendedTransactionStoresItsSendsAfterItsOwnCommit() {
		List<UUID> ids = new ArrayList<>();
		inTransaction(() -> {
			ids.add(send());
			rolledBack(TransactionDefinition.PROPAGATION_REQUIRES_NEW, () -> ids.add(send()));
			inTransaction(TransactionDefinition.PROPAGATION_NOT_SUPPORTED, () -> {
				ids.add(send());
				assertThat(isStored(ids.get(2))).isTrue();
			});
			assertThat(isStored(ids.get(0))).isFalse();
		});
		assertThat(ids.stream().map(this::isStored)).containsExactly(true, false, true);
	}

	@Test
	void supportsWithoutATransactionStoresAtOnce() {
		inTransaction(TransactionDefinition.PROPAGATION_SUPPORTS, () -> assertThat(isStored(send())).isTrue());
	}

	@Test
	void supportsInsideATransactionWaitsForIt() {
		List<UUID> ids = new ArrayList<>();
		inTransaction(() -> inTransaction(TransactionDefinition.PROPAGATION_SUPPORTS, () -> {
			ids.add(send());
			assertThat(isStored(ids.get(0))).isFalse();
		}));
		assertThat(isStored(ids.get(0))).isTrue();
	}

	@Test
	void aReadOnlyTransactionStoresAfterItsEnd() {
		TransactionTemplate template = new TransactionTemplate(this.transactions);
		template.setReadOnly(true);
		UUID id = template.execute((status) -> {
			UUID sent = send();
			assertThat(isStored(sent)).isFalse();
			return sent;
		});
		assertThat(isStored(id)).isTrue();
	}

	@Test
	void aConflictDoesNotDropTheOtherSendsOfItsTransaction() {
		UUID id = UUID.randomUUID();
		this.store.send(List.of(task(id, true, "test.other")));
		List<UUID> others = new ArrayList<>();
		assertThatExceptionOfType(TaskConflictException.class).isThrownBy(() -> inTransaction(() -> {
			others.add(send());
			this.repository.send(List.of(task(id, true, "test.work")));
			others.add(send());
		}));
		assertThat(others).hasSize(2).allMatch(this::isStored);
	}

	@Test
	void aFailureAfterTheCommitReachesTheCallerOfTheCommit() {
		UUID id = UUID.randomUUID();
		this.store.send(List.of(task(id, true, "test.other")));
		assertThatExceptionOfType(TaskConflictException.class).isThrownBy(() -> inTransaction(() -> {
			this.jdbc.update("insert into business values (1)");
			this.repository.send(List.of(task(id, true, "test.work")));
		}));
		assertThat(this.jdbc.queryForObject("select count(*) from business", Long.class)).isEqualTo(1);
	}

	@Test
	void aSendInAnAfterCommitCallbackIsStoredThoughItsOwnCallbackNeverComes() {
		List<UUID> ids = new ArrayList<>();
		inTransaction(() -> sendAfterCommit(ids));
		assertThat(ids).hasSize(1).allMatch(this::isStored);
	}

	@Test
	void aSendInAnAfterCommitCallbackAfterTheSendsOfTheTransactionIsStored() {
		List<UUID> ids = new ArrayList<>();
		inTransaction(() -> {
			ids.add(send());
			sendAfterCommit(ids);
		});
		assertThat(ids).hasSize(2).allMatch(this::isStored);
	}

	@Test
	void aSendInAnAfterCommitCallbackThatCanNotBeStoredIsCounted() {
		inTransaction(() -> {
			sendAfterCommit(new ArrayList<>());
			this.store.close();
		});
		assertThat(this.repository.lostSends()).isEqualTo(1);
	}

	@Test
	void aConflictInAnAfterCommitCallbackLosesItsOwnSendOnly() {
		UUID taken = UUID.randomUUID();
		this.store.send(List.of(task(taken, true, "test.other")));
		List<UUID> others = new ArrayList<>();
		inTransaction(() -> {
			others.add(send());
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void afterCommit() {
					others.add(send());
					TransactionalTaskRepositoryTests.this.repository.send(List.of(task(taken, true, "test.work")));
					others.add(send());
				}

			});
		});
		assertThat(others).hasSize(3).allMatch(this::isStored);
		assertThat(this.repository.lostSends()).isEqualTo(1);
	}

	@Test
	void headersStayWithTasksOfATransactionAndOfItsCallbacks() {
		TransactionSynchronization callback = new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				sendWith("late=1");
			}

		};
		inTransaction(() -> {
			sendWith("early=1");
			TransactionSynchronizationManager.registerSynchronization(callback);
		});
		JdbcTemplate tasks = new JdbcTemplate(
				new DriverManagerDataSource("jdbc:sqlite:" + this.folder.resolve("tasks.db")));
		assertThat(tasks.queryForList("select headers from kerground_payload", String.class))
			.containsExactlyInAnyOrder("early=1", "late=1");
	}

	private void sendWith(String headers) {
		this.repository.send(List.of(task(UUID.randomUUID(), false, "test.work").withHeaders(headers)));
	}

	private void sendAfterCommit(List<UUID> ids) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				ids.add(send());
			}

		});
	}

	@ParameterizedTest
	@EnumSource(TransactionPhase.class)
	void aSendInAnEventListenerIsStoredInEveryPhaseOfACommit(TransactionPhase phase) {
		List<UUID> ids = PhaseListener.idsSent(phase, this::send, this.transactions, (context) -> {
			TransactionTemplate template = new TransactionTemplate(this.transactions);
			template.executeWithoutResult((status) -> context.publishEvent("happened"));
		});
		if (phase == TransactionPhase.AFTER_ROLLBACK) {
			assertThat(ids).isEmpty();
		}
		else {
			assertThat(ids).hasSize(1).allMatch(this::isStored);
		}
	}

	@ParameterizedTest
	@EnumSource(TransactionPhase.class)
	void aSendInAnEventListenerAfterASendInTheTransactionIsStored(TransactionPhase phase) {
		List<UUID> before = new ArrayList<>();
		List<UUID> ids = PhaseListener.idsSent(phase, this::send, this.transactions, (context) -> {
			TransactionTemplate template = new TransactionTemplate(this.transactions);
			template.executeWithoutResult((status) -> {
				context.publishEvent("happened");
				before.add(send());
			});
		});
		assertThat(before).allMatch(this::isStored);
		assertThat(ids).hasSize((phase == TransactionPhase.AFTER_ROLLBACK) ? 0 : 1).allMatch(this::isStored);
	}

	@ParameterizedTest
	@EnumSource(TransactionPhase.class)
	void aSendInAnEventListenerOfARolledBackTransactionIsStoredOnlyAfterIt(TransactionPhase phase) {
		List<UUID> ids = PhaseListener.idsSent(phase, this::send, this.transactions, (context) -> {
			TransactionTemplate template = new TransactionTemplate(this.transactions);
			template.executeWithoutResult((status) -> {
				context.publishEvent("happened");
				status.setRollbackOnly();
			});
		});
		boolean heard = phase == TransactionPhase.AFTER_ROLLBACK || phase == TransactionPhase.AFTER_COMPLETION;
		assertThat(ids).hasSize(heard ? 1 : 0).allMatch(this::isStored);
	}

}
