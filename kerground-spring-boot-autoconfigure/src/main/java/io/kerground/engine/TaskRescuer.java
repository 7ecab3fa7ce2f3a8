package io.kerground.engine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.kerground.core.Node;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskNames;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskRepository.Ownership;
import io.kerground.core.TaskRepository.RescueRule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the tasks of dead nodes back. A node is dead when the lock that its process held
 * is free, or when its beat stood still for a whole lease of this observer's monotonic
 * clock. No wall clock decides, and no node of this process is probed.
 */
final class TaskRescuer {

	private static final Logger logger = LoggerFactory.getLogger(TaskRescuer.class);

	private static final int BATCH = 500;

	private final Map<Long, Sighting> sightings = new HashMap<>();

	private final TaskRepository repository;

	private final NodeIdentity identity;

	private final NodeLocks locks;

	private final TaskClock clock;

	private final EngineSettings settings;

	private long lookedAt;

	private volatile boolean alone = true;

	TaskRescuer(TaskRepository repository, NodeIdentity identity, NodeLocks locks, TaskClock clock,
			EngineSettings settings) {
		this.repository = repository;
		this.identity = identity;
		this.locks = locks;
		this.clock = clock;
		this.settings = settings;
	}

	/**
	 * Looks at all nodes once.
	 * @param self the store's internal key of this node
	 * @return how many tasks were taken back
	 */
	int runOnce(long self) {
		// taken before the read, so that a pause of this process makes nobody look older
		long now = this.clock.nanos();
		if (now - this.lookedAt > this.settings.lease().toNanos() / 2) {
			// this observer stood still itself, and perhaps kept the others from beating
			this.sightings.clear();
		}
		this.lookedAt = now;
		List<Node> nodes = this.repository.nodes();
		Set<Long> present = new HashSet<>();
		int rescued = 0;
		for (Node node : nodes) {
			present.add(node.seq());
			if (node.seq() != self && isDead(node, now)) {
				rescued += rescue(node);
			}
		}
		this.sightings.keySet().retainAll(present);
		this.alone = nodes.size() <= 1;
		return rescued;
	}

	/**
	 * Returns whether no other node was seen at the latest look.
	 */
	boolean isAlone() {
		return this.alone;
	}

	private boolean isDead(Node node, long now) {
		boolean ownProcess = this.identity.isProcessOf(node);
		if (!ownProcess && this.identity.sharesKernelWith(node) && this.locks.isFree(node)) {
			return true;
		}
		Sighting sighting = this.sightings.get(node.seq());
		if (sighting == null || sighting.beat() != node.beat()) {
			this.sightings.put(node.seq(), new Sighting(node.beat(), now));
			return false;
		}
		return now - sighting.since() >= this.settings.lease().toNanos();
	}

	private int rescue(Node node) {
		boolean readable = !this.identity.isProcessOf(node) && this.identity.sharesKernelWith(node);
		Set<Ownership> running = readable ? this.locks.running(node) : null;
		int rescued = rescue(node.seq(), new RescueRule(this.settings.maxCrashes(), running));
		this.locks.remove(node);
		logger.warn("Node {} (process {} on {}) is dead; {} of its tasks were taken back, {}", node.id(), node.pid(),
				TaskNames.printable(node.host()), rescued, (running != null) ? running.size() + " were running"
						: "and all count a crash, for it is not known which were running");
		return rescued;
	}

	private int rescue(long owner, RescueRule rule) {
		int rescued = 0;
		int batch;
		do {
			batch = this.repository.rescue(owner, rule, BATCH);
			rescued += batch;
		}
		while (batch == BATCH);
		return rescued;
	}

	/**
	 * Takes the tasks back that this node itself gave up; none of them crashed.
	 */
	void giveUp(long owner) {
		rescue(owner, new RescueRule(this.settings.maxCrashes(), Set.of()));
	}

	private record Sighting(long beat, long since) {

	}

}
