package io.kerground.jdbc;

import java.util.List;
import java.util.Set;

/**
 * What a claim has to know, read in one round trip.
 *
 * @param isNode whether the node that claims is registered; its row is locked then
 * @param pausedNames the names that are paused
 * @param pausedQueues the queues that are paused
 * @param filter the condition on names by which the slices were looked at
 * @param heads the beginnings of all slices
 */
record ClaimView(boolean isNode, Set<Integer> pausedNames, Set<Integer> pausedQueues, String filter,
		List<LockedSlices.Head> heads) {

}
