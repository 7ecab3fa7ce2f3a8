package io.kerground.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import io.kerground.core.ClaimedTask;
import io.kerground.core.TaskOutcome;

/**
 * Takes tasks back whose claim may be stored although its commit failed: nobody was told
 * of them, so that they would run for ever.
 */
final class ClaimRecalls {

	private final List<Settlement> recalls = new ArrayList<>();

	void add(List<ClaimedTask> claimed) {
		claimed.forEach((task) -> this.recalls.add(new Settlement(task, new TaskOutcome.Release(), 0)));
	}

	/**
	 * Gives them back as part of a group. This comes before the next claim, which may
	 * give them the same fences.
	 */
	void write(WriteGroup.Writers writers) throws SQLException {
		if (!this.recalls.isEmpty()) {
			writers.settles().write(this.recalls);
		}
	}

	void committed() {
		this.recalls.clear();
	}

}
