package io.kerground.jdbc;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

import io.kerground.core.ClaimDemand;
import io.kerground.core.ClaimedTask;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskPriority;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that nothing is remembered that does not hold any more. Each begins with claims,
 * after which as much is remembered as can be.
 */
@Timeout(60)
class RememberedFactsTests {

	@TempDir
	Path folder;

	private StoreFixture store;

	@BeforeEach
	void remember() {
		this.store = new StoreFixture(this.folder);
		for (int i = 0; i < 2; i++) {
			this.store.send();
			assertThat(this.store.settle(this.store.claimOne(), new TaskOutcome.Finish(null))).isTrue();
			assertThat(this.store.claim(1)).isEmpty();
		}
	}

	@AfterEach
	void close() {
		this.store.close();
	}

	@Test
	void aTaskIsClaimedThatAnotherProcessHasSent() {
		try (StoreFixture other = new StoreFixture(this.folder)) {
			UUID id = other.send();
			assertThat(this.store.claimOne().reference().id()).isEqualTo(id);
		}
	}

	@Test
	void aTaskIsClaimedThatWasSentWithAnotherPriority() {
		UUID low = this.store.send(TaskPriority.LOW, "default", StoreFixture.NAME, 0);
		UUID high = this.store.send(TaskPriority.HIGH, "default", StoreFixture.NAME, 0);
		assertThat(this.store.claim(2)).extracting((task) -> task.reference().id()).containsExactly(high, low);
	}

	@Test
	void aTaskIsClaimedThatIsGivenBack() {
		UUID id = this.store.send();
		ClaimedTask task = this.store.claimOne();
		assertThat(this.store.claim(1)).isEmpty();
		this.store.settle(task, new TaskOutcome.Release());
		assertThat(this.store.claimOne().reference().id()).isEqualTo(id);
	}

	@Test
	void nothingIsClaimedFromAQueueThatSomebodyElsePauses() throws SQLException {
		this.store.execute("insert into kerground_paused_queue select id from kerground_queue where name = 'default'");
		this.store.send();
		assertThat(this.store.claim(1)).isEmpty();
	}

	@Test
	void nothingIsClaimedFromAQueueThatThisProcessPausesUntilItResumes() {
		this.store.repository.schedules().pauseQueue("default", true);
		this.store.send();
		assertThat(this.store.claim(1)).isEmpty();
		this.store.repository.schedules().pauseQueue("default", false);
		assertThat(this.store.claim(1)).hasSize(1);
	}

	@Test
	void nothingIsClaimedOfANameThatSomebodyElsePauses() throws SQLException {
		this.store.execute("insert into kerground_paused_name select id from kerground_name");
		this.store.send();
		assertThat(this.store.claim(1)).isEmpty();
	}

	@Test
	void nothingIsClaimedForANodeThatSomebodyElseHasRemoved() throws SQLException {
		this.store.execute("delete from kerground_node");
		this.store.send();
		askInAGroup();
		assertThat(this.store.claimed).isEmpty();
	}

	@Test
	void nothingIsClaimedForANodeThatHasLeft() {
		this.store.repository.leave(this.store.node.seq());
		this.store.send();
		askInAGroup();
		assertThat(this.store.claimed).isEmpty();
	}

	/**
	 * Demands a task in a group of writes, which is over on return. The demand of a node
	 * that is not registered is not asked for.
	 */
	private void askInAGroup() {
		this.store.claimed.clear();
		this.store.demand = ClaimDemand.ofSlots(1);
		this.store.repository.cancel(UUID.randomUUID());
	}

	@Test
	void theSuccessorOfATaskIsUnblockedByItsEnd() {
		UUID first = this.store.send();
		UUID second = this.store.sendAfter(first);
		this.store.settle(this.store.claimOne(), new TaskOutcome.Finish(null));
		assertThat(this.store.claimOne().reference().id()).isEqualTo(second);
	}

	@Test
	void theSuccessorIsUnblockedThatSomebodyElseHasSent() throws SQLException {
		UUID first = this.store.send();
		this.store.execute("insert into kerground_task (seq, id, status, queue, name, priority, attempt, max_attempts,"
				+ " fence, run_at, created_at, blocked_by) select 100, zeroblob(16), 1, queue, name, priority, 0, 3, 1, 0,"
				+ " 1, seq from kerground_task where status = 2");
		this.store.execute("insert into kerground_payload (seq, payload) values (100, '[]')");
		this.store.execute("insert into kerground_count select queue, name, 1, 1 from kerground_task where seq = 100");
		ClaimedTask task = this.store.claimOne();
		assertThat(task.reference().id()).isEqualTo(first);
		this.store.settle(task, new TaskOutcome.Finish(null));
		List<ClaimedTask> next = this.store.claim(1);
		assertThat(next).singleElement().extracting(ClaimedTask::seq).isEqualTo(100L);
	}

}
