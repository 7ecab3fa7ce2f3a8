package io.kerground.engine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.kerground.CapturedLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link EngineThreads}.
 */
@Timeout(60)
class EngineThreadsTests {

	@Test
	void eachFailureIsLoggedAndTheEndOfThem() {
		AtomicInteger passes = new AtomicInteger();
		try (CapturedLog log = CapturedLog.at("INFO")) {
			EngineThreads.Loop loop = EngineThreads.loop("test-loop-", () -> {
				if (passes.incrementAndGet() < 4) {
					throw new IllegalStateException("pretended");
				}
				return Duration.ofHours(1).toNanos();
			});
			try {
				await().atMost(Duration.ofSeconds(30)).until(() -> log.messages().size() == 4);
				assertThat(log.messages()).first().asString().endsWith("failed and goes on in 100 ms");
				assertThat(log.messages()).element(2)
					.asString()
					.endsWith("failed again and goes on in 400 ms: java.lang.IllegalStateException: pretended");
				assertThat(log.messages()).last().asString().endsWith("works again after 3 failures");
			}
			finally {
				loop.end();
				loop.join();
			}
		}
	}

	@Test
	void aLoopGoesOnThoughEvenItsFailureCannotBeLogged() {
		Logger logger = (Logger) LoggerFactory.getLogger(EngineThreads.class);
		AppenderBase<ILoggingEvent> failing = new AppenderBase<>() {

			@Override
			public synchronized void doAppend(ILoggingEvent event) {
				throw new OutOfMemoryError("pretended");
			}

			@Override
			protected void append(ILoggingEvent event) {
			}

		};
		logger.addAppender(failing);
		AtomicInteger passes = new AtomicInteger();
		EngineThreads.Loop loop = EngineThreads.loop("test-loop-", () -> {
			if (passes.incrementAndGet() < 3) {
				throw new OutOfMemoryError("pretended");
			}
			return Duration.ofHours(1).toNanos();
		});
		try {
			await().atMost(Duration.ofSeconds(30)).until(() -> passes.get() == 3);
		}
		finally {
			loop.end();
			loop.join();
			logger.detachAppender(failing);
		}
	}

}
