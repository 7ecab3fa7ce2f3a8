package io.kerground.logging;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.Function;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.jspecify.annotations.Nullable;

/**
 * Picks the lines of attempts by their MDC. Is asked for each line of the application, so
 * it looks at the level and the MDC first.
 */
final class TaskLogAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
		.withZone(ZoneOffset.UTC);

	private final Function<String, @Nullable AttemptLog> logs;

	private final Level level;

	TaskLogAppender(Function<String, @Nullable AttemptLog> logs, String level) {
		this.logs = logs;
		this.level = Level.toLevel(level, Level.INFO);
	}

	@Override
	protected void append(ILoggingEvent event) {
		if (!event.getLevel().isGreaterOrEqual(this.level)) {
			return;
		}
		String id = event.getMDCPropertyMap().get(TaskLogCollector.MDC_ID);
		AttemptLog log = (id != null) ? this.logs.apply(id) : null;
		if (log != null) {
			log.add(line(event));
		}
	}

	private static String line(ILoggingEvent event) {
		IThrowableProxy thrown = event.getThrowableProxy();
		return TIME.format(Instant.ofEpochMilli(event.getTimeStamp())) + " " + event.getLevel() + " "
				+ event.getLoggerName() + " - " + event.getFormattedMessage() + "\n"
				+ ((thrown != null) ? ThrowableProxyUtil.asString(thrown) : "");
	}

}
