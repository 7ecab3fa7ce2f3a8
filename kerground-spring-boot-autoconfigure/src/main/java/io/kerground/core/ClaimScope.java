package io.kerground.core;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one node may claim at all.
 *
 * @param owner the store's internal key of the node
 * @param names the canonical names and aliases that the node's workers know
 * @param queues the queues that the node works on; empty for all
 * @param suspectCrashes from how many crashes on a task is a suspect: the number of
 * suspects that a node takes is limited by {@link ClaimDemand#suspects}
 * @param limits how many tasks of some names run at once over all nodes; such tasks are
 * never claimed ahead
 * @param queueLimits how many tasks of some queues run at once over all nodes; such tasks
 * are never claimed ahead
 * @since 0.1.0
 */
public record ClaimScope(long owner, Set<String> names, Set<String> queues, int suspectCrashes,
		List<ConcurrencyLimit> limits, Map<String, Integer> queueLimits) {

	/**
	 * Takes copies of the collections.
	 */
	public ClaimScope {
		names = Set.copyOf(names);
		queues = Set.copyOf(queues);
		limits = List.copyOf(limits);
		queueLimits = Map.copyOf(queueLimits);
	}

	/**
	 * Creates a scope without limits.
	 * @param owner the store's internal key of the node
	 * @param names the canonical names and aliases that the node's workers know
	 * @param queues the queues that the node works on; empty for all
	 * @param suspectCrashes from how many crashes on a task is a suspect
	 */
	public ClaimScope(long owner, Set<String> names, Set<String> queues, int suspectCrashes) {
		this(owner, names, queues, suspectCrashes, List.of(), Map.of());
	}

	/**
	 * How many tasks run at once.
	 *
	 * @param names the names that are counted together: the canonical one and its aliases
	 * @param limit how many tasks of these names run at once over all nodes
	 */
	public record ConcurrencyLimit(Set<String> names, int limit) {

		/**
		 * Takes a copy of the names.
		 */
		public ConcurrencyLimit {
			names = Set.copyOf(names);
		}

	}

}
