package io.kerground.test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.kerground.annotation.Background;
import io.kerground.core.TaskBatch;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import io.kerground.seeds.SeedApplication;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link KergroundTestSupport}.
 */
@Timeout(120)
class KergroundTestSupportTests {

	@TempDir
	Path folder;

	@Test
	@DisplayName("T-B9: after a drain the effect of a call in the background is visible")
	void afterADrainTheEffectOfACallIsVisible() {
		try (SeedApplication application = SeedApplication.start(this.folder, Counter.class)) {
			Counter counter = application.bean(Counter.class);
			counter.count();
			counter.count();
			application.ker.send(TaskBatch.sequential()
				.add(TaskRequest.of("counter.count"), TaskRequest.of("counter.count"))
				.then(TaskRequest.of("counter.count")));
			application.ker.send(TaskRequest.of("counter.count").delay(Duration.ofHours(1)));
			new KergroundTestSupport(application.ker).drain(SeedApplication.PATIENCE);
			assertThat(counter.counted()).isEqualTo(5);
			assertThat(application.ker.stats().count(TaskStatus.PENDING)).isEqualTo(1);
		}
	}

	@Test
	void aDrainThatTakesTooLongSaysWhatIsLeft() {
		try (SeedApplication application = SeedApplication.start(this.folder, Counter.class,
				"kerground.worker.enabled=false")) {
			application.ker.send("counter.count");
			assertThatIllegalStateException()
				.isThrownBy(() -> new KergroundTestSupport(application.ker).drain(Duration.ofMillis(20)))
				.withMessageContaining("1 pending")
				.withMessageContaining("counter.count");
		}
	}

	static class Counter {

		private final AtomicInteger counted = new AtomicInteger();

		@Background(name = "counter.count")
		public void count() {
			this.counted.incrementAndGet();
		}

		public int counted() {
			return this.counted.get();
		}

	}

}
