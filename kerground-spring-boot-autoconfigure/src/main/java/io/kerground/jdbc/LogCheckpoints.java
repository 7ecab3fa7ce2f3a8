package io.kerground.jdbc;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.kerground.core.TaskClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the write-ahead log short: it is emptied and cut when the writer is idle, and
 * between groups of writes when it is long. Used on the writer's thread.
 */
final class LogCheckpoints {

	private static final Logger logger = LoggerFactory.getLogger(LogCheckpoints.class);

	static final long IDLE_BYTES = 4L << 20;

	static final long LIMIT_BYTES = SqliteConnections.LOG_LIMIT;

	static final long WARN_BYTES = 4 * LIMIT_BYTES;

	private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long WARN_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final Path log;

	private final TaskClock clock;

	private long lookedAt;

	private long warnedAt;

	private boolean written;

	LogCheckpoints(Path store, TaskClock clock) {
		this.log = Path.of(store + "-wal");
		this.clock = clock;
		this.lookedAt = clock.nanos();
		this.warnedAt = this.lookedAt - WARN_NANOS;
	}

	/**
	 * Notes a committed group, and empties the log when it is too long.
	 */
	void afterGroup(WriterSession session) {
		this.written = true;
		long now = this.clock.nanos();
		if (now - this.lookedAt >= LOOK_NANOS) {
			this.lookedAt = now;
			if (size() > LIMIT_BYTES) {
				shorten(session);
			}
		}
	}

	/**
	 * Returns whether a pause may be used to shorten the log.
	 */
	boolean isWanted() {
		return this.written;
	}

	/**
	 * Empties the log in a pause. Wanted again while somebody else keeps it from that.
	 */
	void whenIdle(WriterSession session) {
		this.written = size() > IDLE_BYTES && !shorten(session);
	}

	private boolean shorten(WriterSession session) {
		boolean done = session.checkpoint();
		long size = size();
		long now = this.clock.nanos();
		if (size > WARN_BYTES && now - this.warnedAt >= WARN_NANOS) {
			this.warnedAt = now;
			logger.warn("The log {} has grown to {} MB, because another connection reads since long and keeps it"
					+ " from being emptied; end that reader", this.log, size >> 20);
		}
		return done;
	}

	private long size() {
		return SqliteFile.size(this.log);
	}

}
