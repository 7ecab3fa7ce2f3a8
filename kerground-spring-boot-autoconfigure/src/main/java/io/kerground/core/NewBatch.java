package io.kerground.core;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A batch on its way into the store.
 *
 * @param id the public id
 * @param sequential whether its members run one after the other
 * @param stops whether a member that fails or is cancelled cancels those that have not
 * ended
 * @param createdAt when it was sent, in milliseconds since 1970
 * @param members the members in their order
 * @param followers the tasks that follow its end
 * @since 0.1.0
 */
public record NewBatch(UUID id, boolean sequential, boolean stops, long createdAt, List<Member> members,
		List<Follower> followers) {

	/**
	 * Takes copies of the lists.
	 */
	public NewBatch {
		members = List.copyOf(members);
		followers = List.copyOf(followers);
	}

	/**
	 * Returns whether a task or a batch is within this batch.
	 * @param wanted the public id
	 * @return whether it is the id of this batch, or of a member at any depth
	 */
	public boolean holds(UUID wanted) {
		return this.id.equals(wanted) || this.members.stream().anyMatch((member) -> member.holds(wanted));
	}

	/**
	 * Returns this batch with headers for all its tasks, at all depths.
	 * @param headers the headers in the form of {@link TaskHeaders}, or null
	 * @return a batch that differs in nothing else
	 */
	public NewBatch withHeaders(@Nullable String headers) {
		return new NewBatch(this.id, this.sequential, this.stops, this.createdAt,
				this.members.stream().map((member) -> member.withHeaders(headers)).toList(),
				this.followers.stream().map((follower) -> follower.withHeaders(headers)).toList());
	}

	/**
	 * Returns the tasks within this batch, at all depths, and those that follow it.
	 * @return the tasks
	 */
	public Stream<NewTask> tasks() {
		return Stream.concat(this.members.stream().flatMap(Member::tasks), this.followers.stream().map(Follower::task));
	}

	/**
	 * Either a task or a batch.
	 *
	 * @param task the task, or null
	 * @param batch the batch, or null
	 */
	public record Member(@Nullable NewTask task, @Nullable NewBatch batch) {

		boolean holds(UUID wanted) {
			return (this.task != null && this.task.id().equals(wanted))
					|| (this.batch != null && this.batch.holds(wanted));
		}

		Member withHeaders(@Nullable String headers) {
			return new Member((this.task != null) ? this.task.withHeaders(headers) : null,
					(this.batch != null) ? this.batch.withHeaders(headers) : null);
		}

		Stream<NewTask> tasks() {
			return Stream.concat(Stream.ofNullable(this.task),
					(this.batch != null) ? this.batch.tasks() : Stream.empty());
		}

	}

	/**
	 * A task that is sent when the batch ends.
	 *
	 * @param moment at which end
	 * @param task the task
	 * @param delay how many milliseconds after that end it is due
	 */
	public record Follower(Moment moment, NewTask task, long delay) {

		Follower withHeaders(@Nullable String headers) {
			return new Follower(this.moment, this.task.withHeaders(headers), this.delay);
		}

	}

	/**
	 * At which end of a batch a task follows.
	 */
	public enum Moment {

		/**
		 * All members finished.
		 */
		SUCCESS(1),

		/**
		 * A member failed.
		 */
		FAILURE(2),

		/**
		 * All members have ended, however.
		 */
		END(3);

		private final int code;

		Moment(int code) {
			this.code = code;
		}

		/**
		 * Returns the number that the store keeps for this moment. It never changes.
		 * @return the stored number
		 */
		public int code() {
			return this.code;
		}

	}

}
