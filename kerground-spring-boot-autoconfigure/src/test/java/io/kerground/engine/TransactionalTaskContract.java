package io.kerground.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.zaxxer.hikari.HikariDataSource;
import io.kerground.core.BatchStatus;
import io.kerground.core.MisfirePolicy;
import io.kerground.core.Schedule;
import io.kerground.core.ScheduleDefinition;
import io.kerground.core.Task;
import io.kerground.core.TaskBatch;
import io.kerground.core.TaskDefinition;
import io.kerground.core.TaskFailedException;
import io.kerground.core.TaskFinishedEvent;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What holds for tasks whose body and finish are one transaction, on any database.
 */
@Timeout(300)
abstract class TransactionalTaskContract {

	static final Duration PATIENCE = Duration.ofSeconds(60);

	private final AtomicInteger attempts = new AtomicInteger();

	private final List<UUID> children = new ArrayList<>();

	HikariDataSource pool;

	JdbcTemplate jdbc;

	PlatformTransactionManager manager;

	EngineFixture node;

	/**
	 * Makes a pool of connections to an empty database.
	 */
	abstract HikariDataSource pool();

	@BeforeEach
	void open() {
		this.pool = pool();
		this.jdbc = new JdbcTemplate(this.pool);
		this.manager = new JdbcTransactionManager(this.pool);
		this.jdbc.execute("create table business (task varchar(50) not null)");
	}

	@AfterEach
	void close() {
		if (this.node != null) {
			this.node.close();
		}
		this.pool.close();
	}

	EngineFixture.Builder fixture() {
		return EngineFixture.on(this.pool).manager(this.manager);
	}

	void start(TaskBody body) {
		this.node = fixture().transactional("test.work", body).task("test.child", (values) -> values[0]).start();
	}

	UUID send(String value) {
		return this.node.ker.send("test.work", value);
	}

	void insert(Object value) {
		this.jdbc.update("insert into business (task) values (?)", value);
	}

	int rows() {
		Integer found = this.jdbc.queryForObject("select count(*) from business", Integer.class);
		return (found != null) ? found : -1;
	}

	TaskStatus statusOf(UUID id) {
		return this.node.ker.status(id).orElseThrow();
	}

	private void awaitStatus(UUID id, TaskStatus status) {
		await().atMost(PATIENCE).until(() -> statusOf(id) == status);
	}

	static void awaitInterrupt() {
		try {
			new CountDownLatch(1).await();
		}
		catch (InterruptedException ex) {
			// goes on as if nothing had happened
		}
	}

	long finishEvents(UUID id) {
		return this.node.events.stream()
			.filter((event) -> event instanceof TaskFinishedEvent finished && finished.task().id().equals(id))
			.count();
	}

	@Test
	void whatABodyWritesAndItsFinishAreCommittedTogether() throws Exception {
		CountDownLatch written = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		start((values) -> {
			insert(values[0]);
			written.countDown();
			goOn.await();
			return "done";
		});
		UUID id = send("x");
		CompletableFuture<String> end = this.node.ker.completion(id, String.class);
		assertThat(written.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(rows()).isZero();
		assertThat(statusOf(id)).isEqualTo(TaskStatus.RUNNING);
		goOn.countDown();
		assertThat(end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("done");
		assertThat(rows()).isEqualTo(1);
		Task task = this.node.ker.find(id).orElseThrow();
		assertThat(task.status()).isEqualTo(TaskStatus.FINISHED);
		assertThat(task.attempt()).isEqualTo(1);
		assertThat(task.response()).isEqualTo("\"done\"");
		assertThat(task.finishedAt()).isNotNull();
		await().atMost(PATIENCE).until(() -> finishEvents(id) == 1);
	}

	@Test
	void countsAndSlotsAreRightAfterManyBodies() {
		start((values) -> {
			insert(values[0]);
			if (values[0].equals("t7") && this.attempts.incrementAndGet() == 1) {
				throw new IllegalStateException("once");
			}
			return null;
		});
		for (int i = 0; i < 50; i++) {
			send("t" + i);
		}
		await().atMost(PATIENCE).until(() -> this.node.ker.stats().count(TaskStatus.FINISHED) == 50);
		assertThat(this.node.ker.stats().count(TaskStatus.RUNNING)).isZero();
		assertThat(this.node.ker.stats().count(TaskStatus.PENDING)).isZero();
		assertThat(rows()).isEqualTo(50);
		await().atMost(PATIENCE).until(() -> this.node.pool.active() == 0);
		await().atMost(PATIENCE)
			.until(() -> this.node.events.stream().filter(TaskFinishedEvent.class::isInstance).count() == 50);
	}

	@Test
	void aBodyThatThrowsLeavesNothingAndIsTriedAgain() {
		start((values) -> {
			insert(values[0]);
			this.children.add(this.node.ker.send("test.child", "c" + this.attempts.incrementAndGet()));
			if (this.attempts.get() == 1) {
				throw new IllegalStateException("too early");
			}
			return "done";
		});
		UUID id = send("x");
		assertThat(this.node.await(id)).isEqualTo("done");
		assertThat(rows()).isEqualTo(1);
		Task task = this.node.ker.find(id).orElseThrow();
		assertThat(task.attempt()).isEqualTo(2);
		assertThat(task.attempts()).hasSize(1);
		assertThat(this.node.ker.status(this.children.get(0))).isEmpty();
		assertThat(this.node.await(this.children.get(1))).isEqualTo("c2");
	}

	@Test
	void aBodyWhoseAttemptsAreUsedUpLeavesNothing() {
		start((values) -> {
			insert(values[0]);
			throw new IllegalStateException("never");
		});
		UUID id = send("x");
		assertThatExceptionOfType(TaskFailedException.class).isThrownBy(() -> this.node.await(id));
		assertThat(rows()).isZero();
		assertThat(this.node.ker.find(id).orElseThrow().attempt()).isEqualTo(3);
	}

	@Test
	void aBodyThatTookTooLongLeavesNothingThoughItReturns() {
		CountDownLatch ended = new CountDownLatch(1);
		this.node = fixture().transactional("test.work", Duration.ofMillis(100), (values) -> {
			insert(values[0]);
			if (this.attempts.incrementAndGet() == 1) {
				awaitInterrupt();
				ended.countDown();
			}
			return "done";
		}).start();
		UUID id = send("x");
		assertThat(this.node.await(id)).isEqualTo("done");
		assertThat(ended.getCount()).isZero();
		assertThat(rows()).isEqualTo(1);
		await().atMost(PATIENCE).until(() -> finishEvents(id) == 1);
		assertThat(this.node.engine.leasesLost()).isZero();
	}

	@Test
	void aTransactionThatIsMarkedForRollbackIsAFailedAttempt() {
		TransactionTemplate inner = new TransactionTemplate(this.manager);
		start((values) -> {
			insert(values[0]);
			if (this.attempts.incrementAndGet() == 1) {
				inner.executeWithoutResult((status) -> status.setRollbackOnly());
			}
			return "done";
		});
		UUID id = send("x");
		assertThat(this.node.await(id)).isEqualTo("done");
		assertThat(this.node.ker.find(id).orElseThrow().attempt()).isEqualTo(2);
		assertThat(rows()).isEqualTo(1);
	}

	@Test
	void whatFailsBeforeTheCommitIsAFailedAttempt() {
		start((values) -> {
			insert(values[0]);
			if (this.attempts.incrementAndGet() == 1) {
				TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

					@Override
					public void beforeCommit(boolean readOnly) {
						throw new IllegalStateException("not yet");
					}

				});
			}
			return "done";
		});
		UUID id = send("x");
		assertThat(this.node.await(id)).isEqualTo("done");
		assertThat(this.node.ker.find(id).orElseThrow().attempt()).isEqualTo(2);
		assertThat(rows()).isEqualTo(1);
		await().atMost(PATIENCE).until(() -> finishEvents(id) == 1);
	}

	@Test
	void whatFailsAfterTheCommitChangesNothing() {
		start((values) -> {
			insert(values[0]);
			this.attempts.incrementAndGet();
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void afterCommit() {
					throw new IllegalStateException("too late");
				}

			});
			return "done";
		});
		UUID id = send("x");
		assertThat(this.node.await(id)).isEqualTo("done");
		UUID other = send("y");
		assertThat(this.node.await(other)).isEqualTo("done");
		assertThat(this.attempts).hasValue(2);
		assertThat(rows()).isEqualTo(2);
		await().atMost(PATIENCE).until(() -> finishEvents(id) == 1 && finishEvents(other) == 1);
	}

	@Test
	void aTransactionThatTheBodyLeavesOpenIsAFailedAttempt() {
		start((values) -> {
			insert(values[0]);
			if (this.attempts.incrementAndGet() == 1) {
				this.manager
					.getTransaction(new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_REQUIRES_NEW));
			}
			return "done";
		});
		UUID id = send("x");
		assertThat(this.node.await(id)).isEqualTo("done");
		assertThat(this.node.ker.find(id).orElseThrow().attempt()).isEqualTo(2);
		assertThat(rows()).isEqualTo(1);
	}

	@Test
	void aResultThatCanNotBeStoredFailsTheTaskAndLeavesNothing() {
		start((values) -> {
			insert(values[0]);
			return "x".repeat(200_000);
		});
		UUID id = send("x");
		awaitStatus(id, TaskStatus.FAILED);
		assertThat(rows()).isZero();
		assertThat(this.node.ker.find(id).orElseThrow().error().message()).contains("its result can't be stored");
	}

	@Test
	void aStageIsRefusedAndLeavesNothing() {
		start((values) -> {
			insert(values[0]);
			return CompletableFuture.completedFuture("x");
		});
		UUID id = send("x");
		awaitStatus(id, TaskStatus.FAILED);
		assertThat(rows()).isZero();
		assertThat(this.node.ker.find(id).orElseThrow().error().message()).contains("CompletionStage");
	}

	@Test
	void theFinishMovesTheBatchAndWhatFollowsItInTheSameCommit() {
		this.node = fixture().transactional("test.work", (values) -> {
			insert(values[0]);
			return values[0];
		}).task("test.after", (values) -> values[0]).start();
		UUID id = this.node.ker.send(TaskBatch.sequential()
			.add(TaskRequest.of("test.work", "a"), TaskRequest.of("test.work", "b"))
			.then(TaskRequest.of("test.after", "c")));
		assertThat(this.node.ker.awaitBatch(id, PATIENCE).status()).isEqualTo(BatchStatus.FINISHED);
		await().atMost(PATIENCE)
			.until(() -> this.node.ker.list(TaskQuery.all().name("test.after").status(TaskStatus.FINISHED))
				.tasks()
				.size() == 1);
		assertThat(rows()).isEqualTo(2);
	}

	@Test
	void aScheduleWhoseMethodReturnsFalseStopsWhenThatIsCommitted() {
		Schedule often = new Schedule.Interval(Duration.ofMillis(20), Duration.ZERO, Duration.ZERO, MisfirePolicy.SKIP,
				1);
		TaskDefinition plain = ScheduleSimulation.definition("test.tick");
		TaskDefinition definition = new TaskDefinition(plain.name(), plain.aliases(), plain.worker(),
				plain.workerType(), plain.method(), plain.parameters(), plain.returnType(), plain.queue(),
				TaskPriority.NORMAL, plain.retryPolicy(), plain.retryFor(), plain.noRetryFor(), null, null, null, 0,
				true);
		AtomicInteger rolledBack = new AtomicInteger();
		this.node = fixture()
			.schedule(new ScheduleDefinition("test.tick", often), new WorkerTask(definition, (values) -> {
				insert("tick");
				if (rolledBack.getAndIncrement() == 0) {
					TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

						@Override
						public void beforeCommit(boolean readOnly) {
							throw new IllegalStateException("not yet");
						}

					});
				}
				return false;
			}, true))
			.start();
		await().atMost(PATIENCE).until(() -> rows() == 1);
		await().atMost(PATIENCE).until(() -> this.node.repository.schedules().schedules().get(0).paused());
		assertThat(rolledBack).hasValueGreaterThan(1);
	}

}
