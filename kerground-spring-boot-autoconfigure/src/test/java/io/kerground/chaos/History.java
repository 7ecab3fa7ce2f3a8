package io.kerground.chaos;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the side files of all processes tell.
 */
final class History {

	private final Map<String, Sent> sends = new TreeMap<>();

	private final Map<String, List<Attempt>> attempts = new HashMap<>();

	private final Map<String, Integer> finishes = new HashMap<>();

	private final Map<VictimRun, Integer> finishesOfRuns = new HashMap<>();

	private final Map<String, Long> engineStarts = new HashMap<>();

	private final List<VictimRun> runs;

	History(Path folder, List<VictimRun> runs) {
		this.runs = runs;
		for (VictimRun run : runs) {
			SideFile.lines(folder.resolve(run.name() + ".send")).forEach(this::readSend);
			readWork(run, SideFile.lines(folder.resolve(run.name() + ".work")));
			List<String[]> ends = SideFile.lines(folder.resolve(run.name() + ".end"));
			ends.forEach((words) -> this.finishes.merge(words[1], 1, Integer::sum));
			this.finishesOfRuns.put(run, ends.size());
			SideFile.lines(folder.resolve(run.name() + ".life"))
				.stream()
				.filter((words) -> words[0].equals("G"))
				.forEach((words) -> this.engineStarts.put(run.name(), Long.parseLong(words[1])));
		}
		this.attempts.values().forEach((list) -> list.sort(Comparator.comparingLong(Attempt::fence)));
	}

	private void readSend(String[] words) {
		switch (words[0]) {
			case "I" -> this.sends.put(words[1], new Sent(words[1], null, null, ""));
			case "A" -> this.sends.put(words[1], new Sent(words[1], words[2], null, ""));
			default -> this.sends.put(words[1], new Sent(words[1], null, words[2], words[3] + " " + words[4]));
		}
	}

	private void readWork(VictimRun run, List<String[]> lines) {
		Map<String, Attempt> open = new HashMap<>();
		for (String[] words : lines) {
			String key = words[1] + " " + words[3];
			if (words[0].equals("S")) {
				Attempt attempt = new Attempt(words[1], run, Integer.parseInt(words[2]), Long.parseLong(words[3]),
						Long.parseLong(words[4]));
				open.put(key, attempt);
				this.attempts.computeIfAbsent(words[1], (token) -> new ArrayList<>()).add(attempt);
			}
			else {
				open.get(key).ended = words[0];
			}
		}
	}

	List<VictimRun> runs() {
		return this.runs;
	}

	Map<String, Sent> sends() {
		return this.sends;
	}

	/**
	 * Returns the attempts of each token in the order of their claims.
	 */
	Map<String, List<Attempt>> attempts() {
		return this.attempts;
	}

	List<Attempt> attempts(String token) {
		return this.attempts.getOrDefault(token, List.of());
	}

	/**
	 * Returns how often each task, by its id, was told to be finished.
	 */
	Map<String, Integer> finishes() {
		return this.finishes;
	}

	/**
	 * Returns how many tasks a run told to be finished.
	 */
	int finishes(VictimRun run) {
		return this.finishesOfRuns.get(run);
	}

	/**
	 * Returns when the engine of a run began, or null when the run did not live so long.
	 */
	Long engineStart(VictimRun run) {
		return this.engineStarts.get(run.name());
	}

	/**
	 * A task that somebody wanted to send.
	 *
	 * @param token what the task is called in the side files
	 * @param id the id that was acknowledged, or null
	 * @param refusal {@code not-stored} or {@code unknown} when the send threw, or null
	 * @param text what the send threw
	 */
	record Sent(String token, String id, String refusal, String text) {

	}

	/**
	 * One run of a body.
	 */
	static final class Attempt {

		private final String token;

		private final VictimRun run;

		private final int number;

		private final long fence;

		private final long begunAt;

		private String ended = "";

		Attempt(String token, VictimRun run, int number, long fence, long begunAt) {
			this.token = token;
			this.run = run;
			this.number = number;
			this.fence = fence;
			this.begunAt = begunAt;
		}

		String token() {
			return this.token;
		}

		VictimRun run() {
			return this.run;
		}

		long fence() {
			return this.fence;
		}

		long begunAt() {
			return this.begunAt;
		}

		boolean isDone() {
			return this.ended.equals("D");
		}

		boolean hasThrown() {
			return this.ended.equals("X");
		}

		@Override
		public String toString() {
			return this.token + " attempt " + this.number + " fence " + this.fence + " in " + this.run.name() + " "
					+ this.ended;
		}

	}

}
