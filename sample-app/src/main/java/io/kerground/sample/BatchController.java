package io.kerground.sample;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskBatch;
import io.kerground.core.TaskBatchState;
import io.kerground.core.TaskRequest;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/**
 * Takes several files at once: all of them or none.
 */
@RestController
@RequestMapping("/batches")
class BatchController {

	private final KergroundTemplate ker;

	private final Uploads uploads;

	BatchController(KergroundTemplate ker, Uploads uploads) {
		this.ker = ker;
		this.uploads = uploads;
	}

	@PostMapping
	ResponseEntity<BatchView> post(@RequestParam("file") List<MultipartFile> files) {
		List<UUID> folders = new ArrayList<>();
		try {
			UUID id = this.ker.send(TaskBatch.concurrent().add(requests(files, folders)));
			return ResponseEntity.accepted().location(URI.create("/batches/" + id)).body(get(id));
		}
		catch (RuntimeException ex) {
			folders.forEach(this.uploads::remove);
			throw ex;
		}
	}

	private List<TaskRequest> requests(List<MultipartFile> files, List<UUID> folders) {
		List<TaskRequest> requests = new ArrayList<>();
		for (MultipartFile file : files) {
			UUID folder = UUID.randomUUID();
			Upload upload = this.uploads.store(folder, file);
			folders.add(folder);
			requests.add(TaskRequest.of(FileWorker::examine, upload));
		}
		return requests;
	}

	@GetMapping("/{id}")
	BatchView get(@PathVariable UUID id) {
		TaskBatchState state = this.ker.batch(id)
			.orElseThrow(() -> Problems.of(HttpStatus.NOT_FOUND, "There is no batch " + id));
		return BatchView.of(state,
				state.members()
					.stream()
					.flatMap((task) -> this.ker.find(task).stream())
					.map((task) -> JobView.withReport(task, this.ker))
					.toList());
	}

}
