package io.kerground.core;

import java.util.Set;

/**
 * What one node may claim at all.
 *
 * @param owner the store's internal key of the node
 * @param names the canonical names and aliases that the node's workers know
 * @param queues the queues that the node works on; empty for all
 * @param suspectCrashes from how many crashes on a task is a suspect: the number of
 * suspects that a node takes is limited by {@link ClaimDemand#suspects}
 * @since 0.1.0
 */
public record ClaimScope(long owner, Set<String> names, Set<String> queues, int suspectCrashes) {

	/**
	 * Takes copies of the sets.
	 */
	public ClaimScope {
		names = Set.copyOf(names);
		queues = Set.copyOf(queues);
	}

}
