package io.kerground.jdbc;

/**
 * What the store says to the database about schedules and paused queues.
 */
final class ScheduleStatements {

	/*
	 * A tick is fired by whoever finds the row as it was read: with the same next tick,
	 * not paused, its latest task ended. Everything happens in an immediate transaction.
	 */

	private static final String READY = """
			 and paused = 0
			and not exists (select 1 from ${p}task t where t.seq = last_task and t.status in (1, 2, 3))""";

	static final String LOCK = "select 1 from ${p}schedule where name = ? ${lock}";

	static final String FIND = "select id, kind, spec, zone, tick_at from ${p}schedule where name = ?";

	static final String INSERT = """
			insert into ${p}schedule (name, application, kind, spec, zone, next_at) values (?, ?, ?, ?, ?, ?)
			on conflict do nothing""";

	static final String REDEFINE = """
			update ${p}schedule set application = ?, kind = ?, spec = ?, zone = ?, next_at = ?, period = null,
				delay_before = null
			where id = ?""";

	static final String DECLARE = """
			insert into ${p}schedule_node (schedule, node) values (?, ?) on conflict do nothing""";

	static final String FORGET_DECLARATIONS = "delete from ${p}schedule_node where node = ?";

	static final String FORGET_DEAD_NODES = """
			delete from ${p}schedule_node where node not in (select seq from ${p}node)""";

	static final String REMOVE_UNDECLARED = """
			delete from ${p}schedule
			where application = ? and id not in (select schedule from ${p}schedule_node)""";

	static final String FIRE = """
			update ${p}schedule set next_at = ?, tick_at = ?, fired_at = ?, triggered = 0
			where name = ? and next_at = ?""" + READY;

	static final String RESCHEDULE = """
			update ${p}schedule set tick_at = coalesce(next_at, tick_at), next_at = ?
			where name = ? and next_at ${same as} ?""" + READY;

	static final String TRIGGER = """
			update ${p}schedule set fired_at = ?, triggered = 0, next_at = case when ? = 1 then null else next_at end
			where name = ?""" + READY;

	static final String TRIGGER_LATER = """
			update ${p}schedule set triggered = 1 where name = ? and paused = 0""";

	static final String LAST_STATUS = """
			select t.status from ${p}schedule s join ${p}task t on t.seq = s.last_task
			where s.name = ? and s.paused = 0""";

	static final String LAST_TASK = "update ${p}schedule set last_task = ?, last_id = ? where name = ?";

	static final String PAUSE = """
			update ${p}schedule set paused = 1, triggered = 0, period = null, delay_before = null, priority = null
			where name = ? and paused = 0""";

	static final String RESUME = """
			update ${p}schedule set paused = 0, next_at = ?, period = ?, delay_before = ?, priority = ?
			where name = ? and paused = 1""";

	static final String PAUSE_QUEUE = "insert into ${p}paused_queue (queue) values (?) on conflict do nothing";

	static final String RESUME_QUEUE = "delete from ${p}paused_queue where queue = ?";

	static final String PAUSED_QUEUES = "select queue from ${p}paused_queue";

	static final String PAUSED_QUEUE_NAMES = """
			select q.name from ${p}paused_queue p join ${p}queue q on q.id = p.queue""";

	static final String PAUSE_TASKS = "insert into ${p}paused_name (name) values (?) on conflict do nothing";

	static final String RESUME_TASKS = "delete from ${p}paused_name where name = ?";

	static final String PAUSED_TASKS = "select name from ${p}paused_name";

	static final String PAUSED_TASK_NAMES = """
			select n.name from ${p}paused_name p join ${p}name n on n.id = p.name""";

	static final String BLOW_FUSE = """
			insert into ${p}fuse (name, reason, since_at, until_at) values (?, ?, ?, ?)""";

	static final String RESET_FUSE = "delete from ${p}fuse where name = ?";

	static final String EXPIRED_FUSES = "select name from ${p}fuse where until_at <= ?";

	static final String ANY_EXPIRED_FUSE = "select count(*) from ${p}fuse where until_at <= ?";

	static final String FUSES = """
			select n.name, f.reason, f.since_at, f.until_at from ${p}fuse f
			join ${p}paused_name p on p.name = f.name join ${p}name n on n.id = f.name order by n.name""";

	static final String MUTE = "insert into ${p}mute (cause, reason, since_at, until_at) values (?, ?, ?, ?)";

	static final String UNMUTE = "delete from ${p}mute where cause = ?";

	static final String FORGET_MUTES = "delete from ${p}mute where until_at <= ?";

	static final String MUTES = """
			select cause, reason, since_at, until_at from ${p}mute where until_at is null or until_at > ?
			order by since_at desc, cause""";

	static final String RUNNING_OF_NAME = "select coalesce(sum(tasks), 0) from ${p}count where name = ? and status = 3";

	static final String RUNNING_OF_QUEUE = "select coalesce(sum(tasks), 0) from ${p}count where queue = ? and status = 3";

	static final String LIST = """
			select s.name, s.application, s.kind, s.spec, s.zone, s.period, s.delay_before, s.priority, s.next_at,
				s.tick_at, s.fired_at, s.last_id, t.status, t.started_at, t.finished_at, s.triggered, s.paused
			from ${p}schedule s left join ${p}task t on t.seq = s.last_task
			order by s.name""";

	private ScheduleStatements() {
	}

}
