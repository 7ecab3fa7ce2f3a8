package io.kerground.engine;

import java.time.YearMonth;
import java.util.List;
import java.util.Set;

import io.kerground.core.AmbiguousTaskNameException;
import io.kerground.core.KergroundSetupException;
import io.kerground.core.RetryPolicy;
import io.kerground.core.TaskDefinition;
import io.kerground.core.TaskPriority;
import io.kerground.core.UnknownTaskNameException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class WorkerRegistryTests {

	private final WorkerRegistry registry = new WorkerRegistry();

	@Test
	void isCompleteOnlyAfterDiscovery() {
		assertThat(this.registry.isComplete()).isFalse();
		this.registry.complete();
		assertThat(this.registry.isComplete()).isTrue();
	}

	@Test
	void refusesTasksAfterDiscovery() {
		this.registry.complete();
		assertThatIllegalStateException().isThrownBy(() -> register("reportWorker.monthly", ReportWorker.class))
			.withMessageContaining("reportWorker.monthly");
	}

	@Test
	void listsAllDefinitionsSortedByName() {
		register("b.monthly", ReportWorker.class);
		register("c.monthly", ReportWorker.class);
		register("a.monthly", ReportWorker.class);
		assertThat(this.registry.definitions()).extracting(TaskDefinition::name)
			.containsExactly("a.monthly", "b.monthly", "c.monthly");
	}

	@Test
	void runsStoredTasksByCanonicalNameAndAliasButNotByBareName() {
		register("reportWorker.monthly", ReportWorker.class, "old", "older");
		WorkerTask task = this.registry.task("reportWorker.monthly");
		assertThat(task).isNotNull();
		assertThat(this.registry.task("old")).isSameAs(task);
		assertThat(this.registry.task("monthly")).isNull();
		assertThat(this.registry.task("nope")).isNull();
		assertThat(this.registry.names()).containsExactlyInAnyOrder("reportWorker.monthly", "old", "older");
	}

	@Test
	void findsByCanonicalNameAliasAndBareName() {
		TaskDefinition definition = register("reportWorker.monthly", ReportWorker.class, "old");
		assertThat(this.registry.find("reportWorker.monthly")).isSameAs(definition);
		assertThat(this.registry.find("old")).isSameAs(definition);
		assertThat(this.registry.find("monthly")).isSameAs(definition);
		assertThat(this.registry.find("yearly")).isNull();
	}

	@Test
	void anAliasGoesBeforeABareName() {
		register("a.monthly", ReportWorker.class);
		TaskDefinition renamed = register("b.other", ReportWorker.class, "monthly");
		assertThat(this.registry.find("monthly")).isSameAs(renamed);
	}

	@Test
	void ambiguousBareNameListsTheCandidates() {
		register("b.monthly", ReportWorker.class);
		register("a.monthly", SubWorker.class);
		assertThatExceptionOfType(AmbiguousTaskNameException.class).isThrownBy(() -> this.registry.find("monthly"))
			.satisfies((ex) -> assertThat(ex.candidates()).containsExactly("a.monthly", "b.monthly"));
	}

	@Test
	void twoTasksWithOneNameAreRefusedNamingBothMethodsAndTheFix() {
		register("same", ReportWorker.class);
		assertThatExceptionOfType(KergroundSetupException.class).isThrownBy(() -> register("same", SubWorker.class))
			.satisfies((ex) -> {
				assertThat(ex.code()).isEqualTo("KG002");
				assertThat(ex.description()).contains("'same'", "ReportWorker.monthly", "SubWorker.monthly");
				assertThat(ex.action()).contains("@KerTask(name", "@KerWorker", "@KerIgnore");
			});
	}

	@Test
	void aliasesAreRefusedWhenTheyBelongToAnotherTask() {
		register("a", ReportWorker.class, "old");
		assertThatExceptionOfType(KergroundSetupException.class)
			.isThrownBy(() -> register("b", SubWorker.class, "old"));
		assertThatExceptionOfType(KergroundSetupException.class).isThrownBy(() -> register("c", SubWorker.class, "a"));
		assertThatExceptionOfType(KergroundSetupException.class).isThrownBy(() -> register("old", SubWorker.class));
		assertThat(this.registry.definitions()).hasSize(1);
		assertThat(this.registry.names()).containsExactlyInAnyOrder("a", "old");
	}

	@Test
	void referenceFindsTheExactClassBeforeASubclass() {
		TaskDefinition base = register("base", ReportWorker.class);
		TaskDefinition sub = register("sub", SubWorker.class);
		assertThat(find(ReportWorker.class)).isSameAs(base);
		assertThat(find(SubWorker.class)).isSameAs(sub);
	}

	@Test
	void referenceFindsTheOnlySubclassOrImplementation() {
		TaskDefinition sub = register("sub", SubWorker.class);
		assertThat(find(ReportWorker.class)).isSameAs(sub);
		assertThat(find(Reports.class)).isSameAs(sub);
	}

	@Test
	void referenceToABaseClassOfSeveralWorkersIsAmbiguous() {
		register("b", SubWorker.class);
		register("a", OtherSubWorker.class);
		assertThatExceptionOfType(AmbiguousTaskNameException.class).isThrownBy(() -> find(ReportWorker.class))
			.satisfies((ex) -> assertThat(ex.candidates()).containsExactly("a", "b"));
	}

	@Test
	void referenceToAClassWithSeveralBeansIsAmbiguous() {
		register("a", ReportWorker.class);
		register("b", ReportWorker.class);
		assertThatExceptionOfType(AmbiguousTaskNameException.class).isThrownBy(() -> find(ReportWorker.class));
	}

	@Test
	void referenceWithOtherParametersIsUnknown() {
		register("a", ReportWorker.class);
		assertThatExceptionOfType(UnknownTaskNameException.class)
			.isThrownBy(() -> this.registry.find(ReportWorker.class.getName(), "monthly", "(J)"))
			.withMessageContaining("ReportWorker::monthly is not a task")
			.withMessageContaining("@KerIgnore")
			.withMessageContaining("@KerWorker")
			.satisfies((ex) -> assertThat(ex.nearest()).containsExactly("a"));
	}

	@Test
	void referenceToAnUnknownClassIsUnknown() {
		register("a", ReportWorker.class);
		assertThatExceptionOfType(UnknownTaskNameException.class).isThrownBy(() -> find(String.class));
	}

	@Test
	void descriptorOfAReferenceIncludesTheContext() {
		TaskDefinition definition = definition("a", ReportWorker.class, Set.of());
		this.registry.register(new WorkerTask(definition, (arguments) -> null, true));
		assertThat(this.registry.find(ReportWorker.class.getName(), "monthly",
				"(JLjava/time/YearMonth;Lio/kerground/core/TaskContext;)"))
			.isSameAs(definition);
		assertThatExceptionOfType(UnknownTaskNameException.class).isThrownBy(() -> find(ReportWorker.class));
	}

	@Test
	void referenceToAGenericMethodIsFoundByItsErasedParameters() {
		TaskDefinition definition = new TaskDefinition("a", Set.of(), "a", TextWorker.class, "handle",
				List.of(new TaskDefinition.Parameter("value", String.class, String.class)), void.class, "default",
				TaskPriority.NORMAL, RetryPolicy.DEFAULT, Set.of(), Set.of(), null, null, null);
		this.registry.register(new WorkerTask(definition, (arguments) -> null, false));
		assertThat(this.registry.find(TextWorker.class.getName(), "handle", "(Ljava/lang/Object;)"))
			.isSameAs(definition);
		assertThat(this.registry.find(TextWorker.class.getName(), "handle", "(Ljava/lang/String;)"))
			.isSameAs(definition);
		assertThat(this.registry.find(Handler.class.getName(), "handle", "(Ljava/lang/Object;)")).isSameAs(definition);
		assertThatExceptionOfType(UnknownTaskNameException.class)
			.isThrownBy(() -> this.registry.find(TextWorker.class.getName(), "handle", "(Ljava/lang/Integer;)"));
	}

	@Test
	void nearestNamesAreSortedByDistanceAndLimitedToThree() {
		register("mailWorker.send", ReportWorker.class);
		register("mailWorker.sent", ReportWorker.class);
		register("reportWorker.yearly", ReportWorker.class);
		register("stockWorker.count", ReportWorker.class);
		assertThat(this.registry.nearest("mailWorker.sendd")).startsWith("mailWorker.send", "mailWorker.sent")
			.hasSize(3);
		assertThat(this.registry.nearest("STOCKWORKER.COUNT")).startsWith("stockWorker.count");
	}

	@Test
	void nearestNamesLookAtBareNamesAndAliases() {
		register("aVeryLongNameOfAWorker.renamed", ReportWorker.class, "oldName");
		register("short", SubWorker.class);
		assertThat(this.registry.nearest("monthli")).startsWith("aVeryLongNameOfAWorker.renamed");
		assertThat(this.registry.nearest("oldNam")).startsWith("aVeryLongNameOfAWorker.renamed");
	}

	@Test
	void nearestNamesOfAHugeTextAreFoundQuickly() {
		register("a", ReportWorker.class);
		assertThat(this.registry.nearest("x".repeat(10_000_000))).containsExactly("a");
		assertThat(new WorkerRegistry().nearest("x")).isEmpty();
	}

	private TaskDefinition find(Class<?> type) {
		return this.registry.find(type.getName(), "monthly", "(JLjava/time/YearMonth;)");
	}

	private TaskDefinition register(String name, Class<?> type, String... aliases) {
		TaskDefinition definition = definition(name, type, Set.of(aliases));
		this.registry.register(new WorkerTask(definition, (arguments) -> null, false));
		return definition;
	}

	private static TaskDefinition definition(String name, Class<?> type, Set<String> aliases) {
		return new TaskDefinition(name, aliases, name, type, "monthly",
				List.of(new TaskDefinition.Parameter("customerId", long.class, long.class),
						new TaskDefinition.Parameter("month", YearMonth.class, YearMonth.class)),
				void.class, "default", TaskPriority.NORMAL, RetryPolicy.DEFAULT, Set.of(), Set.of(), null, null, null);
	}

	interface Reports {

		void monthly(long customerId, YearMonth month);

	}

	static class ReportWorker {

		public void monthly(long customerId, YearMonth month) {
		}

	}

	static class SubWorker extends ReportWorker implements Reports {

	}

	static class OtherSubWorker extends ReportWorker {

	}

	static class Handler<T> {

		public void handle(T value) {
		}

	}

	static class TextWorker extends Handler<String> {

	}

}
