package io.kerground.sample;

import java.net.URI;
import java.util.UUID;

import io.kerground.core.KergroundTemplate;
import io.kerground.core.Task;
import io.kerground.core.TaskPage;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/**
 * Takes files, answers at once, and tells later what was found in them.
 */
@RestController
@RequestMapping("/jobs")
class JobController {

	private static final String TASK = "files.examine";

	private final KergroundTemplate ker;

	private final Uploads uploads;

	JobController(KergroundTemplate ker, Uploads uploads) {
		this.ker = ker;
		this.uploads = uploads;
	}

	@PostMapping
	ResponseEntity<JobView> post(@RequestParam("file") MultipartFile file) {
		// the job's id is chosen here, so that its files can lie in a folder of that name
		UUID id = UUID.randomUUID();
		Upload upload = this.uploads.store(id, file);
		try {
			this.ker.send(TaskRequest.of(FileWorker::examine, upload).id(id));
		}
		catch (RuntimeException ex) {
			this.uploads.remove(id);
			throw ex;
		}
		return ResponseEntity.accepted().location(URI.create("/jobs/" + id)).body(get(id));
	}

	@GetMapping("/{id}")
	JobView get(@PathVariable UUID id) {
		return JobView.withReport(find(id), this.ker);
	}

	@GetMapping
	JobList list(@RequestParam(required = false) @Nullable String after) {
		TaskPage page = this.ker.list(TaskQuery.all().name(TASK).size(20).after(after));
		return new JobList(page.tasks().stream().map((task) -> JobView.of(task, null)).toList(), page.next());
	}

	@GetMapping(path = "/{id}/thumbnail", produces = MediaType.IMAGE_PNG_VALUE)
	Resource thumbnail(@PathVariable UUID id) {
		find(id);
		Resource image = new FileSystemResource(this.uploads.thumbnail(id));
		if (!image.exists()) {
			throw Problems.of(HttpStatus.NOT_FOUND, "Job " + id + " has no thumbnail, or not yet");
		}
		return image;
	}

	private Task find(UUID id) {
		return this.ker.find(id)
			.filter((task) -> task.name().equals(TASK))
			.orElseThrow(() -> Problems.of(HttpStatus.NOT_FOUND, "There is no job " + id));
	}

}
