package io.kerground.sample;

import java.util.List;
import java.util.UUID;

import io.kerground.core.BatchStatus;
import io.kerground.core.TaskBatchState;

/**
 * What the service tells about several files that were posted together.
 *
 * @param id the batch's id
 * @param status whether all of its jobs have ended, and how
 * @param total the number of jobs
 * @param finished how many of them finished
 * @param failed how many of them failed
 * @param jobs the jobs, in the order of the files
 */
record BatchView(UUID id, BatchStatus status, int total, int finished, int failed, List<JobView> jobs) {

	static BatchView of(TaskBatchState state, List<JobView> jobs) {
		return new BatchView(state.id(), state.status(), state.total(), state.finished(), state.failed(), jobs);
	}

}
