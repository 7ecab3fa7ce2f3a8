package io.kerground.core;

/**
 * The clocks of this machine; the only place that asks the JVM for the time.
 */
enum SystemTaskClock implements TaskClock {

	INSTANCE;

	@Override
	public long millis() {
		return System.currentTimeMillis();
	}

	@Override
	public long nanos() {
		return System.nanoTime();
	}

}
