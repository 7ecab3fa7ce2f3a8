package io.kerground.simulation;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

import io.kerground.core.ClaimScope;
import io.kerground.core.ClaimScope.ConcurrencyLimit;

/**
 * How many more tasks of each limited name of the model store may start; none of a paused
 * name may.
 */
final class ModelLimits {

	static final ModelLimits NONE = new ModelLimits(Map.of());

	private final Map<String, int[]> free;

	private ModelLimits(Map<String, int[]> free) {
		this.free = free;
	}

	static ModelLimits read(ModelStore store, ClaimScope scope, Set<String> pausedTasks) {
		if ((scope.limits().isEmpty() && pausedTasks.isEmpty()) || store.has(PlantedBug.LIMITS_IGNORED)) {
			return NONE;
		}
		Map<String, int[]> free = new HashMap<>();
		for (ConcurrencyLimit limit : scope.limits()) {
			int[] left = { limit.limit() };
			for (ModelRow row : store.running.values()) {
				boolean counts = row.owner == scope.owner() || !store.has(PlantedBug.LIMITS_OF_ONE_NODE);
				left[0] -= (limit.names().contains(row.name) && counts) ? 1 : 0;
			}
			limit.names().forEach((name) -> free.put(name, left));
		}
		pausedTasks.forEach((name) -> free.put(name, new int[1]));
		return new ModelLimits(free);
	}

	ModelLimits copy() {
		if (this.free.isEmpty()) {
			return this;
		}
		IdentityHashMap<int[], int[]> copies = new IdentityHashMap<>();
		Map<String, int[]> copied = new HashMap<>();
		this.free.forEach((name, left) -> copied.put(name, copies.computeIfAbsent(left, int[]::clone)));
		return new ModelLimits(copied);
	}

	boolean isLimited(String name) {
		return this.free.containsKey(name);
	}

	boolean isExhausted(String name) {
		int[] left = this.free.get(name);
		return left != null && left[0] <= 0;
	}

	boolean take(String name) {
		int[] left = this.free.get(name);
		if (left == null) {
			return true;
		}
		if (left[0] <= 0) {
			return false;
		}
		left[0]--;
		return true;
	}

}
