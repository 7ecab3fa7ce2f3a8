package io.kerground.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggerContextListener;

/**
 * Does something after Logback was reset, which happens when its configuration is read
 * again.
 */
final class AfterReset implements LoggerContextListener {

	private final Runnable action;

	AfterReset(Runnable action) {
		this.action = action;
	}

	@Override
	public boolean isResetResistant() {
		return true;
	}

	@Override
	public void onStart(LoggerContext context) {
		// nothing was detached
	}

	@Override
	public void onReset(LoggerContext context) {
		this.action.run();
	}

	@Override
	public void onStop(LoggerContext context) {
		// nothing is logged any more
	}

	@Override
	public void onLevelChange(Logger logger, Level level) {
		// the level of the task log is its own
	}

}
