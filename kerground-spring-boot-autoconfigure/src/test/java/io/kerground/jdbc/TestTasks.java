package io.kerground.jdbc;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import io.kerground.core.NewTask;
import io.kerground.core.Node;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskRepository;

/**
 * Makes tasks and nodes for tests.
 */
final class TestTasks {

	private static final AtomicLong NUMBERS = new AtomicLong();

	private TestTasks() {
	}

	static NewTask task(String name, TaskClock clock) {
		return task(name, "default", TaskPriority.NORMAL, clock.millis(), clock.millis());
	}

	static NewTask task(String name, String queue, TaskPriority priority, long runAt, long createdAt) {
		return new NewTask(id(), false, name, queue, priority, 3, runAt, createdAt, json("[1]"), null);
	}

	static NewTask critical(String name, TaskClock clock) {
		return task(name, "default", TaskPriority.CRITICAL, clock.millis(), clock.millis());
	}

	static NewTask owned(UUID id, String name, String arguments, TaskClock clock) {
		return new NewTask(id, true, name, "default", TaskPriority.NORMAL, 3, clock.millis(), clock.millis(),
				json(arguments), null);
	}

	static NewTask after(UUID predecessor, String name, TaskClock clock) {
		return new NewTask(id(), false, name, "default", TaskPriority.NORMAL, 3, clock.millis(), clock.millis(),
				json("[2]"), predecessor);
	}

	static NewTask delayed(String name, long runAt, TaskClock clock) {
		return task(name, "default", TaskPriority.NORMAL, runAt, clock.millis());
	}

	static UUID send(TaskRepository store, NewTask task) {
		return store.send(List.of(task)).get(0).id();
	}

	static Node node(TaskRepository store, TaskClock clock) {
		return store.join(new Node(0, id(), "app", "host", 42, 7, "boot", "pidns", null, Set.of("a.b", "c.d"),
				clock.instant(), 0));
	}

	static UUID id() {
		return new UUID(NUMBERS.incrementAndGet() << 16 | 0x7000, UUID.randomUUID().getLeastSignificantBits());
	}

	static byte[] json(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	static Instant at(long millis) {
		return Instant.ofEpochMilli(millis);
	}

}
