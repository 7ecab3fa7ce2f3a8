package io.kerground.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import io.kerground.core.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * Tasks and batches that are copied as a whole, by their keys in the source.
 */
final class TransferUnit {

	private final Map<Long, TransferTask> tasks = new LinkedHashMap<>();

	private final Set<Long> batches = new LinkedHashSet<>();

	private final Map<Long, TransferRow> batchRows = new LinkedHashMap<>();

	private final List<TransferRow> members = new ArrayList<>();

	private final List<TransferRow> followers = new ArrayList<>();

	private final Map<Long, UUID> predecessors = new HashMap<>();

	private Map<Long, String> expected = new LinkedHashMap<>();

	private final long number;

	TransferUnit(long number) {
		this.number = number;
	}

	long number() {
		return this.number;
	}

	void add(TransferTask task) {
		this.tasks.put(task.seq(), task);
	}

	void addBatch(long seq) {
		this.batches.add(seq);
	}

	Map<Long, TransferTask> tasks() {
		return this.tasks;
	}

	Set<Long> batches() {
		return this.batches;
	}

	/**
	 * Returns the batches that are still there.
	 */
	Map<Long, TransferRow> batchRows() {
		return this.batchRows;
	}

	List<TransferRow> members() {
		return this.members;
	}

	List<TransferRow> followers() {
		return this.followers;
	}

	/**
	 * Returns whether it holds neither a batch nor a task that waits for another one.
	 */
	boolean isIndependent() {
		return this.batches.isEmpty()
				&& this.tasks.values().stream().noneMatch((task) -> task.status() == TaskStatus.BLOCKED);
	}

	Stream<UUID> ids() {
		return this.tasks.values().stream().map(TransferTask::id);
	}

	Stream<UUID> batchIds() {
		return this.batchRows.values().stream().map((row) -> TaskIdBytes.id(row.bytes("id")));
	}

	void readBatches(WriterSession session) throws SQLException {
		if (this.batches.isEmpty()) {
			return;
		}
		TransferTable.BATCH.read(session, this.batches).forEach((seq, rows) -> this.batchRows.put(seq, rows.get(0)));
		List<Long> hidden = this.tasks.keySet().stream().map((seq) -> -seq).toList();
		TransferTable.MEMBER.read(session, hidden).values().forEach(this.members::addAll);
		List<Long> hiddenBatches = this.batches.stream().map((seq) -> -seq).toList();
		TransferTable.FOLLOWER.read(session, hiddenBatches).values().forEach(this.followers::addAll);
	}

	/**
	 * Reads the ids of those tasks that its own wait for and that were moved before.
	 */
	void readPredecessors(WriterSession session) throws SQLException {
		List<Long> seqs = this.tasks.values()
			.stream()
			.filter((task) -> task.status() == TaskStatus.BLOCKED)
			.map((task) -> task.row().number("blocked_by"))
			.filter((seq) -> seq > 0 && !this.tasks.containsKey(seq))
			.distinct()
			.toList();
		TransferTable.TASK.read(session, seqs)
			.forEach((seq, rows) -> this.predecessors.put(seq, TaskIdBytes.id(rows.get(0).bytes("id"))));
	}

	@Nullable UUID predecessor(long seq) {
		return this.predecessors.get(seq);
	}

	/**
	 * Notes how a copy must look.
	 */
	void expect(TransferTask task) {
		this.expected.put(task.seq(), task.digest());
	}

	/**
	 * Returns how the copies must look, once.
	 */
	Map<Long, String> takeExpected() {
		Map<Long, String> taken = this.expected;
		this.expected = new LinkedHashMap<>();
		return taken;
	}

}
