package io.kerground.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.kerground.core.RetryPolicy;
import io.kerground.core.TaskNames;
import io.kerground.engine.PoolLimits;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.logging.LogLevel;
import org.springframework.util.unit.DataSize;

/**
 * Properties of Kerground. All have defaults.
 *
 * @param enabled Whether Kerground is set up at all.
 * @param store Where tasks are stored.
 * @param worker How this process runs tasks.
 * @param pool How many tasks run at once.
 * @param queues Settings of single queues, by their names.
 * @param retry How failed tasks are tried again.
 * @param retention How long ended tasks are kept.
 * @param payload Limits of arguments and responses.
 * @param latency When to warn that tasks wait too long.
 * @param taskLog What attempts log, kept with their tasks.
 * @since 0.1.0
 */
@ConfigurationProperties("kerground")
public record KergroundProperties(@DefaultValue("true") boolean enabled, @DefaultValue Store store,
		@DefaultValue Worker worker, @DefaultValue Pool pool, @DefaultValue Map<String, Queue> queues,
		@DefaultValue Retry retry, @DefaultValue Retention retention, @DefaultValue Payload payload,
		@DefaultValue Latency latency, @DefaultValue TaskLog taskLog) {

	/**
	 * Checks the settings of queues.
	 */
	public KergroundProperties {
		queues.forEach((name, queue) -> {
			if (!name.matches(TaskNames.FORM)) {
				throw PropertyRules.refused("kerground.queues[" + name + "].concurrency",
						String.valueOf(queue.concurrency()),
						"must be in the settings of a queue whose name has the form " + TaskNames.FORM);
			}
			PropertyRules.between("kerground.queues." + name + ".concurrency", queue.concurrency(), 0, 100_000);
		});
		queues = Map.copyOf(queues);
	}

	/**
	 * Where tasks are stored.
	 *
	 * @param type Kind of the store.
	 * @param path Path of the SQLite file; missing folders are created.
	 * @param durability What a stored task survives.
	 * @param timeout Longest wait for a commit.
	 * @param tablePrefix Prefix of the names of all tables.
	 * @param initializeSchema Whether to create and migrate the tables at start.
	 * @param backupPath Folder of backups; none can be made when it is not set.
	 * @param backupKeep Number of backups to keep, all when it is not set.
	 */
	public record Store(@DefaultValue("sqlite") StoreType type, @DefaultValue("./kerground.db") String path,
			@DefaultValue("full") Durability durability, @DefaultValue("30s") Duration timeout,
			@DefaultValue("kerground_") String tablePrefix,
			@DefaultValue("always") SchemaInitialization initializeSchema, @Nullable String backupPath,
			@Nullable Integer backupKeep) {

		private static final Pattern TABLE_PREFIX = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,31}");

		private static final Pattern NOT_A_PATH = Pattern.compile("\\s*|:.*|.*[?\\p{Cntrl}].*|(?:jdbc|file):.*",
				Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

		/**
		 * Checks the values.
		 */
		public Store {
			if (NOT_A_PATH.matcher(path).matches()) {
				throw PropertyRules.refused("kerground.store.path", path, "must be the path of a file");
			}
			PropertyRules.atLeast("kerground.store.timeout", timeout, Duration.ofMillis(1));
			if (!TABLE_PREFIX.matcher(tablePrefix).matches()) {
				throw PropertyRules.refused("kerground.store.table-prefix", tablePrefix,
						"must be 1 to 32 letters, digits and underscores, and not begin with a digit");
			}
			if (backupPath != null && NOT_A_PATH.matcher(backupPath).matches()) {
				throw PropertyRules.refused("kerground.store.backup-path", backupPath, "must be the path of a folder");
			}
			if (backupKeep != null) {
				PropertyRules.between("kerground.store.backup-keep", backupKeep, 1, 1_000_000);
			}
		}

	}

	/**
	 * How this process runs tasks.
	 *
	 * @param enabled Whether this process runs tasks, or only sends them and looks at
	 * them.
	 * @param queues Queues that this process works on; all when empty.
	 * @param pollInterval Longest pause between two looks for due tasks; only a fallback,
	 * because a sent task wakes the workers.
	 * @param lease Time after which a node that gives no sign of life is taken for dead.
	 * @param shutdownTimeout Time that running tasks have to end at shutdown, before they
	 * are interrupted and given back; less than
	 * "spring.lifecycle.timeout-per-shutdown-phase", by default 5 seconds less.
	 * @param propagateContext Keys of the thread local accessors whose values go from the
	 * sender of a task to its worker; the values must be strings.
	 */
	public record Worker(@DefaultValue("true") boolean enabled, @DefaultValue Set<String> queues,
			@DefaultValue("1s") Duration pollInterval, @DefaultValue("30s") Duration lease,
			@Nullable Duration shutdownTimeout, @DefaultValue Set<String> propagateContext) {

		/**
		 * Checks the values.
		 */
		public Worker {
			for (String queue : queues) {
				if (!queue.matches(TaskNames.FORM)) {
					throw PropertyRules.refused("kerground.worker.queues", queue,
							"must hold names of the form " + TaskNames.FORM);
				}
			}
			queues = Set.copyOf(queues);
			propagateContext = Set.copyOf(propagateContext);
			PropertyRules.atLeast("kerground.worker.poll-interval", pollInterval, Duration.ofMillis(1));
			PropertyRules.atLeast("kerground.worker.lease", lease, Duration.ofSeconds(1));
			if (shutdownTimeout != null) {
				PropertyRules.notNegative("kerground.worker.shutdown-timeout", shutdownTimeout);
			}
		}

	}

	/**
	 * How many tasks run at once.
	 *
	 * @param size Number of tasks that this process runs at once, 0 for no limit; by
	 * default four for each processor, and at least 16.
	 * @param reserveNormal Number of tasks that may run beyond the size when the next one
	 * is of normal priority or higher.
	 * @param reserveHigh Number of tasks that may run beyond that when the next one is of
	 * high priority.
	 * @param maxCritical Number of critical tasks that run at once beyond the size, 0 for
	 * no limit.
	 * @param virtualThreads Whether task bodies run on virtual threads; by default as
	 * "spring.threads.virtual.enabled" says.
	 */
	public record Pool(@Nullable Integer size, @DefaultValue("5") int reserveNormal, @DefaultValue("5") int reserveHigh,
			@DefaultValue("0") int maxCritical, @Nullable Boolean virtualThreads) {

		/**
		 * Checks the values.
		 */
		public Pool {
			if (size != null) {
				PropertyRules.between("kerground.pool.size", size, 0, 100_000);
			}
			PropertyRules.between("kerground.pool.reserve-normal", reserveNormal, 0, 100_000);
			PropertyRules.between("kerground.pool.reserve-high", reserveHigh, 0, 100_000);
			PropertyRules.between("kerground.pool.max-critical", maxCritical, 0, 100_000);
		}

		PoolLimits limits(int processors) {
			int limit = (this.size != null) ? this.size : Math.max(16, 4 * processors);
			return new PoolLimits(limit, this.reserveNormal, this.reserveHigh, this.maxCritical);
		}

	}

	/**
	 * Settings of one queue.
	 *
	 * @param concurrency Number of tasks of the queue that run at once over all nodes, 0
	 * for no limit.
	 */
	public record Queue(@DefaultValue("0") int concurrency) {

	}

	/**
	 * How failed tasks are tried again.
	 *
	 * @param maxAttempts Number of attempts that a task has in all.
	 * @param backoff Pause after the first attempt.
	 * @param multiplier Factor by which each pause is longer than the one before.
	 * @param maxBackoff Longest pause, before jitter.
	 * @param jitter Share of a pause by which it is changed at random, 0 to 1.
	 * @param maxCrashes Number of crashes of the process during a task that fail the
	 * task.
	 */
	public record Retry(@DefaultValue("10") int maxAttempts, @DefaultValue("1s") Duration backoff,
			@DefaultValue("4") double multiplier, @DefaultValue("1h") Duration maxBackoff,
			@DefaultValue("0.2") double jitter, @DefaultValue("3") int maxCrashes) {

		/**
		 * Checks the values.
		 */
		public Retry {
			PropertyRules.between("kerground.retry.max-attempts", maxAttempts, 1, 1_000_000);
			PropertyRules.notNegative("kerground.retry.backoff", backoff);
			PropertyRules.between("kerground.retry.multiplier", multiplier, 1, 1_000);
			PropertyRules.notNegative("kerground.retry.max-backoff", maxBackoff);
			PropertyRules.between("kerground.retry.jitter", jitter, 0, 1);
			PropertyRules.between("kerground.retry.max-crashes", maxCrashes, 1, 1_000_000);
		}

		RetryPolicy policy() {
			return new RetryPolicy(this.maxAttempts, this.backoff, this.multiplier, this.maxBackoff, this.jitter);
		}

	}

	/**
	 * How long ended tasks are kept.
	 *
	 * @param finished Time that finished tasks are kept.
	 * @param failed Time that failed tasks are kept.
	 * @param cancelled Time that cancelled tasks are kept.
	 */
	public record Retention(@DefaultValue("7d") Duration finished, @DefaultValue("30d") Duration failed,
			@DefaultValue("7d") Duration cancelled) {

		/**
		 * Checks the values.
		 */
		public Retention {
			PropertyRules.notNegative("kerground.retention.finished", finished);
			PropertyRules.notNegative("kerground.retention.failed", failed);
			PropertyRules.notNegative("kerground.retention.cancelled", cancelled);
		}

	}

	/**
	 * Limits of arguments and responses.
	 *
	 * @param maxSize Greatest size of the arguments of a task, and of its response, as
	 * JSON.
	 */
	public record Payload(@DefaultValue("1MB") DataSize maxSize) {

		/**
		 * Checks the values.
		 */
		public Payload {
			if (maxSize.toBytes() < 2 || maxSize.toBytes() > DataSize.ofMegabytes(512).toBytes()) {
				throw PropertyRules.refused("kerground.payload.max-size", maxSize.toString(), "must be 2B to 512MB");
			}
		}

	}

	/**
	 * When to warn that tasks wait too long.
	 *
	 * @param warn Time that the oldest due task may wait before it is warned of, 0 for
	 * never.
	 * @param critical Time that the oldest due task may wait before it is told as an
	 * error, 0 for never.
	 */
	public record Latency(@DefaultValue("5s") Duration warn, @DefaultValue("10s") Duration critical) {

		/**
		 * Checks the values.
		 */
		public Latency {
			PropertyRules.notNegative("kerground.latency.warn", warn);
			PropertyRules.notNegative("kerground.latency.critical", critical);
		}

	}

	/**
	 * What attempts log, kept with their tasks.
	 *
	 * @param enabled Whether what an attempt logs is kept with its task; needs Logback.
	 * @param maxLines Greatest number of lines of one attempt, the latest ones; a stack
	 * trace belongs to its line.
	 * @param maxSize Greatest size of the lines of one attempt.
	 * @param level Least level that is kept, among the lines that are logged at all.
	 */
	public record TaskLog(@DefaultValue("false") boolean enabled, @DefaultValue("1000") int maxLines,
			@DefaultValue("64KB") DataSize maxSize, @DefaultValue("info") LogLevel level) {

		/**
		 * Checks the values.
		 */
		public TaskLog {
			PropertyRules.between("kerground.task-log.max-lines", maxLines, 1, 100_000);
			if (maxSize.toBytes() < 1024 || maxSize.toBytes() > DataSize.ofMegabytes(4).toBytes()) {
				throw PropertyRules.refused("kerground.task-log.max-size", maxSize.toString(), "must be 1KB to 4MB");
			}
		}

	}

	/**
	 * Kinds of stores.
	 */
	public enum StoreType {

		/**
		 * A file of its own.
		 */
		SQLITE,

		/**
		 * The database of the application's data source, whose transactions sends join.
		 */
		JDBC

	}

	/**
	 * What a stored task survives.
	 */
	public enum Durability {

		/**
		 * A killed process and a power cut.
		 */
		FULL,

		/**
		 * A killed process; a power cut may lose the last moments.
		 */
		NORMAL

	}

	/**
	 * Whether tables are created and migrated.
	 */
	public enum SchemaInitialization {

		/**
		 * Created and migrated at start.
		 */
		ALWAYS,

		/**
		 * Only checked at start.
		 */
		NEVER

	}

}
