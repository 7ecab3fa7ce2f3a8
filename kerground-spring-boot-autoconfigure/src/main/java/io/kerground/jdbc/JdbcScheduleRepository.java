package io.kerground.jdbc;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.kerground.core.FailureMute;
import io.kerground.core.NewTask;
import io.kerground.core.ScheduleRepository;
import io.kerground.core.StoredSchedule;
import io.kerground.core.TaskFuse;
import org.jspecify.annotations.Nullable;

/**
 * Schedules and paused queues in a database: each write is a command of a group commit.
 */
final class JdbcScheduleRepository implements ScheduleRepository {

	private final GroupCommit writer;

	private final JdbcTaskQueries queries;

	JdbcScheduleRepository(GroupCommit writer, JdbcTaskQueries queries) {
		this.writer = writer;
		this.queries = queries;
	}

	@Override
	public void register(String application, long owner, Collection<Declaration> declarations) {
		this.writer.write(true, (moves) -> moves.schedules().register(application, owner, declarations));
	}

	@Override
	public List<StoredSchedule> schedules() {
		return this.queries.schedules();
	}

	@Override
	public boolean fire(String name, long tick, @Nullable Long nextAt, NewTask task) {
		return claiming(this.writer.write(true, (moves) -> moves.schedules().fire(name, tick, nextAt, task)));
	}

	@Override
	public boolean reschedule(String name, @Nullable Long expected, @Nullable Long nextAt) {
		return this.writer.write(true, (moves) -> moves.schedules().reschedule(name, expected, nextAt));
	}

	@Override
	public boolean trigger(NewTask task, boolean moveNext, boolean dropWhileRunning) {
		return claiming(
				this.writer.write(true, (moves) -> moves.schedules().trigger(task, moveNext, dropWhileRunning)));
	}

	@Override
	public boolean pause(String name) {
		return this.writer.write(true, (moves) -> moves.schedules().pause(name));
	}

	@Override
	public boolean resume(String name, @Nullable Long nextAt, Start start) {
		return this.writer.write(true, (moves) -> moves.schedules().resume(name, nextAt, start));
	}

	@Override
	public boolean pauseQueue(String queue, boolean paused) {
		return claiming(this.writer.write(true, (moves) -> moves.schedules().pauseQueue(queue, paused)));
	}

	@Override
	public Set<String> pausedQueues() {
		return this.queries.pausedQueues();
	}

	@Override
	public boolean pauseTasks(String name, boolean paused) {
		return claiming(this.writer.write(true, (moves) -> moves.schedules().pauseTasks(name, paused)));
	}

	@Override
	public Set<String> pausedTasks() {
		return this.queries.pausedTasks();
	}

	@Override
	public boolean blow(TaskFuse fuse) {
		return this.writer.write(true, (moves) -> moves.schedules().blow(fuse));
	}

	@Override
	public boolean reset(String name) {
		return claiming(this.writer.write(true, (moves) -> moves.schedules().reset(name)));
	}

	@Override
	public int resetExpired(long now) {
		// asked for every few seconds, and a look costs no write
		if (!this.queries.anyFuseExpired(now)) {
			return 0;
		}
		int reset = this.writer.write(true, (moves) -> moves.schedules().resetExpired(now));
		this.writer.requestClaim();
		return reset;
	}

	@Override
	public List<TaskFuse> fuses() {
		return this.queries.fuses();
	}

	@Override
	public void mute(FailureMute mute) {
		this.writer.write(true, (moves) -> moves.schedules().mute(mute));
	}

	@Override
	public boolean unmute(UUID cause) {
		return this.writer.write(true, (moves) -> moves.schedules().unmute(cause));
	}

	@Override
	public List<FailureMute> mutes(long now) {
		return this.queries.mutes(now);
	}

	private boolean claiming(boolean changed) {
		if (changed) {
			this.writer.requestClaim();
		}
		return changed;
	}

}
