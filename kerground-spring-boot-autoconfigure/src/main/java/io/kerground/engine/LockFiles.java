package io.kerground.engine;

import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;

import io.kerground.core.Node;
import io.kerground.core.TaskRepository.Ownership;
import org.jspecify.annotations.Nullable;

/**
 * Locks on files beside the store's, or none when the store has no file.
 *
 * @param storeFile the store's file, or null
 */
record LockFiles(@Nullable Path storeFile) implements NodeLocks {

	@Override
	public Held acquire(UUID node) {
		return (this.storeFile != null) ? NodeLock.acquire(this.storeFile, node) : new NoLock(NodeSlots.inMemory());
	}

	@Override
	public boolean isFree(Node node) {
		return NodeLock.isFree(this.storeFile, node);
	}

	@Override
	public @Nullable Set<Ownership> running(Node node) {
		return NodeLock.running(this.storeFile, node);
	}

	@Override
	public void remove(Node node) {
		NodeLock.remove(this.storeFile, node);
	}

	/**
	 * Stands for a lock where there can be none.
	 *
	 * @param slots slots that nobody can read
	 */
	private record NoLock(NodeSlots slots) implements Held {

		@Override
		public @Nullable String name() {
			return null;
		}

		@Override
		public void drop() {
			// nothing is held
		}

		@Override
		public void close() {
			// nothing is held
		}

	}

}
