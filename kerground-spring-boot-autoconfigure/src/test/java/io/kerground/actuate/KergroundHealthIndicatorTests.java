package io.kerground.actuate;

import java.time.Duration;
import java.util.List;

import io.kerground.StubOperations;
import io.kerground.StubStore;
import io.kerground.core.StoreException;
import io.kerground.core.StoreState;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * When Kerground is up, and what it says about itself.
 */
class KergroundHealthIndicatorTests {

	private final StubStore store = new StubStore();

	private final KergroundHealthIndicator indicator = new KergroundHealthIndicator(StubOperations.on(this.store),
			this.store);

	@Test
	void isUpWhileTheStoreCanBeReadAndWritten() {
		this.store.add("gone.task", "default", TaskStatus.PENDING);
		this.store.oldestReadyAge = Duration.ofSeconds(3);
		Health health = this.indicator.health();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsExactly(entry("store", "stub"), entry("location", "memory"),
				entry("version", "1.2.3"), entry("pending", 1L), entry("oldestReadyAge", Duration.ofSeconds(3)),
				entry("unknownTasks", List.of("gone.task")));
	}

	@Test
	void isDownWhenTheLatestWriteFailed() {
		this.store.state = new StoreState("stub", "memory", "1", -1, -1, "database or disk is full");
		Health health = this.indicator.health();
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsEntry("failure", "database or disk is full")
			.containsEntry("pending", 0L);
	}

	@Test
	void tellsTheFailureAlsoWhenTheStoreCanNotEvenBeRead() {
		StubStore unreadable = new StubStore() {

			@Override
			public StoreState state() {
				return new StoreState("stub", "memory", "1", -1, -1, "its file was removed");
			}

		};
		unreadable.failure = new StoreException("The tasks could not be read", null);
		Health health = new KergroundHealthIndicator(StubOperations.on(unreadable), unreadable).health();
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsEntry("failure", "its file was removed").containsKey("location");
	}

	@Test
	void isDownWhenTheStoreCanNotBeReadAndSaysNothingOfItsStatements() {
		this.store.failure = new StoreException("The tasks could not be read: bad grammar [select secret]", null);
		Health health = this.indicator.health();
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsExactly(entry("failure", "the store can't be read; see the log"));
	}

}
