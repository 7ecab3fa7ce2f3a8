package io.kerground.core;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TaskRequestTests {

	private static final UUID ID = new UUID(1, 2);

	@Test
	void argumentsByNameAreTakenAsTheyAreGiven() {
		assertThat(TaskRequest.of("a").arguments()).isEmpty();
		assertThat(TaskRequest.of("a", 1).arguments()).containsExactly(1);
		assertThat(TaskRequest.of("a", 1, null).arguments()).containsExactly(1, null);
		assertThat(TaskRequest.of("a", (Object) null).arguments()).containsExactly((Object) null);
	}

	@Test
	@SuppressWarnings("NullAway")
	void aNullVarargsArrayIsOneNullArgument() {
		assertThat(TaskRequest.of("a", (Object[]) null).arguments()).containsExactly((Object) null);
	}

	@Test
	void anArrayThatIsNotObjectArrayIsOneArgument() {
		String[] texts = { "a", "b" };
		assertThat(TaskRequest.of("a", (Object[]) texts).arguments()).containsExactly((Object) texts);
		assertThat(TaskRequest.of("a", new int[] { 1 }).arguments()).hasSize(1);
		assertThat(TaskRequest.of("a", new Object[] { 1, 2 }).arguments()).containsExactly(1, 2);
	}

	@Test
	void argumentsAreCopied() {
		Object[] arguments = { 1 };
		TaskRequest request = TaskRequest.of("a", arguments);
		arguments[0] = 2;
		assertThat(request.arguments()).containsExactly(1);
	}

	@Test
	void requestsAreImmutable() {
		TaskRequest request = TaskRequest.of("a");
		request.queue("q").priority(TaskPriority.LOW).maxAttempts(2).id(ID).delay(Duration.ofSeconds(1)).external();
		assertThat(request.queueOr("default")).isEqualTo("default");
		assertThat(request.priorityOr(TaskPriority.NORMAL)).isEqualTo(TaskPriority.NORMAL);
		assertThat(request.maxAttemptsOr(10)).isEqualTo(10);
		assertThat(request.ownId("a")).isNull();
		assertThat(request.runAt(5)).isEqualTo(5);
		assertThat(request.isExternal()).isFalse();
	}

	@Test
	void changesAreKeptTogether() {
		TaskRequest request = TaskRequest.of("a")
			.queue("q")
			.priority(TaskPriority.LOW)
			.maxAttempts(2)
			.id(ID)
			.delay(Duration.ofSeconds(1))
			.external();
		assertThat(request.queueOr("default")).isEqualTo("q");
		assertThat(request.priorityOr(TaskPriority.NORMAL)).isEqualTo(TaskPriority.LOW);
		assertThat(request.maxAttemptsOr(10)).isEqualTo(2);
		assertThat(request.ownId("a")).isEqualTo(ID);
		assertThat(request.runAt(5)).isEqualTo(1005);
		assertThat(request.isExternal()).isTrue();
	}

	@Test
	void theLatestOfDelayAndTimeHolds() {
		TaskRequest request = TaskRequest.of("a");
		assertThat(request.delay(Duration.ofSeconds(1)).at(Instant.ofEpochMilli(70)).runAt(50)).isEqualTo(70);
		assertThat(request.at(Instant.ofEpochMilli(70)).delay(Duration.ofSeconds(1)).runAt(50)).isEqualTo(1050);
	}

	@Test
	void thePastMeansAtOnce() {
		TaskRequest request = TaskRequest.of("a");
		assertThat(request.delay(Duration.ofSeconds(-1)).runAt(50)).isEqualTo(50);
		assertThat(request.delay(Duration.ZERO).runAt(50)).isEqualTo(50);
		assertThat(request.at(Instant.EPOCH).runAt(50)).isEqualTo(50);
	}

	@Test
	void timesBeyondAllCalendarsMeanTheLastOne() {
		TaskRequest request = TaskRequest.of("a");
		long last = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
		assertThat(request.delay(Duration.ofSeconds(Long.MAX_VALUE)).runAt(50)).isEqualTo(last);
		assertThat(request.delay(Duration.ofMillis(Long.MAX_VALUE)).runAt(50)).isEqualTo(last);
		assertThat(request.delay(Duration.ofSeconds(Long.MIN_VALUE)).runAt(50)).isEqualTo(50);
		assertThat(request.at(Instant.MAX).runAt(50)).isEqualTo(last);
		assertThat(request.at(Instant.MIN).runAt(50)).isEqualTo(50);
	}

	@Test
	void oneKeyGivesOneIdForEachTask() {
		TaskRequest request = TaskRequest.of("a").key("order-1");
		assertThat(request.ownId("a")).isNotNull().isEqualTo(TaskRequest.of("a", 2).key("order-1").ownId("a"));
		assertThat(request.ownId("b")).isNotEqualTo(request.ownId("a"));
		assertThat(TaskRequest.of("a").key("order-2").ownId("a")).isNotEqualTo(request.ownId("a"));
	}

	@Test
	void theLatestOfIdAndKeyHolds() {
		assertThat(TaskRequest.of("a").key("k").id(ID).ownId("a")).isEqualTo(ID);
		assertThat(TaskRequest.of("a").id(ID).key("k").ownId("a")).isEqualTo(TaskRequest.of("a").key("k").ownId("a"));
	}

	@Test
	void badValuesAreRefused() {
		TaskRequest request = TaskRequest.of("a");
		assertThatIllegalArgumentException().isThrownBy(() -> request.queue("a b"));
		assertThatIllegalArgumentException().isThrownBy(() -> request.maxAttempts(0));
		assertThatIllegalArgumentException().isThrownBy(() -> request.key(""));
	}

	@Test
	void argumentsAreNotInTheDescription() {
		assertThat(TaskRequest.of("a\nb", "secret")).hasToString("TaskRequest[a?b with 1 arguments]");
	}

}
