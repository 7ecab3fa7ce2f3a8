package io.kerground.test;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.kerground.core.BatchStatus;
import io.kerground.core.KergroundOperations;
import io.kerground.core.SlotLender;
import io.kerground.core.Task;
import io.kerground.core.TaskBatchState;
import io.kerground.core.TaskClock;
import io.kerground.engine.CallingThreads;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Runs what was sent before the sending method returns.
 */
final class InlineSends implements MethodInterceptor {

	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	private static final boolean TRANSACTIONS_PRESENT = ClassUtils.isPresent(
			"org.springframework.transaction.support.TransactionSynchronizationManager",
			InlineSends.class.getClassLoader());

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final TaskClock patience = TaskClock.system();

	private final KergroundOperations operations;

	private final CallingThreads threads;

	private final BeanFactory beanFactory;

	InlineSends(KergroundOperations operations, CallingThreads threads, BeanFactory beanFactory) {
		this.operations = operations;
		this.threads = threads;
		this.beanFactory = beanFactory;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		if (!invocation.getMethod().getName().startsWith("send")) {
			return invocation.proceed();
		}
		this.threads.enter();
		try {
			Object sent = invocation.proceed();
			Collection<?> ids = (sent instanceof Collection<?> several) ? several
					: List.of(Objects.requireNonNull(sent));
			if (!TRANSACTIONS_PRESENT || !WaitAfterCommit.register(() -> waitFor(ids))) {
				run(ids);
			}
			return sent;
		}
		finally {
			this.threads.leave();
		}
	}

	/**
	 * Waits for tasks that run on other threads.
	 */
	private void waitFor(Collection<?> ids) {
		int depth = this.threads.pause();
		try {
			run(ids);
		}
		finally {
			this.threads.resume(depth);
		}
	}

	private void run(Collection<?> ids) {
		// a body that sends must not hold the slot that its own task needs
		SlotLender.Loan loan = this.beanFactory.getBean(SlotLender.class).lend();
		try {
			ids.forEach((id) -> run((UUID) id));
		}
		finally {
			loan.takeBack();
		}
	}

	private void run(UUID id) {
		long latest = this.patience.nanos();
		while (!isOver(id)) {
			if (this.threads.runOne(LOOK_NANOS)) {
				latest = this.patience.nanos();
			}
			else if (this.patience.nanos() - latest > PATIENCE.toNanos()) {
				throw new IllegalStateException("Task " + id + " did not run inline within " + PATIENCE
						+ ": is it paused, or does this process work on its queue?");
			}
		}
	}

	/**
	 * Returns whether nothing more of a task or a batch runs now.
	 */
	private boolean isOver(UUID id) {
		Task task = this.operations.find(id).orElse(null);
		if (task != null) {
			return isOver(task);
		}
		TaskBatchState batch = this.operations.batch(id).orElse(null);
		return batch == null || batch.status() != BatchStatus.OPEN || batch.members().stream().allMatch(this::isOver);
	}

	private boolean isOver(Task task) {
		return switch (task.status()) {
			case FINISHED, FAILED, CANCELLED, BLOCKED -> true;
			case RUNNING -> false;
			case PENDING -> task.runAt().isAfter(this.beanFactory.getBean(TaskClock.class).instant())
					|| this.operations.definitions()
						.stream()
						.noneMatch((definition) -> definition.name().equals(task.name())
								|| definition.aliases().contains(task.name()));
		};
	}

}
