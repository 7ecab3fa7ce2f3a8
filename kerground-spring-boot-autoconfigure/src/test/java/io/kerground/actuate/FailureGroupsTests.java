package io.kerground.actuate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import io.kerground.StubOperations;
import io.kerground.StubStore;
import io.kerground.actuate.KergroundDescriptors.FailureDescriptor;
import io.kerground.actuate.KergroundDescriptors.FailuresDescriptor;
import io.kerground.core.MutableClock;
import io.kerground.core.TaskChange;
import io.kerground.core.TaskChangeReport;
import io.kerground.core.TaskError;
import io.kerground.core.TaskFailure;
import io.kerground.core.TaskFailurePage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How failed tasks are grouped, however many there are.
 */
class FailureGroupsTests {

	private final MutableClock clock = new MutableClock();

	private final FailedTasks store = new FailedTasks();

	private final FailureGroups groups = new FailureGroups(this.store, null, this.clock);

	@Test
	void whatATaskFailedByIsReadOnceForEachFailure() {
		this.store.fail(250, "a.First");
		assertThat(this.groups.describe().groups()).singleElement()
			.satisfies((group) -> assertThat(group.count()).isEqualTo(250));
		assertThat(this.store.read).isEqualTo(250);
		this.store.fail(1, "a.Last");
		assertThat(this.groups.describe().groups()).extracting(FailureDescriptor::type)
			.containsExactly("a.First", "a.Last");
		assertThat(this.store.read).isEqualTo(251);
		this.store.failOnceMore(0, "a.Other");
		assertThat(this.groups.describe().groups()).extracting(FailureDescriptor::type)
			.containsExactlyInAnyOrder("a.First", "a.Other");
		assertThat(this.store.read).isEqualTo(252);
	}

	@Test
	void aLookTakesALimitedTimeAndTheNextOneGetsFurther() {
		this.store.fail(1_000, "a.First");
		this.store.pause = () -> this.clock.advance(FailureGroups.LOOK_TIME.dividedBy(2));
		FailuresDescriptor first = this.groups.describe();
		assertThat(first.examined()).isBetween(100L, 300L);
		assertThat(first.complete()).isFalse();
		long examined = first.examined();
		FailuresDescriptor look = first;
		for (int looks = 0; !look.complete() && looks < 20; looks++) {
			look = this.groups.describe();
			assertThat(look.examined()).isGreaterThan(examined);
			examined = look.examined();
		}
		assertThat(look.examined()).isEqualTo(1_000);
	}

	@Test
	void noMoreThanTheNewestAreLookedAt() {
		this.store.fail(FailureGroups.MOST_EXAMINED + 1, "a.First");
		FailuresDescriptor described = this.groups.describe();
		assertThat(described.examined()).isEqualTo(FailureGroups.MOST_EXAMINED);
		assertThat(described.complete()).isFalse();
	}

	@Test
	void wholeGroupIsChangedTheLatestFailureFirstHoweverManyOthersFailed() {
		this.store.fail(2_000, "a.First");
		this.store.fail(9_000, "a.Other");
		this.store.fail(8_000, "a.First");
		this.store.fail(3_000, "a.Other");
		List<UUID> expected = this.store.ids("a.First");
		List<TaskChangeReport> told = new ArrayList<>();
		TaskChangeReport report = change("a.First", 10_000, told::add);
		assertThat(this.store.changed).hasSize(10_000).isEqualTo(expected);
		assertThat(report.changed()).isEqualTo(10_000);
		assertThat(report.ended()).isTrue();
		assertThat(told).extracting(TaskChangeReport::looked).isSorted().contains(50L, 9_950L);
	}

	@Test
	void noMoreOfAGroupAreChangedThanTheLimit() {
		this.store.fail(1_200, "a.First");
		List<UUID> expected = this.store.ids("a.First").subList(0, 701);
		assertThat(change("a.First", 701, (soFar) -> true).changed()).isEqualTo(701);
		assertThat(this.store.changed).isEqualTo(expected);
	}

	@Test
	void changeOfAGroupIsStoppedBeforeItsNextCommitAndWhileItLooks() {
		this.store.fail(500, "a.First");
		this.store.fail(5_000, "a.Other");
		TaskChangeReport looking = change("a.First", 500, (soFar) -> false);
		assertThat(looking.ended()).isFalse();
		assertThat(this.store.changed).isEmpty();
		assertThat(change("a.First", 500, (soFar) -> soFar.changed() < 100).ended()).isFalse();
		assertThat(this.store.changed).hasSize(100);
	}

	private TaskChangeReport change(String type, int limit, Predicate<TaskChangeReport> goOn) {
		UUID cause = FailureCause.of(FailedTasks.error(type)).id();
		return new FailureGroupChange(StubOperations.on(this.store), TaskChange.retry(), limit, goOn).make(this.groups,
				cause);
	}

	/**
	 * A store of failed tasks that counts how many errors were read.
	 */
	private static final class FailedTasks extends StubStore {

		private final List<TaskFailure> newest = new ArrayList<>();

		private final Map<UUID, TaskError> errors = new HashMap<>();

		private long read;

		private final List<UUID> changed = new ArrayList<>();

		private int moment;

		private Runnable pause = () -> {
		};

		void fail(int count, String type) {
			IntStream.range(0, count).forEach((i) -> put(UUID.randomUUID(), type));
		}

		void failOnceMore(int index, String type) {
			put(this.newest.remove(index).id(), type);
		}

		private void put(UUID id, String type) {
			this.newest.add(0, new TaskFailure(id, "a.b", Instant.ofEpochMilli(++this.moment)));
			this.errors.put(id, error(type));
		}

		static TaskError error(String type) {
			return new TaskError(type, "message", "\tat com.shop.Mails.send(Mails.java:7)");
		}

		List<UUID> ids(String type) {
			return this.newest.stream()
				.map(TaskFailure::id)
				.filter((id) -> this.errors.get(id).type().equals(type))
				.toList();
		}

		@Override
		public int change(Collection<UUID> ids, TaskChange change) {
			this.changed.addAll(ids);
			return ids.size();
		}

		@Override
		public TaskFailurePage failures(@Nullable String after, int size) {
			int from = (after != null) ? Integer.parseInt(after) : 0;
			int to = Math.min(this.newest.size(), from + size);
			return new TaskFailurePage(this.newest.subList(from, to),
					(to < this.newest.size()) ? String.valueOf(to) : null);
		}

		@Override
		public Map<UUID, TaskError> errors(Collection<UUID> ids) {
			this.read += ids.size();
			this.pause.run();
			Map<UUID, TaskError> found = new HashMap<>();
			ids.forEach((id) -> found.put(id, this.errors.get(id)));
			return found;
		}

	}

}
