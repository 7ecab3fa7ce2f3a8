package io.kerground.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A temporary folder from which no code may be loaded, as hardened systems have it. Needs
 * root. Run by the profile {@code chaos} only.
 */
class NoCodeFolderChaos {

	@TempDir
	Path folder;

	@Test
	void aProcessThatCanNotLoadTheDatabaseSaysHowToRun() throws Exception {
		Path temporary = Files.createDirectory(this.folder.resolve("tmp"));
		Path log = this.folder.resolve("log.txt");
		run("mount", "-t", "tmpfs", "-o", "noexec", "tmpfs", temporary.toString());
		try (TestProcess process = TestProcess.startWithTemporaryFolder(temporary, RecoveringWorker.class, log,
				this.folder.resolve("tasks.db"))) {
			assertThat(process.await(60)).isNotZero();
			assertThat(log).content().contains("org.sqlite.tmpdir");
		}
		finally {
			run("umount", temporary.toString());
		}
	}

	private static void run(String... command) throws Exception {
		int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
		assertThat(exit).as(List.of(command).toString()).isZero();
	}

}
