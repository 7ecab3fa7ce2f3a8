package io.kerground.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

import io.kerground.core.KergroundSetupException;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskRepository;
import io.kerground.engine.EngineThreads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SqliteStore}: where a store may lie and how it is opened.
 */
class SqliteStoreTests {

	@TempDir
	private Path folder;

	private static TaskRepository open(Path path, String prefix) {
		SqliteSettings settings = new SqliteSettings(path, Durability.FULL, Duration.ofSeconds(5), prefix, true);
		return SqliteStore.open(settings, TaskClock.system(), (events, nanos) -> assertThat(nanos).isPositive(),
				EngineThreads.factory("test-store-"));
	}

	private static void assertRefused(Path path, String text) {
		assertThatExceptionOfType(KergroundSetupException.class).isThrownBy(() -> open(path, "k_"))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo("KG004"))
			.withMessageContaining(text)
			.withMessageContaining("kerground.store.path");
	}

	@Test
	void makesFoldersAndFileForItsOwnerOnly() throws IOException {
		Path file = this.folder.resolve("a/../b/c/store.db");
		try (TaskRepository store = open(file, "k_")) {
			TestTasks.send(store, TestTasks.task("a.b", TaskClock.system()));
			assertThat(store.state().location()).isEqualTo(this.folder.resolve("b/c/store.db").toString());
			for (String name : new String[] { "store.db", "store.db-wal", "store.db-shm" }) {
				assertThat(permissions("b/c/" + name)).as(name).isEqualTo("rw-------");
			}
			assertThat(permissions("b/c")).isEqualTo("rwx------");
		}
	}

	private String permissions(String path) throws IOException {
		return PosixFilePermissions.toString(Files.getPosixFilePermissions(this.folder.resolve(path)));
	}

	@Test
	void aPathWithBlanksAndSignsIsOnlyAPath() {
		Path file = this.folder.resolve("a b%20;c=&d.db");
		open(file, "k_").close();
		assertThat(file).exists();
	}

	@Test
	void refusesAFolder() {
		assertRefused(this.folder, this.folder.toString());
	}

	@Test
	void refusesWhatIsNotADatabase() throws IOException {
		Path file = Files.writeString(this.folder.resolve("text.db"), "This is no database. ".repeat(100));
		assertRefused(file, file.toString());
	}

	@Test
	void refusesAFolderThatIsAFile() throws IOException {
		Path file = Files.writeString(this.folder.resolve("file"), "x");
		assertRefused(file.resolve("store.db"), file.toString());
	}

	@Test
	void refusesAFileWhoseHeaderIsDamaged() throws IOException {
		Path file = stored();
		byte[] bytes = Files.readAllBytes(file);
		bytes[3] = 'X';
		Files.write(file, bytes);
		assertRefused(file, "not a database");
	}

	@Test
	void refusesAFileThatWasCutOff() throws IOException {
		Path file = stored();
		byte[] bytes = Files.readAllBytes(file);
		Files.write(file, Arrays.copyOf(bytes, 3 * 4096));
		assertRefused(file, "malformed");
	}

	private Path stored() {
		Path file = this.folder.resolve("stored.db");
		try (TaskRepository store = open(file, "k_")) {
			TestTasks.send(store, TestTasks.task("a.b", TaskClock.system()));
		}
		return file;
	}

	@Test
	void refusesAFolderThatNobodyMayWriteTo() {
		assertRefused(Path.of("/proc/kerground/store.db"), "/proc/kerground");
	}

	@Test
	void refusesAFileThatCanOnlyBeRead() {
		Path file = this.folder.resolve("read.db");
		ConnectionSource readOnly = (url) -> {
			SQLiteConfig config = new SQLiteConfig();
			config.setReadOnly(true);
			return config.createConnection(url);
		};
		assertThatExceptionOfType(KergroundSetupException.class).isThrownBy(() -> open(file, readOnly))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo("KG004"))
			.withMessageContaining(file.toString());
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void tellsHowToRunWithoutATemporaryFolderForCode(boolean error) {
		ConnectionSource noLibrary = (url) -> {
			if (error) {
				throw new UnsatisfiedLinkError("libsqlitejdbc.so: no native library");
			}
			throw new SQLException("Error opening connection",
					new NativeLibraryNotFoundException("no native library found"));
		};
		assertThatExceptionOfType(KergroundSetupException.class)
			.isThrownBy(() -> open(this.folder.resolve("none.db"), noLibrary))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo("KG004"))
			.withMessageContaining("org.sqlite.tmpdir")
			.withMessageContaining("no native library");
	}

	@Test
	void waitsWhileAnotherProcessRecoversTheFile() {
		AtomicInteger tries = new AtomicInteger();
		ConnectionSource busy = (url) -> {
			if (tries.incrementAndGet() % 3 != 0) {
				throw new SQLException("[SQLITE_BUSY_RECOVERY]", null, SQLiteErrorCode.SQLITE_BUSY_RECOVERY.code);
			}
			return SqliteConnections.EXISTING.open(url);
		};
		open(this.folder.resolve("busy.db"), busy).close();
		assertThat(tries).hasValueGreaterThan(5);
	}

	private static TaskRepository open(Path path, ConnectionSource source) {
		SqliteSettings settings = new SqliteSettings(path, Durability.FULL, Duration.ofSeconds(20), "k_", true);
		return SqliteStore.open(settings, TaskClock.system(), (events, nanos) -> assertThat(nanos).isNotNegative(),
				EngineThreads.factory("test-store-"), source);
	}

	@ParameterizedTest
	@ValueSource(strings = { ":memory:", ":resource:http://host/x.db", "file:x.db?mode=memory", "x.db?cache=shared",
			"jdbc:sqlite:x.db", "" })
	void refusesTricksOfTheDriver(String path) {
		assertRefused(Path.of(path), Path.of(path).toString());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "1x", "a-b", "a b", "a;drop", "sqlite_x", "ä", "a'b" })
	void refusesAPrefixThatIsNoIdentifier(String prefix) {
		assertThatExceptionOfType(KergroundSetupException.class)
			.isThrownBy(() -> open(this.folder.resolve("store.db"), prefix))
			.withMessageContaining("kerground.store.table-prefix");
	}

	@ParameterizedTest
	@ValueSource(strings = { "nfs", "nfs4", "NFS", "cifs", "smb3", "9p", "fuse.sshfs", "fuse.osxfs", "fuse", "virtiofs",
			"vboxsf" })
	void knowsNetworkFileSystems(String type) {
		assertThat(SqliteFile.isNetwork(type)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "ext4", "xfs", "btrfs", "tmpfs", "overlay", "apfs", "NTFS", "zfs", "fuseblk" })
	void knowsLocalFileSystems(String type) {
		assertThat(SqliteFile.isNetwork(type)).isFalse();
	}

	@Test
	void refusesAnSqliteThatCanCorruptTheFile() {
		assertThatExceptionOfType(KergroundSetupException.class)
			.isThrownBy(() -> SqliteConnections.refuseOld("3.51.2", Path.of("/x/store.db")))
			.withMessageContaining("3.51.3")
			.withMessageContaining("/x/store.db");
		assertThatCode(() -> SqliteConnections.refuseOld("3.51.3", Path.of("x"))).doesNotThrowAnyException();
		assertThatCode(() -> SqliteConnections.refuseOld("4.0", Path.of("x"))).doesNotThrowAnyException();
	}

	@Test
	void everyConnectionIsSetUp() throws SQLException {
		Path file = this.folder.resolve("store.db");
		open(file, "k_").close();
		SqliteConnections connections = new SqliteConnections(file);
		try (Connection writer = connections.openWriter(); Connection reader = connections.openReader()) {
			for (Connection connection : new Connection[] { writer, reader }) {
				assertThat(SqliteConnections.pragma(connection, "journal_mode")).isEqualTo("wal");
				assertThat(SqliteConnections.pragma(connection, "foreign_keys")).isEqualTo("1");
				assertThat(SqliteConnections.pragma(connection, "trusted_schema")).isEqualTo("0");
				assertThat(SqliteConnections.pragma(connection, "cell_size_check")).isEqualTo("1");
				assertThat(SqliteConnections.pragma(connection, "temp_store")).isEqualTo("2");
				assertThat(SqliteConnections.pragma(connection, "journal_size_limit")).isEqualTo("16777216");
			}
			assertThat(SqliteConnections.pragma(writer, "query_only")).isEqualTo("0");
			assertThat(SqliteConnections.pragma(reader, "query_only")).isEqualTo("1");
			assertThat(SqliteConnections.pragma(writer, "busy_timeout")).isEqualTo("0");
		}
	}

	@Test
	void twoPrefixesAreTwoStores() {
		Path file = this.folder.resolve("store.db");
		try (TaskRepository one = open(file, "a_"); TaskRepository two = open(file, "b_")) {
			TestTasks.send(one, TestTasks.task("a.b", TaskClock.system()));
			assertThat(one.stats().counts()).hasSize(1);
			assertThat(two.stats().counts()).isEmpty();
		}
	}

	@Test
	void aTimeoutIsPositive() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new SqliteSettings(Path.of("x"), Durability.FULL, Duration.ZERO, "k_", true));
	}

}
