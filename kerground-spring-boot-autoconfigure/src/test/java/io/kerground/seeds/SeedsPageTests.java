package io.kerground.seeds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page {@code docs/from-the-seeds.md} is complete, and what it says is checked.
 */
class SeedsPageTests {

	private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	private static final Pattern ROW = Pattern.compile("(?m)^\\| ([KAPB]\\d+) \\| [^|]+ \\| ([^|]+) \\| (.+) \\|$");

	private static final Pattern TEST = Pattern.compile("`(\\w+Tests)(?:\\.(\\w+))?`");

	private static final String IDS = "(?:(?:A-PRIO|T-[KAPB]\\d+|[WXKAPB]-?\\d+)(?:, |(?=:)))+";

	/**
	 * What the texts of the four libraries promise, as opposed to what only their code
	 * does.
	 */
	private static final List<String> PROMISED = ids("K1-19 A1 A2 A4 A5 A8 A10 A11 A14 A22 A23 A25 A26 A35-42 A44-49"
			+ " A51 A54-58 A60 A61 A63 A65-67 A72 A73 A75-77 A79 A82 A83 A85 P1-9 P11 P12 P14 P15 B1 B2 B4 B5 B9-11 B13");

	private static final String ACCEPTED = "A-PRIO T-K1-9 T-A1-22 T-B1-9 T-P1-4 W-1-17 X1-13";

	private static final String IMPORTS = """
			import io.kerground.annotation.*;
			import io.kerground.core.*;
			import java.time.*;
			import java.util.*;
			import java.util.concurrent.*;
			import java.util.concurrent.locks.*;
			import org.springframework.web.bind.annotation.*;
			""";

	@TempDir
	Path folder;

	private static String page() {
		return read(ROOT.resolve("docs/from-the-seeds.md"));
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<Row> rows() {
		return ROW.matcher(page()).results().map((row) -> new Row(row.group(1), row.group(2), row.group(3))).toList();
	}

	/**
	 * Reads lists such as "A1 A3-5".
	 */
	private static List<String> ids(String text) {
		List<String> ids = new ArrayList<>();
		for (String part : text.split(" ")) {
			Matcher range = Pattern.compile("(.*?)(\\d+)-(\\d+)").matcher(part);
			if (range.matches()) {
				IntStream.rangeClosed(Integer.parseInt(range.group(2)), Integer.parseInt(range.group(3)))
					.forEach((number) -> ids.add(range.group(1) + number));
			}
			else {
				ids.add(part);
			}
		}
		return ids;
	}

	/**
	 * Returns the sources of all tests by the names of their classes.
	 */
	private static Map<String, String> sources() {
		Map<String, String> sources = new TreeMap<>();
		for (String module : List.of("kerground-spring-boot-autoconfigure", "sample-app")) {
			try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
				files.filter((file) -> file.toString().endsWith(".java"))
					.forEach((file) -> sources.put(file.getFileName().toString().replace(".java", ""), read(file)));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return sources;
	}

	private static boolean hasTest(Map<String, String> sources, String type, String method) {
		String source = sources.get(type);
		if (source == null) {
			return false;
		}
		Pattern test = Pattern.compile("(?s)@(?:Test|ParameterizedTest)\\b(?:(?!\\n\\n).)*?\\bvoid " + method + "\\(");
		Matcher parent = Pattern.compile("class " + type + " extends (\\w+)").matcher(source);
		return test.matcher(source).find() || (parent.find() && hasTest(sources, parent.group(1), method));
	}

	@Test
	void everyBehaviourHasOneRow() {
		assertThat(rows()).extracting(Row::id).containsExactlyElementsOf(ids("K1-45 A1-91 P1-15 B1-15"));
	}

	@Test
	void noRowIsOpenAndNothingThatWasPromisedIsLeftOut() {
		assertThat(PROMISED).hasSize(87);
		assertThat(rows()).extracting(Row::here).containsOnly("done", "replaced", "left out");
		assertThat(rows()).filteredOn((row) -> row.here().equals("left out"))
			.extracting(Row::id)
			.doesNotContainAnyElementsOf(PROMISED);
	}

	@Test
	void everyRowNamesTestsThatExist() {
		Map<String, String> sources = sources();
		List<String> missing = new ArrayList<>();
		for (Row row : rows()) {
			List<MatchResult> tests = TEST.matcher(row.text()).results().toList();
			if (tests.isEmpty() && !row.here().equals("left out")) {
				missing.add(row.id() + " names no test");
			}
			for (MatchResult test : tests) {
				if (test.group(2) == null || !hasTest(sources, test.group(1), test.group(2))) {
					missing.add(row.id() + " " + test.group());
				}
			}
		}
		assertThat(missing).isEmpty();
	}

	@Test
	void everyAcceptanceCaseIsTheNameOfATest() {
		Map<String, List<String>> names = new LinkedHashMap<>();
		ids(ACCEPTED).forEach((id) -> names.put(id, new ArrayList<>()));
		Pattern name = Pattern.compile("(?:@DisplayName\\(|@ParameterizedTest\\(name = )\"(" + IDS + ")");
		sources().values().forEach((source) -> name.matcher(source).results().forEach((result) -> {
			for (String id : result.group(1).split(", ")) {
				names.computeIfPresent(id, (key, found) -> {
					found.add(result.group(1));
					return found;
				});
			}
		}));
		names.values().removeIf((found) -> !found.isEmpty());
		assertThat(names).isEmpty();
	}

	@Test
	void theTestsOfTheSeedsAreNamedByWhatTheyProve() {
		sources().forEach((type, source) -> {
			if (type.endsWith("SeedTests")) {
				assertThat(Pattern.compile("(?:@DisplayName\\(|@ParameterizedTest\\(name = )\"([^\"]*)")
					.matcher(source)
					.results()
					.map((result) -> result.group(1))
					.toList()).as(type).isNotEmpty().allSatisfy((name) -> assertThat(name).matches(IDS + ": .+"));
			}
		});
	}

	@Test
	void everySnippetCompiles() throws IOException {
		List<MatchResult> blocks = Pattern.compile("(?s)```java\n(.*?)```").matcher(page()).results().toList();
		assertThat(blocks).hasSizeGreaterThanOrEqualTo(4);
		for (MatchResult block : blocks) {
			Path source = Files.createDirectories(this.folder.resolve("at" + block.start())).resolve("Snippet.java");
			Files.writeString(source, IMPORTS + block.group(1));
			assertThat(ToolProvider.getSystemJavaCompiler()
				.run(null, null, null, "-Xlint:all,-serial,-processing,-classfile,-path", "-Werror", "-proc:none", "-d",
						source.getParent().toString(), "-cp", System.getProperty("java.class.path"), source.toString()))
				.as(block.group(1))
				.isZero();
		}
	}

	@Test
	void theLibraryNeedsFewOthers() {
		String pom = read(ROOT.resolve("kerground-spring-boot-autoconfigure/pom.xml"));
		assertThat(Pattern.compile("(?s)<dependency>(.*?)</dependency>")
			.matcher(pom)
			.results()
			.map((dependency) -> dependency.group(1))
			.filter((text) -> !text.contains("<optional>") && !text.contains("<scope>test"))
			.map((text) -> text.replaceAll("(?s).*<artifactId>(.*)</artifactId>.*", "$1")))
			.containsExactly("spring-boot-autoconfigure", "jspecify", "slf4j-api");
	}

	/**
	 * A row of the page.
	 */
	private record Row(String id, String here, String text) {

	}

}
