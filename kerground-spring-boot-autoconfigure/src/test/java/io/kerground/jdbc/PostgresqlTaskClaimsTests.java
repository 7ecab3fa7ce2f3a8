package io.kerground.jdbc;

import java.time.Duration;
import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;
import io.kerground.core.TaskPriority;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What is claimed on PostgreSQL.
 */
class PostgresqlTaskClaimsTests extends TaskClaimsContract {

	private HikariDataSource pool;

	@Override
	StoreFixture fixture() {
		this.pool = PostgresqlServer.pool(PostgresqlServer.newSchema());
		return new StoreFixture(this.pool, "kerground_");
	}

	@Test
	void whatAnotherNodeMakesPendingBeforeWhatWasClaimedIsFoundATenthOfASecondLater() {
		long now = this.store.clock.millis();
		this.store.send();
		assertThat(this.store.claim(1)).hasSize(1);
		assertThat(this.store.claim(1)).isEmpty();
		try (StoreFixture other = new StoreFixture(this.pool, "kerground_")) {
			UUID id = other.send(TaskPriority.NORMAL, "default", StoreFixture.NAME, now - 10_000);
			await().atMost(Duration.ofSeconds(20))
				.until(() -> this.store.claim(1).isEmpty() && this.store.nextDue == now + 100);
			this.store.clock.advance(Duration.ofMillis(100));
			assertThat(this.store.claim(1)).extracting((task) -> task.reference().id()).containsExactly(id);
		}
	}

	@Test
	void whatAnotherNodeSendsIsFoundAtOnceWhenItsClockIsLate() {
		this.store.send();
		assertThat(this.store.claim(1)).hasSize(1);
		assertThat(this.store.claim(1)).isEmpty();
		try (StoreFixture other = new StoreFixture(this.pool, "kerground_")) {
			UUID id = other.send(TaskPriority.NORMAL, "default", StoreFixture.NAME, this.store.clock.millis() - 999);
			assertThat(this.store.claim(1)).extracting((task) -> task.reference().id()).containsExactly(id);
		}
	}

	@AfterEach
	@Override
	void close() {
		super.close();
		this.pool.close();
	}

}
