package io.kerground.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import io.kerground.autoconfigure.KergroundProperties;
import io.kerground.core.KergroundTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the README shows compiles, binds and runs.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class ReadmeTests {

	private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	private static final String IMPORTS = """
			import io.kerground.annotation.*;
			import io.kerground.core.*;
			import java.time.*;
			import java.util.*;
			import org.springframework.web.bind.annotation.*;
			""";

	private static final String WORKERS = """
			@KerWorker("mails")
			class MailWorker {
				public void welcome(String address, TaskContext context) { }
			}
			""";

	@TempDir
	static Path folder;

	@LocalServerPort
	private int port;

	@Autowired
	private KergroundTemplate ker;

	@DynamicPropertySource
	static void properties(DynamicPropertyRegistry registry) {
		registry.add("sample.uploads", () -> folder.resolve("uploads").toString());
	}

	private static List<String> blocks(String language) {
		try {
			String text = Files.readString(ROOT.resolve("README.md"));
			Matcher matcher = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(text);
			List<String> blocks = new ArrayList<>();
			while (matcher.find()) {
				blocks.add(matcher.group(1));
			}
			assertThat(blocks).isNotEmpty();
			return blocks;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void everyJavaSnippetCompiles() throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		int number = 0;
		for (String block : blocks("java")) {
			String code = block.startsWith("@") ? IMPORTS + block
					: IMPORTS + WORKERS + "class Snippet { void run(KergroundTemplate ker) {\n" + block + "\n} }";
			Path source = Files.createDirectories(folder.resolve("snippet" + number++)).resolve("Snippet.java");
			Files.writeString(source, code);
			assertThat(compiler.run(null, null, null, "-Xlint:all,-serial,-processing", "-Werror", "-proc:none", "-d",
					source.getParent().toString(), "-cp", System.getProperty("java.class.path"), source.toString()))
				.as(code)
				.isZero();
		}
	}

	@Test
	void everySettingInTheYamlSnippetsExists() throws IOException {
		for (String block : blocks("yaml")) {
			var source = new YamlPropertySourceLoader()
				.load("readme", new ByteArrayResource(block.getBytes(StandardCharsets.UTF_8)))
				.get(0);
			KergroundProperties properties = new Binder(ConfigurationPropertySources.from(source))
				.bind("kerground", Bindable.of(KergroundProperties.class),
						new NoUnboundElementsBindHandler(BindHandler.DEFAULT))
				.get();
			assertThat(properties.pool().size()).isEqualTo(32);
		}
	}

	@Test
	void theUploadAndTheAnswerWorkAsShown() throws Exception {
		String[] commands = blocks("shell").stream()
			.filter((block) -> block.contains("curl"))
			.findFirst()
			.orElseThrow()
			.split("\n");
		String posted = shell(commands[0]);
		Matcher id = Pattern.compile("\"id\":\"([^\"]+)\"").matcher(posted);
		assertThat(id.find()).as(posted).isTrue();
		this.ker.await(UUID.fromString(id.group(1)), FileReport.class, Duration.ofSeconds(30));
		assertThat(shell(commands[1].replace("{id}", id.group(1)))).contains("\"status\":\"FINISHED\"")
			.contains("\"terms\"");
	}

	private String shell(String command) throws Exception {
		Process process = new ProcessBuilder("sh", "-c",
				command.replace("curl", "curl -s").replace("localhost:8080", "localhost:" + this.port))
			.directory(ROOT.toFile())
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		return output;
	}

	@Test
	void everyPropertyOfTheReadmeIsInTheMetadataAndTheOtherWayRound() throws IOException {
		String text = Files.readString(ROOT.resolve("README.md"));
		String table = text.substring(text.indexOf("## Properties"), text.indexOf("```yaml"));
		List<String> shown = new ArrayList<>();
		for (String line : table.lines().filter((row) -> row.startsWith("| `kerground.")).toList()) {
			String first = line.split("\\|")[1].strip();
			String base = null;
			for (String name : first.replace("`", "").split(" / ")) {
				base = (base != null) ? base : name.substring(0, name.lastIndexOf('.') + 1);
				shown.add(name.startsWith("kerground.") ? name : base + name);
			}
		}
		String metadata = "";
		for (URL resource : Collections
			.list(getClass().getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream in = resource.openStream()) {
				metadata += new String(in.readAllBytes(), StandardCharsets.UTF_8);
			}
		}
		Matcher names = Pattern.compile("\"name\": \"(kerground\\.[a-z.-]+)\",\\s+\"type\": \"(?!io)")
			.matcher(metadata);
		List<String> declared = new ArrayList<>();
		while (names.find()) {
			declared.add(names.group(1));
		}
		assertThat(declared).isNotEmpty();
		assertThat(declared).allSatisfy((name) -> assertThat(shown)
			.anyMatch((property) -> property.equals(name) || property.startsWith(name + ".<name>.")));
	}

}
