package io.kerground.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Changes many tasks in small parts, each a commit of its own, so that others write
 * between them.
 */
final class TaskChanges {

	/*
	 * A page is read, then changed: the key of the next page does not move with what
	 * becomes of the tasks of this one. Tasks that come back, as when one that was
	 * retried fails again, are newer than the key and are not met a second time.
	 */

	private final TaskRepository repository;

	TaskChanges(TaskRepository repository) {
		this.repository = repository;
	}

	TaskChangeReport make(TaskChange change, TaskSelection selection, Predicate<TaskChangeReport> goOn) {
		Run run = new Run(change, selection.limit(), goOn);
		if (!selection.ids().isEmpty()) {
			run.change(selection.ids());
			return run.report();
		}
		for (TaskStatus status : statuses(change, selection.query().status())) {
			run.change(selection.query().status(status));
		}
		return run.report();
	}

	private static Collection<TaskStatus> statuses(TaskChange change, @Nullable TaskStatus status) {
		Collection<TaskStatus> from = change.kind().from();
		if (status == null) {
			return from;
		}
		if (!from.contains(status)) {
			throw new IllegalArgumentException("Tasks that are " + status + " have no change " + change.kind());
		}
		return List.of(status);
	}

	long count(TaskQuery query, int limit) {
		long count = 0;
		TaskQuery page = query.after(null).size(TaskQuery.MAX_SIZE);
		while (true) {
			TaskPage read = this.repository.list(page);
			count += read.tasks().size();
			if (read.next() == null || count >= limit) {
				return Math.min(count, limit);
			}
			page = page.after(read.next());
		}
	}

	int restore(UUID change, long deletedAfter) {
		int restored = 0;
		int part;
		do {
			part = this.repository.restore(change, deletedAfter, TaskRepository.CHANGE_LIMIT);
			restored += Math.max(0, part);
		}
		while (part >= 0);
		return restored;
	}

	/**
	 * One change under way.
	 */
	private final class Run {

		private final TaskChange change;

		private final int limit;

		private final Predicate<TaskChangeReport> goOn;

		private long looked;

		private long changed;

		private boolean stopped;

		Run(TaskChange change, int limit, Predicate<TaskChangeReport> goOn) {
			this.change = change;
			this.limit = limit;
			this.goOn = goOn;
		}

		TaskChangeReport report() {
			return new TaskChangeReport(this.change.id(), this.looked, this.changed, !this.stopped);
		}

		private boolean isOver() {
			return this.stopped || this.looked >= this.limit;
		}

		void change(TaskQuery query) {
			TaskQuery page = query.after(null).size(TaskQuery.MAX_SIZE);
			while (!isOver()) {
				TaskPage read = TaskChanges.this.repository.list(page);
				change(read.tasks().stream().map(Task::id).toList());
				if (read.tasks().isEmpty()) {
					tell();
				}
				if (read.next() == null) {
					return;
				}
				page = page.after(read.next());
			}
		}

		void change(List<UUID> ids) {
			List<UUID> rest = new ArrayList<>(ids.subList(0, (int) Math.min(ids.size(), this.limit - this.looked)));
			while (!rest.isEmpty() && !this.stopped) {
				List<UUID> part = rest.subList(0, Math.min(rest.size(), TaskRepository.CHANGE_LIMIT));
				this.changed += TaskChanges.this.repository.change(List.copyOf(part), this.change);
				this.looked += part.size();
				part.clear();
				tell();
			}
		}

		private void tell() {
			TaskChangeReport soFar = new TaskChangeReport(this.change.id(), this.looked, this.changed, false);
			this.stopped = this.stopped || !this.goOn.test(soFar);
		}

	}

}
