package io.kerground.core;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TaskStatusTests {

	private static final Map<TaskStatus, Set<TaskStatus>> MOVES = Map.of(TaskStatus.BLOCKED,
			EnumSet.of(TaskStatus.PENDING, TaskStatus.CANCELLED), TaskStatus.PENDING,
			EnumSet.of(TaskStatus.RUNNING, TaskStatus.CANCELLED), TaskStatus.RUNNING,
			EnumSet.of(TaskStatus.PENDING, TaskStatus.FINISHED, TaskStatus.FAILED, TaskStatus.CANCELLED),
			TaskStatus.FINISHED, EnumSet.noneOf(TaskStatus.class), TaskStatus.FAILED, EnumSet.of(TaskStatus.PENDING),
			TaskStatus.CANCELLED, EnumSet.of(TaskStatus.PENDING));

	@ParameterizedTest
	@EnumSource
	void movesAreThoseOfTheTable(TaskStatus status) {
		assertThat(Arrays.stream(TaskStatus.values()).filter(status::canBecome))
			.containsExactlyInAnyOrderElementsOf(java.util.Objects.requireNonNull(MOVES.get(status)));
	}

	@Test
	void threeStatusesAreFinal() {
		assertThat(Arrays.stream(TaskStatus.values()).filter(TaskStatus::isFinal)).containsExactly(TaskStatus.FINISHED,
				TaskStatus.FAILED, TaskStatus.CANCELLED);
	}

	@Test
	void storedNumbersNeverChange() {
		assertThat(Arrays.stream(TaskStatus.values()).map(TaskStatus::code)).isEqualTo(List.of(1, 2, 3, 4, 5, 6));
		assertThat(Arrays.stream(TaskPriority.values()).map(TaskPriority::code)).isEqualTo(List.of(1, 2, 3, 4));
	}

	@Test
	void storedNumbersAreReadBack() {
		for (TaskStatus status : TaskStatus.values()) {
			assertThat(TaskStatus.ofCode(status.code())).isSameAs(status);
		}
		for (TaskPriority priority : TaskPriority.values()) {
			assertThat(TaskPriority.ofCode(priority.code())).isSameAs(priority);
		}
		for (int code : new int[] { Integer.MIN_VALUE, -1, 0, 7 }) {
			assertThatIllegalArgumentException().isThrownBy(() -> TaskStatus.ofCode(code));
			assertThatIllegalArgumentException().isThrownBy(() -> TaskPriority.ofCode(code));
		}
	}

}
