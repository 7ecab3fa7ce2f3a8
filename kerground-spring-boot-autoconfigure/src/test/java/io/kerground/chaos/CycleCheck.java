package io.kerground.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

import io.kerground.core.KergroundTemplate;
import io.kerground.core.Task;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskStatus;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Opens the store of a killed {@link ScriptedCycle} with the library, lets it run to its
 * end, and compares it with what the script was told.
 */
final class CycleCheck {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final Set<UUID> acknowledged = new HashSet<>();

	private final Set<UUID> finished = new HashSet<>();

	private final Set<UUID> cancelled = new HashSet<>();

	private final Set<UUID> gone = new HashSet<>();

	private final Path place;

	private final Verdict verdict;

	private boolean complete;

	CycleCheck(Path place, Verdict verdict) {
		this.place = place;
		this.verdict = verdict;
		for (String[] words : SideFile.lines(place.resolve(ScriptedCycle.JOURNAL))) {
			switch (words[0]) {
				case "A" -> this.acknowledged.add(UUID.fromString(words[1]));
				case "F" -> this.finished.add(UUID.fromString(words[1]));
				case "C" -> this.cancelled.add(UUID.fromString(words[1]));
				case "G" -> this.gone.add(UUID.fromString(words[1]));
				case "Z" -> this.complete = true;
				default -> {
					// a body began
				}
			}
		}
	}

	/**
	 * Returns whether the script came to its end.
	 */
	boolean isComplete() {
		return this.complete;
	}

	void check(String moment) throws IOException {
		Path store = this.place.resolve(ScriptedCycle.STORE);
		Path again = this.place.resolve("again");
		synchronized (this.verdict) {
			try (SideFile journal = new SideFile(again);
					ConfigurableApplicationContext context = ScriptedCycle.start(store, journal)) {
				KergroundTemplate ker = context.getBean(KergroundTemplate.class);
				Patience.until(moment + ": all that is due is done", PATIENCE, () -> isDone(ker));
				checkTasks(ker, moment);
			}
			catch (RuntimeException ex) {
				this.verdict.violated("the store can be opened and goes on", moment + ": " + ex);
			}
			for (String[] words : SideFile.lines(again)) {
				if (this.finished.contains(UUID.fromString(words[1]))) {
					this.verdict.violated("what is finished never runs again", moment + ": " + words[2]);
				}
			}
			StoreFile file = new StoreFile(store);
			file.checkIntegrity(this.verdict, moment);
			file.wrongCounts().forEach((count) -> this.verdict.violated("counters equal rows", moment + ": " + count));
		}
	}

	private static boolean isDone(KergroundTemplate ker) {
		Instant soon = Instant.now().plusSeconds(3600);
		return ker.list(TaskQuery.all())
			.tasks()
			.stream()
			.allMatch((task) -> task.status().isFinal()
					|| (task.status() == TaskStatus.PENDING && task.runAt().isAfter(soon)));
	}

	private void checkTasks(KergroundTemplate ker, String moment) {
		for (UUID id : this.acknowledged) {
			Task task = ker.find(id).orElse(null);
			if (task == null && !this.gone.contains(id)) {
				this.verdict.violated("C1 what was acknowledged is stored", moment + ": " + id);
			}
			if (task != null && this.finished.contains(id) && task.status() != TaskStatus.FINISHED) {
				this.verdict.violated("what is finished stays so", moment + ": " + task);
			}
			if (task != null && task.status() == TaskStatus.CANCELLED && !this.cancelled.contains(id)) {
				this.verdict.violated("nothing is cancelled unasked", moment + ": " + task);
			}
			if (task != null && task.status() == TaskStatus.FAILED) {
				this.verdict.violated("nothing fails", moment + ": " + task);
			}
		}
	}

}
