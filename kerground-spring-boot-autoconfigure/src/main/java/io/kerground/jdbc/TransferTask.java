package io.kerground.jdbc;

import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.kerground.core.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * A task with everything that belongs to it.
 *
 * @param seq its key in the store that it was read from
 * @param name the name of the task
 * @param queue the queue
 * @param row its row
 * @param payload what was sent with it
 * @param response what it returned, or null
 * @param progress how far it told to be, or null
 * @param attempts the attempts that did not finish it
 * @param logs what its latest attempts have logged
 */
record TransferTask(long seq, String name, String queue, TransferRow row, TransferRow payload,
		@Nullable TransferRow response, @Nullable TransferRow progress, List<TransferRow> attempts,
		List<TransferRow> logs) {

	/** Its columns that nothing changes as long as it is stored. */
	private static final List<String> FIXED = List.of("id", "priority", "max_attempts", "created_at");

	private static final List<String> OF_TASK = TransferTable.TASK.columnsBut("seq", "queue", "name", "fence", "owner",
			"blocked_by");

	private static final List<String> OF_ATTEMPT = TransferTable.ATTEMPT.columnsBut("seq");

	private static final List<String> OF_PAYLOAD = TransferTable.PAYLOAD.columnsBut("seq");

	private static final List<String> OF_LOG = TransferTable.LOG.columnsBut("seq");

	private static final List<String> OF_PROGRESS = TransferTable.PROGRESS.columnsBut("seq");

	/**
	 * Reads tasks; those that are not there any more are missing.
	 */
	static Map<Long, TransferTask> read(WriterSession session, Collection<Long> seqs) throws SQLException {
		Map<Long, List<TransferRow>> payloads = TransferTable.PAYLOAD.read(session, seqs);
		Map<Long, List<TransferRow>> responses = TransferTable.RESPONSE.read(session, seqs);
		Map<Long, List<TransferRow>> progress = TransferTable.PROGRESS.read(session, seqs);
		Map<Long, List<TransferRow>> attempts = TransferTable.ATTEMPT.read(session, seqs);
		Map<Long, List<TransferRow>> logs = TransferTable.LOG.read(session, seqs);
		Map<Long, TransferTask> found = new LinkedHashMap<>();
		for (Map.Entry<Long, List<TransferRow>> entry : TransferTable.TASK.read(session, seqs).entrySet()) {
			long seq = entry.getKey();
			TransferRow row = entry.getValue().get(0);
			TransferRow payload = first(payloads, seq);
			if (payload != null) {
				found.put(seq,
						new TransferTask(seq, session.names().nameOf(session, (int) row.number("name")),
								session.queues().nameOf(session, (int) row.number("queue")), row, payload,
								first(responses, seq), first(progress, seq), attempts.getOrDefault(seq, List.of()),
								logs.getOrDefault(seq, List.of())));
			}
		}
		return found;
	}

	private static @Nullable TransferRow first(Map<Long, List<TransferRow>> rows, long seq) {
		List<TransferRow> found = rows.get(seq);
		return (found != null) ? found.get(0) : null;
	}

	UUID id() {
		return TaskIdBytes.id(this.row.bytes("id"));
	}

	TaskStatus status() {
		return TaskStatus.ofCode((int) this.row.number("status"));
	}

	TransferTask withRow(TransferRow changed) {
		return new TransferTask(this.seq, this.name, this.queue, changed, this.payload, this.response, this.progress,
				this.attempts, this.logs);
	}

	/**
	 * Returns the digest of what never changes.
	 */
	String fixedDigest() {
		MessageDigest digest = TransferDigest.begin();
		addFixed(digest);
		return HexFormat.of().formatHex(digest.digest());
	}

	private void addFixed(MessageDigest digest) {
		TransferDigest.add(digest, this.name);
		this.row.digest(digest, FIXED);
		this.payload.digest(digest, OF_PAYLOAD);
	}

	/**
	 * Returns the digest of everything but the keys of one store and the fence, which may
	 * be higher in another one.
	 */
	String digest() {
		MessageDigest digest = TransferDigest.begin();
		addFixed(digest);
		// a waiting task may be sent to another queue by hand
		TransferDigest.add(digest, this.queue);
		this.row.digest(digest, OF_TASK);
		if (this.response != null) {
			this.response.digest(digest, List.of("response"));
		}
		if (this.progress != null) {
			this.progress.digest(digest, OF_PROGRESS);
		}
		this.attempts.forEach((attempt) -> attempt.digest(digest, OF_ATTEMPT));
		this.logs.forEach((log) -> log.digest(digest, OF_LOG));
		return HexFormat.of().formatHex(digest.digest());
	}

}
