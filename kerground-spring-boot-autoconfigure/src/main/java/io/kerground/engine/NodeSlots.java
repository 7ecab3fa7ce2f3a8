package io.kerground.engine;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.HashSet;
import java.util.Set;

import io.kerground.core.ClaimedTask;
import io.kerground.core.TaskRepository.Ownership;
import org.jspecify.annotations.Nullable;

/**
 * Which bodies run in this process, kept in a memory-mapped file without a system call:
 * when the process is killed, the page cache still holds it, so that only these tasks
 * count a crash. Safe for use by several threads.
 */
final class NodeSlots {

	/*
	 * The file: a magic number, the number of bodies that found no slot, then a pair of
	 * key and fence for each slot. The fence is written last and taken away first, so
	 * that a pair with a fence is whole at every instant.
	 */

	static final int CAPACITY = 1024;

	private static final long MAGIC = 0x4B45_5253_4C4F_5431L;

	private static final int HEADER = 2;

	private static final int SIZE = (HEADER + 2 * CAPACITY) * Long.BYTES;

	private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

	private static final int NO_SLOT = -1;

	private final ByteBuffer memory;

	private final boolean file;

	private final int[] free = new int[CAPACITY];

	private int freeCount = CAPACITY;

	private NodeSlots(ByteBuffer memory, boolean file) {
		this.memory = memory;
		this.file = file;
		for (int i = 0; i < CAPACITY; i++) {
			this.free[i] = CAPACITY - 1 - i;
		}
		LONGS.setRelease(memory, 0, MAGIC);
	}

	/**
	 * Creates slots that nobody can read, for stores without a lock file.
	 */
	static NodeSlots inMemory() {
		return new NodeSlots(ByteBuffer.allocateDirect(SIZE).order(ByteOrder.nativeOrder()), false);
	}

	/**
	 * Creates the slots of a new lock file. The file is written first, since a mapped
	 * page for which the disk has no room ends the process.
	 */
	static NodeSlots create(FileChannel channel) throws IOException {
		ByteBuffer zeros = ByteBuffer.allocate(SIZE);
		while (zeros.hasRemaining()) {
			channel.write(zeros, zeros.position());
		}
		return new NodeSlots(channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE).order(ByteOrder.nativeOrder()), true);
	}

	/**
	 * Returns whether others can read them when this process is dead.
	 */
	boolean outlivesProcess() {
		return this.file;
	}

	/**
	 * Reads which bodies were running from the file of another process.
	 * @return the tasks, or null when the file does not tell all
	 */
	static @Nullable Set<Ownership> read(FileChannel channel) throws IOException {
		ByteBuffer content = ByteBuffer.allocate(SIZE).order(ByteOrder.nativeOrder());
		while (content.hasRemaining() && channel.read(content, content.position()) > 0) {
			Thread.onSpinWait();
		}
		return content.hasRemaining() ? null : running(content);
	}

	/**
	 * Returns which bodies run.
	 * @return the tasks, or null when not all are known
	 */
	@Nullable Set<Ownership> running() {
		return running(this.memory);
	}

	private static @Nullable Set<Ownership> running(ByteBuffer content) {
		if (content.getLong(0) != MAGIC || content.getLong(Long.BYTES) != 0) {
			return null;
		}
		Set<Ownership> running = new HashSet<>();
		for (int slot = 0; slot < CAPACITY; slot++) {
			long fence = content.getLong(fenceAt(slot));
			if (fence != 0) {
				running.add(new Ownership(content.getLong(seqAt(slot)), fence));
			}
		}
		return running;
	}

	/**
	 * Notes that a body begins.
	 */
	synchronized Body begin(ClaimedTask task) {
		if (this.freeCount == 0) {
			overflow(1);
			return new Body(NO_SLOT);
		}
		int slot = this.free[--this.freeCount];
		LONGS.set(this.memory, seqAt(slot), task.seq());
		LONGS.setRelease(this.memory, fenceAt(slot), task.fence());
		return new Body(slot);
	}

	private synchronized void end(int slot) {
		if (slot == NO_SLOT) {
			overflow(-1);
			return;
		}
		LONGS.setRelease(this.memory, fenceAt(slot), 0L);
		this.free[this.freeCount++] = slot;
	}

	private void overflow(long change) {
		LONGS.setRelease(this.memory, Long.BYTES, (long) LONGS.get(this.memory, Long.BYTES) + change);
	}

	private static int seqAt(int slot) {
		return (HEADER + 2 * slot) * Long.BYTES;
	}

	private static int fenceAt(int slot) {
		return seqAt(slot) + Long.BYTES;
	}

	/**
	 * A body that runs.
	 */
	final class Body {

		private final int slot;

		private Body(int slot) {
			this.slot = slot;
		}

		/**
		 * Notes that the body has ended; called once.
		 */
		void end() {
			NodeSlots.this.end(this.slot);
		}

	}

}
