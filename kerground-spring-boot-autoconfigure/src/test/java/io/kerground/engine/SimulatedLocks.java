package io.kerground.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.kerground.core.Node;
import io.kerground.core.TaskRepository.Ownership;

/**
 * The lock files of a simulated machine, which outlive its processes.
 */
final class SimulatedLocks implements NodeLocks {

	private final Map<String, Lock> files = new HashMap<>();

	@Override
	public Lock acquire(UUID node) {
		Lock lock = new Lock("lock-" + node, NodeSlots.inMemory());
		this.files.put(lock.name, lock);
		return lock;
	}

	@Override
	public boolean isFree(Node node) {
		Lock lock = this.files.get(node.lockFile());
		return lock != null && !lock.held;
	}

	@Override
	public Set<Ownership> running(Node node) {
		Lock lock = this.files.get(node.lockFile());
		return (lock != null) ? lock.running() : null;
	}

	@Override
	public void remove(Node node) {
		this.files.remove(node.lockFile());
	}

	/**
	 * Returns whether the lock file of a node is there.
	 */
	boolean tellsOf(Node node) {
		return this.files.containsKey(node.lockFile());
	}

	/**
	 * Returns the locks as one process sees them; those that it takes are added to a set.
	 */
	NodeLocks ofProcess(Set<Lock> held) {
		return new NodeLocks() {

			@Override
			public Held acquire(UUID node) {
				Lock lock = SimulatedLocks.this.acquire(node);
				held.add(lock);
				return lock;
			}

			@Override
			public boolean isFree(Node node) {
				return SimulatedLocks.this.isFree(node);
			}

			@Override
			public Set<Ownership> running(Node node) {
				return SimulatedLocks.this.running(node);
			}

			@Override
			public void remove(Node node) {
				SimulatedLocks.this.remove(node);
			}

		};
	}

	/**
	 * One lock file.
	 */
	final class Lock implements Held {

		private final String name;

		private final NodeSlots slots;

		private boolean held = true;

		private Set<Ownership> runningAtDeath;

		private Lock(String name, NodeSlots slots) {
			this.name = name;
			this.slots = slots;
		}

		@Override
		public void drop() {
			if (this.held) {
				this.runningAtDeath = this.slots.running();
				this.held = false;
			}
		}

		private Set<Ownership> running() {
			return this.held ? this.slots.running() : this.runningAtDeath;
		}

		@Override
		public String name() {
			return this.name;
		}

		@Override
		public NodeSlots slots() {
			return this.slots;
		}

		@Override
		public void close() {
			this.held = false;
			SimulatedLocks.this.files.remove(this.name);
		}

	}

}
