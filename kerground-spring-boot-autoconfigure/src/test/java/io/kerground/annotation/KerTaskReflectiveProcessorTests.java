package io.kerground.annotation;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.kerground.core.TaskContext;
import org.junit.jupiter.api.Test;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

class KerTaskReflectiveProcessorTests {

	private final RuntimeHints hints = hints(MailWorker.class);

	@Test
	void tasksCanBeInvoked() throws NoSuchMethodException {
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(MailWorker.class.getMethod("send", Mail.class, TaskContext.class))).accepts(this.hints);
		assertThat(
				RuntimeHintsPredicates.reflection().onMethodInvocation(MailWorker.class.getMethod("all", List.class)))
			.accepts(this.hints);
	}

	@Test
	void methodsThatAreNoTasksAreLeftOut() {
		assertThat(this.hints.reflection().getTypeHint(MailWorker.class))
			.satisfies((type) -> assertThat(java.util.Objects.requireNonNull(type).methods())
				.noneMatch((method) -> method.getName().equals("helper") && method.getMode() == ExecutableMode.INVOKE));
		assertThat(RuntimeHintsPredicates.reflection().onType(Helper.class)).rejects(this.hints);
	}

	@Test
	void argumentsAndResponsesCanBeBound() {
		for (Class<?> type : List.of(Mail.class, Address.class, Part.class, Receipt.class)) {
			assertThat(RuntimeHintsPredicates.reflection().onType(type)).as(type.getSimpleName()).accepts(this.hints);
		}
		assertThat(RuntimeHintsPredicates.reflection().onType(TaskContext.class)).rejects(this.hints);
	}

	private static RuntimeHints hints(Class<?> worker) {
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get("io.kerground.test", "Application")),
				new InMemoryGeneratedFiles());
		GenericApplicationContext context = new GenericApplicationContext();
		context.registerBean(worker);
		new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		return generation.getRuntimeHints();
	}

	record Address(String text) {

	}

	record Mail(Address to) {

	}

	record Part(int number) {

	}

	record Receipt(String id) {

	}

	record Helper(String text) {

	}

	static class Sender<T> {

		@KerTask
		public CompletableFuture<Receipt> all(List<T> parts) {
			return new CompletableFuture<>();
		}

	}

	@KerWorker
	static class MailWorker extends Sender<Part> {

		public void send(Mail mail, TaskContext context) {
		}

		@KerIgnore
		public void helper(Helper helper) {
		}

	}

}
