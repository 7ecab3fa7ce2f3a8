package io.kerground.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.kerground.core.TaskStatus;

/**
 * Compares what the side files tell with what the tables hold after all processes ended.
 */
final class Checker {

	private static final long WAL_LIMIT = 17L * 1024 * 1024;

	private final Map<String, StoredTask> stored = new HashMap<>();

	private final History history;

	private final StoreFile store;

	private final Verdict verdict;

	private int takenWhileHeld;

	Checker(History history, StoreFile store, Verdict verdict) {
		this.history = history;
		this.store = store;
		this.verdict = verdict;
		for (StoredTask task : store.tasks()) {
			if (this.stored.put(task.token(), task) != null) {
				verdict.violated("C0 each send makes one task", task.token());
			}
		}
	}

	/**
	 * Checks all rules that hold when every task has come to its end.
	 */
	void check(Duration lease) {
		this.verdict.figure("wal at end", (this.store.walBytes() / 1024) + " KiB");
		if (this.store.walBytes() > WAL_LIMIT) {
			this.verdict.violated("C12 the log stays small", this.store.walBytes() + " bytes");
		}
		this.store.checkIntegrity(this.verdict, "at the end");
		this.store.wrongCounts().forEach((count) -> this.verdict.violated("counters equal rows", count));
		checkSends();
		this.stored.values().forEach(this::checkEnd);
		checkFinishes();
		checkAttempts(lease);
	}

	/**
	 * Checks that what was acknowledged is stored and what was refused is not.
	 * @return how many acknowledged tasks are gone
	 */
	int checkSends() {
		int acknowledged = 0;
		int lost = 0;
		int refused = 0;
		for (History.Sent sent : this.history.sends().values()) {
			StoredTask task = this.stored.get(sent.token());
			if (sent.id() != null) {
				acknowledged++;
				if (task == null || !task.id().equals(sent.id())) {
					lost++;
					this.verdict.violated("C1 what was acknowledged is stored", sent.token());
				}
			}
			if (sent.refusal() != null) {
				refused++;
				checkRefused(sent, task);
			}
		}
		this.verdict.figure("sent", this.history.sends().size());
		this.verdict.figure("acknowledged", acknowledged);
		this.verdict.figure("refused", refused);
		this.verdict.figure("lost", lost);
		return lost;
	}

	private void checkRefused(History.Sent sent, StoredTask task) {
		if (sent.refusal().equals("not-stored") && task != null) {
			this.verdict.violated("C4 what was refused is not stored", sent.token() + " " + sent.text());
		}
		if (sent.text().contains("locked") || sent.text().contains("SQLITE_BUSY")) {
			this.verdict.violated("no caller hears of locks", sent.token() + " " + sent.text());
		}
	}

	private void checkEnd(StoredTask task) {
		String token = task.token();
		if (task.status() == TaskStatus.FINISHED.code() && !Tokens.isHopeless(token)) {
			boolean done = this.history.attempts(token)
				.stream()
				.anyMatch((attempt) -> attempt.fence() == task.fence() && attempt.isDone());
			if (!done) {
				this.verdict.violated("C2 what is finished was done by its last owner",
						task + " of " + this.history.attempts(token));
			}
			if (!String.valueOf(task.fence()).equals(task.response())) {
				this.verdict.violated("C3 the outcome is that of the last owner",
						task + " of " + this.history.attempts(token));
			}
		}
		else if (task.status() == TaskStatus.RUNNING.code()) {
			this.verdict.violated("C8 nothing runs for ever", task.toString());
		}
		else if (task.status() != TaskStatus.FAILED.code() || !Tokens.isHopeless(token)) {
			this.verdict.violated("C1 every task comes to its end", task.toString());
		}
	}

	private void checkFinishes() {
		Map<String, StoredTask> byId = new HashMap<>();
		this.stored.values().forEach((task) -> byId.put(task.id(), task));
		this.history.finishes().forEach((id, times) -> {
			StoredTask task = byId.get(id);
			if (times > 1) {
				this.verdict.violated("C3 a task finishes once", id + " " + times + " times");
			}
			if (task == null || task.status() != TaskStatus.FINISHED.code()) {
				this.verdict.violated("C3 what was told to be finished is finished", id + " is " + task);
			}
		});
	}

	private void checkAttempts(Duration lease) {
		int again = 0;
		List<Long> takeovers = new ArrayList<>();
		for (List<History.Attempt> attempts : this.history.attempts().values()) {
			for (int i = 1; i < attempts.size(); i++) {
				History.Attempt before = attempts.get(i - 1);
				History.Attempt next = attempts.get(i);
				if (next.fence() == before.fence()) {
					this.verdict.violated("C6 no fence is given twice", before + ", then " + next);
				}
				if (!before.hasThrown()) {
					again++;
					checkTaken(before, next, lease);
					// a task that crashes once more waits, so that it takes nobody with
					// it
					if (i == 1 && before.run().endedAt() <= next.begunAt()) {
						takeovers.add(next.begunAt() - before.run().endedAt());
					}
				}
			}
		}
		int inFlight = inFlight();
		if (again > inFlight) {
			this.verdict.violated("C5 only tasks in flight run again",
					again + " ran again, " + inFlight + " in flight");
		}
		this.verdict.figure("ran again", again + " of " + inFlight + " in flight");
		this.verdict.figure("taken over after", new Distribution(takeovers));
		this.verdict.figure("taken while the store was held", this.takenWhileHeld);
	}

	private void checkTaken(History.Attempt before, History.Attempt next, Duration lease) {
		// an observer's lease begins at the last beat that it saw, up to a sixth before
		long patience = lease.toNanos() * 4 / 5;
		if (before.run().hadLostItsTasks(next.begunAt(), patience)) {
			return;
		}
		if (this.history.runs()
			.stream()
			.anyMatch((run) -> run.stoodStillFor(patience, before.begunAt(), next.begunAt()))) {
			// one that stands still within a transaction lets nobody beat
			this.takenWhileHeld++;
			return;
		}
		this.verdict.violated("C6 nobody takes a task from a living owner", before + ", then " + next);
	}

	/**
	 * Counts the bodies that had begun in each process and whose end that process did not
	 * tell.
	 */
	private int inFlight() {
		int inFlight = 0;
		for (List<History.Attempt> attempts : this.history.attempts().values()) {
			inFlight += (int) attempts.stream().filter((attempt) -> !attempt.hasThrown()).count();
		}
		for (VictimRun run : this.history.runs()) {
			inFlight -= this.history.finishes(run);
		}
		return inFlight;
	}

	/**
	 * Adds how long after its start each run that followed a killed one began with a
	 * task.
	 */
	void recovery() {
		Map<String, Long> first = new HashMap<>();
		this.history.attempts()
			.values()
			.forEach((attempts) -> attempts
				.forEach((attempt) -> first.merge(attempt.run().name(), attempt.begunAt(), Math::min)));
		List<Long> fromProcess = new ArrayList<>();
		List<Long> fromEngine = new ArrayList<>();
		for (VictimRun run : this.history.runs()) {
			Long engine = this.history.engineStart(run);
			Long begun = first.get(run.name());
			if (!run.name().endsWith("-1") && engine != null && begun != null) {
				fromProcess.add(begun - run.startedAt());
				fromEngine.add(begun - engine);
			}
		}
		this.verdict.figure("recovery from process start", new Distribution(fromProcess));
		this.verdict.figure("from engine start", new Distribution(fromEngine));
	}

	/**
	 * Looks for errors about locks in the logs of all processes.
	 */
	void checkLogs(Path folder) {
		for (VictimRun run : this.history.runs()) {
			try {
				String log = Files.readString(folder.resolve(run.name() + ".log"), StandardCharsets.UTF_8);
				if (log.contains("database is locked") || log.contains("SQLITE_BUSY")) {
					this.verdict.violated("no log tells of locks", run.name());
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

}
