package io.kerground.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.kerground.core.KergroundTemplate;
import io.kerground.core.RetryPolicy;
import io.kerground.core.StoreState;
import io.kerground.core.TaskBatch;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskExplanation;
import io.kerground.core.TaskExplanation.Cause;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import io.kerground.core.TemplateSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Why a task does not run.
 */
class TaskExplanationTests {

	@TempDir
	Path folder;

	private final HeldBodies bodies = new HeldBodies();

	private EngineFixture fixture;

	private KergroundTemplate ker;

	@BeforeEach
	void start() {
		this.fixture = EngineFixture.on(this.folder.resolve("kerground.db"))
			.limits(new PoolLimits(2, 0, 0, 1))
			.retryPolicy(new RetryPolicy(3, Duration.ofHours(1), 1, Duration.ofHours(1), 0))
			.task("test.hold", this.bodies::hold)
			.task("test.fail", (arguments) -> {
				throw new IllegalStateException("wrong on purpose");
			})
			.queueLimits(Map.of("narrow", 1))
			.limited("test.limited", 1, this.bodies::hold)
			.start();
		this.ker = this.fixture.ker;
	}

	@AfterEach
	void stop() {
		this.bodies.releaseAll();
		this.fixture.close();
	}

	@Test
	void aTaskThatRunsOrHasEndedWaitsForNothing() {
		UUID running = this.ker.send("test.hold", "a");
		this.bodies.awaitBegun(1);
		assertThat(cause(running)).isEqualTo(Cause.RUNNING);
		this.bodies.release("a");
		this.fixture.await(running);
		assertThat(cause(running)).isEqualTo(Cause.ENDED);
		assertThat(this.ker.explain(UUID.randomUUID())).isEmpty();
	}

	@Test
	void aTaskWaitsForItsTime() {
		UUID id = this.ker.send(TaskRequest.of("test.hold", "later").delay(Duration.ofHours(1)));
		TaskExplanation explanation = explain(id);
		assertThat(explanation.cause()).isEqualTo(Cause.SCHEDULED);
		assertThat(explanation.until()).isEqualTo(this.ker.find(id).orElseThrow().runAt());
		assertThat(explanation.text()).isEqualTo("It waits for its time.");
	}

	@Test
	void aFailedAttemptWaitsForTheNext() {
		UUID id = this.ker.send("test.fail", "a");
		await().atMost(EngineFixture.PATIENCE).until(() -> this.ker.find(id).orElseThrow().attempts().size() == 1);
		TaskExplanation explanation = explain(id);
		assertThat(explanation.cause()).isEqualTo(Cause.SCHEDULED);
		assertThat(explanation.until()).isAfter(Instant.now().plus(Duration.ofMinutes(50)));
		assertThat(explanation.text()).isEqualTo("It waits for the time of its next attempt.");
	}

	@Test
	void aTaskOfAPausedQueueWaitsForItsEndWhateverItsTime() {
		this.fixture.repository.schedules().pauseQueue("default", true);
		assertThat(cause(this.ker.send("test.hold", "a"))).isEqualTo(Cause.QUEUE_PAUSED);
		assertThat(cause(this.ker.send(TaskRequest.of("test.hold", "b").delay(Duration.ofHours(1)))))
			.isEqualTo(Cause.QUEUE_PAUSED);
	}

	@Test
	void aTaskOfAStoppedWorkerWaitsForItsStart() {
		this.fixture.repository.schedules().pauseTasks("test.hold", true);
		assertThat(cause(this.ker.send("test.hold", "a"))).isEqualTo(Cause.WORKER_STOPPED);
	}

	@Test
	void aNameThatNoNodeKnowsWaitsForOneThatDoes() {
		UUID id = this.ker.send(TaskRequest.of("elsewhere.task", "a").external());
		assertThat(explain(id).cause()).isEqualTo(Cause.UNKNOWN_NAME);
		assertThat(explain(id).text()).isEqualTo("No node that lives has a worker for its name.");
		UUID known = this.ker.send(TaskRequest.of("test.hold", "b").delay(Duration.ofHours(1)));
		this.fixture.engine.stop();
		assertThat(explain(known).cause()).isEqualTo(Cause.UNKNOWN_NAME);
		assertThat(explain(known).text()).isEqualTo("No process that works on this store lives.");
	}

	@Test
	void aLimitedTaskTellsWhichOnesFillTheLimit() {
		UUID first = this.ker.send("test.limited", "a");
		this.bodies.awaitBegun(1);
		TaskExplanation explanation = explain(this.ker.send("test.limited", "b"));
		assertThat(explanation.cause()).isEqualTo(Cause.CONCURRENCY_LIMIT);
		assertThat(explanation.tasks()).containsExactly(first);
		assertThat(explanation.text()).endsWith("at once: 1.");
	}

	@Test
	void aTaskOfALimitedQueueTellsWhichOnesFillTheLimit() {
		UUID first = this.ker.send(TaskRequest.of("test.hold", "a").queue("narrow"));
		this.bodies.awaitBegun(1);
		TaskExplanation explanation = explain(this.ker.send(TaskRequest.of("test.hold", "b").queue("narrow")));
		assertThat(explanation.cause()).isEqualTo(Cause.CONCURRENCY_LIMIT);
		assertThat(explanation.tasks()).containsExactly(first);
		assertThat(explanation.text()).isEqualTo("As many tasks of its queue run as may run at once: 1.");
	}

	@Test
	void aFullPoolIsToldToTheNextAndTheirPlaceToTheOthers() {
		fillPool();
		UUID next = this.ker.send("test.hold", "next");
		UUID last = this.ker.send("test.hold", "last");
		assertThat(cause(next)).isEqualTo(Cause.POOL_FULL);
		assertThat(explain(last).cause()).isEqualTo(Cause.BEHIND_OTHERS);
		assertThat(explain(last).ahead()).isEqualTo(1);
		UUID urgent = this.ker.send(TaskRequest.of("test.hold", "urgent").priority(TaskPriority.HIGH));
		UUID low = this.ker.send(TaskRequest.of("test.hold", "low").priority(TaskPriority.LOW));
		this.ker.send(TaskRequest.of("test.hold", "later").priority(TaskPriority.HIGH).delay(Duration.ofHours(1)));
		assertThat(cause(urgent)).isEqualTo(Cause.POOL_FULL);
		assertThat(explain(next).ahead()).isEqualTo(1);
		assertThat(explain(low).ahead()).isEqualTo(3);
		assertThat(explain(low).text())
			.isEqualTo("3 due tasks are more urgent or older, and all slots of this process are taken.");
	}

	@Test
	void tasksOfOneMillisecondStandInTheOrderInWhichTheyWereSent() {
		fillPool();
		Instant due = Instant.now();
		for (int ahead = 0; ahead < 8; ahead++) {
			UUID id = this.ker.send(TaskRequest.of("test.hold", "task " + ahead).at(due));
			assertThat(explain(id).ahead()).isEqualTo(ahead);
		}
	}

	@Test
	void aTaskThatNothingHoldsUpIsAboutToBegin() {
		EngineFixture sender = EngineFixture.on(this.folder.resolve("kerground.db"))
			.sendsOnly()
			.task("test.hold", this.bodies::hold)
			.build();
		fillPool();
		UUID id = this.ker.send("test.hold", "next");
		try (sender) {
			assertThat(sender.ker.explain(id).orElseThrow().cause()).isEqualTo(Cause.READY);
		}
	}

	private void fillPool() {
		this.ker.send("test.hold", "one");
		this.ker.send("test.hold", "two");
		this.bodies.awaitBegun(2);
	}

	@Test
	void aMemberOfASequenceWaitsForTheOneBefore() {
		UUID batch = this.ker
			.send(TaskBatch.sequential().add(TaskRequest.of("test.hold", "a")).add(TaskRequest.of("test.hold", "b")));
		this.bodies.awaitBegun(1);
		List<UUID> members = this.ker.batch(batch).orElseThrow().members();
		TaskExplanation explanation = explain(members.get(1));
		assertThat(this.ker.status(members.get(1))).contains(TaskStatus.BLOCKED);
		assertThat(explanation.cause()).isEqualTo(Cause.PREDECESSOR);
		assertThat(explanation.tasks()).containsExactly(members.get(0));
	}

	@Test
	void aStoreThatCanNotBeWrittenIsToldFirst() {
		UUID id = this.ker.send(TaskRequest.of("test.hold", "later").delay(Duration.ofHours(1)));
		KergroundTemplate reader = new KergroundTemplate(failing(this.fixture.repository), this.fixture.registry,
				this.fixture.serializer, this.fixture.signals, this.fixture.pool, TaskClock.system(),
				new TemplateSettings(10, 1_000, false, Map.of()));
		assertThat(reader.explain(id).orElseThrow().cause()).isEqualTo(Cause.STORE_NOT_WRITABLE);
	}

	private static TaskRepository failing(TaskRepository repository) {
		return (TaskRepository) Proxy.newProxyInstance(TaskRepository.class.getClassLoader(),
				new Class<?>[] { TaskRepository.class }, (proxy, method, arguments) -> {
					if (method.getName().equals("state")) {
						return new StoreState("sqlite", "here", "3", 0, 0, "the disk is full");
					}
					try {
						return method.invoke(repository, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				});
	}

	private Cause cause(UUID id) {
		return explain(id).cause();
	}

	private TaskExplanation explain(UUID id) {
		return this.ker.explain(id).orElseThrow();
	}

}
