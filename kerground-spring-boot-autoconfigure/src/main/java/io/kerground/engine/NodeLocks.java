package io.kerground.engine;

import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;

import io.kerground.core.Node;
import io.kerground.core.TaskRepository.Ownership;
import org.jspecify.annotations.Nullable;

/**
 * The locks by which the nodes of one store show that their processes live, and what they
 * tell about the bodies that were running in a dead one.
 */
interface NodeLocks {

	/**
	 * Takes the lock of a new node of this process.
	 */
	Held acquire(UUID node);

	/**
	 * Returns whether the process of a node is certainly dead. Must not be asked about a
	 * node of this process.
	 */
	boolean isFree(Node node);

	/**
	 * Returns the tasks whose bodies were running when the process of a node died. Must
	 * not be asked about a node of this process.
	 * @return the tasks, or null when that is not known
	 */
	@Nullable Set<Ownership> running(Node node);

	/**
	 * Removes what a dead node has left.
	 */
	void remove(Node node);

	/**
	 * Returns locks on files beside a store's.
	 * @param storeFile the store's file, or null for a store without one: then nothing is
	 * known about the other nodes but their beats
	 */
	static NodeLocks beside(@Nullable Path storeFile) {
		return new LockFiles(storeFile);
	}

	/**
	 * The lock of a node of this process.
	 */
	interface Held extends AutoCloseable {

		/**
		 * Returns the name by which other processes find the lock.
		 * @return the name, or null when they can't find it
		 */
		@Nullable String name();

		NodeSlots slots();

		/**
		 * Lets go of the lock and leaves what it tells to other processes, as the end of
		 * this process would.
		 */
		void drop();

		/**
		 * Lets go of the lock and removes it: the node has left nothing behind.
		 */
		@Override
		void close();

	}

}
