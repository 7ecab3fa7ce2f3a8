-- Names of queues and of tasks, so that the rows of tasks hold short numbers.
create table ${prefix}queue (id integer primary key, name text not null unique);
create table ${prefix}name (id integer primary key, name text not null unique);

-- One row for each task. Narrow, because claims and finishes rewrite it.
-- status: 1 BLOCKED, 2 PENDING, 3 RUNNING, 4 FINISHED, 5 FAILED, 6 CANCELLED
-- priority: 1 CRITICAL, 2 HIGH, 3 NORMAL, 4 LOW; times: milliseconds since 1970
-- seq is never handed out twice, so that a late write can't hit another task
create table ${prefix}task (
	seq integer primary key autoincrement,
	id blob not null unique check (length(id) = 16),
	status integer not null check (status between 1 and 6),
	queue integer not null,
	name integer not null,
	priority integer not null check (priority between 1 and 4),
	attempt integer not null check (attempt >= 0),
	max_attempts integer not null check (max_attempts >= 1),
	crashes integer not null default 0 check (crashes >= 0),
	fence integer not null,
	run_at integer not null,
	created_at integer not null,
	started_at integer,
	finished_at integer,
	owner integer,
	blocked_by integer,
	check ((status = 3) = (owner is not null)),
	check ((status in (4, 5, 6)) = (finished_at is not null)),
	check ((status = 1) = (blocked_by is not null)));

create index ${prefix}ready on ${prefix}task (queue, priority, run_at, seq, name, crashes) where status = 2;
create index ${prefix}running on ${prefix}task (owner) where status = 3;
create index ${prefix}blocked on ${prefix}task (blocked_by) where status = 1;
create index ${prefix}finished on ${prefix}task (finished_at, seq) where status = 4;
create index ${prefix}failed on ${prefix}task (finished_at, seq) where status = 5;
create index ${prefix}cancelled on ${prefix}task (finished_at, seq) where status = 6;

-- The highest fence of all tasks that were removed: those of new tasks begin above it.
create table ${prefix}removed (id integer primary key check (id = 1), fence integer not null);

-- What a claim or a finish need not rewrite.
-- headers: what the sender hands on to whoever runs the task, as key=value&key=value in URL encoding
create table ${prefix}payload (seq integer primary key, payload blob not null, headers text);
create table ${prefix}response (seq integer primary key, response blob not null);
create table ${prefix}progress (seq integer primary key, fence integer not null, done integer not null,
	total integer not null);

-- Attempts that did not finish their task.
create table ${prefix}attempt (
	seq integer not null,
	fence integer not null,
	attempt integer not null,
	outcome text not null,
	started_at integer not null,
	ended_at integer not null,
	error_type text,
	error_message text,
	stack_trace text,
	primary key (seq, fence));

-- What the latest attempts have logged, when kerground.task-log.enabled says so.
create table ${prefix}log (
	seq integer not null,
	fence integer not null,
	attempt integer not null,
	content text not null,
	primary key (seq, fence));

-- Tasks that belong together. status: 3 open, 4 FINISHED, 5 FAILED, 6 CANCELLED
-- stops: whether a member that fails cancels those that have not ended; stopped: whether that has happened
-- The members of a batch, tasks and inner batches, are numbered together by position. A blocked member has the
-- negative seq of its batch as blocked_by.
create table ${prefix}batch (
	seq integer primary key autoincrement,
	id blob not null unique check (length(id) = 16),
	parent integer,
	position integer not null,
	sequential integer not null check (sequential in (0, 1)),
	stops integer not null check (stops in (0, 1)),
	stopped integer not null default 0 check (stopped in (0, 1)),
	status integer not null default 3 check (status between 3 and 6),
	total integer not null check (total >= 0),
	finished integer not null default 0 check (finished >= 0),
	failed integer not null default 0 check (failed >= 0),
	cancelled integer not null default 0 check (cancelled >= 0),
	created_at integer not null,
	ended_at integer,
	check (finished + failed + cancelled <= total),
	check ((status = 3) = (ended_at is null)));

create index ${prefix}batch_inner on ${prefix}batch (parent, position) where parent is not null;
create index ${prefix}batch_open on ${prefix}batch (seq) where status = 3;
create index ${prefix}batch_ended on ${prefix}batch (status, ended_at) where status <> 3;

create table ${prefix}member (
	task integer primary key,
	batch integer not null,
	position integer not null);

create unique index ${prefix}member_of on ${prefix}member (batch, position);

-- Tasks that are sent when a batch ends. moment: 1 all finished, 2 one failed, 3 any end
create table ${prefix}follower (
	seq integer primary key,
	batch integer not null,
	moment integer not null check (moment between 1 and 3),
	id blob not null check (length(id) = 16),
	name text not null,
	queue text not null,
	priority integer not null check (priority between 1 and 4),
	max_attempts integer not null check (max_attempts >= 1),
	run_at integer not null,
	delay integer not null check (delay >= 0),
	payload blob not null,
	headers text);

create index ${prefix}follower_of on ${prefix}follower (batch);

-- How many tasks there are, kept in the same commit as each move.
create table ${prefix}count (
	queue integer not null,
	name integer not null,
	status integer not null,
	tasks integer not null check (tasks >= 0),
	primary key (queue, name, status)) without rowid;

-- Running applications that work on this file.
create table ${prefix}node (
	seq integer primary key autoincrement,
	id blob not null unique check (length(id) = 16),
	application text not null,
	host text not null,
	pid integer not null,
	process_started_at integer not null,
	boot_id text not null,
	pid_namespace text not null,
	lock_file text,
	names text not null,
	started_at integer not null,
	beat integer not null);

-- What is due again and again. next_at is null while nothing is due before something happens.
-- period, delay_before and priority are what a schedule was started with instead of what its code says.
create table ${prefix}schedule (
	id integer primary key,
	name text not null unique,
	application text not null,
	kind text not null check (kind in ('cron', 'interval', 'delay', 'trigger')),
	spec text not null,
	zone text not null,
	period integer,
	delay_before integer,
	priority integer check (priority between 1 and 4),
	next_at integer,
	tick_at integer,
	fired_at integer,
	last_task integer,
	last_id blob,
	triggered integer not null default 0 check (triggered in (0, 1)),
	paused integer not null default 0 check (paused in (0, 1)));

-- Which nodes declare a schedule in their code.
create table ${prefix}schedule_node (
	schedule integer not null,
	node integer not null,
	primary key (schedule, node)) without rowid;

-- Queues from which nothing is claimed, and names of tasks that are not claimed.
create table ${prefix}paused_queue (queue integer primary key);
create table ${prefix}paused_name (name integer primary key);

-- Why and until when tasks with a name are not claimed, beside their row in paused_name.
create table ${prefix}fuse (
	name integer primary key,
	reason text not null,
	since_at integer not null,
	until_at integer);

-- Causes of failures that nobody wants to be told of, by the ids of their groups.
create table ${prefix}mute (
	cause blob primary key check (length(cause) = 16),
	reason text not null,
	since_at integer not null,
	until_at integer);

-- Rows of tasks that were removed together, while that can still be undone. Their parts stay where they are.
create table ${prefix}deleted (
	seq integer primary key,
	change_id blob not null,
	deleted_at integer not null,
	id blob not null,
	status integer not null check (status in (1, 2, 4, 5, 6)),
	queue integer not null,
	name integer not null,
	priority integer not null,
	attempt integer not null,
	max_attempts integer not null,
	crashes integer not null,
	fence integer not null,
	run_at integer not null,
	created_at integer not null,
	started_at integer,
	finished_at integer);

create index ${prefix}deleted_by on ${prefix}deleted (change_id, deleted_at);
create index ${prefix}deleted_at on ${prefix}deleted (deleted_at);

-- For people with a database shell. Its columns are documented and stay.
create view ${prefix}tasks as
select lower(substr(hex(t.id), 1, 8) || '-' || substr(hex(t.id), 9, 4) || '-' || substr(hex(t.id), 13, 4) || '-'
		|| substr(hex(t.id), 17, 4) || '-' || substr(hex(t.id), 21)) as id,
	n.name as name,
	q.name as queue,
	case t.priority when 1 then 'CRITICAL' when 2 then 'HIGH' when 3 then 'NORMAL' else 'LOW' end as priority,
	case t.status when 1 then 'BLOCKED' when 2 then 'PENDING' when 3 then 'RUNNING' when 4 then 'FINISHED'
		when 5 then 'FAILED' else 'CANCELLED' end as status,
	t.attempt, t.max_attempts, t.crashes,
	strftime('%Y-%m-%dT%H:%M:%fZ', t.run_at / 1000.0, 'unixepoch') as run_at,
	strftime('%Y-%m-%dT%H:%M:%fZ', t.created_at / 1000.0, 'unixepoch') as created_at,
	strftime('%Y-%m-%dT%H:%M:%fZ', t.started_at / 1000.0, 'unixepoch') as started_at,
	strftime('%Y-%m-%dT%H:%M:%fZ', t.finished_at / 1000.0, 'unixepoch') as finished_at,
	cast(p.payload as text) as arguments,
	cast(r.response as text) as response
from ${prefix}task t
join ${prefix}name n on n.id = t.name
join ${prefix}queue q on q.id = t.queue
left join ${prefix}payload p on p.seq = t.seq
left join ${prefix}response r on r.seq = t.seq;
