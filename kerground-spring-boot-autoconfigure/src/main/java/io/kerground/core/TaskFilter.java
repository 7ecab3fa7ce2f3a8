package io.kerground.core;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Further conditions on tasks, which are looked for among the rows that a query reads.
 * Immutable.
 *
 * @param id only tasks whose ids begin with this text, at least {@value #SHORTEST_ID}
 * characters of their canonical form, or null for any
 * @param key only tasks that were sent with this {@link TaskRequest#key key}, or null for
 * any
 * @param error only tasks whose latest error holds this text in the name of its
 * exception, in whatever case, or null for any
 * @param messages whether the message of the error is looked at too
 * @param since only tasks that ended at or after this moment, or that were sent at or
 * after it if they have not ended; null for any
 * @param attempt only tasks that have begun at least so many attempts
 * @since 0.1.0
 */
public record TaskFilter(@Nullable String id, @Nullable String key, @Nullable String error, boolean messages,
		@Nullable Instant since, int attempt) {

	/**
	 * How much of an id must be known to look for it.
	 */
	public static final int SHORTEST_ID = 8;

	/**
	 * Any task.
	 */
	public static final TaskFilter NONE = new TaskFilter(null, null, null, false, null, 0);

	private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{0,4}){0,3}(-[0-9a-f]{0,12})?");

	/**
	 * Checks the conditions.
	 * @throws IllegalArgumentException if the id is no beginning of one, the key or the
	 * text is empty, or the number of attempts is negative
	 */
	public TaskFilter {
		id = (id != null) ? id.toLowerCase(Locale.ROOT) : null;
		if (id != null && !isBeginning(id)) {
			throw new IllegalArgumentException(
					"An id is looked for by at least its first " + SHORTEST_ID + " characters");
		}
		if (key != null && key.isEmpty()) {
			throw new IllegalArgumentException("key must not be empty");
		}
		if (error != null && error.isBlank()) {
			throw new IllegalArgumentException("The text of an error must not be empty");
		}
		if (attempt < 0) {
			throw new IllegalArgumentException("attempt must be 0 or more, but is " + attempt);
		}
	}

	private static boolean isBeginning(String id) {
		String form = "00000000-0000-0000-0000-000000000000";
		if (id.length() > form.length() || !ID.matcher(id).matches()) {
			return false;
		}
		for (int i = 0; i < id.length(); i++) {
			if ((id.charAt(i) == '-') != (form.charAt(i) == '-')) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Returns the id of the task that was sent with a key.
	 * @param name the task's canonical name
	 * @param key the key
	 * @return the id, whether such a task is stored or not
	 */
	public static UUID idOf(String name, String key) {
		return UUID.nameUUIDFromBytes((name + '\0' + key).getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Returns whether a task, as it stands in a list, meets the conditions.
	 * @param task the task
	 * @return whether it meets all of them
	 */
	public boolean matches(Task task) {
		return (this.id == null || task.id().toString().startsWith(this.id)) && hasKey(task)
				&& task.attempt() >= this.attempt && isRecent(task) && holdsError(task.error());
	}

	private boolean hasKey(Task task) {
		return this.key == null || task.id().equals(idOf(task.name(), this.key));
	}

	private boolean isRecent(Task task) {
		Instant at = (task.finishedAt() != null) ? task.finishedAt() : task.createdAt();
		return this.since == null || !at.isBefore(this.since);
	}

	private boolean holdsError(@Nullable TaskError error) {
		return (error != null) ? isError(error.type(), error.message()) : isError(null, null);
	}

	/**
	 * Returns whether an error is one that is looked for.
	 * @param type the name of the exception, or null for no error
	 * @param message its message, or null
	 * @return whether it is, or no error is looked for
	 */
	public boolean isError(@Nullable String type, @Nullable String message) {
		return this.error == null || holds(type, this.error) || (this.messages && holds(message, this.error));
	}

	private static boolean holds(@Nullable String text, String part) {
		return text != null && text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
	}

}
