package io.kerground.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import io.kerground.core.BackupException;
import io.kerground.core.MutableClock;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskStatus;
import io.kerground.engine.EngineThreads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link StoreBackups}.
 */
@Timeout(120)
class StoreBackupTests {

	private static final int SENDERS = 8;

	private final TaskClock clock = TaskClock.system();

	@TempDir
	Path folder;

	private TaskRepository open(Path file, Path backups, Integer keep) {
		return open(file, backups, keep, this.clock, SqliteConnections.EXISTING);
	}

	private static TaskRepository open(Path file, Path backups, Integer keep, TaskClock clock,
			ConnectionSource source) {
		return SqliteStore.open(
				new SqliteSettings(file, Durability.NORMAL, Duration.ofSeconds(30), "kerground_", true, backups, keep),
				clock, (events, nanos) -> assertThat(nanos).isNotNegative(), EngineThreads.factory("test-store-"),
				source);
	}

	private Path file() {
		return this.folder.resolve("tasks.db");
	}

	private Path backups() {
		return this.folder.resolve("safe/backups");
	}

	@Test
	void backupUnderLoadHoldsWhatWasAcknowledgedBeforeItBeganAndSendersGoOn() throws Exception {
		Queue<UUID> acknowledged = new ConcurrentLinkedQueue<>();
		AtomicBoolean over = new AtomicBoolean();
		AtomicLong longest = new AtomicLong();
		CountDownLatch warm = new CountDownLatch(4000);
		Path backup;
		List<UUID> before;
		try (TaskRepository store = open(file(), backups(), null)) {
			List<CompletableFuture<Void>> senders = new ArrayList<>();
			for (int i = 0; i < SENDERS; i++) {
				senders.add(CompletableFuture.runAsync(() -> {
					while (!over.get()) {
						long begun = this.clock.nanos();
						acknowledged.add(TestTasks.send(store, TestTasks.task("a.b", this.clock)));
						longest.accumulateAndGet(this.clock.nanos() - begun, Math::max);
						warm.countDown();
					}
				}, EngineThreads.perTask(EngineThreads.factory("test-sender-"))));
			}
			warm.await();
			longest.set(0);
			before = List.copyOf(acknowledged);
			long begun = this.clock.nanos();
			backup = store.backup();
			long took = this.clock.nanos() - begun;
			int during = acknowledged.size() - before.size();
			over.set(true);
			CompletableFuture.allOf(senders.toArray(CompletableFuture[]::new)).join();
			System.getLogger("backup")
				.log(System.Logger.Level.INFO,
						"Backup of {0} tasks: {1} us, {2} sent meanwhile, the longest send took" + " {3} us",
						before.size(), took / 1000, during, longest.get() / 1000);
			assertThat(during).isPositive();
		}
		assertThat(integrity(backup)).isEqualTo("ok");
		assertThat(siblings(backup)).containsExactly(backup.getFileName().toString());
		try (TaskRepository restored = open(backup, null, null)) {
			for (UUID id : before) {
				assertThat(restored.status(id)).contains(TaskStatus.PENDING);
			}
			assertThat(restored.stats().count(TaskStatus.PENDING)).isBetween((long) before.size(),
					(long) acknowledged.size());
		}
	}

	private static String integrity(Path file) throws SQLException {
		try (Connection connection = new SqliteConnections(file).openPlain()) {
			return SqliteConnections.pragma(connection, "integrity_check");
		}
	}

	private static List<String> siblings(Path file) throws IOException {
		try (Stream<Path> files = Files.list(file.getParent())) {
			return files.map((sibling) -> sibling.getFileName().toString()).sorted().toList();
		}
	}

	@Test
	void restoredBackupIsAStoreLikeAnyOther() throws Exception {
		UUID first;
		Path backup;
		try (StoreFixture before = new StoreFixture(this.folder)) {
			first = before.send();
			try (TaskRepository second = open(before.file, backups(), null)) {
				backup = second.backup();
			}
			before.send();
		}
		for (String name : List.of("tasks.db", "tasks.db-wal", "tasks.db-shm")) {
			Files.deleteIfExists(this.folder.resolve(name));
		}
		Files.copy(backup, file(), StandardCopyOption.REPLACE_EXISTING);
		try (StoreFixture restored = new StoreFixture(this.folder)) {
			assertThat(restored.repository.stats().count(TaskStatus.PENDING)).isEqualTo(1);
			UUID later = restored.send();
			assertThat(restored.claim(5)).extracting((task) -> task.reference().id()).containsExactly(first, later);
		}
	}

	@Test
	void backupIsForItsOwnerOnlyAndNamedByItsTime() throws IOException {
		MutableClock stopped = new MutableClock();
		try (TaskRepository store = open(file(), backups(), null, stopped, SqliteConnections.EXISTING)) {
			Path first = store.backup();
			assertThat(first).isEqualTo(backups().resolve("kerground-20260101T000000.000Z.db"));
			assertThat(store.backup()).isEqualTo(backups().resolve("kerground-20260101T000000.001Z.db"));
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first))).isEqualTo("rw-------");
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backups()))).isEqualTo("rwx------");
			assertThat(siblings(first)).hasSize(2);
		}
	}

	@Test
	void onlyTheNewestBackupsAreKept() throws IOException {
		Files.createDirectories(backups());
		Path foreign = Files.writeString(backups().resolve("kerground-notes.db"), "mine");
		MutableClock stopped = new MutableClock();
		try (TaskRepository store = open(file(), backups(), 2, stopped, SqliteConnections.EXISTING)) {
			List<String> made = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				made.add(store.backup().getFileName().toString());
				stopped.advance(Duration.ofSeconds(1));
			}
			assertThat(siblings(foreign)).containsExactly(made.get(2), made.get(3), "kerground-notes.db");
		}
	}

	@Test
	void withoutAFolderBackupsAreRefusedByTheNameOfTheProperty() {
		try (TaskRepository store = open(file(), null, null)) {
			assertThatExceptionOfType(BackupException.class).isThrownBy(store::backup)
				.withMessageContaining("kerground.store.backup-path")
				.satisfies((ex) -> assertThat(ex.isRefused()).isTrue());
		}
	}

	@Test
	void backupIsNotWrittenThroughALinkThatAnybodyMayHavePutThere() throws IOException {
		Path shared = Files.createDirectory(this.folder.resolve("shared"));
		Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
		Path target = Files.createDirectory(this.folder.resolve("target"));
		Path link = Files.createSymbolicLink(shared.resolve("link"), target);
		try (TaskRepository store = open(file(), link, null)) {
			assertThatExceptionOfType(BackupException.class).isThrownBy(store::backup)
				.withMessageContaining("symbolic link");
		}
		assertThat(target).isEmptyDirectory();
	}

	@Test
	void backupThatFailsLeavesNothingAndHurtsNobody() throws IOException {
		AtomicBoolean full = new AtomicBoolean(true);
		ConnectionSource source = (url) -> {
			Connection connection = SqliteConnections.EXISTING.open(url);
			if (url.endsWith(".part") && full.get()) {
				connection.close();
				throw new SQLException("database or disk is full");
			}
			return connection;
		};
		try (TaskRepository store = open(file(), backups(), null, this.clock, source)) {
			UUID id = TestTasks.send(store, TestTasks.task("a.b", this.clock));
			assertThatExceptionOfType(BackupException.class).isThrownBy(store::backup)
				.withMessageContaining("disk is full")
				.withMessageContaining(backups().toString())
				.satisfies((ex) -> assertThat(ex.isRefused()).isFalse());
			assertThat(siblings(backups().resolve("any"))).isEmpty();
			assertThat(store.status(id)).contains(TaskStatus.PENDING);
			full.set(false);
			assertThat(store.backup()).isRegularFile();
		}
	}

	@Test
	void oneBackupIsMadeAtATime() throws Exception {
		CountDownLatch checking = new CountDownLatch(1);
		CountDownLatch refused = new CountDownLatch(1);
		ConnectionSource source = (url) -> {
			if (url.endsWith(".part")) {
				checking.countDown();
				waitFor(refused);
			}
			return SqliteConnections.EXISTING.open(url);
		};
		try (TaskRepository store = open(file(), backups(), null, this.clock, source)) {
			CompletableFuture<Path> first = CompletableFuture.supplyAsync(store::backup,
					EngineThreads.perTask(EngineThreads.factory("test-backup-")));
			waitFor(checking);
			assertThatExceptionOfType(BackupException.class).isThrownBy(store::backup)
				.withMessageContaining("being made already");
			assertThat(siblings(backups().resolve("any"))).allMatch((name) -> name.endsWith(".part"));
			refused.countDown();
			assertThat(first).succeedsWithin(Duration.ofSeconds(30));
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
	void damagedCopyIsNoBackup() throws IOException {
		ConnectionSource source = (url) -> {
			if (url.endsWith(".part")) {
				damage(Path.of(url.substring("jdbc:sqlite:".length())));
			}
			return SqliteConnections.EXISTING.open(url);
		};
		try (TaskRepository store = open(file(), backups(), null, this.clock, source)) {
			for (int i = 0; i < 200; i++) {
				TestTasks.send(store, TestTasks.task("a.b", this.clock));
			}
			assertThatExceptionOfType(BackupException.class).isThrownBy(store::backup);
			assertThat(siblings(backups().resolve("any"))).isEmpty();
		}
	}

	private static void damage(Path file) {
		try {
			byte[] bytes = Files.readAllBytes(file);
			for (int i = 4096; i < bytes.length; i += 7) {
				bytes[i] = (byte) (bytes[i] + 1);
			}
			Files.write(file, bytes);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
