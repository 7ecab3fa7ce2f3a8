package io.kerground.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import io.kerground.actuate.EndpointAction;
import io.kerground.actuate.EndpointPart;
import io.kerground.actuate.KergroundEndpoint;
import io.kerground.annotation.KerSchedule;
import io.kerground.annotation.KerTask;
import io.kerground.annotation.KerWorker;
import io.kerground.autoconfigure.WebTestClient.Answer;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Schedules, fuses, arguments, roles and the audit over HTTP.
 */
@SpringBootTest(classes = WebTestApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=kerground",
				"management.endpoint.kerground.access=unrestricted", "kerground.endpoint.show-values=when-authorized",
				"kerground.endpoint.roles=admin", "kerground.endpoint.permissions.operate=support",
				"kerground.endpoint.permissions.admin=admin" })
@Import({ KergroundEndpointSteeringTests.Planned.class, KergroundEndpointSteeringTests.Heard.class })
class KergroundEndpointSteeringTests {

	private static final String ADMIN = "admin";

	@Autowired
	KergroundTemplate ker;

	@Autowired
	Heard heard;

	@Autowired
	KergroundEndpoint endpoint;

	@LocalServerPort
	int port;

	private WebTestClient client;

	@BeforeEach
	void connect() {
		this.client = new WebTestClient(this.port);
	}

	private Answer post(String role, String path, String body) {
		return this.client.post("kerground/" + path, "{" + body.replace('\'', '"') + "}", "Content-Type",
				"application/json", WebTestApplication.ROLE_HEADER, role);
	}

	@Test
	void scheduleIsToldInWordsWithItsNextFiveRuns() {
		JsonNode nightly = this.client.get("kerground/schedule/planned.nightly").json();
		assertThat(nightly.at("/words").asString()).isEqualTo("every day at 02:30");
		assertThat(nightly.at("/nextRuns").size()).isEqualTo(5);
		assertThat(nightly.at("/nextRuns/0").asString()).isEqualTo(nightly.at("/nextAt").asString());
		Instant second = Instant.parse(nightly.at("/nextRuns/1").asString());
		assertThat(Duration.between(Instant.parse(nightly.at("/nextRuns/0").asString()), second))
			.isBetween(Duration.ofHours(23), Duration.ofHours(25));
		JsonNode hourly = this.client.get("kerground/schedule/planned.hourly").json();
		assertThat(Duration.between(Instant.parse(hourly.at("/nextRuns/0").asString()),
				Instant.parse(hourly.at("/nextRuns/4").asString())))
			.isEqualTo(Duration.ofHours(4));
	}

	@Test
	void expressionIsShownBeforeItIsUsed() {
		JsonNode preview = this.client.get("kerground/schedule/planned.nightly?spec=0%200%209%20*%20*%20MON-FRI")
			.json();
		assertThat(preview.at("/words").asString()).isEqualTo("at 09:00 on Monday to Friday");
		assertThat(preview.at("/nextRuns").size()).isEqualTo(5);
		Answer refused = this.client.get("kerground/schedule/planned.nightly?spec=0%200%2099%20*%20*%20*");
		assertThat(refused.status()).isEqualTo(400);
		assertThat(refused.json().at("/error").asString()).startsWith("'0 0 99 * * *' can't be read");
		assertThat(this.client.get("kerground/schedule/none?spec=x").status()).isEqualTo(404);
		assertThat(this.client.get("kerground/queue/default?spec=x").status()).isEqualTo(400);
	}

	@Test
	void intervalIsEditedAndResetToTheCode() {
		String path = "schedule/planned.hourly";
		assertThat(post(ADMIN, path, "'action':'edit','spec':'90s'").status()).isEqualTo(200);
		JsonNode edited = this.client.get("kerground/" + path).json();
		assertThat(edited.at("/period").asString()).isEqualTo("PT1M30S");
		assertThat(edited.at("/spec").asString()).isEqualTo("PT1H");
		assertThat(edited.at("/paused").asBoolean()).isFalse();
		assertThat(post(ADMIN, path, "'action':'reset'").status()).isEqualTo(200);
		assertThat(this.client.get("kerground/" + path).json().at("/period").isNull()
				|| this.client.get("kerground/" + path).json().at("/period").isMissingNode())
			.isTrue();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			value = { "planned.nightly | 'action':'edit','spec':'0 0 9 * * *'",
					"planned.hourly | 'action':'edit','spec':'soon'", "planned.hourly | 'action':'edit'",
					"planned.hourly | 'action':'reset','spec':'1h'", "planned.hourly | 'action':'edit','spec':'0s'" })
	void editThatMeansNothingIsRefusedAndStopsNothing(String name, String body) {
		assertThat(post(ADMIN, "schedule/" + name, body).status()).isEqualTo(400);
		assertThat(this.client.get("kerground/schedule/" + name).json().at("/paused").asBoolean()).isFalse();
	}

	@Test
	void fuseBlowsWithAReasonAndATimeAndIsReset() {
		Answer blown = post("support", "fuse/elsewhere.task",
				"'action':'pause','reason':'the server is away','time':'30m'");
		assertThat(blown.status()).isEqualTo(200);
		JsonNode fuse = this.client.get("kerground/fuse/elsewhere.task").json();
		assertThat(fuse.at("/reason").asString()).isEqualTo("the server is away");
		assertThat(Duration.between(Instant.parse(fuse.at("/since").asString()),
				Instant.parse(fuse.at("/until").asString())))
			.isEqualTo(Duration.ofMinutes(30));
		assertThat(this.client.get("kerground/fuses").json().at("/fuses").size()).isEqualTo(1);
		assertThat(post("support", "fuse/elsewhere.task", "'action':'pause'").status()).isEqualTo(409);
		assertThat(post("support", "fuse/elsewhere.task", "'action':'resume'").status()).isEqualTo(200);
		assertThat(this.client.get("kerground/fuse/elsewhere.task").status()).isEqualTo(404);
		assertThat(post("support", "fuse/no%20name", "'action':'pause'").status()).isEqualTo(400);
		assertThat(post("support", "fuse/x", "'action':'pause','time':'-1s'").status()).isEqualTo(400);
		assertThat(post("support", "queue/default", "'action':'pause','reason':'x'").status()).isEqualTo(400);
	}

	@Test
	void fuseIsResetByItself() {
		post("support", "fuse/brief.task", "'action':'pause','time':'10ms'");
		await().atMost(Duration.ofSeconds(40))
			.until(() -> this.client.get("kerground/fuse/brief.task").status() == 404);
	}

	@Test
	void failedTaskRunsAgainWithOtherArguments() {
		UUID id = this.ker.send(CounterWorker::repeat, "x", 2);
		assertThat(this.ker.await(id, String.class, Duration.ofSeconds(20))).isEqualTo("xx");
		UUID other = this.ker.send(TaskRequest.of("counter.repeat", "x", 2).delay(Duration.ofHours(1)));
		this.ker.cancel(other);
		Answer wrong = post(ADMIN, "task/" + other, "'action':'retry','arguments':'[1]'");
		assertThat(wrong.status()).isEqualTo(400);
		assertThat(this.ker.status(other)).contains(TaskStatus.CANCELLED);
		Answer retried = this.client.post("kerground/task/" + other,
				"{\"action\":\"retry\",\"arguments\":\"[\\\"ab\\\",3]\"}", "Content-Type", "application/json",
				WebTestApplication.ROLE_HEADER, ADMIN);
		assertThat(retried.status()).isEqualTo(200);
		assertThat(this.ker.await(other, String.class, Duration.ofSeconds(20))).isEqualTo("ababab");
	}

	@Test
	void argumentsAreOnlyChangedByThoseWhoSeeThem() {
		UUID id = this.ker.send(TaskRequest.of("counter.next", 1).delay(Duration.ofHours(1)));
		this.ker.cancel(id);
		assertThat(post("support", "task/" + id, "'action':'retry','arguments':'[5]'").status()).isEqualTo(400);
		assertThat(post("guest", "task/" + id, "'action':'retry','arguments':'[5]'").status()).isEqualTo(403);
		assertThat(this.ker.status(id)).contains(TaskStatus.CANCELLED);
		assertThat(this.ker.find(id).orElseThrow().arguments()).isEqualTo("[1]");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			value = { "guest | task/{id} | 'action':'cancel' | 403", "support | task/{id} | 'action':'cancel' | 200",
					"support | task/{id} | 'action':'delete' | 200", "admin | task/{id} | 'action':'delete' | 200",
					"support | pool/default | 'action':'resize','size':4 | 403",
					"admin | pool/default | 'action':'resize','size':4 | 200",
					"guest | tasks | 'action':'cancel','ids':'{id}' | 403",
					"support | tasks | 'action':'cancel','ids':'{id}' | 200" })
	void roleDecidesWhatMayBeDone(String role, String path, String body, int status) {
		String id = this.ker.send(TaskRequest.of("elsewhere.task").external()).toString();
		assertThat(post(role, path.replace("{id}", id), body.replace("{id}", id)).status()).isEqualTo(status);
		if (status == 403) {
			assertThat(this.ker.status(UUID.fromString(id))).contains(TaskStatus.PENDING);
		}
		assertThat(this.client.get("kerground/task/" + UUID.randomUUID()).status()).isEqualTo(404);
	}

	@Test
	void everyWriteIsAudited() {
		UUID id = this.ker.send(TaskRequest.of("elsewhere.task").external());
		post("support", "task/" + id, "'action':'cancel'");
		post("guest", "task/" + id, "'action':'delete'");
		post("support", "tasks", "'action':'retry','ids':'" + id + "'");
		await().atMost(Duration.ofSeconds(20)).until(() -> audited(id).contains("retry ended 1"));
		assertThat(audited(id)).containsExactly("retry ended 1", "retry begun null", "delete refused null",
				"cancel done null");
		assertThat(this.heard.events).anySatisfy((event) -> {
			assertThat(event.getType()).isEqualTo("KERGROUND_CANCEL");
			assertThat(event.getData()).containsEntry("target", "task " + id).containsEntry("result", "done");
			assertThat(event.getPrincipal()).isNotEmpty();
		});
	}

	@Test
	void listenerOfAuditEventsThatThrowsChangesNoAnswer() {
		UUID id = this.ker.send(TaskRequest.of("elsewhere.task").external());
		this.heard.failure = new IllegalStateException("wrong on purpose");
		try {
			assertThat(post("support", "task/" + id, "'action':'cancel'").status()).isEqualTo(200);
			post("support", "tasks", "'action':'retry','ids':'" + id + "'");
			await().atMost(Duration.ofSeconds(20)).until(() -> audited(id).contains("retry ended 1"));
		}
		finally {
			this.heard.failure = null;
		}
		assertThat(audited(id)).containsExactly("retry ended 1", "retry begun null", "cancel done null");
	}

	@Test
	void writeThatDoesNotComeOverTheWebIsAuditedToo() {
		UUID id = this.ker.send(TaskRequest.of("elsewhere.task").external());
		this.endpoint.change(EndpointPart.TASK, id.toString(), EndpointAction.CANCEL, null, null, null, null, null,
				null);
		this.endpoint.change(EndpointPart.TASK, id.toString(), EndpointAction.CANCEL, null, null, null, null, null,
				null);
		assertThatExceptionOfType(InvalidEndpointRequestException.class).isThrownBy(() -> this.endpoint
			.change(EndpointPart.TASK, id.toString(), EndpointAction.PAUSE, null, null, null, null, null, null));
		assertThat(audited(id)).containsExactly("pause refused null", "cancel unchanged null", "cancel done null");
		assertThat(this.client.get("kerground/audit").json().at("/entries/0/user").asString()).isEqualTo("jmx");
	}

	@Test
	void fuseHoldsTheAliasesOfANameToo() {
		assertThat(post("support", "fuse/planned.renamed", "'action':'pause','reason':'r'").status()).isEqualTo(200);
		assertThat(this.client.get("kerground/fuse/planned.before").json().at("/reason").asString()).isEqualTo("r");
		assertThat(this.client.get("kerground/fuse/planned.renamed").status()).isEqualTo(200);
		assertThat(post("support", "fuse/planned.renamed", "'action':'resume'").status()).isEqualTo(200);
		assertThat(this.client.get("kerground/fuse/planned.before").status()).isEqualTo(404);
	}

	@Test
	void tasksAreFoundAndChangedByTheirKey() {
		String key = "order " + UUID.randomUUID();
		UUID id = this.ker.send(TaskRequest.of("elsewhere.keyed").external().key(key));
		this.ker.send(TaskRequest.of("elsewhere.keyed").external().key(key + "1"));
		String query = "?key=" + key.replace(" ", "%20");
		assertThat(this.client.get("kerground/tasks" + query).json().at("/tasks").valueStream())
			.extracting((task) -> task.at("/id").asString())
			.containsExactly(id.toString());
		assertThat(this.client.get("kerground/pending" + query + "&count=true").json().at("/tasks").asInt())
			.isEqualTo(1);
		assertThat(this.client.get("kerground/failed" + query).json().at("/tasks").size()).isZero();
		assertThat(this.client.get("kerground/tasks?key=").status()).isEqualTo(400);
		post("support", "tasks", "'action':'cancel','key':'" + key + "'");
		await().atMost(Duration.ofSeconds(20))
			.until(() -> this.ker.status(id).filter(TaskStatus.CANCELLED::equals).isPresent());
		assertThat(this.client.get("kerground/audit").body()).doesNotContain(key);
	}

	private List<String> audited(UUID id) {
		return this.client.get("kerground/audit")
			.json()
			.at("/entries")
			.valueStream()
			.filter((entry) -> entry.at("/target").asString().contains(id.toString()))
			.map((entry) -> entry.at("/action").asString() + " " + entry.at("/result").asString() + " "
					+ (entry.at("/tasks").isNumber() ? entry.at("/tasks").asString() : "null"))
			.toList();
	}

	@KerWorker("planned")
	static class Planned {

		@KerSchedule(cron = "0 30 2 * * *", zone = "Europe/Berlin")
		public void nightly() {
		}

		@KerSchedule(interval = "1h", initialDelay = "1h")
		public void hourly() {
		}

		@KerTask(aliases = "planned.before")
		public void renamed() {
		}

	}

	/**
	 * Hears of audit events.
	 */
	static class Heard {

		final List<AuditEvent> events = new CopyOnWriteArrayList<>();

		volatile RuntimeException failure;

		@EventListener
		void hear(AuditApplicationEvent event) {
			this.events.add(event.getAuditEvent());
			if (this.failure != null) {
				throw this.failure;
			}
		}

	}

}
