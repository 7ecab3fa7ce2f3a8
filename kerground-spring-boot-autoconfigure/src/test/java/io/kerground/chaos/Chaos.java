package io.kerground.chaos;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Arrays;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The harness: {@code Chaos kill|syscall|power --name=value ...}. Prints one line of
 * figures and a line for each violated rule. The exit code is 0 when every rule held, 1
 * when one was violated, 2 when the harness could not do its work.
 */
final class Chaos {

	private static final Logger logger = LoggerFactory.getLogger(Chaos.class);

	private Chaos() {
	}

	public static void main(String[] arguments) {
		int code = 2;
		try {
			code = run(arguments[0], new ChaosOptions(Arrays.copyOfRange(arguments, 1, arguments.length)));
		}
		catch (Throwable ex) {
			logger.error("The harness could not do its work", ex);
		}
		System.exit(code);
	}

	private static int run(String tier, ChaosOptions options) throws IOException {
		long seed = options.seed();
		long begun = System.nanoTime();
		String given = options.text("folder", "");
		Path folder = given.isEmpty() ? Files.createTempDirectory("chaos-") : Path.of(given);
		Files.createDirectories(folder);
		System.out.println("chaos " + tier + ": seed " + seed + ", files in " + folder);
		Verdict verdict = switch (tier) {
			case "kill" -> new KillTier(options, folder, seed).run();
			case "syscall" -> new SystemCallTier(options, folder).run();
			case "power" -> new PowerTier(options, folder, seed).run();
			default -> throw new IllegalArgumentException("No such tier: " + tier);
		};
		verdict.figure("took", Duration.ofNanos(System.nanoTime() - begun).toSeconds() + " s");
		verdict.figure("seed", seed);
		System.out
			.println("chaos " + tier + ": " + (verdict.isClean() ? "clean" : "VIOLATED") + "; " + verdict.figures());
		verdict.violations().forEach(System.out::println);
		if (verdict.isClean() && given.isEmpty()) {
			delete(folder);
		}
		return verdict.isClean() ? 0 : 1;
	}

	private static void delete(Path folder) throws IOException {
		Files.walkFileTree(folder, new SimpleFileVisitor<>() {

			@Override
			public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
				Files.delete(file);
				return FileVisitResult.CONTINUE;
			}

			@Override
			public FileVisitResult postVisitDirectory(Path directory, IOException ex) throws IOException {
				Files.delete(directory);
				return FileVisitResult.CONTINUE;
			}

		});
	}

}
