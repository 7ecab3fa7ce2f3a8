package io.kerground.jdbc;

import io.kerground.core.CommitListener;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskRepository;
import io.kerground.simulation.ModelStore;
import io.kerground.simulation.StoreFaults;

/**
 * The store's contract on the model that simulations use.
 */
class ModelTaskRepositoryTests extends TaskRepositoryContract {

	@Override
	TaskRepository open(TaskClock clock, CommitListener listener) {
		return new ModelStore().open(clock, listener, StoreFaults.NONE).eager();
	}

}
