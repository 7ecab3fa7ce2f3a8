package io.kerground.autoconfigure;

import java.time.Duration;

import io.kerground.annotation.KerLoop;
import io.kerground.annotation.KerSchedule;
import io.kerground.annotation.KerTrigger;
import io.kerground.annotation.KerWorker;
import io.kerground.autoconfigure.WebTestClient.Answer;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.KergroundWorkers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Schedules, workers, queues and the pool over HTTP.
 */
@SpringBootTest(classes = { WebTestApplication.class, KergroundEndpointScheduleTests.Clockwork.class },
		webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=kerground",
				"management.endpoint.kerground.access=unrestricted" })
class KergroundEndpointScheduleTests {

	@Autowired
	KergroundTemplate ker;

	@Autowired
	KergroundWorkers workers;

	@LocalServerPort
	int port;

	private WebTestClient client;

	@BeforeEach
	void connect() {
		this.client = new WebTestClient(this.port);
		await().atMost(Duration.ofSeconds(30))
			.until(() -> !this.client.get("kerground/schedules").json().at("/schedules/1").isMissingNode());
	}

	@Test
	void schedulesAreListedAndShown() {
		Answer nightly = this.client.get("kerground/schedule/clockwork.nightly");
		assertThat(nightly.status()).isEqualTo(200);
		assertThat(nightly.json().at("/kind").asString()).isEqualTo("cron");
		assertThat(nightly.json().at("/spec").asString()).isEqualTo("0 0 3 * * *");
		assertThat(nightly.json().at("/zone").asString()).isEqualTo("Europe/Berlin");
		assertThat(nightly.json().at("/nextAt").asString()).isNotEmpty();
		assertThat(this.client.get("kerground/schedule/unknown").status()).isEqualTo(404);
	}

	@Test
	void aSchedulePausesResumesAndIsTriggered() {
		String path = "kerground/schedule/clockwork.nightly";
		assertThat(act(path, "pause").json().at("/changed").asBoolean()).isTrue();
		assertThat(act(path, "pause").status()).isEqualTo(409);
		assertThat(this.client.get(path).json().at("/paused").asBoolean()).isTrue();
		assertThat(act(path, "trigger").status()).isEqualTo(409);
		assertThat(act(path, "resume").status()).isEqualTo(200);
		assertThat(act(path, "trigger").status()).isEqualTo(200);
		await().atMost(Duration.ofSeconds(30))
			.until(() -> this.client.get(path).json().at("/lastStatus").asString("").equals("finished"));
	}

	@Test
	void workersAreListedAndShown() {
		String body = this.client.get("kerground/workers").body();
		assertThat(body).contains("clockwork.nightly", "clockwork.onTrigger", "clockwork.spin", "\"kind\":\"loop\"",
				"\"kind\":\"queue\"");
		assertThat(this.client.get("kerground/worker/clockwork.onTrigger").json().at("/kind").asString())
			.isEqualTo("trigger");
		assertThat(this.client.get("kerground/worker/unknown").status()).isEqualTo(404);
		assertThat(act("kerground/worker/unknown", "pause").status()).isEqualTo(404);
	}

	@Test
	void aQueueIsPausedAndResumed() {
		String path = "kerground/queue/default";
		assertThat(act(path, "pause").status()).isEqualTo(200);
		assertThat(this.client.get(path).json().at("/paused").asBoolean()).isTrue();
		assertThat(act(path, "resume").status()).isEqualTo(200);
		assertThat(act("kerground/queue/unknown", "pause").status()).isEqualTo(404);
	}

	@Test
	void thePoolIsShownAndResized() {
		int before = this.workers.pool().size();
		Answer resized = this.client.post("kerground/pool/default", "{\"action\":\"resize\",\"size\":3}",
				"Content-Type", "application/json");
		assertThat(resized.status()).isEqualTo(200);
		assertThat(this.client.get("kerground/pool/default").json().at("/size").asInt()).isEqualTo(3);
		this.workers.pool().resize(before);
		assertThat(this.client.get("kerground/pool/other").status()).isEqualTo(404);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "pool/default|{\"action\":\"resize\"}", "pool/default|{\"action\":\"resize\",\"size\":-1}",
					"pool/default|{\"action\":\"pause\"}", "queue/default|{\"action\":\"trigger\"}",
					"queue/default|{\"action\":\"pause\",\"size\":1}", "worker/clockwork.spin|{\"action\":\"trigger\"}",
					"schedule/clockwork.nightly|{\"action\":\"retry\"}" })
	void whatMakesNoSenseIsRefused(String path, String body) {
		assertThat(this.client.post("kerground/" + path, body, "Content-Type", "application/json").status())
			.isEqualTo(400);
	}

	private Answer act(String path, String action) {
		return this.client.post(path, "{\"action\":\"" + action + "\"}", "Content-Type", "application/json");
	}

	@KerWorker("clockwork")
	static class Clockwork {

		@KerSchedule(cron = "0 0 3 * * *", zone = "Europe/Berlin")
		public void nightly() {
		}

		@KerTrigger
		public void onTrigger() {
		}

		@KerLoop(pause = "1h")
		public void spin() {
		}

	}

}
