package io.kerground.sample;

import java.io.IOException;
import java.time.Instant;

import io.kerground.annotation.KerSchedule;
import io.kerground.annotation.KerTrigger;
import io.kerground.annotation.KerWorker;

/**
 * Looks after the folder of uploaded files. Whatever the number of processes, each run is
 * done by one of them.
 */
@KerWorker("storage")
class StorageWorker {

	private final Uploads uploads;

	private final SampleProperties properties;

	StorageWorker(Uploads uploads, SampleProperties properties) {
		this.uploads = uploads;
		this.properties = properties;
	}

	/**
	 * Removes old files, each night.
	 * @return how many folders were removed
	 * @throws IOException if one can't be removed
	 */
	@KerSchedule(cron = "0 30 3 * * *")
	public int cleanUp() throws IOException {
		return this.uploads.removeBefore(Instant.now().minus(this.properties.keep()));
	}

	/**
	 * Measures the folder. A thousand triggers while it runs give one more run.
	 * @return what is kept
	 * @throws IOException if a folder can't be read
	 */
	@KerTrigger
	public StorageUse measure() throws IOException {
		return this.uploads.measure();
	}

}
