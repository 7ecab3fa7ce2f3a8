package io.kerground.jdbc;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.kerground.core.ClaimedTask;
import io.kerground.core.CommitListener;
import io.kerground.core.KergroundClosedException;
import io.kerground.core.NewTask;
import io.kerground.core.StoreException;
import io.kerground.core.Task;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskError;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskStatus;
import io.kerground.engine.EngineThreads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link GroupCommit} and the store around it.
 */
@Timeout(60)
class GroupCommitTests {

	private static final CommitListener NOBODY = (events, nanos) -> {
	};

	@TempDir
	Path folder;

	private TaskRepository open(Durability durability, Duration timeout) {
		return SqliteStore.open(
				new SqliteSettings(this.folder.resolve("tasks.db"), durability, timeout, "kerground_", true),
				TaskClock.system(), NOBODY, EngineThreads.factory("test-store-"));
	}

	private static UUID send(TaskRepository store) {
		UUID id = UUID.randomUUID();
		store.send(List.of(StoreFixture.task(id)));
		return id;
	}

	@Test
	void onlyAGroupThatSomebodyWaitsForIsSyncedAtItsCommit() throws SQLException {
		try (StoreFixture store = new StoreFixture(this.folder)) {
			WriterSession session = session(Durability.FULL);
			assertThat(synchronousIn(session, true)).isEqualTo("2");
			assertThat(synchronousIn(session, false)).isEqualTo("1");
			assertThat(synchronousIn(session, true)).isEqualTo("2");
			session.close();
			assertThat(store.repository.state().failure()).isNull();
		}
	}

	@Test
	void normalDurabilityNeverSyncsAtACommit() throws SQLException {
		try (StoreFixture store = new StoreFixture(this.folder)) {
			WriterSession session = session(Durability.NORMAL);
			assertThat(synchronousIn(session, true)).isEqualTo("1");
			session.close();
			assertThat(store.repository.state().failure()).isNull();
		}
	}

	@Test
	void aGroupWithASendOrACommandOfACallerIsDurableAndOneOfSettlementsIsNot() {
		WriteGroup group = new WriteGroup(new ArrayList<>());
		assertThat(group.isDurable()).isFalse();
		group.commands().add(new StoreCommand<>(false, (session) -> true));
		assertThat(group.isDurable()).isFalse();
		group.commands().add(new StoreCommand<>(true, (session) -> true));
		assertThat(group.isDurable()).isTrue();
		WriteGroup sending = new WriteGroup(new ArrayList<>());
		sending.sends().add(new SendCommand(List.of(StoreFixture.task(UUID.randomUUID()))));
		assertThat(sending.isDurable()).isTrue();
	}

	private WriterSession session(Durability durability) throws SQLException {
		TaskStatements statements = new TaskStatements("kerground_", SqliteDialect.INSTANCE);
		return new WriterSession(new SqliteConnections(this.folder.resolve("tasks.db")).openWriter(), statements,
				new Dictionary("kerground_queue"), new Dictionary("kerground_name"), durability);
	}

	private static String synchronousIn(WriterSession session, boolean durable) throws SQLException {
		session.begin(durable, 1);
		try (var rows = session.prepare("pragma synchronous").executeQuery()) {
			rows.next();
			String answer = rows.getString(1);
			session.rollback();
			return answer;
		}
	}

	@Test
	void aSendThatCanNotBeStoredThrowsAndStoresNothing() throws Exception {
		try (TaskRepository store = open(Durability.FULL, Duration.ofMillis(300))) {
			UUID first = send(store);
			try (Connection other = new SqliteConnections(this.folder.resolve("tasks.db")).openPlain();
					Statement statement = other.createStatement()) {
				statement.execute("begin immediate");
				assertThatExceptionOfType(StoreException.class).isThrownBy(() -> send(store));
				statement.execute("rollback");
			}
			UUID later = send(store);
			await().until(() -> store.state().failure() == null);
			assertThat(store.list(TaskQuery.all()).tasks()).extracting((task) -> task.id()).contains(first, later);
		}
	}

	@Test
	void aSettlementThatCanNotBeStoredIsKeptUntilItCan() throws Exception {
		try (StoreFixture store = new StoreFixture(this.folder)) {
			store.send();
			ClaimedTask task = store.claimOne();
			try (Connection other = new SqliteConnections(store.file).openPlain();
					Statement lock = other.createStatement()) {
				lock.execute("begin immediate");
				store.repository.settle(task, new TaskOutcome.Finish("1".getBytes(StandardCharsets.UTF_8)), 1);
				await().until(() -> {
					store.clock.advance(Duration.ofSeconds(1));
					return store.repository.state().failure() != null;
				});
				assertThat(store.settled).isEmpty();
				lock.execute("rollback");
			}
			store.clock.advance(Duration.ofMinutes(1));
			store.send();
			await().until(() -> store.settled.equals(List.of(true)));
			assertThat(store.repository.status(task.reference().id())).contains(TaskStatus.FINISHED);
			assertThat(store.repository.state().failure()).isNull();
		}
	}

	@Test
	void anOutcomeThatTheDatabaseRefusesFailsItsTaskAndNobodyElse() throws Exception {
		try (StoreFixture store = new StoreFixture(this.folder)) {
			store.execute("create trigger refuse before insert on kerground_response when new.response = x'32'"
					+ " begin select raise(abort, 'no twos'); end");
			for (int i = 0; i < 3; i++) {
				store.send();
			}
			List<ClaimedTask> tasks = store.claim(3);
			for (int i = 0; i < 3; i++) {
				byte[] response = String.valueOf(i + 1).getBytes(StandardCharsets.UTF_8);
				store.repository.settle(tasks.get(i), new TaskOutcome.Finish(response), 1);
			}
			UUID later = store.send();
			await().until(() -> store.settled.equals(List.of(true, true, true)));
			assertThat(tasks).extracting((task) -> store.repository.status(task.reference().id()).orElseThrow())
				.containsExactly(TaskStatus.FINISHED, TaskStatus.FAILED, TaskStatus.FINISHED);
			Task failed = store.repository.find(tasks.get(1).reference().id()).orElseThrow();
			assertThat(failed.error().message()).contains("its outcome can't be stored", "no twos");
			assertThat(store.repository.status(later)).contains(TaskStatus.PENDING);
			assertThat(store.repository.state().failure()).isNull();
			assertThat(store.repository.stats().count(TaskStatus.FAILED)).isEqualTo(1);
		}
	}

	@Test
	void anOutcomeThatCanNotEvenBeStoredAsAFailureIsKeptAndHindersNobody() throws Exception {
		try (StoreFixture store = new StoreFixture(this.folder)) {
			store.send();
			ClaimedTask task = store.claimOne();
			store.execute("create trigger refuse before update on kerground_task when new.status in (4, 5)"
					+ " begin select raise(abort, 'not now'); end");
			store.repository.settle(task, new TaskOutcome.Finish(null), 1);
			UUID other = store.send();
			assertThat(store.repository.cancel(other)).isTrue();
			assertThat(store.settled).isEmpty();
			store.execute("drop trigger refuse");
			store.clock.advance(Duration.ofMinutes(1));
			store.send();
			await().until(() -> store.settled.equals(List.of(true)));
			assertThat(store.repository.status(task.reference().id())).contains(TaskStatus.FINISHED);
		}
	}

	@Test
	void aStoreWhoseOutcomesAreRefusedCanBeClosed() throws Exception {
		try (StoreFixture store = new StoreFixture(this.folder)) {
			store.send();
			ClaimedTask task = store.claimOne();
			store.execute("create trigger refuse before update on kerground_task when new.status in (4, 5)"
					+ " begin select raise(abort, 'never'); end");
			store.repository.settle(task, new TaskOutcome.Finish(null), 1);
		}
	}

	@Test
	void aCommandThatFailsAloneFailsNobodyElse() {
		try (StoreFixture store = new StoreFixture(this.folder)) {
			UUID good = UUID.randomUUID();
			NewTask bad = new NewTask(UUID.randomUUID(), false, StoreFixture.NAME, "default", TaskPriority.NORMAL, 0, 0,
					1, new byte[0], null);
			CountDownLatch start = new CountDownLatch(1);
			List<CompletableFuture<Void>> senders = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				NewTask task = (i == 10) ? bad : StoreFixture.task((i == 0) ? good : UUID.randomUUID());
				senders.add(CompletableFuture.runAsync(() -> {
					waitFor(start);
					store.repository.send(List.of(task));
				}));
			}
			start.countDown();
			assertThat(senders.get(10)).failsWithin(Duration.ofSeconds(20))
				.withThrowableThat()
				.havingCause()
				.isInstanceOf(StoreException.class)
				.withMessageContaining("CHECK");
			senders.remove(10);
			assertThat(CompletableFuture.allOf(senders.toArray(CompletableFuture[]::new)))
				.succeedsWithin(Duration.ofSeconds(20));
			assertThat(store.repository.stats().count(TaskStatus.PENDING)).isEqualTo(19);
			assertThat(store.repository.status(good)).contains(TaskStatus.PENDING);
		}
	}

	@Test
	void aNameThatCameWithARefusedSendIsStoredWithTheNextOne() {
		UUID id = UUID.randomUUID();
		try (TaskRepository store = open(Durability.NORMAL, Duration.ofSeconds(20))) {
			NewTask bad = new NewTask(UUID.randomUUID(), false, "test.fresh", "fresh", TaskPriority.NORMAL, 0, 0, 1,
					new byte[0], null);
			assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.send(List.of(bad)));
			store.send(List.of(StoreFixture.task(id, TaskPriority.NORMAL, "fresh", "test.fresh", 0, null)));
		}
		try (TaskRepository again = open(Durability.NORMAL, Duration.ofSeconds(20))) {
			assertThat(again.find(id).orElseThrow().name()).isEqualTo("test.fresh");
			assertThat(again.find(id).orElseThrow().queue()).isEqualTo("fresh");
		}
	}

	private static void waitFor(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void anInterruptDoesNotEndTheWaitForACommitAndIsKept() {
		try (TaskRepository store = open(Durability.NORMAL, Duration.ofSeconds(20))) {
			Thread.currentThread().interrupt();
			UUID id = send(store);
			assertThat(Thread.interrupted()).isTrue();
			assertThat(store.status(id)).contains(TaskStatus.PENDING);
		}
	}

	@Test
	void aStoreThatIsClosedRefusesAndKeepsWhatItAcknowledged() {
		TaskRepository store = open(Durability.FULL, Duration.ofSeconds(20));
		UUID id = send(store);
		store.close();
		store.close();
		assertThatExceptionOfType(KergroundClosedException.class).isThrownBy(() -> send(store));
		try (TaskRepository again = open(Durability.FULL, Duration.ofSeconds(20))) {
			assertThat(again.status(id)).contains(TaskStatus.PENDING);
		}
	}

	@Test
	void countersAreTheCountsOfRowsAfterManyMoves() throws Exception {
		Random random = new Random(42);
		try (StoreFixture store = new StoreFixture(this.folder)) {
			List<UUID> ids = new ArrayList<>();
			List<ClaimedTask> claimed = new ArrayList<>();
			for (int i = 0; i < 400; i++) {
				int move = random.nextInt(8);
				if (move < 3 || ids.isEmpty()) {
					ids.add((random.nextInt(4) == 0 && !ids.isEmpty()) ? store.sendAfter(any(ids, random))
							: store.send());
				}
				else if (move == 3) {
					claimed.addAll(store.claim(random.nextInt(3) + 1));
				}
				else if (move == 4 && !claimed.isEmpty()) {
					store.settle(claimed.remove(random.nextInt(claimed.size())), outcome(random));
				}
				else if (move == 5) {
					store.repository.cancel(any(ids, random));
				}
				else if (move == 6) {
					store.repository.retry(any(ids, random));
				}
				else if (store.repository.delete(ids.get(0))) {
					ids.remove(0);
				}
			}
			try (Connection connection = store.open();
					Statement statement = connection.createStatement();
					var rows = statement.executeQuery("select status, count(*) from kerground_task group by status")) {
				while (rows.next()) {
					assertThat(store.repository.stats().count(TaskStatus.ofCode(rows.getInt(1))))
						.isEqualTo(rows.getLong(2));
				}
			}
			assertThat(store.repository.state().failure()).isNull();
		}
	}

	private static UUID any(List<UUID> ids, Random random) {
		return ids.get(random.nextInt(ids.size()));
	}

	private static TaskOutcome outcome(Random random) {
		return switch (random.nextInt(4)) {
			case 0 -> new TaskOutcome.Finish(null);
			case 1 -> new TaskOutcome.Snooze(0);
			case 2 -> new TaskOutcome.Release();
			default -> new TaskOutcome.Fail(new TaskError("type", "message", "trace"));
		};
	}

}
