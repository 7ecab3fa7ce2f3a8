package io.kerground.sample;

import io.kerground.core.KergroundTemplate;
import io.kerground.core.KergroundWorkers;
import io.kerground.core.TaskPage;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskStatus;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells how much is kept, as it was measured last.
 */
@RestController
@RequestMapping("/storage")
class StorageController {

	private static final String TASK = "storage.measure";

	private final KergroundTemplate ker;

	private final KergroundWorkers workers;

	StorageController(KergroundTemplate ker, KergroundWorkers workers) {
		this.ker = ker;
		this.workers = workers;
	}

	@PostMapping
	@ResponseStatus(HttpStatus.ACCEPTED)
	void measure() {
		this.workers.worker(TASK).trigger();
	}

	@GetMapping
	ResponseEntity<StorageUse> get() {
		TaskPage latest = this.ker.list(TaskQuery.all().name(TASK).status(TaskStatus.FINISHED).size(1));
		return ResponseEntity
			.of(latest.tasks().stream().findFirst().flatMap((task) -> this.ker.response(task.id(), StorageUse.class)));
	}

}
