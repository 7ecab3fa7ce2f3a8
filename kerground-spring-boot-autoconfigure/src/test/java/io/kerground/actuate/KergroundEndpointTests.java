package io.kerground.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.kerground.StubOperations;
import io.kerground.StubStore;
import io.kerground.actuate.KergroundDescriptors.AttemptDescriptor;
import io.kerground.actuate.KergroundDescriptors.ChangeDescriptor;
import io.kerground.actuate.KergroundDescriptors.DefinitionsDescriptor;
import io.kerground.actuate.KergroundDescriptors.NodesDescriptor;
import io.kerground.actuate.KergroundDescriptors.QueueDescriptor;
import io.kerground.actuate.KergroundDescriptors.QueuesDescriptor;
import io.kerground.actuate.KergroundDescriptors.SummaryDescriptor;
import io.kerground.actuate.KergroundDescriptors.TaskDescriptor;
import io.kerground.actuate.KergroundDescriptors.TasksDescriptor;
import io.kerground.core.StoreState;
import io.kerground.core.Task;
import io.kerground.core.TaskAttempt;
import io.kerground.core.TaskError;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskStatus;
import io.kerground.core.TaskVerb;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.Show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the endpoint answers, whatever it is called by.
 */
class KergroundEndpointTests {

	private static final String HIDDEN = SanitizableData.SANITIZED_VALUE;

	private final StubStore store = new StubStore();

	private final KergroundEndpoint endpoint = endpoint(Show.NEVER);

	@Test
	void summaryCountsByStatusByQueueAndByName() {
		this.store.add("reports.monthly", "default", TaskStatus.PENDING);
		this.store.add("reports.monthly", "default", TaskStatus.PENDING);
		this.store.add("mails.send", "mail", TaskStatus.FAILED);
		this.store.oldestReadyAge = Duration.ofNanos(1_500_300_000);
		SummaryDescriptor summary = this.endpoint.summary();
		assertThat(summary.tasks()).containsExactly(Map.entry("blocked", 0L), Map.entry("pending", 2L),
				Map.entry("running", 0L), Map.entry("finished", 0L), Map.entry("failed", 1L),
				Map.entry("cancelled", 0L));
		assertThat(summary.queues()).containsOnlyKeys("default", "mail");
		assertThat(summary.queues().get("mail")).containsEntry("failed", 1L).containsEntry("pending", 0L);
		assertThat(summary.names().get("reports.monthly")).containsEntry("pending", 2L);
		assertThat(summary.oldestReadyAge()).isEqualTo(Duration.ofMillis(1500));
		assertThat(summary.store().location()).isEqualTo("memory");
		assertThat(summary.store().writable()).isTrue();
		assertThat(summary.store().walSize()).isEqualTo(512);
	}

	@Test
	void summaryNamesPendingTasksThatNobodyKnows() {
		this.store.add("gone.task", "default", TaskStatus.PENDING);
		this.store.add("gone.ended", "default", TaskStatus.FINISHED);
		this.store.add("mails.send", "default", TaskStatus.PENDING);
		this.store.add("mails.old", "default", TaskStatus.PENDING);
		this.store.add("elsewhere.task", "default", TaskStatus.PENDING);
		this.store.addNode("other", "elsewhere.task");
		assertThat(this.endpoint.summary().unknownTasks()).containsExactly("gone.task");
	}

	@Test
	void summaryHidesWhyAWriteFailed() {
		this.store.state = new StoreState("stub", "memory", "1", -1, -1, "disk full at secret place");
		SummaryDescriptor summary = this.endpoint.summary();
		assertThat(summary.store().writable()).isFalse();
		assertThat(summary.store().failure()).isEqualTo(HIDDEN);
		assertThat(summary.store().size()).isNull();
		assertThat(endpoint(Show.ALWAYS).summary().store().failure()).isEqualTo("disk full at secret place");
	}

	@ParameterizedTest
	@EnumSource(TaskStatus.class)
	void listsTheTasksOfEachStatus(TaskStatus status) {
		for (TaskStatus each : TaskStatus.values()) {
			this.store.add("mails.send", "default", each);
		}
		TasksDescriptor page = (TasksDescriptor) list(EndpointView.valueOf(status.name()));
		assertThat(page.tasks()).singleElement()
			.satisfies((task) -> assertThat(task.status()).isEqualTo(DescriptorFactory.word(status)));
	}

	@Test
	void listFiltersByNameAndQueueAndGoesFromPageToPage() {
		for (int i = 0; i < 3; i++) {
			this.store.add("mails.send", "mail", TaskStatus.PENDING);
			this.store.add("mails.send", "default", TaskStatus.PENDING);
			this.store.add("reports.monthly", "mail", TaskStatus.PENDING);
		}
		TasksDescriptor first = (TasksDescriptor) list(EndpointView.PENDING, 2, null, "mails.send", "mail");
		assertThat(first.tasks()).hasSize(2);
		TasksDescriptor second = (TasksDescriptor) list(EndpointView.PENDING, 2, first.next(), "mails.send", "mail");
		assertThat(second.tasks()).hasSize(1);
		assertThat(second.next()).isNull();
	}

	@Test
	void listHoldsNoValuesAndHidesMessages() {
		this.store.add("mails.send", "default", TaskStatus.FAILED);
		TaskDescriptor task = ((TasksDescriptor) list(EndpointView.FAILED)).tasks().get(0);
		assertThat(task.arguments()).isNull();
		assertThat(task.attempts()).isNull();
		assertThat(task.error()).satisfies((error) -> {
			assertThat(error.type()).isEqualTo("java.lang.IllegalStateException");
			assertThat(error.message()).isEqualTo(HIDDEN);
			assertThat(error.stackTrace()).isNull();
		});
	}

	@ParameterizedTest
	@ValueSource(ints = { Integer.MIN_VALUE, -1, 0, 201, Integer.MAX_VALUE })
	void sizeOutOfItsRangeIsRefused(int size) {
		assertRefused(() -> list(EndpointView.PENDING, size, null, null, null), "size must be 1 to 200");
	}

	@Test
	void keyThatIsNoneIsRefused() {
		assertRefused(() -> list(EndpointView.PENDING, null, "'; drop table", null, null),
				"after must be the 'next' of a page before");
	}

	@ParameterizedTest
	@EnumSource(value = EndpointView.class, names = { "DEFINITIONS", "NODES", "QUEUES" })
	void filtersAreRefusedWhereNoTasksAreListed(EndpointView view) {
		assertRefused(() -> list(view, null, null, "mails.send", null),
				"size, after, count and conditions are for lists of tasks");
	}

	@Test
	void listsDefinitions() {
		DefinitionsDescriptor definitions = (DefinitionsDescriptor) list(EndpointView.DEFINITIONS);
		assertThat(definitions.definitions()).singleElement().satisfies((definition) -> {
			assertThat(definition.name()).isEqualTo("mails.send");
			assertThat(definition.aliases()).containsExactly("mails.old");
			assertThat(definition.method()).isEqualTo("StubOperations.method(int count)");
			assertThat(definition.priority()).isEqualTo("normal");
			assertThat(definition.maxAttempts()).isEqualTo(10);
		});
	}

	@Test
	void listsNodes() {
		this.store.addNode("shop", "b", "a");
		NodesDescriptor nodes = (NodesDescriptor) list(EndpointView.NODES);
		assertThat(nodes.nodes()).singleElement().satisfies((node) -> {
			assertThat(node.id()).isEqualTo(this.store.nodes.get(0).id().toString());
			assertThat(node.application()).isEqualTo("shop");
			assertThat(node.tasks()).containsExactly("a", "b");
		});
	}

	@Test
	void listsQueuesWithTasksAndQueuesOfWorkers() {
		this.store.add("mails.send", "elsewhere", TaskStatus.RUNNING);
		QueuesDescriptor queues = (QueuesDescriptor) list(EndpointView.QUEUES);
		assertThat(queues.queues()).extracting(QueueDescriptor::name).containsExactly("elsewhere", "mail");
		assertThat(queues.queues().get(0).tasks()).containsEntry("running", 1L);
		assertThat(queues.queues().get(1).tasks()).containsEntry("running", 0L);
	}

	@Test
	void showsOneTaskWithItsValuesHidden() {
		UUID id = this.store.add("mails.send", "mail", TaskStatus.FINISHED);
		TaskDescriptor task = (TaskDescriptor) one(EndpointPart.TASK, id.toString());
		assertThat(task.id()).isEqualTo(id.toString());
		assertThat(task.priority()).isEqualTo("high");
		assertThat(task.createdAt()).isEqualTo(StubStore.SENT_AT);
		assertThat(task.arguments()).isEqualTo(HIDDEN);
		assertThat(task.response()).isEqualTo(HIDDEN);
		assertThat(task.error()).isNull();
	}

	@Test
	void showsProgress() {
		UUID id = this.store.add("mails.send", "mail", TaskStatus.RUNNING);
		TaskDescriptor task = (TaskDescriptor) one(EndpointPart.TASK, id.toString());
		assertThat(task.progress()).isEqualTo(new KergroundDescriptors.ProgressDescriptor(3, 7));
		assertThat(task.response()).isNull();
	}

	@Test
	void showsValuesWhereTheyAreShownToAll() {
		UUID id = this.store.add("mails.send", "mail", TaskStatus.FAILED);
		TaskDescriptor task = (TaskDescriptor) endpoint(Show.ALWAYS).one(EndpointPart.TASK, id.toString(), null);
		assertThat(task).isNotNull();
		assertThat(task.arguments()).isEqualTo("[\"secret argument\"]");
		assertThat(task.error()).isEqualTo(new KergroundDescriptors.ErrorDescriptor("java.lang.IllegalStateException",
				"secret message", "secret trace"));
	}

	@Test
	void sanitizingFunctionsHideSingleValues() {
		UUID id = this.store.add("mails.send", "mail", TaskStatus.FINISHED);
		KergroundEndpoint sanitizing = new KergroundEndpoint(StubOperations.on(this.store), this.store,
				List.of((data) -> data.getKey().equals("kerground.task.arguments") ? data.withSanitizedValue() : data),
				Show.ALWAYS, EndpointSupport.of(null, null));
		TaskDescriptor task = (TaskDescriptor) sanitizing.one(EndpointPart.TASK, id.toString(), null);
		assertThat(task).isNotNull();
		assertThat(task.arguments()).isEqualTo(HIDDEN);
		assertThat(task.response()).isEqualTo("\"secret response\"");
	}

	@Test
	void showsTheAttemptsOfATask() {
		UUID id = UUID.randomUUID();
		UUID owner = UUID.randomUUID();
		Instant ended = StubStore.SENT_AT.plusSeconds(5);
		this.store.tasks.put(id,
				new Task(id, "mails.send", "mail", TaskPriority.LOW, TaskStatus.RUNNING, 2, 10, 1, StubStore.SENT_AT,
						StubStore.SENT_AT, ended, null, owner, null, "[]", null, null,
						List.of(new TaskAttempt(9_007_199_254_740_993L, 1, TaskVerb.RETRY, StubStore.SENT_AT, ended,
								new TaskError("a.B", "m", "t"))),
						null));
		TaskDescriptor task = (TaskDescriptor) one(EndpointPart.TASK, id.toString());
		assertThat(task.owner()).isEqualTo(owner.toString());
		assertThat(task.attempts()).containsExactly(new AttemptDescriptor(1, "retry", StubStore.SENT_AT, ended,
				new KergroundDescriptors.ErrorDescriptor("a.B", HIDDEN, HIDDEN)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "00000000-0000-0000-0000-000000000000", "1-1-1-1-1", "x", "", "' or 1=1 --", "../nodes" })
	void unknownAndMalformedIdsAreNotFound(String id) {
		this.store.add("mails.send", "mail", TaskStatus.FAILED);
		assertThat(this.endpoint.one(EndpointPart.TASK, id, null)).isNull();
		assertThat(
				this.endpoint.change(EndpointPart.TASK, id, EndpointAction.DELETE, null, null, null, null, null, null))
			.isNull();
		assertThat(this.store.tasks).hasSize(1);
	}

	@Test
	void showsOneQueueByName() {
		this.store.add("mails.send", "mail", TaskStatus.PENDING);
		this.store.add("mails.send", "default", TaskStatus.PENDING);
		QueueDescriptor queue = (QueueDescriptor) one(EndpointPart.QUEUE, "mail");
		assertThat(queue.tasks()).containsEntry("pending", 1L);
		assertThat(queue.names()).containsOnlyKeys("mails.send");
		assertThat(this.endpoint.one(EndpointPart.QUEUE, "nowhere", null)).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "RETRY, FAILED, pending", "RETRY, CANCELLED, pending", "CANCEL, PENDING, cancelled",
			"CANCEL, RUNNING, cancelled", "DELETE, FINISHED," })
	void actionsChangeTasks(EndpointAction action, TaskStatus before, String after) {
		UUID id = this.store.add("mails.send", "mail", before);
		OperationResponseBody change = this.endpoint.change(EndpointPart.TASK, id.toString(), action, null, null, null,
				null, null, null);
		assertThat(change).isEqualTo(new ChangeDescriptor(id.toString(), DescriptorFactory.word(action), true, after));
	}

	@ParameterizedTest
	@CsvSource({ "RETRY, RUNNING, running", "CANCEL, FINISHED, finished", "DELETE, RUNNING, running" })
	void actionsSayWhenTheyChangeNothing(EndpointAction action, TaskStatus before, String after) {
		UUID id = this.store.add("mails.send", "mail", before);
		OperationResponseBody change = this.endpoint.change(EndpointPart.TASK, id.toString(), action, null, null, null,
				null, null, null);
		assertThat(change).isEqualTo(new ChangeDescriptor(id.toString(), DescriptorFactory.word(action), false, after));
	}

	@Test
	void queueHasNoActions() {
		assertRefused(() -> this.endpoint.change(EndpointPart.QUEUE, "mail", EndpointAction.DELETE, null, null, null,
				null, null, null), "a queue has no action 'delete'");
	}

	private KergroundEndpoint endpoint(Show showValues) {
		return new KergroundEndpoint(
				StubOperations.on(this.store, StubOperations.definition("mails.send", "mail", "mails.old")), this.store,
				List.of(), showValues, EndpointSupport.of(null, null));
	}

	private OperationResponseBody list(EndpointView view) {
		return list(view, null, null, null, null);
	}

	private OperationResponseBody list(EndpointView view, Integer size, String after, String task, String queue) {
		return this.endpoint.list(view, size, after, task, queue, null, null, null, null, null, null);
	}

	private OperationResponseBody one(EndpointPart kind, String name) {
		OperationResponseBody body = this.endpoint.one(kind, name, null);
		assertThat(body).isNotNull();
		return body;
	}

	private static void assertRefused(ThrowingCallable call, String reason) {
		assertThatExceptionOfType(InvalidEndpointRequestException.class).isThrownBy(call)
			.extracting(InvalidEndpointRequestException::getReason)
			.isEqualTo(reason);
	}

}
