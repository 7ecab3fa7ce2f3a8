package io.kerground.jdbc;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import javax.sql.DataSource;

import io.kerground.core.KergroundSetupException;
import io.kerground.core.StoreException;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskRepository.RescueRule;
import io.kerground.core.TaskStatus;

/**
 * Moves the tasks of one store into another one: all tasks of all states with everything
 * that belongs to them, batches, schedules, and what is paused. Nodes and senders may go
 * on with both meanwhile. May be ended at any moment; another run with the same stores
 * goes on. Used by one thread.
 *
 * @since 0.1.0
 */
public final class StoreTransfer {

	/*
	 * Nothing is lost and nothing runs twice, because each task is first held in the
	 * source, by a commit that survives a power cut, so that nobody runs it there; then
	 * copied into the target, in one transaction with the note that it has arrived; then
	 * noted in the source as copied. Whoever finds it held but not noted asks the target
	 * whether it has arrived. Only after all was compared it is removed from the source.
	 */

	private static final int CHUNK = 500;

	private static final int MANY = 20 * CHUNK;

	private static final int MAX_CRASHES = 3;

	private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	private static final String NODES = """
			select n.seq, n.beat from ${p}node n
			where exists (select 1 from ${p}task t where t.status = 3 and t.owner = n.seq)""";

	private static final String CANCELLED_SINCE = """
			select t.seq from ${p}task t ${index cancelled} where t.status = 6
			and exists (select 1 from ${p}moving m where m.seq = t.seq and m.state = 1)""";

	private final Map<Long, long[]> sightings = new HashMap<>();

	private final Opener source;

	private final Opener target;

	private final TaskClock clock;

	private final Consumer<String> progress;

	private int schedules;

	private long moved;

	private long toldAt;

	private StoreTransfer(Opener source, Opener target, TaskClock clock, Consumer<String> progress) {
		this.source = source;
		this.target = target;
		this.clock = clock;
		this.progress = progress;
	}

	/**
	 * Creates a move out of a file.
	 * @param source the file, which must be a store
	 * @param sourcePrefix what the names of its tables begin with
	 * @param target the database, whose tables are made when they are missing
	 * @param targetPrefix what the names of its tables begin with
	 * @param clock tells the time
	 * @param progress is told what has been done, in sentences for people
	 * @return the move, which has not begun
	 */
	public static StoreTransfer ofFile(Path source, String sourcePrefix, DataSource target, String targetPrefix,
			TaskClock clock, Consumer<String> progress) {
		return new StoreTransfer(() -> TransferStore.open(source, sourcePrefix, false, clock),
				() -> TransferStore.open(target, targetPrefix, true, clock), clock, progress);
	}

	/**
	 * Creates a move into a file.
	 * @param source the database, which must hold a store
	 * @param sourcePrefix what the names of its tables begin with
	 * @param target the file, which is made when it is missing
	 * @param targetPrefix what the names of its tables begin with
	 * @param clock tells the time
	 * @param progress is told what has been done, in sentences for people
	 * @return the move, which has not begun
	 */
	public static StoreTransfer intoFile(DataSource source, String sourcePrefix, Path target, String targetPrefix,
			TaskClock clock, Consumer<String> progress) {
		return new StoreTransfer(() -> TransferStore.open(source, sourcePrefix, false, clock),
				() -> TransferStore.open(target, targetPrefix, true, clock), clock, progress);
	}

	/**
	 * Creates a move out of a file into a database that is named by its URL.
	 * @param source the file, which must be a store
	 * @param sourcePrefix what the names of its tables begin with
	 * @param target the database, whose tables are made when they are missing
	 * @param targetPrefix what the names of its tables begin with
	 * @param clock tells the time
	 * @param progress is told what has been done, in sentences for people
	 * @return the move, which has not begun
	 */
	public static StoreTransfer ofFile(Path source, String sourcePrefix, JdbcAddress target, String targetPrefix,
			TaskClock clock, Consumer<String> progress) {
		return ofFile(source, sourcePrefix, target.dataSource(), targetPrefix, clock, progress);
	}

	/**
	 * Creates a move into a file from a database that is named by its URL.
	 * @param source the database, which must hold a store
	 * @param sourcePrefix what the names of its tables begin with
	 * @param target the file, which is made when it is missing
	 * @param targetPrefix what the names of its tables begin with
	 * @param clock tells the time
	 * @param progress is told what has been done, in sentences for people
	 * @return the move, which has not begun
	 */
	public static StoreTransfer intoFile(JdbcAddress source, String sourcePrefix, Path target, String targetPrefix,
			TaskClock clock, Consumer<String> progress) {
		return intoFile(source.dataSource(), sourcePrefix, target, targetPrefix, clock, progress);
	}

	/**
	 * Moves everything, compares it, and removes it from the source when all is well.
	 * @param limits how long it goes on
	 * @return how it ended
	 * @throws KergroundSetupException if one of the stores can't be used for it
	 * @throws StoreException if one of the stores fails; another run goes on
	 */
	public TransferReport run(TransferLimits limits) {
		try (TransferStore from = this.source.open(); TransferStore into = this.target.open()) {
			return run(from, into, limits);
		}
		catch (SQLException ex) {
			throw new StoreException(
					"The move stopped: " + ex.getMessage() + ". Nothing is lost; run it again to go on.", ex);
		}
	}

	private TransferReport run(TransferStore from, TransferStore into, TransferLimits limits) throws SQLException {
		if (from.isSameAs(into)) {
			throw new KergroundSetupException("KG004", "The source and the target are the same task store.",
					"Name another target.", null);
		}
		TransferJournal journal = new TransferJournal(from);
		refuseUnfinished(into);
		TransferArrivals arrivals = new TransferArrivals(into, journal.open());
		boolean begun = from.read((session) -> TransferStore.number(session,
				"select count(*) from (select seq from ${p}moving union all select seq from ${p}moving_batch) held")) > 0;
		arrivals.register(begun, from.read((session) -> TransferStore.number(session, TaskStatements.FENCE_FLOOR)));
		TransferSchedules schedules = new TransferSchedules(from, into, arrivals);
		schedules.copyPauses();
		Round round = new Round(from, into, journal, new TransferHolds(from), new TransferCopies(from, into, arrivals),
				schedules);
		this.progress.accept("Moving from " + from.location() + " to " + into.location() + ".");
		this.toldAt = this.clock.nanos();
		long left = moveAll(round, limits);
		this.progress.accept("Moved " + this.moved + " tasks. Comparing.");
		TransferReport report = new TransferReport(new TransferCheck(from, into, arrivals).run(), this.schedules,
				journal.conflicts(), left);
		if (report.isComplete()) {
			end(from, into, journal, arrivals);
		}
		return report;
	}

	private static void refuseUnfinished(TransferStore into) throws SQLException {
		if (into.hasTable("move")) {
			throw new KergroundSetupException("KG004",
					"The task store " + into.location() + " is the source of a move that is not over.",
					"Run that move again until it ends.", null);
		}
	}

	/**
	 * Moves until nothing is left.
	 * @return how much is left when patience ended
	 */
	private long moveAll(Round round, TransferLimits limits) throws SQLException {
		long begun = this.clock.nanos();
		long busyAt = begun;
		long told = -1;
		while (true) {
			if (round(round) > 0) {
				busyAt = this.clock.nanos();
				continue;
			}
			long left = left(round);
			if (left == 0 && this.clock.nanos() - begun >= limits.follow().toNanos()) {
				return 0;
			}
			if (left > 0 && this.clock.nanos() - busyAt >= limits.patience().toNanos()) {
				return left;
			}
			if (left > 0 && left != told) {
				this.progress.accept(left + " wait for tasks that run in the source.");
				told = left;
			}
			rescueDead(round.from(), limits);
			LockSupport.parkNanos(this, PAUSE_NANOS);
		}
	}

	private int round(Round round) throws SQLException {
		round.schedules().hold();
		int moved = copyHeld(round);
		for (TaskStatus status : TaskStatus.values()) {
			if (status != TaskStatus.RUNNING) {
				moved += move(round, status);
			}
		}
		int skip = 0;
		List<Long> batches;
		do {
			batches = round.holds().batches(CHUNK, skip);
			for (Long batch : batches) {
				skip += round.holds().holdUnit(null, batch) ? 0 : 1;
			}
			moved += copyHeld(round);
		}
		while (batches.size() == CHUNK);
		int copied = round.schedules().copy();
		this.schedules += copied;
		cancelCopies(round);
		return moved + copied;
	}

	private int move(Round round, TaskStatus status) throws SQLException {
		int moved = 0;
		int skip = 0;
		List<Long> found;
		do {
			found = round.holds().tasks(status, MANY, skip);
			int held = 0;
			for (int from = 0; from < found.size(); from += CHUNK) {
				Set<Long> others = new TreeSet<>();
				held += round.holds().hold(status, found.subList(from, Math.min(found.size(), from + CHUNK)), others);
				moved += copyHeld(round);
				for (Long other : others) {
					if (round.holds().holdUnit(other, null)) {
						held++;
						moved += copyHeld(round);
					}
				}
			}
			skip += Math.max(0, found.size() - held);
		}
		// fewer are those that came since; the next round takes them
		while (found.size() == MANY);
		return moved;
	}

	private int copyHeld(Round round) throws SQLException {
		int copied = 0;
		List<Long> units = round.journal().heldUnits(CHUNK);
		while (!units.isEmpty()) {
			List<Long> conflicts = new ArrayList<>();
			copied += tell(round.copies().copy(units, conflicts));
			List<Long> done = new ArrayList<>(units);
			done.removeAll(conflicts);
			round.journal().note(done, TransferJournal.COPIED);
			round.journal().note(conflicts, TransferJournal.CONFLICT);
			units = round.journal().heldUnits(CHUNK);
		}
		return copied;
	}

	/**
	 * Tells how many tasks have been moved, at most once a second.
	 */
	private int tell(int copied) {
		this.moved += copied;
		if (this.clock.nanos() - this.toldAt >= SECOND_NANOS) {
			this.toldAt = this.clock.nanos();
			this.progress.accept("Moved " + this.moved + " tasks.");
		}
		return copied;
	}

	/**
	 * Cancels in the target what was cancelled in the source after it was copied.
	 */
	private static void cancelCopies(Round round) throws SQLException {
		List<Long> cancelled = round.from().read((session) -> TransferStore.numbers(session, CANCELLED_SINCE));
		Map<Long, TransferTask> tasks = round.from().read((session) -> TransferTask.read(session, cancelled));
		for (TransferTask task : tasks.values()) {
			round.into().transact((session) -> new WriteGroup.Writers(session).moves().cancel(task.id()));
			round.from()
				.transact((session) -> session.update("update ${p}moving set state = ? where seq = ?",
						TransferJournal.CANCELLED_SINCE, task.seq()));
		}
	}

	private static long left(Round round) throws SQLException {
		return round.holds().open() + round.schedules().open();
	}

	/**
	 * Takes back the tasks of nodes that have given no sign of life for a whole lease of
	 * this observer's time.
	 */
	private void rescueDead(TransferStore from, TransferLimits limits) throws SQLException {
		long now = this.clock.nanos();
		Map<Long, Long> beats = from.read((session) -> {
			Map<Long, Long> found = new HashMap<>();
			try (ResultSet rows = session.prepare(NODES).executeQuery()) {
				while (rows.next()) {
					found.put(rows.getLong(1), rows.getLong(2));
				}
			}
			return found;
		});
		this.sightings.keySet().retainAll(beats.keySet());
		for (Map.Entry<Long, Long> node : beats.entrySet()) {
			long[] sighting = this.sightings.get(node.getKey());
			if (sighting == null || sighting[0] != node.getValue()) {
				this.sightings.put(node.getKey(), new long[] { node.getValue(), now });
			}
			else if (now - sighting[1] >= limits.lease().toNanos()) {
				int rescued = from.transact((session) -> new WriteGroup.Writers(session).moves()
					.rescue(node.getKey(), new RescueRule(MAX_CRASHES, null), CHUNK));
				this.progress.accept("A node of the source is dead; " + rescued + " of its tasks were taken back.");
			}
		}
	}

	private void end(TransferStore from, TransferStore into, TransferJournal journal, TransferArrivals arrivals)
			throws SQLException {
		long fence = from.read((session) -> TransferStore.number(session, TaskStatements.FENCE_FLOOR));
		into.transact((session) -> session.update(TaskStatements.RAISE_FENCE_FLOOR, fence));
		new TransferCleanup(from).run();
		arrivals.forget();
		journal.drop();
	}

	/**
	 * Those who do the parts of a move.
	 */
	private record Round(TransferStore from, TransferStore into, TransferJournal journal, TransferHolds holds,
			TransferCopies copies, TransferSchedules schedules) {

	}

	/**
	 * Opens a store.
	 */
	@FunctionalInterface
	private interface Opener {

		/**
		 * Opens it.
		 */
		TransferStore open() throws SQLException;

	}

}
