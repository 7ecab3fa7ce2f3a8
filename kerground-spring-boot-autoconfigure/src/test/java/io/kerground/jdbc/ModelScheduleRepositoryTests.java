package io.kerground.jdbc;

import io.kerground.core.CommitListener;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskRepository;
import io.kerground.simulation.ModelStore;
import io.kerground.simulation.StoreFaults;

/**
 * The contract of schedules on the model that simulations use.
 */
class ModelScheduleRepositoryTests extends ScheduleRepositoryContract {

	@Override
	TaskRepository open(TaskClock clock, CommitListener listener) {
		return new ModelStore().open(clock, listener, StoreFaults.NONE).eager();
	}

}
