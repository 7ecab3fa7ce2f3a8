package io.kerground.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import io.kerground.core.KergroundSetupException;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskNames;
import io.kerground.jdbc.JdbcAddress;
import io.kerground.jdbc.StoreTransfer;
import io.kerground.jdbc.TransferReport;
import org.jspecify.annotations.Nullable;

/**
 * Moves everything from one store into another.
 */
final class MoveCommand {

	private static final String PASSWORD = "KERGROUND_PASSWORD";

	private final CliPrinter printer;

	private final PrintStream err;

	MoveCommand(CliPrinter printer, PrintStream err) {
		this.printer = printer;
		this.err = err;
	}

	/**
	 * Moves.
	 * @return the exit code
	 */
	int run(CliArguments arguments) {
		TransferReport report = transfer(arguments).run(arguments.limits());
		print(report);
		if (report.left() > 0) {
			this.err.println(report.left() + " could not be moved, because tasks run; run it again");
		}
		for (UUID id : report.conflicts()) {
			this.err.println("The id " + id + " is taken in the target; delete one of the two and run it again");
		}
		if (report.total().different() > 0) {
			this.err.println(report.total().different() + " copies differ; nothing was removed from the source");
		}
		return report.isComplete() ? 0 : 1;
	}

	private StoreTransfer transfer(CliArguments arguments) {
		boolean into = CliArguments.isUrl(arguments.to());
		JdbcAddress database = new JdbcAddress(into ? arguments.to() : arguments.from(), arguments.user(),
				password(arguments.passwordFile()));
		if (into) {
			return StoreTransfer.ofFile(existing(arguments.from()), arguments.prefix(), database, arguments.toPrefix(),
					TaskClock.system(), this::tell);
		}
		return StoreTransfer.intoFile(database, arguments.prefix(), Path.of(arguments.to()), arguments.toPrefix(),
				TaskClock.system(), this::tell);
	}

	private static Path existing(String path) {
		File file = new File(path);
		// an empty file would be made a database by opening it
		if (!file.isFile() || file.length() == 0) {
			throw new KergroundSetupException("KG004", "There is no store " + file + ".",
					"Name the store's file with --db.", null);
		}
		return file.toPath();
	}

	private static @Nullable String password(@Nullable Path file) {
		if (file == null) {
			return System.getenv(PASSWORD);
		}
		try {
			return Files.readString(file).stripTrailing();
		}
		catch (IOException ex) {
			throw new KergroundSetupException("KG004", "The password file " + file + " can't be read.",
					"Name a file that can be read with --password-file.", ex);
		}
	}

	private void tell(String text) {
		this.err.println(TaskNames.printable(text));
	}

	private void print(TransferReport report) {
		List<Map<String, @Nullable Object>> rows = new ArrayList<>();
		report.lines()
			.forEach((key, line) -> rows.add(row(key.task(), key.status().name().toLowerCase(Locale.ROOT), line)));
		rows.add(row("all", "", report.total()));
		Map<String, @Nullable Object> further = new LinkedHashMap<>();
		further.put("schedules", report.schedules());
		further.put("left", report.left());
		further.put("conflicts", report.conflicts().stream().map(UUID::toString).toList());
		further.put("complete", report.isComplete());
		this.printer.rows("moved", rows, further);
	}

	private static Map<String, @Nullable Object> row(String task, String status, TransferReport.Line line) {
		Map<String, @Nullable Object> row = new LinkedHashMap<>();
		row.put("task", task);
		row.put("status", status);
		row.put("moved", line.copied());
		row.put("equal", line.equal());
		row.put("wentOn", line.wentOn());
		row.put("removed", line.removed());
		row.put("different", line.different());
		return row;
	}

}
