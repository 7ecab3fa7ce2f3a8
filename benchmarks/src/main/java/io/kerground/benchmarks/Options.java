package io.kerground.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * What is to be measured.
 *
 * @param size how much is done for each figure
 * @param rounds how often Kerground on SQLite and the floor are measured
 * @param peerRounds how often the others are, and Kerground on PostgreSQL
 * @param workloads what is done
 * @param systems who does it
 * @param durabilities with which promises
 * @param folder where files are put
 * @param jvmOptions more options of the processes that measure
 */
record Options(Size size, int rounds, int peerRounds, Set<WorkloadKind> workloads, Set<SystemKind> systems,
		Set<Durability> durabilities, Path folder, List<String> jvmOptions) {

	/**
	 * Returns the options, or null when help is asked for.
	 * @throws IllegalArgumentException if an argument is unknown
	 */
	static @Nullable Options parse(String... arguments) {
		Size size = Size.STANDARD;
		int rounds = 0;
		int peerRounds = 0;
		Set<WorkloadKind> workloads = EnumSet.allOf(WorkloadKind.class);
		Set<SystemKind> systems = SystemKind.all();
		Set<Durability> durabilities = EnumSet.allOf(Durability.class);
		Path folder = Path.of("target", "benchmark-files");
		List<String> jvmOptions = new ArrayList<>();
		for (String argument : arguments) {
			String[] parts = argument.split("=", 2);
			String value = (parts.length == 2) ? parts[1] : "";
			switch (parts[0]) {
				case "--help" -> {
					return null;
				}
				case "--smoke", "--quick", "--standard", "--full" ->
					size = one(Size.class, Size::word, parts[0].substring(2));
				case "--rounds" -> rounds = Integer.parseInt(value);
				case "--peer-rounds" -> peerRounds = Integer.parseInt(value);
				case "--workloads" -> workloads = some(WorkloadKind.class, WorkloadKind::word, value);
				case "--systems" -> systems = some(SystemKind.class, SystemKind::word, value);
				case "--durability" -> durabilities = some(Durability.class, Durability::word, value);
				case "--folder" -> folder = Path.of(value);
				case "--jvm" -> jvmOptions.addAll(List.of(value.split(" ")));
				default -> throw new IllegalArgumentException("Unknown option " + argument + "\n" + help());
			}
		}
		int own = (rounds > 0) ? rounds : size.rounds();
		return new Options(size, own, (peerRounds > 0) ? peerRounds : (own + 2) / 3, workloads, systems, durabilities,
				folder.toAbsolutePath(), jvmOptions);
	}

	private static <E extends Enum<E>> Set<E> some(Class<E> type, Function<E, String> word, String value) {
		return Arrays.stream(value.split(","))
			.map((part) -> one(type, word, part))
			.collect(Collectors.toCollection(() -> EnumSet.noneOf(type)));
	}

	private static <E extends Enum<E>> E one(Class<E> type, Function<E, String> word, String value) {
		return Arrays.stream(type.getEnumConstants())
			.filter((constant) -> word.apply(constant).equals(value))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(
					"'" + value + "' is none of " + words(type.getEnumConstants(), word)));
	}

	private static <E> String words(E[] values, Function<E, String> word) {
		return Arrays.stream(values).map(word).collect(Collectors.joining(","));
	}

	static String help() {
		return """
				Options, all of them optional:
				  --smoke | --quick | --standard | --full   how much is done for each figure
				  --rounds=3                                how often Kerground on SQLite and the floor are measured
				  --peer-rounds=1                           how often the others are, and Kerground on PostgreSQL
				  --workloads=%s
				  --systems=%s
				  --durability=%s
				  --folder=target/benchmark-files           on the disk to be measured; its contents are deleted
				  --jvm="..."                               more options of the measuring processes""".formatted(
				words(WorkloadKind.values(), WorkloadKind::word), words(SystemKind.values(), SystemKind::word),
				words(Durability.values(), Durability::word));
	}

	boolean needsPostgres() {
		return this.systems.stream()
			.anyMatch((system) -> system.isOnPostgres()
					&& this.workloads.stream().anyMatch((workload) -> workload.systems().contains(system)));
	}

}
