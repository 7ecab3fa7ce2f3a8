package io.kerground;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/**
 * The log lines of the library while it is open. They go nowhere else, so that huge ones
 * do not fill the build's output.
 */
public final class CapturedLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {

	private final List<String> messages = new CopyOnWriteArrayList<>();

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.kerground");

	private final Level before;

	private final boolean additive;

	private CapturedLog(Level level) {
		this.before = this.logger.getLevel();
		this.additive = this.logger.isAdditive();
		setContext(this.logger.getLoggerContext());
		start();
		this.logger.setLevel(level);
		this.logger.setAdditive(false);
		this.logger.addAppender(this);
	}

	/**
	 * Captures lines of a level and above.
	 */
	public static CapturedLog at(String level) {
		return new CapturedLog(Level.valueOf(level));
	}

	@Override
	protected void append(ILoggingEvent event) {
		this.messages.add(event.getFormattedMessage());
	}

	/**
	 * Returns the messages so far, without stack traces.
	 */
	public List<String> messages() {
		return List.copyOf(this.messages);
	}

	@Override
	public void close() {
		this.logger.detachAppender(this);
		this.logger.setAdditive(this.additive);
		this.logger.setLevel(this.before);
		stop();
	}

}
