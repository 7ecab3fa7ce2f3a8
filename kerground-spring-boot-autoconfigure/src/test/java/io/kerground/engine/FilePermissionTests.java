package io.kerground.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Payloads are secrets: every file of a store is its owner's only.
 */
@Timeout(120)
class FilePermissionTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@TempDir
	Path folder;

	@ParameterizedTest
	@ValueSource(strings = { "022", "000" })
	void everyFileOfARunningStoreIsItsOwnersOnlyWhateverTheUmask(String umask) throws Exception {
		Path store = this.folder.resolve("new/folder/tasks.db");
		Path begun = this.folder.resolve("begun.txt");
		try (TestProcess process = TestProcess.startWithUmask(umask, BlockingWorker.class,
				this.folder.resolve("log.txt"), store, begun, 4)) {
			await().atMost(PATIENCE).until(() -> AppendingFile.lines(begun).size() == 4);
			assertThat(permissions(this.folder).get("begun.txt"))
				.isEqualTo(umask.equals("000") ? "rw-rw-rw-" : "rw-r--r--");
			Map<String, String> permissions = permissions(store.getParent());
			assertThat(permissions.keySet()).contains("tasks.db", "tasks.db-wal", "tasks.db-shm")
				.anyMatch((name) -> name.endsWith(".lock"));
			assertThat(permissions.values()).containsOnly("rw-------");
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store.getParent())))
				.isEqualTo("rwx------");
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store.getParent().getParent())))
				.isEqualTo("rwx------");
			assertThat(process.isAlive()).isTrue();
		}
	}

	@Test
	void theyStaySoUnderLoadAndAfterARestart() throws Exception {
		Path file = this.folder.resolve("store/tasks.db");
		for (int start = 0; start < 2; start++) {
			try (EngineFixture fixture = EngineFixture.on(file)
				.task("test.work", (arguments) -> arguments[0])
				.start()) {
				for (int i = 0; i < 300; i++) {
					fixture.ker.send("test.work", "x".repeat(10_000));
				}
				fixture.await(fixture.ker.send("test.work", "last"));
				assertThat(permissions(file.getParent()).values()).containsOnly("rw-------");
			}
			assertThat(permissions(file.getParent())).containsExactly(Map.entry("tasks.db", "rw-------"));
		}
	}

	private static Map<String, String> permissions(Path folder) throws IOException {
		Map<String, String> permissions = new TreeMap<>();
		try (Stream<Path> files = Files.list(folder)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				permissions.put(file.getFileName().toString(),
						PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
			}
		}
		return permissions;
	}

}
