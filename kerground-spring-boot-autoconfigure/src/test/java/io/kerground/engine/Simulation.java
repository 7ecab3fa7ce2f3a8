package io.kerground.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

import io.kerground.core.TaskStatus;
import io.kerground.simulation.SteppedStore;
import io.kerground.simulation.StoreFaults;
import io.kerground.simulation.TaskState;

/**
 * A few processes that work on one store, stepped by one thread in an order that a seed
 * decides, while things go wrong; then nothing goes wrong any more, and everything must
 * come to its end.
 */
final class Simulation {

	static final int MAX_CRASHES = 3;

	private static final int PLACES = 3;

	private static final int CALM_ROUNDS = 400;

	private static final int QUIET_LOOKS = 3;

	/** How long bodies go on that do not end: long enough to be taken for stuck. */
	private static final int ENDLESS_ROUNDS = 40;

	/** How fast time passes, in eighths. */
	private static final int[] PACES = { 1, 8, 8, 30 };

	private static final long CALM_NANOS = 100_000_000L;

	private static final int LEAP_AFTER = 20;

	private static final long LEAP_MILLIS = 15 * 60_000L;

	private static final long SECOND = 1_000_000_000L;

	private static final long MILLI = 1_000_000L;

	private static final StoreFaults.Fault[] FAULTS = { StoreFaults.Fault.BUSY, StoreFaults.Fault.FULL,
			StoreFaults.Fault.UNKNOWN_NOT_STORED };

	private final List<SimulatedNode> nodes = new ArrayList<>();

	private final List<SimulatedClock> clocks = new ArrayList<>();

	private final Map<Long, SimulatedNode> processes = new TreeMap<>();

	private final Map<String, Integer> counts = new TreeMap<>();

	private final SimulatedLocks locks = new SimulatedLocks();

	private final SteppedStore store;

	private final SplittableRandom random;

	private final SimulationRules rules;

	private final SimulatedUsers users;

	private final SimulatedSchedules schedules;

	private final long seed;

	private final boolean tracing;

	private final boolean sharedKernel;

	private final boolean poisonous;

	private final boolean deadly;

	private final int harm;

	private final int pace;

	private final StringBuilder log = new StringBuilder();

	private SchedulesEnd ending;

	private SimulatedNode doomed;

	private boolean calm;

	private int within;

	private int round;

	private int steps;

	private long nanos;

	private long lastPid;

	Simulation(long seed, SteppedStore store, boolean tracing) {
		this.seed = seed;
		this.store = store;
		this.tracing = tracing;
		this.random = new SplittableRandom(seed);
		this.sharedKernel = this.random.nextInt(4) > 0;
		// each seed has a temper, so that rare things can add up while others keep away
		this.poisonous = this.random.nextInt(3) == 0;
		this.deadly = this.random.nextInt(3) > 0;
		this.harm = 1 + this.random.nextInt(4);
		this.pace = PACES[this.random.nextInt(PACES.length)];
		this.schedules = new SimulatedSchedules(this.random);
		this.rules = new SimulationRules(this);
		this.users = new SimulatedUsers(this);
		store.whenCommitted(this.rules::committed);
		for (int place = 0; place < PLACES; place++) {
			this.clocks.add(new SimulatedClock(this, this.random.nextInt(1_000_000) * MILLI));
			this.nodes.add(newNode(place));
		}
	}

	/**
	 * Takes a number of steps while things go wrong, then lets everything come to its
	 * end.
	 * @return how many steps were taken in all
	 */
	int run(int chaos) {
		while (this.steps < chaos) {
			step();
			check();
		}
		calmDown();
		return this.steps;
	}

	private void check() {
		if (this.rules.failure() != null) {
			throw new AssertionError(
					"Seed " + this.seed + ", step " + this.steps + ": " + this.rules.failure() + '\n' + this.log);
		}
	}

	private void step() {
		this.steps++;
		if (this.doomed != null) {
			SimulatedNode node = this.doomed;
			this.doomed = null;
			kill(this.nodes.indexOf(node), "killed by a body");
			return;
		}
		int choice = this.random.nextInt(100);
		if (choice < 62) {
			stepNode();
		}
		else if (choice < 82) {
			this.users.step();
		}
		else if (choice < 100 - this.harm) {
			passTime();
		}
		else {
			harm();
		}
	}

	/**
	 * Takes some steps of others while a body or a loop is in the midst of something.
	 */
	void stepWithin(int most) {
		if (this.within == 2) {
			return;
		}
		this.within++;
		for (int i = this.random.nextInt(most); i > 0; i--) {
			step();
		}
		this.within--;
	}

	private void stepNode() {
		SimulatedNode node = this.nodes.get(this.random.nextInt(PLACES));
		if (node.canStep()) {
			node.step();
			this.rules.check(node);
		}
		else if (node.isGone() && this.random.nextInt(8) == 0) {
			restart(this.nodes.indexOf(node));
		}
	}

	private void passTime() {
		int choice = this.random.nextInt(16);
		if (choice < 9) {
			pass(20);
		}
		else if (choice < 15) {
			pass(200);
		}
		else {
			pass(1500);
		}
	}

	private void pass(int millis) {
		this.nanos += this.random.nextInt(millis) * MILLI / 8 * this.pace;
	}

	private void harm() {
		int place = this.random.nextInt(PLACES);
		SimulatedNode node = this.nodes.get(place);
		switch (this.random.nextInt(8)) {
			case 0, 1 -> {
				if (this.deadly) {
					kill(place, "killed");
				}
			}
			case 2, 3 -> {
				count("paused");
				trace(node, "pause");
				node.pause(this.random.nextInt(4) * SECOND * 4);
			}
			case 4 -> {
				count("wall clock stepped");
				trace(node, "wall clock");
				this.clocks.get(place).step(this.random.nextInt(-3_600_000, 3_600_000));
			}
			case 5, 6 -> {
				count("store failing for a while");
				trace(node, "store fails");
				node.faults.fail(FAULTS[this.random.nextInt(FAULTS.length)], this.random.nextInt(10) * SECOND);
			}
			default -> {
				if (node.isRunning() && node.canStep()) {
					count("shut down");
					node.shutDown();
				}
			}
		}
	}

	private void kill(int place, String reason) {
		SimulatedNode node = this.nodes.get(place);
		if (!node.isGone()) {
			count(reason);
			trace(node, reason);
			node.kill();
			if (this.random.nextInt(3) > 0) {
				restart(place);
			}
		}
	}

	private void restart(int place) {
		count("started again");
		this.nodes.set(place, newNode(place));
	}

	private SimulatedNode newNode(int place) {
		Set<String> names = new TreeSet<>();
		for (String name : SimulatedTasks.DEFINITIONS.keySet()) {
			if (this.calm || this.random.nextInt(4) > 0) {
				names.add(name);
			}
		}
		for (String name : this.schedules.all().keySet()) {
			if (this.calm || this.random.nextInt(4) > 0) {
				names.add(name);
			}
		}
		Set<String> queues = (this.calm || this.random.nextInt(3) > 0) ? Set.of() : Set.of("default", "mail");
		int size = 1 + this.random.nextInt(3);
		PoolLimits limits = new PoolLimits(size, this.random.nextInt(2), this.random.nextInt(2),
				this.random.nextInt(3));
		long pid = ++this.lastPid;
		NodeIdentity identity = new NodeIdentity("host", pid, 1, this.sharedKernel ? "boot" : "", "pid");
		SimulatedNode node = new SimulatedNode(this, this.clocks.get(place), identity, limits, names, queues);
		this.processes.put(pid, node);
		return node;
	}

	/**
	 * Lets nothing go wrong any more and waits, in the simulated time, for the end of
	 * everything.
	 */
	private void calmDown() {
		this.calm = true;
		this.doomed = null;
		this.clocks.forEach((clock) -> clock.setShift(0));
		this.nodes.forEach(SimulatedNode::resume);
		this.nodes.get(0).kill();
		restart(0);
		this.ending = new SchedulesEnd(this);
		awaitQuiet();
		this.nodes.forEach(this.rules::checkIdle);
		this.users.checkWaiters();
		check();
		leaveOne();
		check();
	}

	/**
	 * Lets one process do by itself what it can.
	 */
	private void leaveOne() {
		SimulatedNode last = this.nodes.get(this.random.nextInt(PLACES));
		if (last.isRunning() && last.anyName() != null) {
			this.nodes.stream().filter((node) -> node != last).forEach(SimulatedNode::kill);
			this.users.sendTo(last, last.anyName());
			awaitQuiet();
			this.rules.checkIdle(last);
		}
	}

	private void awaitQuiet() {
		int quiet = 0;
		int end = this.round + CALM_ROUNDS;
		while (quiet < QUIET_LOOKS) {
			this.round++;
			if (this.round > end) {
				this.rules.fail("Not all has ended though nothing went wrong for long: " + open() + this.ending.open());
				break;
			}
			boolean ticking = !this.ending.open().isEmpty();
			this.nanos += CALM_NANOS * ((this.round > ENDLESS_ROUNDS && !ticking) ? 1 : 4);
			if (this.round % LEAP_AFTER == 0) {
				this.clocks.forEach((clock) -> clock.step(ticking ? 4 * LEAP_MILLIS : LEAP_MILLIS));
			}
			stepAll();
			if (this.round % 4 == 0) {
				boolean ended = this.ending.look(this.nodes.get(0));
				quiet = (ended && isAllWell() && open().isEmpty()) ? quiet + 1 : 0;
			}
		}
	}

	private void stepAll() {
		for (SimulatedNode node : this.nodes) {
			if (node.canStep()) {
				this.steps += 4;
				node.stepAll();
				this.rules.check(node);
			}
		}
		check();
	}

	/**
	 * Returns the tasks that ought to have ended.
	 */
	private List<TaskState> open() {
		List<TaskState> open = new ArrayList<>();
		for (TaskState task : this.store.states()) {
			boolean waits = task.status() == TaskStatus.PENDING && task.name().equals(SimulatedTasks.UNKNOWN);
			if (!task.status().isFinal() && !waits && !isBlockedForLong(task)) {
				open.add(task);
			}
		}
		return open;
	}

	private boolean isBlockedForLong(TaskState task) {
		if (task.status() != TaskStatus.BLOCKED) {
			return false;
		}
		for (TaskState predecessor : this.store.states()) {
			if (predecessor.seq() == task.blockedBy()) {
				return isBlockedForLong(predecessor) || (predecessor.status() == TaskStatus.PENDING
						&& predecessor.name().equals(SimulatedTasks.UNKNOWN));
			}
		}
		return false;
	}

	void doom(SimulatedNode node) {
		this.doomed = node;
	}

	void count(String what) {
		this.counts.merge(what, 1, Integer::sum);
	}

	void trace(SimulatedNode node, String what) {
		if (this.tracing) {
			this.log.append(this.steps)
				.append(" at ")
				.append(this.nanos / MILLI)
				.append(" ms, process ")
				.append(node.identity.pid())
				.append(": ")
				.append(what)
				.append('\n');
			if (this.log.length() > 12_000) {
				this.log.delete(0, 4_000);
			}
		}
	}

	String story() {
		return this.log.toString();
	}

	Map<String, Integer> counts() {
		return this.counts;
	}

	SimulatedNode process(long pid) {
		return this.processes.get(pid);
	}

	List<SimulatedNode> nodes() {
		return this.nodes;
	}

	SimulationRules rules() {
		return this.rules;
	}

	SimulatedSchedules schedules() {
		return this.schedules;
	}

	SimulatedLocks locks() {
		return this.locks;
	}

	SteppedStore store() {
		return this.store;
	}

	RandomGenerator random() {
		return this.random;
	}

	boolean isPoisonous() {
		return this.poisonous;
	}

	/**
	 * Returns whether nothing at all goes wrong any more, not even bodies that do not
	 * end.
	 */
	boolean isAllWell() {
		return this.round > ENDLESS_ROUNDS;
	}

	boolean isCalm() {
		return this.calm;
	}

	long nanos() {
		return this.nanos;
	}

}
