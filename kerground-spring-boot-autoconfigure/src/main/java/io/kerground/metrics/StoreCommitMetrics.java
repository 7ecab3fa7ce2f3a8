package io.kerground.metrics;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.kerground.core.CommitListener;
import io.kerground.core.TaskEvent;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Times the groups of writes that the store commits. Knows no store, so that a store can
 * be created with it.
 *
 * @since 0.1.0
 */
public class StoreCommitMetrics implements CommitListener, MeterBinder {

	private final List<Timer> timers = new CopyOnWriteArrayList<>();

	@Override
	public void bindTo(MeterRegistry registry) {
		this.timers.add(Timer.builder("kerground.store.commit")
			.description("Groups of writes from their begin to the end of their commit")
			.register(registry));
	}

	@Override
	public void committed(List<TaskEvent> events, long nanos) {
		for (Timer timer : this.timers) {
			timer.record(nanos, TimeUnit.NANOSECONDS);
		}
	}

}
