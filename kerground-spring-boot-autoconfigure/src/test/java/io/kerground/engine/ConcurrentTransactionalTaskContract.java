package io.kerground.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.kerground.core.TaskContext;
import io.kerground.core.TaskEvent;
import io.kerground.core.TaskListener;
import io.kerground.core.TaskLostEvent;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What holds for tasks whose body and finish are one transaction where others write while
 * a body has written.
 */
abstract class ConcurrentTransactionalTaskContract extends TransactionalTaskContract {

	private static final Duration NEVER = Duration.ofHours(1);

	@Test
	void aBodyThatWasCancelledLeavesNothingThoughItReturns() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch ended = new CountDownLatch(1);
		start((values) -> {
			insert(values[0]);
			begun.countDown();
			awaitInterrupt();
			ended.countDown();
			return "done";
		});
		UUID id = send("x");
		assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(this.node.ker.cancel(id)).isTrue();
		assertThat(ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		await().atMost(PATIENCE).until(() -> this.node.pool.active() == 0);
		assertThat(rows()).isZero();
		assertThat(statusOf(id)).isEqualTo(TaskStatus.CANCELLED);
	}

	@Test
	void aNodeThatLostItsTaskCommitsNothingAndIsToldSo() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		List<TaskContext> contexts = new ArrayList<>();
		this.node = fixture().pollInterval(NEVER).transactional("test.work", (values) -> {
			contexts.add((TaskContext) values[1]);
			begun.countDown();
			goOn.await();
			insert(values[0]);
			return "late";
		}).build();
		CompletableFuture<TaskLostEvent> lost = new CompletableFuture<>();
		this.node.announcer.addListener(new TaskListener() {

			@Override
			public void onTaskEvent(TaskEvent event) {
			}

			@Override
			public void onTaskLost(TaskLostEvent event) {
				lost.complete(event);
			}

		});
		this.node.engine.start();
		UUID id = send("x");
		assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		this.jdbc.update("update kerground_task set fence = fence + 1");
		goOn.countDown();
		assertThat(lost.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).task().id()).isEqualTo(id);
		await().atMost(PATIENCE).until(() -> this.node.pool.active() == 0);
		assertThat(contexts.get(0).isLost()).isTrue();
		assertThat(rows()).isZero();
		assertThat(statusOf(id)).isEqualTo(TaskStatus.RUNNING);
		assertThat(finishEvents(id)).isZero();
	}

	@Test
	void theProgressOfARunningBodyIsSeenAtOnce() throws Exception {
		CountDownLatch goOn = new CountDownLatch(1);
		start((values) -> {
			((TaskContext) values[1]).progress(1, 2);
			goOn.await();
			return "done";
		});
		UUID id = send("x");
		await().atMost(PATIENCE).until(() -> this.node.ker.find(id).orElseThrow().progress() != null);
		assertThat(statusOf(id)).isEqualTo(TaskStatus.RUNNING);
		goOn.countDown();
		assertThat(this.node.await(id)).isEqualTo("done");
	}

}
