package io.kerground.seeds;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.kerground.annotation.KerIgnore;
import io.kerground.annotation.KerSchedule;
import io.kerground.annotation.KerTrigger;
import io.kerground.annotation.KerWorker;
import io.kerground.core.MutableClock;
import io.kerground.core.TaskContext;
import io.kerground.core.TaskPriority;
import org.jspecify.annotations.Nullable;

/**
 * Workers that note when their runs begin.
 */
@KerWorker("ticks")
class TickWorker {

	private final Map<String, List<Instant>> begun = new ConcurrentHashMap<>();

	private final Map<String, TaskContext> contexts = new ConcurrentHashMap<>();

	private final MutableClock clock;

	TickWorker(MutableClock clock) {
		this.clock = clock;
	}

	private int note(String name) {
		List<Instant> times = this.begun.computeIfAbsent(name, (missing) -> new CopyOnWriteArrayList<>());
		times.add(this.clock.instant());
		return times.size();
	}

	@KerSchedule(interval = "20ms")
	public int value(TaskContext context) {
		this.contexts.put("value", context);
		return note("value");
	}

	@KerSchedule(interval = "20ms")
	public CompletableFuture<Integer> stage() {
		return CompletableFuture.completedFuture(note("stage"));
	}

	@KerTrigger
	public void trigger() {
		note("trigger");
	}

	@KerSchedule(interval = "1h", name = "ticks.rush", priority = TaskPriority.HIGH, queue = "ticks")
	public void urgent(TaskContext context) {
		this.contexts.put("rush", context);
		note("rush");
	}

	@KerSchedule(interval = "20ms")
	public boolean three() {
		return note("three") < 3;
	}

	@KerSchedule(interval = "20ms")
	public int zero() {
		note("zero");
		return 0;
	}

	@KerSchedule(interval = "20ms")
	public void nothing() {
		note("nothing");
	}

	@KerSchedule(interval = "20ms")
	public @Nullable Boolean missing() {
		note("missing");
		return null;
	}

	@KerIgnore
	public List<Instant> begun(String name) {
		return this.begun.getOrDefault(name, List.of());
	}

	@KerIgnore
	public TaskContext context(String name) {
		return this.contexts.get(name);
	}

}
