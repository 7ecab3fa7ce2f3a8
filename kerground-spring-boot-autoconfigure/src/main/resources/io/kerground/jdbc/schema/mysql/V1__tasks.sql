-- Names of queues and of tasks, so that the rows of tasks hold short numbers.
create table if not exists ${prefix}queue (id integer auto_increment primary key, name varchar(200) not null unique) engine=InnoDB character set utf8mb4 collate utf8mb4_bin;
create table if not exists ${prefix}name (id integer auto_increment primary key, name varchar(200) not null unique) engine=InnoDB character set utf8mb4 collate utf8mb4_bin;

-- One row for each task. Narrow, because claims and finishes rewrite it.
-- status: 1 BLOCKED, 2 PENDING, 3 RUNNING, 4 FINISHED, 5 FAILED, 6 CANCELLED
-- priority: 1 CRITICAL, 2 HIGH, 3 NORMAL, 4 LOW; times: milliseconds since 1970
-- seq is never handed out twice, so that a late write can't hit another task
create table if not exists ${prefix}task_seq (id bigint auto_increment primary key) engine=InnoDB character set utf8mb4 collate utf8mb4_bin;

create table if not exists ${prefix}task (
	seq bigint primary key,
	id binary(16) not null unique,
	status smallint not null check (status between 1 and 6),
	queue integer not null,
	name integer not null,
	priority smallint not null check (priority between 1 and 4),
	attempt integer not null check (attempt >= 0),
	max_attempts integer not null check (max_attempts >= 1),
	crashes integer not null default 0 check (crashes >= 0),
	fence bigint not null,
	run_at bigint not null,
	created_at bigint not null,
	started_at bigint,
	finished_at bigint,
	owner bigint,
	blocked_by bigint,
	check ((status = 3) = (owner is not null)),
	check ((status in (4, 5, 6)) = (finished_at is not null)),
	check ((status = 1) = (blocked_by is not null)),
	index ${prefix}ready (status, queue, priority, run_at, seq, name, crashes),
	index ${prefix}running (owner),
	index ${prefix}blocked (blocked_by),
	index ${prefix}ended (status, finished_at, seq)) engine=InnoDB character set utf8mb4 collate utf8mb4_bin;

-- The highest fence of all tasks that were removed: those of new tasks begin above it.
create table if not exists ${prefix}removed (id integer primary key check (id = 1), fence bigint not null) engine=InnoDB character set utf8mb4 collate utf8mb4_bin;

-- What a claim or a finish need not rewrite.
-- headers: what the sender hands on to whoever runs the task, as key=value&key=value in URL encoding
create table if not exists ${prefix}payload (seq bigint primary key, payload longblob not null, headers text) engine=InnoDB character set utf8mb4 collate utf8mb4_bin;
create table if not exists ${prefix}response (seq bigint primary key, response longblob not null) engine=InnoDB character set utf8mb4 collate utf8mb4_bin;
create table if not exists ${prefix}progress (seq bigint primary key, fence bigint not null, done bigint not null,
	total bigint not null) engine=InnoDB character set utf8mb4 collate utf8mb4_bin;

-- Attempts that did not finish their task.
create table if not exists ${prefix}attempt (
	seq bigint not null,
	fence bigint not null,
	attempt integer not null,
	outcome varchar(255) not null,
	started_at bigint not null,
	ended_at bigint not null,
	error_type mediumtext,
	error_message mediumtext,
	stack_trace mediumtext,
	primary key (seq, fence)) engine=InnoDB character set utf8mb4 collate utf8mb4_bin;

-- What the latest attempts have logged, when kerground.task-log.enabled says so.
create table if not exists ${prefix}log (
	seq bigint not null,
	fence bigint not null,
	attempt integer not null,
	content mediumtext not null,
	primary key (seq, fence)) engine=InnoDB character set utf8mb4 collate utf8mb4_bin;

-- Tasks that belong together. status: 3 open, 4 FINISHED, 5 FAILED, 6 CANCELLED
-- stops: whether a member that fails cancels those that have not ended; stopped: whether that has happened
-- The members of a batch, tasks and inner batches, are numbered together by position. A blocked member has the
-- negative seq of its batch as blocked_by.
create table if not exists ${prefix}batch (
	seq bigint auto_increment primary key,
	id binary(16) not null unique,
	parent bigint,
	position integer not null,
	sequential integer not null check (sequential in (0, 1)),
	stops integer not null check (stops in (0, 1)),
	stopped integer not null default 0 check (stopped in (0, 1)),
	status integer not null default 3 check (status between 3 and 6),
	total bigint not null check (total >= 0),
	finished integer not null default 0 check (finished >= 0),
	failed integer not null default 0 check (failed >= 0),
	cancelled integer not null default 0 check (cancelled >= 0),
	created_at bigint not null,
	ended_at bigint,
	check (finished + failed + cancelled <= total),
	check ((status = 3) = (ended_at is null)),
	index ${prefix}batch_inner (parent, position),
	index ${prefix}batch_open (status, seq),
	index ${prefix}batch_ended (status, ended_at)) engine=InnoDB character set utf8mb4 collate utf8mb4_bin;

create table if not exists ${prefix}member (
	task bigint primary key,
	batch bigint not null,
	position integer not null,
	unique index ${prefix}member_of (batch, position)) engine=InnoDB character set utf8mb4 collate utf8mb4_bin;

-- Tasks that are sent when a batch ends. moment: 1 all finished, 2 one failed, 3 any end
create table if not exists ${prefix}follower (
	seq bigint auto_increment primary key,
	batch bigint not null,
	moment integer not null check (moment between 1 and 3),
	id binary(16) not null,
	name varchar(255) not null,
	queue varchar(255) not null,
	priority integer not null check (priority between 1 and 4),
	max_attempts integer not null check (max_attempts >= 1),
	run_at bigint not null,
	delay bigint not null check (delay >= 0),
	payload longblob not null,
	headers text,
	index ${prefix}follower_of (batch)) engine=InnoDB character set utf8mb4 collate utf8mb4_bin;

-- How many tasks there are, kept in the same commit as each move. The sum over all shards counts: each node
-- has a shard, so that nodes need not wait for each other, and one shard alone may be negative.
create table if not exists ${prefix}count (
	queue integer not null,
	name integer not null,
	status smallint not null,
	shard smallint not null,
	tasks bigint not null,
	primary key (queue, name, status, shard)) engine=InnoDB character set utf8mb4 collate utf8mb4_bin;

-- What transactions of the application add to the counts, until a node adds it up.
create table if not exists ${prefix}count_delta (
	id bigint auto_increment primary key,
	queue integer not null,
	name integer not null,
	status smallint not null,
	tasks bigint not null) engine=InnoDB character set utf8mb4 collate utf8mb4_bin;

-- Running applications that work on this store.
create table if not exists ${prefix}node (
	seq bigint auto_increment primary key,
	id binary(16) not null unique,
	application varchar(255) not null,
	host varchar(255) not null,
	pid bigint not null,
	process_started_at bigint not null,
	boot_id varchar(255) not null,
	pid_namespace varchar(255) not null,
	lock_file varchar(255),
	names mediumtext not null,
	started_at bigint not null,
	beat bigint not null) engine=InnoDB character set utf8mb4 collate utf8mb4_bin;

-- What is due again and again. next_at is null while nothing is due before something happens.
-- period, delay_before and priority are what a schedule was started with instead of what its code says.
create table if not exists ${prefix}schedule (
	id bigint auto_increment primary key,
	name varchar(200) not null unique,
	application varchar(255) not null,
	kind varchar(255) not null check (kind in ('cron', 'interval', 'delay', 'trigger')),
	spec mediumtext not null,
	zone varchar(255) not null,
	period bigint,
	delay_before bigint,
	priority integer check (priority between 1 and 4),
	next_at bigint,
	tick_at bigint,
	fired_at bigint,
	last_task bigint,
	last_id binary(16),
	triggered integer not null default 0 check (triggered in (0, 1)),
	paused integer not null default 0 check (paused in (0, 1))) engine=InnoDB character set utf8mb4 collate utf8mb4_bin;

-- Which nodes declare a schedule in their code.
create table if not exists ${prefix}schedule_node (
	schedule bigint not null,
	node bigint not null,
	primary key (schedule, node)) engine=InnoDB character set utf8mb4 collate utf8mb4_bin;

-- Queues from which nothing is claimed, and names of tasks that are not claimed.
create table if not exists ${prefix}paused_queue (queue integer primary key) engine=InnoDB character set utf8mb4 collate utf8mb4_bin;
create table if not exists ${prefix}paused_name (name integer primary key) engine=InnoDB character set utf8mb4 collate utf8mb4_bin;

-- Why and until when tasks with a name are not claimed, beside their row in paused_name.
create table if not exists ${prefix}fuse (
	name integer primary key,
	reason varchar(500) not null,
	since_at bigint not null,
	until_at bigint) engine=InnoDB character set utf8mb4 collate utf8mb4_bin;

-- Causes of failures that nobody wants to be told of, by the ids of their groups.
create table if not exists ${prefix}mute (
	cause binary(16) primary key,
	reason varchar(500) not null,
	since_at bigint not null,
	until_at bigint) engine=InnoDB character set utf8mb4 collate utf8mb4_bin;

-- Rows of tasks that were removed together, while that can still be undone. Their parts stay where they are.
create table if not exists ${prefix}deleted (
	seq bigint primary key,
	change_id binary(16) not null,
	deleted_at bigint not null,
	id binary(16) not null,
	status smallint not null check (status in (1, 2, 4, 5, 6)),
	queue integer not null,
	name integer not null,
	priority smallint not null,
	attempt integer not null,
	max_attempts integer not null,
	crashes integer not null,
	fence bigint not null,
	run_at bigint not null,
	created_at bigint not null,
	started_at bigint,
	finished_at bigint,
	index ${prefix}deleted_by (change_id, deleted_at),
	index ${prefix}deleted_at (deleted_at)) engine=InnoDB character set utf8mb4 collate utf8mb4_bin;

-- For people with a database shell. Its columns are documented and stay.
create or replace view ${prefix}tasks as
select lower(concat_ws('-', substr(hex(t.id), 1, 8), substr(hex(t.id), 9, 4), substr(hex(t.id), 13, 4),
		substr(hex(t.id), 17, 4), substr(hex(t.id), 21))) as id,
	n.name as name,
	q.name as queue,
	case t.priority when 1 then 'CRITICAL' when 2 then 'HIGH' when 3 then 'NORMAL' else 'LOW' end as priority,
	case t.status when 1 then 'BLOCKED' when 2 then 'PENDING' when 3 then 'RUNNING' when 4 then 'FINISHED'
		when 5 then 'FAILED' else 'CANCELLED' end as status,
	t.attempt, t.max_attempts, t.crashes,
	timestampadd(microsecond, t.run_at * 1000, '1970-01-01') as run_at,
	timestampadd(microsecond, t.created_at * 1000, '1970-01-01') as created_at,
	timestampadd(microsecond, t.started_at * 1000, '1970-01-01') as started_at,
	timestampadd(microsecond, t.finished_at * 1000, '1970-01-01') as finished_at,
	convert(p.payload using utf8mb4) as arguments,
	convert(r.response using utf8mb4) as response
from ${prefix}task t
join ${prefix}name n on n.id = t.name
join ${prefix}queue q on q.id = t.queue
left join ${prefix}payload p on p.seq = t.seq
left join ${prefix}response r on r.seq = t.seq;
