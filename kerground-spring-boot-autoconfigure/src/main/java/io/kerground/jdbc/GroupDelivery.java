package io.kerground.jdbc;

import java.util.List;

import io.kerground.core.CommitListener;
import io.kerground.core.TaskEvent;
import io.kerground.core.TaskIntake;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what a committed group of writes has done: who claimed hears first, then who has
 * settled, then the listener. What one of them throws keeps it from nobody else.
 */
final class GroupDelivery {

	private static final Logger logger = LoggerFactory.getLogger(GroupDelivery.class);

	private final CommitListener listener;

	GroupDelivery(CommitListener listener) {
		this.listener = listener;
	}

	/**
	 * Hands over what was claimed.
	 * @param nextDue when the next task is due
	 */
	void claimed(WriteGroup group, TaskIntake intake, long nextDue) {
		try {
			intake.claimed(group.claimed(), nextDue);
		}
		catch (Throwable ex) {
			logger.error("Tasks that were claimed could not be handed over", ex);
		}
	}

	void settled(WriteGroup group, @Nullable TaskIntake intake) {
		if (intake == null) {
			return;
		}
		try {
			for (SettleWrites.Settled settled : group.settled().settled()) {
				intake.settled(settled.settlement().task(), settled.settlement().outcome(), settled.won());
			}
		}
		catch (Throwable ex) {
			logger.error("Outcomes of tasks that were stored could not be told", ex);
		}
	}

	void committed(List<TaskEvent> events, long nanos) {
		try {
			this.listener.committed(events, nanos);
		}
		catch (Throwable ex) {
			logger.error("A committed group of writes could not be told", ex);
		}
	}

}
