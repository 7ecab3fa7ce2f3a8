package io.kerground.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.kerground.core.ClaimedTask;
import io.kerground.core.StoreException;
import io.kerground.core.TaskError;
import io.kerground.core.TaskEvent;
import io.kerground.core.TaskFailedEvent;
import io.kerground.core.TaskFinishedEvent;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskReference;
import io.kerground.core.TaskReleasedEvent;
import io.kerground.core.TaskRetriedEvent;
import io.kerground.core.TaskSnoozedEvent;
import io.kerground.core.TaskStatus;
import io.kerground.core.TaskVerb;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the outcomes of attempts, batched by verb; each is fenced, and only one that
 * hits its row has consequences.
 */
final class SettleWrites {

	private static final Logger logger = LoggerFactory.getLogger(SettleWrites.class);

	private final WriterSession session;

	private final TaskMoves moves;

	private final TaskClaims claims;

	SettleWrites(WriterSession session, TaskMoves moves, TaskClaims claims) {
		this.session = session;
		this.moves = moves;
		this.claims = claims;
	}

	/**
	 * Writes settlements. One that the database refuses fails alone.
	 */
	Result write(List<Settlement> settlements) throws SQLException {
		List<Settled> settled = new ArrayList<>(settlements.size());
		try {
			this.session.whole(() -> settled.addAll(writeAll(settlements)));
			return new Result(settled, List.of());
		}
		catch (SQLException ex) {
			if (!this.session.isCareful() || !this.session.dialect().isRefusal(ex)) {
				throw ex;
			}
			return writeApart(settlements);
		}
	}

	private Result writeApart(List<Settlement> settlements) throws SQLException {
		Result result = new Result(new ArrayList<>(), new ArrayList<>());
		for (Settlement settlement : settlements) {
			SQLException refusal = tryAlone(settlement, result);
			if (refusal != null) {
				logger.error("The outcome of {} can't be stored, so the task fails", settlement.task(), refusal);
				if (tryAlone(unstorable(settlement, refusal), result) != null) {
					result.refused().add(settlement);
				}
			}
		}
		return result;
	}

	private @Nullable SQLException tryAlone(Settlement settlement, Result result) throws SQLException {
		try {
			this.session.atomically(() -> result.settled().addAll(writeAll(List.of(settlement))));
			return null;
		}
		catch (SQLException ex) {
			if (!this.session.dialect().isRefusal(ex)) {
				throw ex;
			}
			return ex;
		}
	}

	private static Settlement unstorable(Settlement settlement, SQLException refusal) {
		TaskError error = new TaskError(StoreException.class.getName(),
				"The attempt ended, but its outcome can't be stored: " + refusal.getMessage(), "");
		return new Settlement(settlement.task(), new TaskOutcome.Fail(error), settlement.nanos());
	}

	private List<Settled> writeAll(List<Settlement> settlements) throws SQLException {
		boolean[] won = new boolean[settlements.size()];
		Map<TaskVerb, List<Integer>> byVerb = new EnumMap<>(TaskVerb.class);
		for (int i = 0; i < won.length; i++) {
			byVerb.computeIfAbsent(settlements.get(i).outcome().verb(), (verb) -> new ArrayList<>()).add(i);
		}
		for (Map.Entry<TaskVerb, List<Integer>> entry : byVerb.entrySet()) {
			boolean[] hit = this.session.bulk()
				.settle(entry.getKey(), entry.getValue().stream().map(settlements::get).toList());
			for (int i = 0; i < hit.length; i++) {
				won[entry.getValue().get(i)] = hit[i];
			}
		}
		boolean anyFollow = this.moves.anyFollow();
		List<Settled> settled = new ArrayList<>(won.length);
		for (int i = 0; i < won.length; i++) {
			Settlement settlement = settlements.get(i);
			if (won[i]) {
				follow(settlement, anyFollow);
			}
			settled.add(
					(!won[i] && isFinished(settlement)) ? finishedBefore(settlement) : new Settled(settlement, won[i]));
		}
		return settled;
	}

	/**
	 * Returns whether a settlement was not needed, because the transaction of the body
	 * was committed after all.
	 */
	private boolean isFinished(Settlement settlement) throws SQLException {
		if (!settlement.inDoubt()) {
			return false;
		}
		PreparedStatement select = this.session.prepare(TaskStatements.IS_FINISHED);
		select.setLong(1, settlement.task().seq());
		select.setLong(2, settlement.task().fence());
		try (ResultSet rows = select.executeQuery()) {
			return rows.next();
		}
	}

	private Settled finishedBefore(Settlement settlement) {
		logger.info("The finish of {}, of which it was not known whether it was committed, was", settlement.task());
		this.session.announce(event(settlement.finished()));
		return new Settled(settlement.finished(), true);
	}

	/**
	 * Writes the finish of a body as part of the transaction of the application that the
	 * session has joined.
	 * @return whether it hit its row
	 */
	boolean finish(Settlement settlement) throws SQLException {
		boolean[] won = new boolean[1];
		this.session.atomically(() -> won[0] = writeAll(List.of(settlement)).get(0).won());
		return won[0];
	}

	private static long dueAfter(Settlement settlement) {
		if (settlement.outcome() instanceof TaskOutcome.Retry retry) {
			return retry.runAt();
		}
		return (settlement.outcome() instanceof TaskOutcome.Snooze snooze) ? snooze.runAt() : settlement.task().runAt();
	}

	private void follow(Settlement settlement, boolean anyFollow) throws SQLException {
		ClaimedTask task = settlement.task();
		TaskOutcome outcome = settlement.outcome();
		TaskStatus status = statusAfter(outcome.verb());
		int queue = this.session.queues().idOf(this.session, task.reference().queue());
		int name = this.session.names().idOf(this.session, task.reference().name());
		this.session.counters().move(queue, name, TaskStatus.RUNNING, status);
		if (status == TaskStatus.PENDING) {
			this.claims.madePending(new ReadySlice(queue, task.reference().priority()), name, dueAfter(settlement),
					task.seq());
		}
		if (outcome instanceof TaskOutcome.Finish finish && finish.response() != null) {
			this.session.update(TaskStatements.FINISH_RESPONSE, task.seq(), finish.response());
		}
		if (outcome instanceof TaskOutcome.Retry retry) {
			attempt(task, TaskVerb.RETRY, retry.error());
		}
		if (outcome instanceof TaskOutcome.Fail fail) {
			attempt(task, TaskVerb.FAIL, fail.error());
		}
		if (settlement.log() != null) {
			this.moves.recordLog(task, settlement.log());
		}
		this.session.announce(event(settlement));
		if (anyFollow && status.isFinal()) {
			this.moves.followEnd(task.seq(), status);
		}
	}

	private static TaskStatus statusAfter(TaskVerb verb) {
		return switch (verb) {
			case FINISH -> TaskStatus.FINISHED;
			case FAIL -> TaskStatus.FAILED;
			default -> TaskStatus.PENDING;
		};
	}

	private void attempt(ClaimedTask task, TaskVerb verb, TaskError error) throws SQLException {
		this.moves.recordAttempt(task.seq(), task.fence(), task.reference().attempt(), verb, task.startedAt(), error);
	}

	private TaskEvent event(Settlement settlement) {
		TaskReference task = settlement.task().reference();
		TaskReference givenBack = new TaskReference(task.id(), task.name(), task.queue(), task.priority(),
				task.attempt() - 1);
		TaskOutcome outcome = settlement.outcome();
		Duration ran = Duration.ofNanos(settlement.nanos());
		Instant at = this.session.at();
		if (outcome instanceof TaskOutcome.Retry retry) {
			return new TaskRetriedEvent(task, at, Instant.ofEpochMilli(retry.runAt()), retry.error(), ran);
		}
		if (outcome instanceof TaskOutcome.Fail fail) {
			return new TaskFailedEvent(task, at, fail.error(), ran);
		}
		if (outcome instanceof TaskOutcome.Snooze snooze) {
			return new TaskSnoozedEvent(givenBack, at, Instant.ofEpochMilli(snooze.runAt()));
		}
		return (outcome instanceof TaskOutcome.Release) ? new TaskReleasedEvent(givenBack, at)
				: new TaskFinishedEvent(task, at, ran);
	}

	/**
	 * A settlement that was written.
	 *
	 * @param settlement the settlement, which fails a task whose own outcome was refused
	 * @param won whether it hit its row
	 */
	record Settled(Settlement settlement, boolean won) {

	}

	/**
	 * What became of settlements.
	 *
	 * @param settled those that were written
	 * @param refused those that could not even be written as failures
	 */
	record Result(List<Settled> settled, List<Settlement> refused) {

		static final Result EMPTY = new Result(List.of(), List.of());

	}

}
