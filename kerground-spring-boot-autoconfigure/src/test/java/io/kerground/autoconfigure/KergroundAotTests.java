package io.kerground.autoconfigure;

import java.nio.file.Path;

import io.kerground.actuate.KergroundDescriptors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is kept for applications that are processed ahead of time.
 */
class KergroundAotTests {

	@TempDir
	Path folder;

	@Test
	void schemaPropertiesAndDescriptorsAreKept() {
		RuntimeHints hints = process();
		assertThat(RuntimeHintsPredicates.resource().forResource("io/kerground/jdbc/schema/sqlite/V1__tasks.sql"))
			.accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(KergroundProperties.Store.class)).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onType(KergroundDescriptors.TaskDescriptor.class)
			.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).accepts(hints);
	}

	@Test
	void processingOpensNoStore() {
		process();
		assertThat(this.folder).isEmptyDirectory();
	}

	private RuntimeHints process() {
		InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get(KergroundAotTests.class)), files);
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			TestPropertyValues
				.of("kerground.store.path=" + this.folder.resolve("kerground.db"),
						"management.endpoints.web.exposure.include=kerground")
				.applyTo(context);
			context.register(KergroundAutoConfiguration.class, EndpointAutoConfiguration.class,
					WebEndpointAutoConfiguration.class, KergroundEndpointAutoConfiguration.class, CounterWorker.class);
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		}
		generation.writeGeneratedContent();
		assertThat(files.getGeneratedFiles(GeneratedFiles.Kind.SOURCE).keySet())
			.anyMatch((name) -> name.contains(KergroundAutoConfiguration.class.getSimpleName()));
		return generation.getRuntimeHints();
	}

}
