package io.kerground.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import io.kerground.core.ClaimScope;
import io.kerground.core.ClaimedTask;
import io.kerground.core.CommitListener;
import io.kerground.core.KergroundClosedException;
import io.kerground.core.StoreException;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskEvent;
import io.kerground.core.TaskIntake;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of a store: takes everything that waits, writes it in one transaction,
 * and answers each caller.
 */
final class GroupCommit {

	/*
	 * Grouping. A group is what has gathered while the group before it was written. So
	 * one sender pays one commit for each task, and many senders share one.
	 *
	 * Order. Settle, claim, send, other commands, counters, commit. Slots of settled
	 * tasks are free for the claim; what the claim leaves is free for the sends. After
	 * the commit the claimed tasks are handed over first, then listeners hear, then
	 * callers are answered.
	 *
	 * Durability. A group that a caller waits for is synced when the store promises to
	 * survive power cuts. Settlements alone are not: losing one means a second run, which
	 * at-least-once allows.
	 *
	 * Failure. What the database refuses alone fails alone: a send or another command
	 * fails its caller, an outcome fails its task. Since that is rare, sends and outcomes
	 * are first written with nothing to undo them alone; a group of which something was
	 * refused is written again with care. A group that fails is rolled back and fails its
	 * callers; its settlements are kept and tried again, because nobody else knows of
	 * them. Until a group succeeds nothing is claimed, callers are tried for and answered
	 * at once, and the writer tries by itself after growing pauses.
	 *
	 * Other processes. The database is locked by one group at a time. Waiting for the
	 * lock is done here in short random pauses, since SQLite's own waiting starves the
	 * polite one.
	 */

	private static final Logger logger = LoggerFactory.getLogger(GroupCommit.class);

	private static final long CLOSING_NANOS = TimeUnit.SECONDS.toNanos(5);

	private static final long FAILURE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	private final WriteQueue queue;

	private final ReentrantLock writing = new ReentrantLock();

	private final WriterConnection connection;

	private final GroupDelivery delivery;

	private final TaskClock clock;

	private final Duration timeout;

	private final StoreOutage outage;

	private final WriterRest rest;

	private final ClaimRecalls recalls = new ClaimRecalls();

	private final LockWaits locks;

	/** How many senders the latest group has answered, if it was synced. */
	private int answered;

	/** How long the latest group took. */
	private long groupNanos;

	private volatile boolean closing;

	private volatile boolean changedElsewhere;

	private volatile @Nullable Attachment attachment;

	private volatile @Nullable TaskIntake lastIntake;

	/**
	 * Creates a writer. Until it is started it has no thread, and each caller that waits
	 * writes by itself.
	 */
	GroupCommit(WriterConnection connection, CommitListener listener, TaskClock clock, Duration timeout) {
		this.connection = connection;
		this.delivery = new GroupDelivery(listener);
		this.clock = clock;
		this.timeout = timeout;
		this.queue = new WriteQueue(clock);
		this.rest = new WriterRest(this.queue);
		this.outage = new StoreOutage(connection.store(), clock);
		this.locks = new LockWaits(clock);
	}

	/**
	 * Gives the writer a thread.
	 */
	void start(ThreadFactory threads) {
		this.rest.use(threads.newThread(this::loop)).start();
	}

	/**
	 * Lets the writer make a move and waits for its commit.
	 */
	<T extends @Nullable Object> T write(boolean durable, StoreMove<T> move) {
		StoreCommand<T> command = new StoreCommand<>(durable,
				(session) -> move.make(this.connection.writers().moves()));
		submit(command);
		writeWithoutThread();
		return command.await(this.timeout, this.clock);
	}

	/**
	 * Lets the writer make a move; nobody waits for it.
	 */
	void submit(StoreMove<Boolean> move) {
		submit(new StoreCommand<>(false, (session) -> move.make(this.connection.writers().moves())));
	}

	/**
	 * Tells of moves of a transaction of the application, and claims what it has sent.
	 */
	void committed(List<TaskEvent> events) {
		this.queue.addTold(events);
		requestClaim();
	}

	private void submit(StoreCommand<?> command) {
		refuseWhenClosed();
		this.queue.add(command);
		this.rest.wake();
	}

	void send(SendCommand command) {
		refuseWhenClosed();
		this.queue.add(command);
		this.rest.wakeForSend();
		writeWithoutThread();
	}

	private void writeWithoutThread() {
		if (this.rest.thread() == null) {
			runOnce();
		}
	}

	void settle(Settlement settlement) {
		refuseWhenClosed();
		this.queue.add(settlement);
		this.rest.wake();
	}

	void begun(ClaimedTask task) {
		this.queue.addBegun(task);
	}

	void requestClaim() {
		this.queue.requestClaim();
		this.rest.wake();
	}

	void attach(ClaimScope scope, TaskIntake intake) {
		this.lastIntake = intake;
		this.attachment = new Attachment(scope, intake);
	}

	void detach() {
		this.attachment = null;
		// a group that has asked for the demand already is over when this one is
		write(false, (moves) -> true);
	}

	private void refuseWhenClosed() {
		if (this.closing) {
			throw new KergroundClosedException("The task store is closed");
		}
	}

	private void loop() {
		while (true) {
			try {
				if (runOnce()) {
					this.rest.gather(this.answered, this.groupNanos);
				}
				else if (this.closing && this.queue.isEmpty()) {
					return;
				}
				else {
					this.rest.rest(this::isWaiting, this::pause);
				}
			}
			catch (Throwable ex) {
				survive(ex);
			}
		}
	}

	/**
	 * Goes on in any case, with nothing of a class that may not be loaded without memory.
	 */
	private void survive(Throwable ex) {
		try {
			logger.error("The task store's writer failed and goes on", ex);
		}
		catch (Throwable unloggable) {
			// whatever could be done here may fail in the same way
		}
		LockSupport.parkNanos(this, FAILURE_NANOS);
	}

	/**
	 * Returns whether nothing is to be done before something comes or a time has passed.
	 */
	private boolean isWaiting() {
		return this.queue.isEmpty() && !this.closing && (!this.queue.isClaimRequested() || this.outage.isPresent());
	}

	private void pause() {
		if (this.outage.isPresent()) {
			LockSupport.parkNanos(this, Math.max(1, this.outage.nanosToRetry()));
		}
		else if (this.queue.kept() > 0) {
			LockSupport.parkNanos(this, Math.max(1, this.queue.nanosToRetry()));
		}
		else {
			pauseWithoutWork();
		}
	}

	private void pauseWithoutWork() {
		long idle = this.connection.idleNanos();
		if (idle <= 0) {
			LockSupport.park(this);
			return;
		}
		LockSupport.parkNanos(this, idle);
		if (!isWaiting()) {
			return;
		}
		this.writing.lock();
		try {
			this.connection.whenIdle();
		}
		finally {
			this.writing.unlock();
		}
	}

	/**
	 * Writes one group of everything that waits.
	 * @return whether anything waited
	 */
	boolean runOnce() {
		boolean due = this.outage.nanosToRetry() <= 0;
		WriteGroup group = this.queue.take(this.outage.isPresent(), due, this.closing);
		if (group == null) {
			return false;
		}
		this.writing.lock();
		try {
			run(group, 0, false);
		}
		finally {
			this.writing.unlock();
		}
		this.locks.beNice();
		return true;
	}

	/**
	 * Writes a group.
	 * @param collisions how often it came into the way of another node before
	 * @param careful whether something of it was refused before
	 */
	private void run(WriteGroup group, int collisions, boolean careful) {
		Attachment present = this.attachment;
		long begun = this.clock.nanos();
		boolean committing = false;
		try {
			begin(group.isDurable());
			// whoever left while the database was locked is not written for
			if (collisions == 0 && !careful) {
				group.sends().removeIf((command) -> !command.take());
				group.commands().removeIf((command) -> !command.take());
			}
			WriterSession session = this.connection.session();
			session.beCareful(careful);
			this.recalls.write(this.connection.writers());
			group.write(this.connection.writers(), present);
			if (this.outage.isPresent()) {
				session.touch();
			}
			session.flush();
			committing = true;
			session.commit();
		}
		catch (Throwable ex) {
			boolean refused = !careful && ex instanceof SQLException sql && this.connection.dialect().isRefusal(sql);
			if (refused || (collisions < LockWaits.MAX_COLLISIONS && this.connection.dialect().isCollision(ex))) {
				takeBack(group, present, ex);
				if (!refused) {
					this.locks.pauseAfterCollision(collisions);
				}
				run(group, refused ? collisions : collisions + 1, careful || refused);
				return;
			}
			// an error too must leave no caller waiting and no transaction open
			failSurely(group, present, ex, committing);
			return;
		}
		succeed(group, present, this.clock.nanos() - begun);
	}

	/**
	 * Takes a group back that came into the way of another node, or of which something
	 * was refused, so that it can be written again.
	 */
	private void takeBack(WriteGroup group, @Nullable Attachment present, Throwable ex) {
		logger.debug("A group of writes is written again", ex);
		this.connection.rollback(ex, this.outage.failures());
		if (group.reset() && present != null) {
			present.intake().notClaimed();
		}
	}

	private void begin(boolean durable) throws SQLException {
		this.connection.prepare(this.outage);
		this.locks.begin(this.connection.session(), durable, this::patience);
		if (this.connection.readChanges()) {
			this.changedElsewhere = true;
		}
	}

	/**
	 * Returns how long to wait for a lock of another process.
	 */
	private long patience() {
		long nanos = this.timeout.toNanos();
		return this.closing ? Math.min(nanos, CLOSING_NANOS) : nanos;
	}

	private void succeed(WriteGroup group, @Nullable Attachment present, long nanos) {
		int settled = group.settled().settled().size();
		this.answered = this.connection.session().isSynced() ? group.sends().size() : 0;
		this.groupNanos = nanos;
		boolean told = this.connection.session().hasNews();
		this.recalls.committed();
		// what is answered was in the file at the store's path after its commit
		String moved = group.isDurable() ? this.connection.problem() : null;
		if (moved == null) {
			if (this.outage.isPresent()) {
				this.queue.requestClaim();
			}
			this.outage.ended(settled);
		}
		this.queue.stored(settled, moved != null || this.closing);
		if (!group.settled().refused().isEmpty()) {
			this.queue.keepRefused(group.settled().refused(), this.closing);
		}
		if (group.hasAsked() && present != null) {
			this.delivery.claimed(group, present.intake(), this.connection.writers().claims().nextDue());
		}
		this.delivery.settled(group, this.lastIntake);
		this.delivery.committed(this.connection.session().takeEvents(), nanos);
		if (moved == null) {
			group.answer();
		}
		else {
			SQLException ex = new SQLException(moved);
			String text = text(ex);
			this.outage.failed(text, this.queue.kept(), ex);
			group.fail(StoreException.outcomeUnknown(text, ex));
		}
		this.connection.afterGroup(told);
	}

	private String text(Throwable ex) {
		return "The task store " + this.connection.store() + " could not be written: " + ex.getMessage();
	}

	/**
	 * Handles a failure again and again while memory is short: nothing else would tell
	 * the callers, or keep the outcomes of tasks.
	 */
	private void failSurely(WriteGroup group, @Nullable Attachment present, Throwable ex, boolean committing) {
		while (true) {
			try {
				fail(group, present, ex, committing);
				return;
			}
			catch (OutOfMemoryError exhausted) {
				LockSupport.parkNanos(this, FAILURE_NANOS);
			}
		}
	}

	private void fail(WriteGroup group, @Nullable Attachment present, Throwable ex, boolean committing) {
		this.connection.rollback(ex, this.outage.failures());
		String text = text(ex);
		boolean unknown = committing && this.connection.dialect().leavesCommitOpen(ex);
		if (unknown) {
			this.recalls.add(group.claimed());
		}
		this.outage.failed(text, group.settlements().size(), ex);
		this.queue.admitAll();
		group.fail(unknown ? StoreException.outcomeUnknown(text, ex) : new StoreException(text, ex));
		if (group.hasAsked() && present != null) {
			present.intake().notClaimed();
		}
		if (!this.closing) {
			this.queue.keep(group);
		}
		else if (!group.settlements().isEmpty()) {
			logger.error("{} outcomes of tasks could not be stored before the store was closed; these tasks run again",
					group.settlements().size());
		}
	}

	/**
	 * Returns whether another process has written since the last call.
	 */
	boolean changedElsewhere() {
		if (this.changedElsewhere) {
			this.changedElsewhere = false;
			return true;
		}
		if (!this.closing && this.writing.tryLock()) {
			try {
				boolean changed = this.connection.isChanged();
				if (changed) {
					// the next group looks for new names
					requestClaim();
				}
				return changed;
			}
			catch (SQLException ex) {
				logger.debug("The version of the data can't be read; the next group finds out why", ex);
				requestClaim();
			}
			finally {
				this.writing.unlock();
			}
		}
		return false;
	}

	/**
	 * Returns why the store can't be written, or null when it can.
	 */
	@Nullable String failure() {
		String failure = this.outage.failure();
		if (failure != null) {
			return failure;
		}
		String moved = this.connection.problem();
		return (moved != null) ? text(new SQLException(moved)) : null;
	}

	/**
	 * Writes what waits and ends the writer.
	 */
	void close() {
		this.closing = true;
		this.queue.admitAll();
		Thread writer = this.rest.thread();
		long patience = TimeUnit.NANOSECONDS.toMillis(this.timeout.toNanos() + CLOSING_NANOS);
		if (writer == null || WriterThreads.awaitEnd(writer, patience)) {
			this.writing.lock();
			try {
				this.connection.close();
			}
			finally {
				this.writing.unlock();
			}
		}
		else {
			logger.error("The task store {} did not answer for {} ms and is left open; what waits to be stored is lost"
					+ " and its tasks run again", this.connection.store(), patience);
		}
	}

}
