package io.kerground.dashboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.kerground.dashboard.DashboardPages.CsrfHeader;
import io.kerground.dashboard.DashboardPages.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The pages in the jar.
 */
class DashboardPagesTests {

	private static final Path FOLDER = Path.of("src/main/resources/io/kerground/dashboard/web");

	private final DashboardPages pages = new DashboardPages(
			new DashboardSettings("a \"shop\" </script>", "../kerground", true));

	@Test
	void allFilesTogetherStayUnder120Kilobytes() {
		assertThat(DashboardPages.FILES.stream().mapToLong((name) -> size(FOLDER.resolve(name))).sum())
			.isLessThan(120_000);
	}

	@Test
	void everyFileOfTheFolderIsServedButLicencesAndTypes() throws IOException {
		try (Stream<Path> files = Files.walk(FOLDER)) {
			assertThat(files.filter(Files::isRegularFile)
				.map((file) -> FOLDER.relativize(file).toString().replace('\\', '/'))
				.filter((name) -> !name.endsWith(".txt") && !name.endsWith(".d.ts")))
				.containsExactlyInAnyOrderElementsOf(DashboardPages.FILES);
		}
	}

	@Test
	void noFileNamesAnAbsoluteAddressOrRunsText() {
		for (String name : DashboardPages.FILES) {
			String text = new String(content("/v/1/" + name), StandardCharsets.UTF_8);
			assertThat(text).as(name)
				.doesNotContain("href=\"/", "src=\"/", "style=\"", "eval(", "new Function", "document.write");
			if (!name.equals("preact-htm.js")) {
				assertThat(text).as(name).doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "onclick=");
				assertThat(Pattern.compile("https?://[^\\s\"'`]+").matcher(text).results().map(MatchResult::group))
					.as(name)
					.allMatch("http://www.w3.org/2000/svg"::equals);
			}
		}
	}

	@Test
	void whatThePageLoadsIsServedForeverUnderAPathThatChangesWithIt() {
		String index = new String(content("/"), StandardCharsets.UTF_8);
		List<String> links = Pattern.compile("(?:href|src)=\"\\.(/[^\"]+)\"")
			.matcher(index)
			.results()
			.map((match) -> match.group(1))
			.toList();
		assertThat(links).hasSize(4).allSatisfy((link) -> {
			assertThat(link).matches("/v/[0-9a-f]{12}/.*");
			Page page = this.pages.page(link);
			assertThat(page).isNotNull();
			assertThat(page.caching()).contains("immutable");
		});
		assertThat(index).doesNotContain("{version}", "<style");
		assertThat(this.pages.page("/").caching()).isEqualTo("no-store");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v/1/../../guard.class", "/v/1/RequestGuard.class", "/v/1/", "/v/1", "/v//", "/v/",
			"/v/1/%2e%2e/x", "/index.html", "/app.js", "/v/1//app.js", "/v/1/preact-htm.LICENSE.txt", "/x" })
	void nothingElseIsServed(String path) {
		assertThat(this.pages.page(path)).isNull();
	}

	@Test
	void theNameWithoutASlashLeadsToThePageByARelativeAddress() {
		Page page = this.pages.page(DashboardPages.within("/any/prefix/kerground-ui"));
		assertThat(page.status()).isEqualTo(302);
		assertThat(page.location()).isEqualTo("kerground-ui/");
	}

	@Test
	void parametersInThePathAreLeftOut() {
		assertThat(DashboardPages.within("/actuator/kerground-ui/;jsessionid=1")).isEqualTo("/");
	}

	@Test
	void sessionTellsWhatThePagesHaveToKnow() {
		Page page = this.pages.session("ada", new CsrfHeader("X-CSRF-TOKEN", "to\"ken"));
		JsonNode session = JsonMapper.shared().readTree(page.content());
		assertThat(session.at("/application").asString()).isEqualTo("a \"shop\" </script>");
		assertThat(session.at("/endpoint").asString()).isEqualTo("../kerground");
		assertThat(session.at("/writable").asBoolean()).isTrue();
		assertThat(session.at("/user").asString()).isEqualTo("ada");
		assertThat(session.at("/csrfHeader").asString()).isEqualTo("X-CSRF-TOKEN");
		assertThat(session.at("/csrfToken").asString()).isEqualTo("to\"ken");
		assertThat(page.caching()).isEqualTo("no-store");
	}

	private byte[] content(String path) {
		Page page = this.pages.page(path);
		assertThat(page).as(path).isNotNull();
		return page.content();
	}

	private static long size(Path file) {
		try {
			return Files.size(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
