package io.kerground.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import io.kerground.core.ClaimScope;
import io.kerground.core.ClaimedTask;
import io.kerground.core.CommitListener;
import io.kerground.core.KergroundClosedException;
import io.kerground.core.StoreException;
import io.kerground.core.TaskClock;
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
	 * Grouping. There is no artificial delay: a group is what has gathered while the
	 * group before it was written. So one sender pays one commit for each task, and many
	 * senders share one.
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
	 * fails its caller, an outcome fails its task. A group that fails is rolled back and
	 * fails its callers; its settlements are kept and tried again, because nobody else
	 * knows of them.
	 *
	 * Other processes. The database is locked by one group at a time. Waiting for the
	 * lock is done here in short random pauses, since SQLite's own waiting starves the
	 * polite one.
	 */

	private static final Logger logger = LoggerFactory.getLogger(GroupCommit.class);

	private static final int MAX_SETTLEMENTS = 10_000;

	private static final long MIN_BACKOFF_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private static final long MAX_BACKOFF_NANOS = TimeUnit.SECONDS.toNanos(5);

	private static final long BUSY_MEMORY_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long POLITE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

	private final Queue<SendCommand> sends = new ConcurrentLinkedQueue<>();

	private final Queue<StoreCommand<?>> commands = new ConcurrentLinkedQueue<>();

	private final Queue<Settlement> settlements = new ConcurrentLinkedQueue<>();

	private final Queue<ClaimedTask> begun = new ConcurrentLinkedQueue<>();

	private final Semaphore settlePermits = new Semaphore(MAX_SETTLEMENTS);

	private final ReentrantLock writing = new ReentrantLock();

	private final WriterSession session;

	private final WriteGroup.Writers writers;

	private final CommitListener listener;

	private final TaskClock clock;

	private final SqliteSettings settings;

	private final Thread thread;

	private List<Settlement> kept = new ArrayList<>();

	private long backoff = MIN_BACKOFF_NANOS;

	private long retryAt;

	private long busyAt;

	private long dataVersion;

	private volatile boolean claimRequested;

	private volatile boolean idle;

	private volatile boolean closing;

	private volatile boolean changedElsewhere;

	private volatile @Nullable Attachment attachment;

	private volatile @Nullable TaskIntake lastIntake;

	private volatile @Nullable String failure;

	/**
	 * Starts a writer.
	 * @param dataVersion the version of the data when the names were read
	 */
	GroupCommit(WriterSession session, long dataVersion, CommitListener listener, TaskClock clock,
			SqliteSettings settings, ThreadFactory threads) {
		this.session = session;
		this.dataVersion = dataVersion;
		this.writers = new WriteGroup.Writers(session);
		this.listener = listener;
		this.clock = clock;
		this.settings = settings;
		this.busyAt = clock.nanos() - BUSY_MEMORY_NANOS;
		this.thread = threads.newThread(this::loop);
		this.thread.start();
	}

	/**
	 * Lets the writer make a move and waits for its commit.
	 */
	<T extends @Nullable Object> T write(boolean durable, Move<T> move) {
		StoreCommand<T> command = new StoreCommand<>(durable, (session) -> move.make(this.writers.moves()));
		submit(command);
		return command.await(this.settings.timeout(), this.clock);
	}

	/**
	 * Lets the writer make a move; nobody waits for it.
	 */
	void submit(Move<Boolean> move) {
		submit(new StoreCommand<>(false, (session) -> move.make(this.writers.moves())));
	}

	private void submit(StoreCommand<?> command) {
		refuseWhenClosed();
		this.commands.add(command);
		wake();
	}

	void send(SendCommand command) {
		refuseWhenClosed();
		this.sends.add(command);
		wake();
	}

	void settle(Settlement settlement) {
		refuseWhenClosed();
		this.settlePermits.acquireUninterruptibly();
		this.settlements.add(settlement);
		wake();
	}

	/**
	 * Lets the next group, which comes for other reasons, store when a body began.
	 */
	void begun(ClaimedTask task) {
		this.begun.add(task);
	}

	void requestClaim() {
		this.claimRequested = true;
		wake();
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

	private void wake() {
		if (this.idle) {
			this.idle = false;
			LockSupport.unpark(this.thread);
		}
	}

	private void loop() {
		while (true) {
			try {
				if (!runOnce()) {
					if (this.closing && isQuiet()) {
						return;
					}
					pause();
				}
			}
			catch (Throwable ex) {
				logger.error("The task store's writer failed and goes on", ex);
			}
		}
	}

	private boolean isQuiet() {
		return this.sends.isEmpty() && this.commands.isEmpty() && this.settlements.isEmpty();
	}

	private void pause() {
		this.idle = true;
		if (isQuiet() && !this.claimRequested && !this.closing) {
			if (this.kept.isEmpty()) {
				LockSupport.park(this);
			}
			else {
				LockSupport.parkNanos(this, Math.max(1, this.retryAt - this.clock.nanos()));
			}
		}
		this.idle = false;
	}

	/**
	 * Writes one group of everything that waits.
	 * @return whether anything waited
	 */
	boolean runOnce() {
		WriteGroup group = gather();
		if (group == null) {
			return false;
		}
		this.writing.lock();
		try {
			run(group);
		}
		finally {
			this.writing.unlock();
		}
		if (this.clock.nanos() - this.busyAt < BUSY_MEMORY_NANOS) {
			LockSupport.parkNanos(this, POLITE_NANOS);
		}
		return true;
	}

	private @Nullable WriteGroup gather() {
		boolean claim = this.claimRequested;
		this.claimRequested = false;
		List<Settlement> settled = this.kept;
		this.kept = new ArrayList<>();
		boolean again = !settled.isEmpty() && (this.closing || this.clock.nanos() - this.retryAt >= 0);
		for (Settlement next = this.settlements.poll(); next != null; next = this.settlements.poll()) {
			settled.add(next);
			again = true;
		}
		WriteGroup group = new WriteGroup(settled);
		for (SendCommand next = this.sends.poll(); next != null; next = this.sends.poll()) {
			if (next.take()) {
				group.sends().add(next);
			}
		}
		for (StoreCommand<?> next = this.commands.poll(); next != null; next = this.commands.poll()) {
			if (next.take()) {
				group.commands().add(next);
			}
		}
		if (!claim && !again && group.sends().isEmpty() && group.commands().isEmpty()) {
			this.kept = settled;
			return null;
		}
		for (ClaimedTask next = this.begun.poll(); next != null; next = this.begun.poll()) {
			group.begun().add(next);
		}
		return group;
	}

	private void run(WriteGroup group) {
		Attachment present = this.attachment;
		long begun = this.clock.nanos();
		try {
			begin(group.isDurable());
			group.write(this.writers, (present != null) ? present.scope() : null,
					(present != null) ? present.intake() : null);
			this.session.commit();
		}
		catch (Throwable ex) {
			// an error too must leave no caller waiting and no transaction open
			fail(group, present, ex);
			return;
		}
		this.failure = null;
		this.backoff = MIN_BACKOFF_NANOS;
		this.settlePermits.release(group.settled().settled().size());
		if (!group.settled().refused().isEmpty()) {
			keepRefused(group.settled().refused());
		}
		deliver(group, present, this.clock.nanos() - begun);
	}

	private void begin(boolean durable) throws SQLException {
		long deadline = this.clock.nanos() + this.settings.timeout().toNanos();
		while (true) {
			try {
				this.session.begin(durable, this.clock.millis());
				break;
			}
			catch (SQLException ex) {
				if (!SqliteErrors.isBusy(ex) || this.clock.nanos() - deadline >= 0) {
					throw ex;
				}
				this.busyAt = this.clock.nanos();
				LockSupport.parkNanos(this,
						TimeUnit.MICROSECONDS.toNanos(ThreadLocalRandom.current().nextLong(50, 500)));
			}
		}
		lookElsewhere();
	}

	private void lookElsewhere() throws SQLException {
		long version = this.session.dataVersion();
		if (version != this.dataVersion) {
			this.dataVersion = version;
			this.changedElsewhere = true;
			this.session.names().refresh(this.session);
			this.session.queues().refresh(this.session);
			this.writers.claims().madePending();
		}
	}

	private void fail(WriteGroup group, @Nullable Attachment present, Throwable ex) {
		boolean unknown = false;
		try {
			this.session.rollback();
		}
		catch (SQLException rollback) {
			unknown = true;
			ex.addSuppressed(rollback);
		}
		String text = "The task store " + this.settings.path() + " could not be written: " + ex.getMessage();
		this.failure = text;
		logger.warn("{}; {} outcomes wait to be stored", text, group.settlements().size(), ex);
		group.fail(unknown ? StoreException.outcomeUnknown(text, ex) : new StoreException(text, ex));
		if (group.hasAsked() && present != null) {
			present.intake().notClaimed();
		}
		if (this.closing) {
			logger.error("{} outcomes of tasks could not be stored before the store was closed; these tasks run again",
					group.settlements().size());
			return;
		}
		this.kept = group.settlements();
		this.retryAt = this.clock.nanos() + this.backoff;
		this.backoff = Math.min(MAX_BACKOFF_NANOS, this.backoff * 2);
	}

	private void keepRefused(List<Settlement> refused) {
		if (this.closing) {
			logger.error("{} outcomes of tasks were refused by the store that is closed; these tasks run again",
					refused.size());
		}
		else {
			this.kept.addAll(refused);
			this.retryAt = this.clock.nanos() + MAX_BACKOFF_NANOS;
		}
	}

	private void deliver(WriteGroup group, @Nullable Attachment present, long nanos) {
		try {
			if (group.hasAsked() && present != null) {
				present.intake().claimed(group.claimed(), this.writers.claims().nextDue());
			}
			TaskIntake intake = this.lastIntake;
			if (intake != null) {
				for (SettleWrites.Settled settled : group.settled().settled()) {
					intake.settled(settled.settlement().task(), settled.settlement().outcome(), settled.won());
				}
			}
			this.listener.committed(this.session.takeEvents(), nanos);
		}
		catch (Throwable ex) {
			logger.error("A committed group of writes could not be told", ex);
		}
		finally {
			group.answer();
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
				long version = this.session.dataVersion();
				boolean changed = version != this.dataVersion;
				if (changed) {
					// the next group looks for new names
					requestClaim();
				}
				return changed;
			}
			catch (SQLException ex) {
				throw new StoreException("The task store can't be read: " + ex.getMessage(), ex);
			}
			finally {
				this.writing.unlock();
			}
		}
		return false;
	}

	@Nullable String failure() {
		return this.failure;
	}

	/**
	 * Writes what waits and ends the writer.
	 */
	void close() throws SQLException {
		this.closing = true;
		LockSupport.unpark(this.thread);
		boolean interrupted = false;
		while (this.thread.isAlive()) {
			try {
				this.thread.join();
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
		this.session.close();
	}

	private record Attachment(ClaimScope scope, TaskIntake intake) {

	}

	/**
	 * Something that the writer does within a group.
	 *
	 * @param <T> the answer
	 */
	@FunctionalInterface
	interface Move<T extends @Nullable Object> {

		/**
		 * Writes.
		 */
		T make(TaskMoves moves) throws SQLException;

	}

}
