package io.kerground.cli;

import java.io.File;
import java.io.PrintStream;
import java.time.Duration;

import io.kerground.core.KergroundException;
import io.kerground.core.KergroundSetupException;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskNames;
import io.kerground.core.TaskRepository;
import io.kerground.engine.EngineThreads;
import io.kerground.jdbc.Durability;
import io.kerground.jdbc.SqliteSettings;
import io.kerground.jdbc.SqliteStore;

import org.springframework.boot.logging.LoggingSystem;

/**
 * Shows and changes the tasks in an SQLite file, and moves them into another store. Exit
 * codes: 0 when all is well; 1 when there is no such task, nothing was changed, or
 * something needs attention; 2 when the command is not understood; 3 when the store can't
 * be used.
 *
 * @since 0.1.0
 */
public final class Kerground {

	private static final int USAGE = 2;

	private static final int UNUSABLE = 3;

	private static final String HELP = """
			kerground [options] <command>

			  ls                     lists tasks, newest first
			  show <id>              one task with its attempts
			  explain <id>           why a task does not run
			  stats                  how many tasks there are
			  doctor                 what needs attention
			  backup --to <folder>   a copy of the store
			  retry <id>...          makes failed or cancelled tasks pending again
			  cancel <id>...         cancels tasks that have not ended
			  move --to <store>      moves everything into a database, or from one into a file

			  --db <file>            the store (default: ./kerground.db)
			  --prefix <text>        what the names of its tables begin with (default: kerground_)
			  --write                needed to retry, cancel and move; without it nothing is changed
			  --json                 for programs
			  --values               with show: arguments, response and error texts too
			  --status, --task, --queue <name>, --key <text>                     which tasks to list
			  --limit <1-200>, --after <next>                                    how many, and where to go on

			move takes a file and a jdbc: URL as --db and --to, and:
			  --user <name>          the user of the database; the password is read from --password-file <file>
			                         or from the environment variable KERGROUND_PASSWORD
			  --to-prefix <text>     the prefix of the tables there, if it is another one
			  --wait <10m>           how long to wait for tasks that run
			  --follow <0s>          how long to go on moving what is sent to the old store
			""";

	private final PrintStream out;

	private final PrintStream err;

	Kerground(PrintStream out, PrintStream err) {
		this.out = out;
		this.err = err;
	}

	/**
	 * Runs one command and ends the process with its exit code.
	 * @param args the command line arguments
	 */
	public static void main(String[] args) {
		// what is printed belongs to the command
		LoggingSystem.get(Kerground.class.getClassLoader()).beforeInitialize();
		System.exit(new Kerground(System.out, System.err).run(args));
	}

	int run(String... args) {
		try {
			CliArguments arguments = CliArguments.parse(args);
			if (arguments.isHelp()) {
				this.out.print(HELP);
				return 0;
			}
			return run(arguments);
		}
		catch (IllegalArgumentException ex) {
			this.err.println(TaskNames.printable(String.valueOf(ex.getMessage())));
			this.err.println("kerground --help tells what can be done");
			return USAGE;
		}
		catch (KergroundException ex) {
			this.err.println(TaskNames.printable(String.valueOf(ex.getMessage())));
			return UNUSABLE;
		}
	}

	private int run(CliArguments arguments) {
		if (arguments.isMove()) {
			return new MoveCommand(new CliPrinter(this.out, arguments.isJson()), this.err).run(arguments);
		}
		File file = arguments.database().toFile();
		// an empty file would be made a database by opening it
		if (!file.isFile() || file.length() == 0) {
			throw new KergroundSetupException("KG004", "There is no store " + file + ".",
					"Name the store's file with --db.", null);
		}
		// the tables are checked, never made or migrated
		SqliteSettings settings = new SqliteSettings(arguments.database(), Durability.FULL, Duration.ofSeconds(30),
				arguments.prefix(), false, arguments.backupFolder(), null);
		TaskClock clock = TaskClock.system();
		SqliteStore.check(settings, clock);
		TaskRepository store = SqliteStore.open(settings, clock, (events, nanos) -> {
		}, EngineThreads.factory("kerground-cli-"));
		try {
			CliPrinter printer = new CliPrinter(this.out, arguments.isJson());
			return new CliCommands(store, clock, printer, this.err).run(arguments);
		}
		finally {
			store.close();
		}
	}

}
