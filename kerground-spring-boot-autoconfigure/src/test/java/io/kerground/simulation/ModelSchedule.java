package io.kerground.simulation;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

import io.kerground.core.ScheduleRepository.Declaration;
import io.kerground.core.StoredSchedule;
import io.kerground.core.TaskPriority;

/**
 * One schedule of the model store.
 */
final class ModelSchedule {

	final Set<Long> nodes = new HashSet<>();

	final String name;

	String application = "";

	String kind = "";

	String spec = "";

	String zone = "";

	TaskPriority priority;

	Long nextAt;

	Long tickAt;

	Long firedAt;

	UUID lastTask;

	long lastSeq;

	boolean triggered;

	boolean paused;

	private Duration period;

	private Duration delayBefore;

	ModelSchedule(String name) {
		this.name = name;
	}

	void define(String application, Declaration declaration) {
		this.application = application;
		this.kind = declaration.definition().schedule().kind();
		this.spec = declaration.definition().schedule().spec();
		this.zone = declaration.definition().zone();
		this.nextAt = declaration.firstAt();
		start(null, null);
	}

	void start(Duration period, Duration delayBefore) {
		this.period = period;
		this.delayBefore = delayBefore;
	}

	StoredSchedule stored(ModelRow last) {
		return new StoredSchedule(this.name, this.application, this.kind, this.spec, this.zone, this.period,
				this.delayBefore, this.priority, this.nextAt, this.tickAt, this.firedAt, this.lastTask,
				(last != null) ? last.status : null, (last != null) ? last.startedAt : null,
				(last != null) ? last.finishedAt : null, this.triggered, this.paused);
	}

}
