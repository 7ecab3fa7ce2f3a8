package io.kerground.engine;

import java.util.UUID;

import io.kerground.core.ClaimScope;
import io.kerground.core.Node;
import io.kerground.core.StoreException;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskNames;
import io.kerground.core.TaskRepository;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place of this process among the nodes of its store: joins, beats, looks after the
 * others, comes back under a new id when it was taken for dead, and leaves. Has no thread
 * of its own. Joining, coming back and leaving must not overlap.
 */
final class NodeMembership {

	private static final Logger logger = LoggerFactory.getLogger(NodeMembership.class);

	private final TaskRepository repository;

	private final WorkerRegistry registry;

	private final TaskDispatcher dispatcher;

	private final StoreWatcher watcher;

	private final NodeIdentity identity;

	private final NodeLocks locks;

	private final TaskClock clock;

	private final EngineSettings settings;

	private final TaskRescuer rescuer;

	private final NodeBeat beat;

	private NodeLocks.@Nullable Held lock;

	private volatile @Nullable Node node;

	private boolean left;

	NodeMembership(TaskRepository repository, WorkerRegistry registry, TaskDispatcher dispatcher, StoreWatcher watcher,
			NodeIdentity identity, NodeLocks locks, TaskClock clock, EngineSettings settings) {
		this.repository = repository;
		this.registry = registry;
		this.dispatcher = dispatcher;
		this.watcher = watcher;
		this.identity = identity;
		this.locks = locks;
		this.clock = clock;
		this.settings = settings;
		this.rescuer = new TaskRescuer(repository, identity, locks, clock, settings);
		this.beat = new NodeBeat(repository, clock, settings);
	}

	/**
	 * Becomes a node, takes back what dead ones left, and claims from now on.
	 * @return how many tasks were taken back
	 */
	int start() {
		this.dispatcher.accept();
		Node self = join();
		int recovered = this.rescuer.runOnce(self.seq());
		attach(self);
		return recovered;
	}

	private Node join() {
		this.left = false;
		UUID id = UUID.randomUUID();
		NodeLocks.Held held = this.locks.acquire(id);
		this.dispatcher.useSlots(held.slots());
		Node joined;
		try {
			joined = this.repository.join(this.identity.newNode(id, this.settings.application(), held.name(),
					this.registry.names(), this.clock));
		}
		catch (StoreException ex) {
			held.close();
			throw ex;
		}
		this.lock = held;
		this.node = joined;
		this.beat.beatFor(joined.seq());
		warnOfOtherApplications(joined);
		return joined;
	}

	private void attach(Node self) {
		this.watcher.watchFor(self.seq());
		this.repository.attach(
				new ClaimScope(self.seq(), this.registry.names(), this.settings.queues(),
						this.settings.suspectCrashes(), this.registry.limits(), this.settings.queueLimits()),
				this.dispatcher);
		this.repository.requestClaim();
	}

	private void warnOfOtherApplications(Node self) {
		this.repository.nodes()
			.stream()
			.filter((other) -> !other.application().equals(self.application()))
			.findFirst()
			.ifPresent((other) -> logger.warn("Another application, '{}', works on the same store: each application"
					+ " should have a store of its own", TaskNames.printable(other.application())));
	}

	/**
	 * Tells once that this node lives.
	 * @return false when it has to come back under a new id
	 */
	boolean beat() {
		return this.beat.runOnce();
	}

	/**
	 * Returns how many nanoseconds lie between two beats.
	 */
	long beatInterval() {
		return this.beat.interval();
	}

	/**
	 * Looks at all nodes once and takes the tasks of dead ones back.
	 */
	void rescue() {
		Node self = this.node;
		if (self != null) {
			this.rescuer.runOnce(self.seq());
		}
	}

	/**
	 * Ends all bodies when other nodes may take this one for dead soon, because its beats
	 * do not reach the store.
	 */
	void giveUpWhenOverdue() {
		if (this.beat.isOverdue() && !this.rescuer.isAlone() && this.beat.giveUp()) {
			logger.error("This node could not tell for long that it lives, and other nodes may take its tasks; they are"
					+ " interrupted, and it comes back as a new node when the store can be written again");
			this.dispatcher.pause();
			this.dispatcher.loseAll();
		}
	}

	/**
	 * Comes back as a new node after this one was, or may have been, taken for dead.
	 */
	void rejoin() {
		logger.error("This node was taken for dead, or nearly so, because its beat stood still for {}; its tasks"
				+ " are interrupted and it comes back as a new node", this.settings.lease());
		this.repository.detach();
		this.dispatcher.loseAll();
		Node former = this.node;
		if (former != null) {
			this.rescuer.giveUp(former.seq());
		}
		closeLock();
		Node self = join();
		this.dispatcher.accept();
		attach(self);
	}

	/**
	 * Takes no more tasks and gives those back that have not begun.
	 */
	void refuse() {
		this.dispatcher.refuse();
		try {
			this.repository.detach();
		}
		catch (StoreException ex) {
			// nothing more is claimed all the same, and the stop must go on to its end
			logger.warn("The store could not be written while this node stops", ex);
		}
	}

	/**
	 * Takes the node out of the store. Its tasks must have been given back.
	 */
	void leave() {
		Node self = this.node;
		if (self != null) {
			try {
				this.repository.leave(self.seq());
				this.left = true;
			}
			catch (StoreException ex) {
				logger.warn("This node could not be taken out of the store; another one does that", ex);
			}
		}
	}

	/**
	 * Ends the node, after its last beat. A node that could not leave the store is found
	 * dead by its lock, which also tells that its bodies had ended.
	 */
	void close() {
		if (this.left) {
			closeLock();
		}
		else if (this.lock != null) {
			this.lock.drop();
			this.lock = null;
		}
		this.node = null;
	}

	/**
	 * Returns the store's internal key of the node, 0 when this process is none.
	 */
	long owner() {
		Node self = this.node;
		return (self != null) ? self.seq() : 0;
	}

	/**
	 * Returns whether this process is a node.
	 */
	boolean isMember() {
		return this.node != null;
	}

	private void closeLock() {
		if (this.lock != null) {
			this.lock.close();
			this.lock = null;
		}
	}

}
