package io.kerground.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.kerground.core.TaskFilter;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskStatus;
import io.kerground.jdbc.TransferLimits;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for on the command line.
 */
final class CliArguments {

	private static final Set<String> FLAGS = Set.of("--write", "--json", "--values", "--help");

	private static final Set<String> MOVE_OPTIONS = Set.of("--user", "--password-file", "--to-prefix", "--wait",
			"--follow");

	private static final Set<String> OPTIONS = Stream
		.concat(MOVE_OPTIONS.stream(),
				Stream.of("--db", "--prefix", "--to", "--status", "--task", "--queue", "--key", "--limit", "--after"))
		.collect(Collectors.toUnmodifiableSet());

	private static final Pattern DURATION = Pattern.compile("[0-9]{1,6}[smhSMH]");

	private static final Set<String> WITH_IDS = Set.of("show", "explain", "retry", "cancel");

	private static final Set<String> COMMANDS = Set.of("ls", "show", "explain", "stats", "doctor", "backup", "retry",
			"cancel", "move");

	private final Map<String, String> options;

	private final List<String> words;

	private CliArguments(Map<String, String> options, List<String> words) {
		this.options = options;
		this.words = words;
	}

	static CliArguments parse(String... args) {
		Map<String, String> options = new HashMap<>();
		List<String> words = new ArrayList<>();
		for (int i = 0; i < args.length; i++) {
			if (FLAGS.contains(args[i])) {
				options.put(args[i], "");
			}
			else if (OPTIONS.contains(args[i])) {
				if (i + 1 == args.length) {
					throw new IllegalArgumentException(args[i] + " needs a value");
				}
				options.put(args[i], args[++i]);
			}
			else if (args[i].startsWith("-")) {
				throw new IllegalArgumentException("There is no option " + args[i]);
			}
			else {
				words.add(args[i]);
			}
		}
		CliArguments arguments = new CliArguments(options, words);
		arguments.check();
		return arguments;
	}

	private void check() {
		if (isHelp()) {
			return;
		}
		if (!COMMANDS.contains(command())) {
			throw new IllegalArgumentException("There is no command " + command());
		}
		if (WITH_IDS.contains(command()) == ids().isEmpty()) {
			throw new IllegalArgumentException(
					ids().isEmpty() ? command() + " needs an id" : command() + " takes no id");
		}
		if (Set.of("retry", "cancel").contains(command()) && !this.options.containsKey("--write")) {
			throw new IllegalArgumentException(command() + " changes the store; say --write");
		}
		if (Set.of("backup", "move").contains(command()) != this.options.containsKey("--to")) {
			throw new IllegalArgumentException("backup and move, and nothing else, need --to");
		}
		if (!isMove() && MOVE_OPTIONS.stream().anyMatch(this.options::containsKey)) {
			throw new IllegalArgumentException(String.join(", ", new TreeSet<>(MOVE_OPTIONS)) + " are for move");
		}
		if (isMove()) {
			checkMove();
		}
	}

	private void checkMove() {
		if (isUrl(from()) == isUrl(to())) {
			throw new IllegalArgumentException("move needs a file and the jdbc: URL of a database as --db and --to");
		}
		if (!this.options.containsKey("--write")) {
			throw new IllegalArgumentException("move changes both stores; say --write");
		}
		// read once, so that they are understood before anything is changed
		limits();
	}

	boolean isHelp() {
		return this.options.containsKey("--help") || this.words.isEmpty();
	}

	boolean isJson() {
		return this.options.containsKey("--json");
	}

	boolean isWithValues() {
		return this.options.containsKey("--values");
	}

	String command() {
		return this.words.get(0);
	}

	List<UUID> ids() {
		return this.words.subList(1, this.words.size()).stream().map(CliArguments::id).toList();
	}

	private static UUID id(String text) {
		try {
			UUID id = UUID.fromString(text);
			if (id.toString().equalsIgnoreCase(text)) {
				return id;
			}
		}
		catch (IllegalArgumentException ex) {
			// told below
		}
		throw new IllegalArgumentException(text + " is not an id");
	}

	Path database() {
		return Path.of(this.options.getOrDefault("--db", "kerground.db"));
	}

	boolean isMove() {
		return command().equals("move");
	}

	static boolean isUrl(String store) {
		return store.startsWith("jdbc:");
	}

	/**
	 * Returns the store that a move begins at, a file or a URL.
	 */
	String from() {
		return this.options.getOrDefault("--db", "kerground.db");
	}

	/**
	 * Returns the store that a move ends in, a file or a URL.
	 */
	String to() {
		return this.options.getOrDefault("--to", "");
	}

	String toPrefix() {
		return this.options.getOrDefault("--to-prefix", prefix());
	}

	@Nullable String user() {
		return this.options.get("--user");
	}

	@Nullable Path passwordFile() {
		String file = this.options.get("--password-file");
		return (file != null) ? Path.of(file) : null;
	}

	TransferLimits limits() {
		return new TransferLimits(duration("--wait", TransferLimits.DEFAULT.patience()),
				duration("--follow", TransferLimits.DEFAULT.follow()), TransferLimits.DEFAULT.lease());
	}

	private Duration duration(String option, Duration usual) {
		String text = this.options.get(option);
		if (text == null) {
			return usual;
		}
		Matcher matcher = DURATION.matcher(text);
		if (!matcher.matches()) {
			throw new IllegalArgumentException(option + " must be a number of seconds, minutes or hours, as in 30s");
		}
		return Duration.parse("PT" + matcher.group());
	}

	String prefix() {
		return this.options.getOrDefault("--prefix", "kerground_");
	}

	@Nullable Path backupFolder() {
		String folder = this.options.get("--to");
		return (folder != null) ? Path.of(folder) : null;
	}

	TaskQuery query() {
		String status = this.options.get("--status");
		TaskFilter filter = new TaskFilter(null, this.options.get("--key"), null, false, null, 0);
		try {
			return new TaskQuery((status != null) ? TaskStatus.valueOf(status.toUpperCase(Locale.ROOT)) : null,
					this.options.get("--task"), this.options.get("--queue"), this.options.get("--after"),
					Integer.parseInt(this.options.getOrDefault("--limit", "50")), filter);
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("--limit must be 1 to " + TaskQuery.MAX_SIZE, ex);
		}
	}

}
