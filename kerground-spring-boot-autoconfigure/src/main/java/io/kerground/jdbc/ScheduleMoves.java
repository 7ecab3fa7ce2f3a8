package io.kerground.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import io.kerground.core.FailureMute;
import io.kerground.core.NewTask;
import io.kerground.core.ScheduleDefinition;
import io.kerground.core.ScheduleRepository.Declaration;
import io.kerground.core.ScheduleRepository.Start;
import io.kerground.core.TaskFuse;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * The moves of schedules and the pauses of queues.
 */
final class ScheduleMoves {

	private final WriterSession session;

	private final TaskClaims claims;

	private final SendWrites sends;

	ScheduleMoves(WriterSession session, TaskClaims claims) {
		this.session = session;
		this.claims = claims;
		this.sends = new SendWrites(session, claims);
	}

	boolean register(String application, long owner, Collection<Declaration> declarations) throws SQLException {
		// what one node declares must not be removed as undeclared by another
		this.session.lock(TaskStatements.LOCK_STORE, 1);
		this.session.update(ScheduleStatements.FORGET_DECLARATIONS, owner);
		for (Declaration declaration : declarations) {
			long id = define(application, declaration);
			this.session.update(ScheduleStatements.DECLARE, id, owner);
		}
		this.session.update(ScheduleStatements.FORGET_DEAD_NODES);
		this.session.update(ScheduleStatements.REMOVE_UNDECLARED, application);
		return true;
	}

	private long define(String application, Declaration declaration) throws SQLException {
		ScheduleDefinition definition = declaration.definition();
		String kind = definition.schedule().kind();
		String spec = definition.schedule().spec();
		Row present = find(definition.name());
		if (present == null) {
			this.session.update(ScheduleStatements.INSERT, definition.name(), application, kind, spec,
					definition.zone(), declaration.firstAt());
			Row added = find(definition.name());
			return (added != null) ? added.id() : 0;
		}
		if (!present.says(kind, spec, definition.zone())) {
			this.session.update(ScheduleStatements.REDEFINE, application, kind, spec, definition.zone(),
					declaration.firstAt(), present.id());
		}
		return present.id();
	}

	private @Nullable Row find(String name) throws SQLException {
		PreparedStatement select = this.session.prepare(ScheduleStatements.FIND);
		select.setString(1, name);
		try (ResultSet rows = select.executeQuery()) {
			return rows.next() ? new Row(rows.getLong(1), rows.getString(2), rows.getString(3), rows.getString(4))
					: null;
		}
	}

	boolean fire(String name, long tick, @Nullable Long nextAt, NewTask task) throws SQLException {
		this.session.lock(ScheduleStatements.LOCK, name);
		if (this.session.update(ScheduleStatements.FIRE, nextAt, tick, this.session.now(), name, tick) == 0) {
			return false;
		}
		store(task);
		return true;
	}

	/**
	 * Makes a task the latest run. One that has ended already, as when a clock was set
	 * back and its tick comes again, does not become the latest a second time: what is
	 * triggered after it then would have the id of what was triggered after it before.
	 */
	private void store(NewTask task) throws SQLException {
		TaskRow present = this.session.row(task.id());
		if (present != null && present.status().isFinal()) {
			return;
		}
		if (present == null) {
			this.sends.write(task);
			present = this.session.row(task.id());
		}
		this.session.update(ScheduleStatements.LAST_TASK, (present != null) ? present.seq() : null,
				TaskIdBytes.of(task.id()), task.name());
	}

	boolean reschedule(String name, @Nullable Long expected, @Nullable Long nextAt) throws SQLException {
		this.session.lock(ScheduleStatements.LOCK, name);
		return this.session.update(ScheduleStatements.RESCHEDULE, nextAt, name, expected) == 1;
	}

	boolean trigger(NewTask task, boolean moveNext, boolean dropWhileRunning) throws SQLException {
		this.session.lock(ScheduleStatements.LOCK, task.name());
		TaskStatus last = lastStatus(task.name());
		if (last == TaskStatus.PENDING || last == TaskStatus.BLOCKED) {
			// the run that has not begun stands for this trigger too
			return true;
		}
		if (last == TaskStatus.RUNNING) {
			return !dropWhileRunning && this.session.update(ScheduleStatements.TRIGGER_LATER, task.name()) == 1;
		}
		if (this.session.update(ScheduleStatements.TRIGGER, this.session.now(), moveNext ? 1 : 0, task.name()) == 0) {
			return false;
		}
		store(task);
		return true;
	}

	private @Nullable TaskStatus lastStatus(String name) throws SQLException {
		PreparedStatement select = this.session.prepare(ScheduleStatements.LAST_STATUS);
		select.setString(1, name);
		try (ResultSet rows = select.executeQuery()) {
			return rows.next() ? TaskStatus.ofCode(rows.getInt(1)) : null;
		}
	}

	boolean pause(String name) throws SQLException {
		return this.session.update(ScheduleStatements.PAUSE, name) == 1;
	}

	boolean resume(String name, @Nullable Long nextAt, Start start) throws SQLException {
		TaskPriority priority = start.priority();
		return this.session.update(ScheduleStatements.RESUME, nextAt, millis(start.period()),
				millis(start.delayBefore()), (priority != null) ? priority.code() : null, name) == 1;
	}

	private static @Nullable Long millis(@Nullable Duration duration) {
		return (duration != null) ? duration.toMillis() : null;
	}

	boolean pauseQueue(String queue, boolean paused) throws SQLException {
		int id = this.session.queues().idOf(this.session, queue);
		boolean changed = this.session.update(paused ? ScheduleStatements.PAUSE_QUEUE : ScheduleStatements.RESUME_QUEUE,
				id) == 1;
		this.claims.madePending();
		return changed;
	}

	boolean pauseTasks(String name, boolean paused) throws SQLException {
		int id = this.session.names().idOf(this.session, name);
		boolean changed = this.session.update(paused ? ScheduleStatements.PAUSE_TASKS : ScheduleStatements.RESUME_TASKS,
				id) == 1;
		if (!paused) {
			this.session.update(ScheduleStatements.RESET_FUSE, id);
		}
		this.claims.madePending();
		return changed;
	}

	boolean blow(TaskFuse fuse) throws SQLException {
		if (!pauseTasks(fuse.name(), true)) {
			return false;
		}
		Instant until = fuse.until();
		this.session.update(ScheduleStatements.BLOW_FUSE, this.session.names().idOf(this.session, fuse.name()),
				fuse.reason(), fuse.since().toEpochMilli(), (until != null) ? until.toEpochMilli() : null);
		return true;
	}

	boolean reset(String name) throws SQLException {
		int id = this.session.names().idOf(this.session, name);
		return this.session.update(ScheduleStatements.RESET_FUSE, id) == 1 && pauseTasks(name, false);
	}

	int resetExpired(long now) throws SQLException {
		PreparedStatement select = this.session.prepare(ScheduleStatements.EXPIRED_FUSES);
		select.setLong(1, now);
		List<Integer> expired = new ArrayList<>();
		try (ResultSet rows = select.executeQuery()) {
			while (rows.next()) {
				expired.add(rows.getInt(1));
			}
		}
		for (int name : expired) {
			pauseTasks(this.session.names().nameOf(this.session, name), false);
		}
		return expired.size();
	}

	boolean mute(FailureMute mute) throws SQLException {
		this.session.update(ScheduleStatements.FORGET_MUTES, mute.since().toEpochMilli());
		unmute(mute.cause());
		Instant until = mute.until();
		return this.session.update(ScheduleStatements.MUTE, TaskIdBytes.of(mute.cause()), mute.reason(),
				mute.since().toEpochMilli(), (until != null) ? until.toEpochMilli() : null) == 1;
	}

	boolean unmute(UUID cause) throws SQLException {
		return this.session.update(ScheduleStatements.UNMUTE, (Object) TaskIdBytes.of(cause)) == 1;
	}

	private record Row(long id, String kind, String spec, String zone) {

		boolean says(String kind, String spec, String zone) {
			return this.kind.equals(kind) && this.spec.equals(spec) && this.zone.equals(zone);
		}

	}

}
