package io.kerground.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.Test;

import org.springframework.transaction.TransactionDefinition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a store does with sends in transactions where several of them write at the same
 * moment.
 */
abstract class ConcurrentTransactionContract extends JoinedTransactionContract {

	@Test
	void workersAndListenersHearAtTheCommitAndNotBefore() {
		attach();
		UUID[] id = new UUID[1];
		inTransaction(() -> {
			id[0] = send();
			this.store.requestClaim();
			this.store.beat(-1);
			assertThat(this.intake.claimed).isEmpty();
			assertThat(this.events).isEmpty();
		});
		assertThat(this.intake.take().reference().id()).isEqualTo(id[0]);
		await().atMost(PATIENCE).until(() -> this.events.size() == 2);
		assertThat(this.events).extracting((event) -> event.verb().word()).containsExactly("send", "claim");
	}

	@Test
	void aNewTransactionInsideStandsForItself() {
		List<UUID> ids = new ArrayList<>();
		inTransaction(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
			ids.add(send());
			inTransaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW, () -> ids.add(send()), false);
			assertThat(isVisibleToOthers(ids.get(1))).isTrue();
			ids.add(send());
		}, true);
		assertThat(ids.stream().map(this::isStored)).containsExactly(false, true, false);
	}

	@Test
	void whatATransactionHasCountedIsAddedUpLater() {
		attach();
		inTransaction(() -> {
			for (int i = 0; i < 5; i++) {
				send();
			}
		});
		for (int i = 0; i < 5; i++) {
			this.intake.take();
		}
		await().atMost(PATIENCE).until(() -> {
			this.store.requestClaim();
			return count("select count(*) from kerground_count_delta") == 0;
		});
		assertThat(this.store.stats().count(TaskStatus.RUNNING)).isEqualTo(5);
		assertThat(pending()).isZero();
	}

	private int count(String sql) {
		Integer found = this.jdbc.queryForObject(sql, Integer.class);
		return (found != null) ? found : -1;
	}

}
