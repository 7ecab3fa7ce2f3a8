package io.kerground.jdbc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.kerground.core.ClaimedTask;
import io.kerground.core.TaskError;
import io.kerground.core.TaskOutcome;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskReference;
import io.kerground.core.TaskRepository.PruneRule;
import io.kerground.core.TaskRepository.RescueRule;
import io.kerground.core.TaskStatus;
import io.kerground.core.TaskVerb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The transition table, the statements, the constraints of the tables and the
 * documentation say the same.
 */
class TransitionTests {

	private static final TaskError ERROR = new TaskError("type", "message", "trace");

	@TempDir
	Path folder;

	@Test
	void theStatementsMakeExactlyTheMovesOfTheTable() {
		Map<TaskStatus, Set<TaskStatus>> made = new EnumMap<>(TaskStatus.class);
		Map<TaskStatus, Set<TaskStatus>> allowed = new EnumMap<>(TaskStatus.class);
		for (TaskStatus from : TaskStatus.values()) {
			made.put(from, EnumSet.noneOf(TaskStatus.class));
			allowed.put(from, EnumSet.noneOf(TaskStatus.class));
			Arrays.stream(TaskStatus.values()).filter(from::canBecome).forEach(allowed.get(from)::add);
		}
		try (StoreFixture store = new StoreFixture(this.folder)) {
			for (TaskStatus from : TaskStatus.values()) {
				moves(store).forEach((verb, move) -> {
					Subject subject = new Subject(store, from);
					move.accept(subject);
					TaskStatus to = store.repository.status(subject.id).orElseThrow();
					if (to != from) {
						made.get(from).add(to);
					}
				});
			}
		}
		assertThat(made).isEqualTo(allowed);
	}

	/**
	 * Every verb that moves a stored task, tried whatever the status is.
	 */
	private static Map<String, Consumer<Subject>> moves(StoreFixture store) {
		Map<String, Consumer<Subject>> moves = new LinkedHashMap<>();
		moves.put("claim", (subject) -> store.claim(100));
		moves.put("finish", (subject) -> store.settle(subject.claim, new TaskOutcome.Finish(null)));
		moves.put("retry", (subject) -> store.settle(subject.claim, new TaskOutcome.Retry(ERROR, 0)));
		moves.put("fail", (subject) -> store.settle(subject.claim, new TaskOutcome.Fail(ERROR)));
		moves.put("snooze", (subject) -> store.settle(subject.claim, new TaskOutcome.Snooze(0)));
		moves.put("release", (subject) -> store.settle(subject.claim, new TaskOutcome.Release()));
		moves.put("rescue", (subject) -> store.repository.rescue(store.node.seq(), new RescueRule(100, null), 100));
		moves.put("rescue, too often",
				(subject) -> store.repository.rescue(store.node.seq(), new RescueRule(1, null), 100));
		moves.put("cancel", (subject) -> store.repository.cancel(subject.id));
		moves.put("retry by hand", (subject) -> store.repository.retry(subject.id));
		moves.put("unblock", (subject) -> store.settle(subject.predecessor, new TaskOutcome.Finish(null)));
		return moves;
	}

	@Test
	void theConstraintsRefuseAStatusThatDoesNotFitTheRow() throws SQLException {
		try (StoreFixture store = new StoreFixture(this.folder)) {
			for (TaskStatus from : TaskStatus.values()) {
				for (TaskStatus to : TaskStatus.values()) {
					Subject subject = new Subject(store, from);
					String update = "update kerground_task set status = " + to.code() + " where seq = "
							+ subject.claim.seq();
					if (shape(from).equals(shape(to))) {
						assertThatCode(() -> store.execute(update)).doesNotThrowAnyException();
					}
					else {
						assertThatExceptionOfType(SQLException.class).isThrownBy(() -> store.execute(update))
							.withMessageContaining("CHECK constraint failed");
					}
				}
			}
		}
	}

	/**
	 * What a row of a status must have: an owner, an end, a predecessor.
	 */
	private static List<Boolean> shape(TaskStatus status) {
		return List.of(status == TaskStatus.RUNNING, status.isFinal(), status == TaskStatus.BLOCKED);
	}

	@Test
	void theDiagramInTheDocumentationIsTheTable() throws Exception {
		String text = Files.readString(Path.of("..", "docs", "architecture.md"));
		Matcher arrow = Pattern.compile("([A-Z]+) --> ([A-Z]+) : ([a-z, ]+)").matcher(text);
		Set<String> drawn = new TreeSet<>();
		while (arrow.find()) {
			drawn.add(arrow.group(1) + " " + arrow.group(2));
			assertThat(arrow.group(3).split(", "))
				.allSatisfy((word) -> TaskVerb.valueOf(word.toUpperCase(Locale.ROOT)));
		}
		Set<String> allowed = new TreeSet<>();
		for (TaskStatus from : TaskStatus.values()) {
			Arrays.stream(TaskStatus.values()).filter(from::canBecome).forEach((to) -> allowed.add(from + " " + to));
		}
		assertThat(drawn).isEqualTo(allowed);
	}

	@Test
	void eachVerbIsTheSameWordInStatementsEventsAndAttempts() throws Exception {
		List<String> constants = Arrays.stream(TaskStatements.class.getDeclaredFields())
			.map((field) -> field.getName())
			.toList();
		for (TaskVerb verb : TaskVerb.values()) {
			assertThat(constants).contains(verb.name());
			assertThat(verb.word()).isEqualTo(verb.name().toLowerCase(Locale.ROOT));
		}
		Set<TaskVerb> told = EnumSet.noneOf(TaskVerb.class);
		try (StoreFixture store = new StoreFixture(this.folder)) {
			for (TaskStatus from : TaskStatus.values()) {
				moves(store).values().forEach((move) -> move.accept(new Subject(store, from)));
			}
			store.settle(new Subject(store, TaskStatus.RUNNING).claim, new TaskOutcome.Finish(null));
			store.clock.advance(Duration.ofDays(1));
			store.repository.prune(new PruneRule(TaskStatus.FINISHED, null, Set.of(), 0, Long.MAX_VALUE), 100);
			UUID id = store.send();
			store.repository.delete(id);
			store.events.forEach((event) -> told.add(event.verb()));
		}
		assertThat(told).containsExactlyInAnyOrder(TaskVerb.values());
	}

	/**
	 * A task in a given status.
	 */
	private static final class Subject {

		private final UUID id;

		private final ClaimedTask claim;

		private final ClaimedTask predecessor;

		Subject(StoreFixture store, TaskStatus status) {
			List<UUID> others = new ArrayList<>();
			store.clear();
			if (status == TaskStatus.BLOCKED) {
				others.add(store.send());
				this.predecessor = store.claimOne();
				this.id = store.sendAfter(others.get(0));
				this.claim = unclaimed(this.id, this.predecessor.seq() + 1, store);
			}
			else {
				this.predecessor = unclaimed(UUID.randomUUID(), Long.MAX_VALUE, store);
				this.id = store.send();
				this.claim = (status != TaskStatus.PENDING) ? store.claimOne() : seqOf(this.id, store);
				bring(store, status);
			}
			assertThat(store.repository.status(this.id)).contains(status);
		}

		private void bring(StoreFixture store, TaskStatus status) {
			switch (status) {
				case FINISHED -> store.settle(this.claim, new TaskOutcome.Finish(null));
				case FAILED -> store.settle(this.claim, new TaskOutcome.Fail(ERROR));
				case CANCELLED -> store.repository.cancel(this.id);
				default -> {
				}
			}
		}

		private static ClaimedTask seqOf(UUID id, StoreFixture store) {
			try (var connection = store.open();
					var statement = connection.createStatement();
					var rows = statement.executeQuery("select max(seq) from kerground_task")) {
				rows.next();
				return unclaimed(id, rows.getLong(1), store);
			}
			catch (SQLException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private static ClaimedTask unclaimed(UUID id, long seq, StoreFixture store) {
			TaskReference reference = new TaskReference(id, StoreFixture.NAME, "default", TaskPriority.NORMAL, 1);
			return new ClaimedTask(seq, reference, store.node.seq(), 1000, 3, 0, 0, 1, 1, new byte[0]);
		}

	}

}
