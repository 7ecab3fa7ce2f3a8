package io.kerground.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.kerground.core.KergroundSetupException;
import io.kerground.core.TaskClock;
import io.kerground.engine.EngineThreads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A path is the plain path of a file, or it is refused, whatever it holds.
 */
class StorePathTests {

	private static final String[] PARTS = { ":memory:", ":resource:", "file:", "jdbc:sqlite:", "?mode=memory",
			"?cache=shared", "&", ";", "#", "%2e%2e", "%00", " ", "'", "\"", "\\", "\u0000", "\n", "\u001b", "\u007f",
			"..", ".", "~", "$HOME", "a", "ä", "\ud83d\ude00", "-wal", ".db", "*", "|", "-" };

	@TempDir
	Path folder;

	private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(85);

	private static void open(Path path) {
		SqliteSettings settings = new SqliteSettings(path, Durability.NORMAL, Duration.ofSeconds(30), "k_", true);
		SqliteStore.open(settings, TaskClock.system(), (events, nanos) -> {
		}, EngineThreads.factory("test-store-")).close();
	}

	@Test
	void everyPathIsRefusedOrIsExactlyTheFileThatItNames() throws IOException {
		int opened = 0;
		for (int i = 0; i < 300; i++) {
			Path home = Files.createDirectory(this.folder.resolve("n" + i));
			Path path = path(home);
			if (path == null) {
				continue;
			}
			Path named = path.normalize();
			try {
				open(path);
			}
			catch (KergroundSetupException ex) {
				assertThat(ex.code()).isEqualTo("KG004");
				assertThat(filesIn(home)).as("after refusing %s", named).isEmpty();
				continue;
			}
			opened++;
			assertThat(filesIn(home)).as("after opening %s", named).containsExactly(named);
		}
		assertThat(opened).isGreaterThan(20);
		assertThat(Files.exists(Path.of(":memory:"))).isFalse();
	}

	/**
	 * Makes a path of random parts that stays in a folder.
	 */
	private Path path(Path home) {
		StringBuilder name = new StringBuilder();
		int parts = this.random.nextInt(1, 4);
		for (int i = 0; i < parts; i++) {
			name.append(PARTS[this.random.nextInt(PARTS.length)]);
		}
		try {
			Path path = home.resolve(name.toString());
			return (path.normalize().startsWith(home) && !path.normalize().equals(home)) ? path : null;
		}
		catch (InvalidPathException ex) {
			return null;
		}
	}

	private static Set<Path> filesIn(Path home) throws IOException {
		try (Stream<Path> files = Files.walk(home)) {
			return files.filter(Files::isRegularFile).collect(Collectors.toSet());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\u0001b.db", "a\nb.db", "a\u001b[31mb.db", "a\u007fb.db", "FILE:x.db", ":memory:/x.db",
			"x?/../y/x.db" })
	void refusesControlCharactersAndTricksInEveryPartOfThePath(String path) {
		assertThatExceptionOfType(KergroundSetupException.class).isThrownBy(() -> SqliteFile.prepare(Path.of(path)))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo("KG004"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "store.db ", "store.db  ", " " })
	void aBlankAtTheEndWhichTheDriverWouldTakeAwayIsRefused(String name) {
		assertThatExceptionOfType(KergroundSetupException.class).isThrownBy(() -> open(this.folder.resolve(name)))
			.withMessageContaining("ends with a blank");
		assertThat(this.folder).isEmptyDirectory();
	}

	@Test
	void aLinkedFileInAFolderThatEverybodyMayWriteToIsRefused() throws IOException {
		Path target = this.folder.resolve("target.db");
		Path shared = shared();
		assertRefused(Files.createSymbolicLink(shared.resolve("store.db"), target));
		assertThat(target).doesNotExist();
		Files.createFile(target);
		assertRefused(Files.createSymbolicLink(shared.resolve("other.db"), target));
		assertThat(target).isEmptyFile();
	}

	@Test
	void aLinkedFolderInAFolderThatEverybodyMayWriteToIsRefused() throws IOException {
		Path target = Files.createDirectory(this.folder.resolve("target"));
		Path link = Files.createSymbolicLink(shared().resolve("link"), target);
		assertRefused(link.resolve("store.db"));
		assertRefused(link.resolve("deeper/store.db"));
		assertThat(target).isEmptyDirectory();
	}

	@Test
	void aLinkInAFolderOfTheOwnersIsFollowed() throws IOException {
		Path target = Files.createDirectory(this.folder.resolve("target"));
		Path link = Files.createSymbolicLink(this.folder.resolve("link"), target);
		open(link.resolve("store.db"));
		assertThat(target.resolve("store.db")).isRegularFile();
		Path linkedFile = Files.createSymbolicLink(this.folder.resolve("store.db"), target.resolve("store.db"));
		open(linkedFile);
		assertThat(Files.isSymbolicLink(linkedFile)).isTrue();
	}

	@Test
	void aPlainFileInAFolderThatEverybodyMayWriteToIsAllowed() throws IOException {
		Path file = shared().resolve("store.db");
		open(file);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
	}

	private Path shared() throws IOException {
		Path shared = Files.createDirectory(this.folder.resolve("shared"));
		return Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
	}

	private static void assertRefused(Path path) {
		assertThatExceptionOfType(KergroundSetupException.class).isThrownBy(() -> open(path))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo("KG004"))
			.withMessageContaining("symbolic link");
	}

}
