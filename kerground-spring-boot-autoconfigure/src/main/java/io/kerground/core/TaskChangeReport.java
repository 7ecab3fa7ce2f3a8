package io.kerground.core;

import java.util.UUID;

/**
 * How far a change of many tasks has come.
 *
 * @param id the id of the change
 * @param looked how many of the tasks were looked at
 * @param changed how many of them were changed; the others were in no state for it, as
 * when they moved on meanwhile
 * @param ended whether that were all, or as many as the limit allows
 * @since 0.1.0
 */
public record TaskChangeReport(UUID id, long looked, long changed, boolean ended) {

	/**
	 * Returns how many of the tasks that were looked at were not changed.
	 * @return the number of tasks
	 */
	public long skipped() {
		return this.looked - this.changed;
	}

}
