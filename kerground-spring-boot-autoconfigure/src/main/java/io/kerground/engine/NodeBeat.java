package io.kerground.engine;

import io.kerground.core.TaskRepository;

/**
 * Tells the store that this node lives, and notices when it was taken for dead all the
 * same.
 */
final class NodeBeat {

	private final TaskRepository repository;

	private final Runnable takenForDead;

	private volatile long owner;

	NodeBeat(TaskRepository repository, Runnable takenForDead) {
		this.repository = repository;
		this.takenForDead = takenForDead;
	}

	void beatFor(long owner) {
		this.owner = owner;
	}

	void runOnce() {
		if (!this.repository.beat(this.owner)) {
			this.takenForDead.run();
		}
	}

}
