package io.kerground.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

import io.kerground.core.KergroundClosedException;
import io.kerground.core.NewTask;
import io.kerground.core.ScheduleRepository;
import io.kerground.core.SendReceipt;
import io.kerground.core.StoreException;
import io.kerground.core.TaskConflictException;
import io.kerground.core.TaskNotFoundException;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskSignals;
import io.kerground.core.TaskVerb;
import io.kerground.simulation.TaskState;

/**
 * Those who send, cancel, retry, delete and wait in a simulation.
 */
final class SimulatedUsers {

	private static final byte[] NO_ARGUMENTS = { '[', ']' };

	private static final TaskPriority[] PRIORITIES = { TaskPriority.NORMAL, TaskPriority.NORMAL, TaskPriority.NORMAL,
			TaskPriority.LOW, TaskPriority.HIGH, TaskPriority.CRITICAL };

	private static final String[] QUEUES = { "default", "default", "default", "mail", "other" };

	private static final int KEYS = 6;

	private static final int RECENT = 24;

	private final List<UUID> recent = new ArrayList<>();

	private final List<Waiter> waiters = new ArrayList<>();

	private final Simulation world;

	private final RandomGenerator random;

	SimulatedUsers(Simulation world) {
		this.world = world;
		this.random = world.random();
	}

	/**
	 * Does one thing in one process.
	 */
	void step() {
		SimulatedNode node = this.world.nodes().get(this.random.nextInt(this.world.nodes().size()));
		if (!node.isRunning() || !node.canStep()) {
			return;
		}
		int choice = this.random.nextInt(22);
		if (choice < 11) {
			send(node);
		}
		else if (choice > 19) {
			control(node);
		}
		else if (choice < 13) {
			command(node, TaskVerb.CANCEL);
		}
		else if (choice < 16) {
			command(node, TaskVerb.RETRY);
		}
		else if (choice < 18) {
			command(node, TaskVerb.DELETE);
		}
		else {
			await(node);
		}
		this.world.rules().check(node);
	}

	private void send(SimulatedNode node) {
		this.world.trace(node, "send");
		List<NewTask> tasks = new ArrayList<>();
		for (int i = (this.random.nextInt(4) == 0) ? 4 : 1; i > 0; i--) {
			tasks.add(task(node));
		}
		try {
			for (SendReceipt receipt : node.repository.send(tasks)) {
				this.world.rules().acknowledged(receipt.id());
			}
		}
		catch (TaskConflictException | TaskNotFoundException ex) {
			this.world.rules().refused(tasks);
		}
		catch (StoreException ex) {
			if (!ex.isOutcomeUnknown()) {
				this.world.rules().refused(tasks);
			}
		}
	}

	private NewTask task(SimulatedNode node) {
		boolean ownId = this.random.nextInt(5) == 0;
		UUID id = ownId ? new UUID(7, this.random.nextInt(KEYS)) : new UUID(this.random.nextLong(), 1);
		String name = SimulatedTasks.SENT
			.get(ownId ? (int) id.getLeastSignificantBits() : this.random.nextInt(SimulatedTasks.SENT.size()));
		if (ownId && this.random.nextInt(20) == 0) {
			name = "work.timed";
		}
		if (name.equals(SimulatedTasks.POISON) && !this.world.isPoisonous()) {
			name = "work.short";
		}
		long now = node.clock.millis();
		long runAt = (this.random.nextInt(4) == 0) ? now + this.random.nextInt(-1000, 20_000) : now;
		UUID predecessor = (this.random.nextInt(8) == 0 && !this.recent.isEmpty()) ? anyRecent() : null;
		remember(id);
		return new NewTask(id, ownId, name, QUEUES[this.random.nextInt(QUEUES.length)],
				PRIORITIES[this.random.nextInt(PRIORITIES.length)], 1 + this.random.nextInt(4), runAt, now,
				NO_ARGUMENTS, id.equals(predecessor) ? null : predecessor);
	}

	private void remember(UUID id) {
		if (this.recent.size() < RECENT) {
			this.recent.add(id);
		}
		else {
			this.recent.set(this.random.nextInt(RECENT), id);
		}
	}

	private UUID anyRecent() {
		return this.recent.get(this.random.nextInt(this.recent.size()));
	}

	private void command(SimulatedNode node, TaskVerb verb) {
		if (this.recent.isEmpty()) {
			return;
		}
		UUID id = anyRecent();
		this.world.trace(node, verb.word());
		this.world.rules().asks(verb, id);
		try {
			boolean done = switch (verb) {
				case CANCEL -> node.repository.cancel(id);
				case RETRY -> node.repository.retry(id);
				default -> node.repository.delete(id);
			};
			this.world.rules().answered(done);
			SimulatedBody body = node.bodies.get(id);
			if (verb == TaskVerb.CANCEL && done && body != null && !body.context.isLost()
					&& !this.world.rules().isSettled(body.task)) {
				this.world.rules().fail("A cancelled body of this process hears of it at once: " + body.task);
			}
		}
		catch (StoreException ex) {
			// nothing is promised
		}
		finally {
			this.world.rules().asks(null, null);
		}
	}

	/**
	 * Says something about a schedule, as a worker's handle does.
	 */
	private void control(SimulatedNode node) {
		List<String> names = List.copyOf(this.world.schedules().all().keySet());
		String name = names.get(this.random.nextInt(names.size()));
		int choice = this.random.nextInt(8);
		this.world.trace(node, "schedule " + name + " " + choice);
		try {
			if (choice < 4) {
				node.recurring.trigger(name);
			}
			else if (choice < 6) {
				Duration period = (this.random.nextInt(4) == 0) ? Duration.ofSeconds(1) : null;
				TaskPriority priority = (this.random.nextInt(4) == 0) ? TaskPriority.HIGH : null;
				node.recurring.resume(name, new ScheduleRepository.Start(period, null, priority));
			}
			else {
				node.recurring.pause(name);
			}
		}
		catch (StoreException ex) {
			// nothing is promised
		}
	}

	private void await(SimulatedNode node) {
		if (!this.recent.isEmpty()) {
			UUID id = anyRecent();
			TaskState state = this.world.store().state(id);
			if (state != null && !state.status().isFinal()) {
				this.waiters.add(new Waiter(node, id, node.signals.waitFor(id)));
			}
		}
	}

	/**
	 * Sends a few tasks that a process knows.
	 */
	void sendTo(SimulatedNode node, String name) {
		for (int i = 0; i < 4; i++) {
			long now = node.clock.millis();
			UUID id = new UUID(this.random.nextLong(), 2);
			node.repository.send(List
				.of(new NewTask(id, false, name, "default", TaskPriority.NORMAL, 1, now, now, NO_ARGUMENTS, null)));
		}
	}

	/**
	 * Checks that everybody who waits for what has ended was told so.
	 */
	void checkWaiters() {
		for (Waiter waiter : this.waiters) {
			TaskState state = this.world.store().state(waiter.id);
			boolean ended = state == null || state.status().isFinal();
			if (ended && waiter.node.isRunning() && !waiter.isTold()) {
				this.world.rules().fail("Nobody told that " + waiter.id + " has ended");
			}
		}
	}

	private record Waiter(SimulatedNode node, UUID id, TaskSignals.Waiting waiting) {

		boolean isTold() {
			try {
				return this.waiting.await(Duration.ZERO);
			}
			catch (KergroundClosedException ex) {
				return true;
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
