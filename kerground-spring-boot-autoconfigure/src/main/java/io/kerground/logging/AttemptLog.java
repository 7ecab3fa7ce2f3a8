package io.kerground.logging;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

import io.kerground.core.ClaimedTask;
import io.kerground.core.TaskLog;
import org.jspecify.annotations.Nullable;

/**
 * The latest lines of one attempt. Safe for use by several threads.
 */
final class AttemptLog {

	private final Deque<String> lines = new ArrayDeque<>();

	private final ClaimedTask task;

	private final TaskLogLimits limits;

	private int bytes;

	private long leftOut;

	AttemptLog(ClaimedTask task, TaskLogLimits limits) {
		this.task = task;
		this.limits = limits;
	}

	/**
	 * Adds a line, for which the oldest ones are left out when there are too many.
	 * @param line the line with its end
	 */
	synchronized void add(String line) {
		String fitting = fitting(line);
		this.lines.addLast(fitting);
		this.bytes += size(fitting);
		while (this.lines.size() > this.limits.maxLines() || this.bytes > this.limits.maxBytes()) {
			this.bytes -= size(this.lines.removeFirst());
			this.leftOut++;
		}
	}

	/**
	 * Cuts a line that is longer than all lines may be.
	 */
	private String fitting(String line) {
		// a character has three bytes at most, two of a pair four together
		int longest = this.limits.maxBytes() / 3;
		return (line.length() > longest) ? line.substring(0, Math.max(0, longest - 1)) + "\n" : line;
	}

	private static int size(String line) {
		return line.getBytes(StandardCharsets.UTF_8).length;
	}

	/**
	 * Returns the lines as one text, or null when there are none.
	 */
	synchronized @Nullable String content() {
		if (this.lines.isEmpty()) {
			return null;
		}
		String head = (this.leftOut > 0) ? "(" + this.leftOut + " earlier lines are left out)\n" : "";
		return head + String.join("", this.lines);
	}

	@Nullable TaskLog running() {
		String content = content();
		return (content != null) ? new TaskLog(this.task.fence(), this.task.reference().attempt(), true, content)
				: null;
	}

}
