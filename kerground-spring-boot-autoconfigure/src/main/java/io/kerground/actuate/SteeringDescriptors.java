package io.kerground.actuate;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint answers about fuses, mutes and what people did.
 *
 * @since 0.1.0
 */
public final class SteeringDescriptors {

	private SteeringDescriptors() {
	}

	/**
	 * The fuses that have blown.
	 *
	 * @param fuses the fuses, sorted by name
	 */
	public record FusesDescriptor(List<FuseDescriptor> fuses) implements OperationResponseBody {

	}

	/**
	 * A fuse that has blown: no task with its name begins, on any node.
	 *
	 * @param name the name of the tasks
	 * @param reason why
	 * @param since since when
	 * @param until when it is reset by itself, if it is
	 */
	public record FuseDescriptor(String name, String reason, Instant since,
			@Nullable Instant until) implements OperationResponseBody {

	}

	/**
	 * A cause of failures that nobody wants to be told of.
	 *
	 * @param reason why
	 * @param since since when
	 * @param until when it is told again by itself, if it is
	 */
	public record MuteDescriptor(String reason, Instant since, @Nullable Instant until) {

	}

	/**
	 * What people did over the web, through this process.
	 *
	 * @param entries the latest writes, newest first
	 */
	public record AuditDescriptor(List<AuditEntryDescriptor> entries) implements OperationResponseBody {

	}

	/**
	 * One write.
	 *
	 * @param at when
	 * @param user who
	 * @param action what
	 * @param target what it was done to
	 * @param result {@code done}, {@code unchanged}, {@code refused}, or {@code begun}
	 * and later {@code ended}, {@code stopped} or {@code failed} for a change of many
	 * @param tasks how many tasks were changed, where tasks are
	 */
	public record AuditEntryDescriptor(Instant at, String user, String action, String target, String result,
			@Nullable Long tasks) {

	}

}
