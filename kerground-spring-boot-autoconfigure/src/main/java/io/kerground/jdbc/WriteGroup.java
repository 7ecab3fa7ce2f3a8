package io.kerground.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import io.kerground.core.ClaimDemand;
import io.kerground.core.ClaimScope;
import io.kerground.core.ClaimedTask;
import io.kerground.core.StoreException;
import io.kerground.core.TaskEvent;
import org.jspecify.annotations.Nullable;

/**
 * What is written in one transaction.
 */
final class WriteGroup {

	private final List<SendCommand> sends = new ArrayList<>();

	private final List<StoreCommand<?>> commands = new ArrayList<>();

	private final List<ClaimedTask> begun = new ArrayList<>();

	private final List<TaskEvent> told = new ArrayList<>();

	private final List<Settlement> settlements;

	private SettleWrites.Result settled = SettleWrites.Result.EMPTY;

	private List<ClaimedTask> claimed = new ArrayList<>();

	private List<SendCommand> stored = List.of();

	private boolean asked;

	WriteGroup(List<Settlement> settlements) {
		this.settlements = settlements;
	}

	List<SendCommand> sends() {
		return this.sends;
	}

	List<StoreCommand<?>> commands() {
		return this.commands;
	}

	/**
	 * Returns the tasks that were claimed ahead and whose bodies have begun since.
	 */
	List<ClaimedTask> begun() {
		return this.begun;
	}

	/**
	 * Returns moves that another transaction has made, to be told with this group's.
	 */
	List<TaskEvent> told() {
		return this.told;
	}

	List<Settlement> settlements() {
		return this.settlements;
	}

	SettleWrites.Result settled() {
		return this.settled;
	}

	List<ClaimedTask> claimed() {
		return this.claimed;
	}

	/**
	 * Returns whether the intake was asked for its demand, so that it must hear the
	 * answer.
	 */
	boolean hasAsked() {
		return this.asked;
	}

	/**
	 * Forgets what was written, so that it can be written again.
	 * @return whether the intake was asked for its demand
	 */
	boolean reset() {
		boolean told = this.asked;
		this.asked = false;
		this.settled = SettleWrites.Result.EMPTY;
		this.claimed = new ArrayList<>();
		this.stored = List.of();
		return told;
	}

	boolean isDurable() {
		return !this.sends.isEmpty() || this.commands.stream().anyMatch(StoreCommand::isDurable);
	}

	/**
	 * Writes.
	 * @param engine for which to claim, if there is one
	 */
	void write(Writers writers, @Nullable Attachment engine) throws SQLException {
		this.told.forEach(writers.session()::announce);
		if (!this.settlements.isEmpty()) {
			this.settled = writers.settles().write(this.settlements);
		}
		for (ClaimedTask task : this.begun) {
			writers.moves().begun(task);
		}
		ClaimDemand demand = (engine != null && writers.claims().isNode(engine.scope().owner()))
				? engine.intake().demand() : ClaimDemand.NOTHING;
		ClaimScope scope = (engine != null && !demand.isEmpty()) ? engine.scope() : null;
		if (scope != null) {
			this.asked = true;
			this.claimed = writers.claims().claim(scope, demand);
		}
		if (!this.sends.isEmpty()) {
			this.stored = writers.sends().write(this.sends, scope, demand, this.claimed);
		}
		for (StoreCommand<?> command : this.commands) {
			command.run(writers.session());
			writers.session().facts().forget();
		}
	}

	void answer() {
		WakeTree.answer(this.stored);
		this.commands.forEach(StoreCommand::answer);
	}

	void fail(StoreException ex) {
		this.sends.forEach((command) -> command.fail(ex));
		this.commands.forEach((command) -> command.fail(ex));
	}

	/**
	 * Those who write the parts of a group.
	 */
	static final class Writers {

		private final WriterSession session;

		private final TaskClaims claims;

		private final TaskMoves moves;

		private final SettleWrites settles;

		private final SendWrites sends;

		Writers(WriterSession session) {
			this.session = session;
			this.claims = new TaskClaims(session);
			this.sends = new SendWrites(session, this.claims);
			this.moves = new TaskMoves(session, this.claims, this.sends);
			this.settles = new SettleWrites(session, this.moves, this.claims);
		}

		WriterSession session() {
			return this.session;
		}

		TaskClaims claims() {
			return this.claims;
		}

		TaskMoves moves() {
			return this.moves;
		}

		SettleWrites settles() {
			return this.settles;
		}

		SendWrites sends() {
			return this.sends;
		}

	}

}
