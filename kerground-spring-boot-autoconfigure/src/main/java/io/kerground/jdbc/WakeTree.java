package io.kerground.jdbc;

import java.util.List;

/**
 * Wakes the callers of commands that were answered together: the writer only the first
 * one, and each of them two others. To wake a thread takes several microseconds, which is
 * a third of all that a small task costs the writer.
 */
final class WakeTree {

	private static final int FIRST = 0;

	private final List<SendCommand> commands;

	private WakeTree(List<SendCommand> commands) {
		this.commands = commands;
	}

	/**
	 * Answers the callers of stored tasks.
	 */
	static void answer(List<SendCommand> commands) {
		WakeTree tree = new WakeTree(commands);
		int place = FIRST;
		for (SendCommand command : commands) {
			command.complete(command.receipts(), tree, place++);
		}
		tree.wake(FIRST);
	}

	/**
	 * Wakes those who are below one who was woken.
	 */
	void wakeBelow(int place) {
		wake(2 * place + 1);
		wake(2 * place + 2);
	}

	private void wake(int place) {
		if (place < this.commands.size() && !this.commands.get(place).wake()) {
			wakeBelow(place);
		}
	}

}
