package io.kerground.dashboard;

import io.kerground.annotation.KerSchedule;
import io.kerground.annotation.KerTrigger;
import io.kerground.annotation.KerWorker;

/**
 * Work that comes by itself.
 */
@KerWorker("clock")
class DemoClock {

	@KerSchedule(cron = "0 30 2 * * *", zone = "Europe/Berlin")
	public void nightly() {
	}

	@KerSchedule(interval = "1h", initialDelay = "1h")
	public void hourly() {
	}

	@KerTrigger
	public void refresh() {
	}

}
