package io.kerground.test;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.kerground.annotation.Background;
import io.kerground.annotation.KerTask;
import io.kerground.annotation.KerTrigger;
import io.kerground.annotation.KerWorker;
import io.kerground.autoconfigure.KergroundAutoConfiguration;
import io.kerground.core.BatchStatus;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.KergroundWorkers;
import io.kerground.core.TaskBatch;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStatus;
import io.kerground.core.UnknownTaskNameException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link InlineTasks}.
 */
@SpringBootTest(classes = InlineTasksTests.Application.class, webEnvironment = SpringBootTest.WebEnvironment.NONE,
		properties = { "kerground.pool.size=1", "kerground.pool.reserve-normal=0", "kerground.pool.reserve-high=0" })
@InlineTasks
@Timeout(120)
class InlineTasksTests {

	@Autowired
	private KergroundTemplate ker;

	@Autowired
	private KergroundWorkers workers;

	@Autowired
	private TransactionTemplate transactions;

	@Autowired
	private Counter counter;

	@Autowired
	private NoteWorker notes;

	@BeforeEach
	void forget() {
		this.notes.seen.clear();
	}

	@Test
	@DisplayName("T-B9, B11: a call in the background has had its effect when it returns")
	void aCallHasHadItsEffectWhenItReturns() {
		this.counter.add(1);
		this.counter.add(1);
		assertThat(this.counter.total()).isEqualTo(2);
		assertThat(this.counter.thread()).isSameAs(Thread.currentThread());
		assertThat(this.counter.next(41)).isCompletedWithValue(42);
	}

	@Test
	void argumentsAndResultsAreStoredAndReadBack() {
		Note note = new Note("text");
		UUID id = this.ker.send(NoteWorker::take, note);
		assertThat(this.notes.seen).singleElement().isEqualTo(note).isNotSameAs(note);
		assertThat(this.ker.response(id, Note.class)).contains(note);
		assertThat(this.ker.find(id).orElseThrow().status()).isEqualTo(TaskStatus.FINISHED);
	}

	@Test
	void aTaskThatFailsDoesNotMakeItsSendThrow() {
		UUID id = this.ker.send("notes.fail");
		assertThat(this.ker.status(id)).contains(TaskStatus.FAILED);
		assertThatExceptionOfType(UnknownTaskNameException.class).isThrownBy(() -> this.ker.send("notes.none"));
		UUID next = this.ker.send(NoteWorker::take, new Note("next"));
		assertThat(this.ker.status(next)).contains(TaskStatus.FINISHED);
	}

	@Test
	void whatABodySendsRunsBeforeItGoesOn() {
		this.ker.send(NoteWorker::nest, 3);
		assertThat(this.notes.seen).extracting(Note::text)
			.containsExactly("begin 3", "begin 2", "begin 1", "end 1", "end 2", "end 3");
	}

	@Test
	void allTasksOfABatchHaveRun() {
		UUID id = this.ker.send(TaskBatch.sequential()
			.add(TaskRequest.of(NoteWorker::take, new Note("1")), TaskRequest.of(NoteWorker::take, new Note("2")))
			.add(TaskBatch.concurrent().add(TaskRequest.of(NoteWorker::take, new Note("3")))));
		assertThat(this.ker.batch(id).orElseThrow().status()).isEqualTo(BatchStatus.FINISHED);
		assertThat(this.notes.seen).extracting(Note::text).containsExactly("1", "2", "3");
		List<UUID> ids = this.ker.sendAll(List.of(TaskRequest.of(NoteWorker::take, new Note("4")),
				TaskRequest.of(NoteWorker::take, new Note("5"))));
		assertThat(ids).allSatisfy((each) -> assertThat(this.ker.status(each)).contains(TaskStatus.FINISHED));
	}

	@Test
	void whatIsDueLaterIsNotWaitedFor() {
		UUID delayed = this.ker.send(TaskRequest.of(NoteWorker::take, new Note("later")).delay(Duration.ofHours(1)));
		assertThat(this.ker.status(delayed)).contains(TaskStatus.PENDING);
		UUID elsewhere = this.ker.send(TaskRequest.of("elsewhere.task").external());
		assertThat(this.ker.status(elsewhere)).contains(TaskStatus.PENDING);
		assertThat(this.notes.seen).isEmpty();
		this.ker.cancel(delayed);
		this.ker.cancel(elsewhere);
	}

	@Test
	void theEndOfATransactionWaitsForWhatItSent() {
		this.transactions.executeWithoutResult((status) -> {
			this.ker.send(NoteWorker::take, new Note("1"));
			this.ker.send("notes.where");
			assertThat(this.notes.seen).isEmpty();
		});
		assertThat(this.notes.seen).hasSize(2).first().isEqualTo(new Note("1"));
		assertThat(this.notes.seen.get(1).text()).startsWith("kerground-");
		this.transactions.executeWithoutResult((status) -> {
			this.ker.send(NoteWorker::take, new Note("never"));
			status.setRollbackOnly();
		});
		assertThat(this.notes.seen).hasSize(2);
		this.ker.send("notes.where");
		assertThat(this.notes.seen).element(2).isEqualTo(new Note(Thread.currentThread().getName()));
	}

	@Test
	void aBodyMaySendInATransactionOfItsOwn() {
		this.ker.send("notes.transactional");
		assertThat(this.notes.seen).hasSize(2);
		assertThat(this.notes.seen.get(0).text()).as("not on a thread whose transaction is over")
			.startsWith("kerground-");
		assertThat(this.notes.seen.get(1).text()).isEqualTo("after");
	}

	@Test
	void theSendingThreadKeepsWhatItHad() {
		MDC.put("test", "kept");
		LocaleContextHolder.setLocale(Locale.KOREAN);
		try {
			this.ker.send(NoteWorker::take, new Note("x"));
			assertThat(MDC.get("test")).isEqualTo("kept");
			assertThat(MDC.get("kerground.task.id")).isNull();
			assertThat(LocaleContextHolder.getLocale()).isEqualTo(Locale.KOREAN);
		}
		finally {
			MDC.remove("test");
			LocaleContextHolder.resetLocaleContext();
		}
	}

	@Test
	void whatNobodySendsRunsInThePool() {
		assertThat(this.workers.worker("notes.refresh").trigger()).isTrue();
		Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> !this.notes.seen.isEmpty());
		assertThat(this.notes.seen.get(0).text()).startsWith("kerground-");
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ KergroundAutoConfiguration.class, Counter.class, NoteWorker.class })
	static class Application {

		@Bean
		TransactionTemplate transactions() {
			return new TransactionTemplate(
					new JdbcTransactionManager(new DriverManagerDataSource("jdbc:h2:mem:inline")));
		}

	}

	static class Counter {

		private final AtomicInteger total = new AtomicInteger();

		private volatile Thread thread;

		@Background(name = "counter.add")
		public void add(int number) {
			this.total.addAndGet(number);
			this.thread = Thread.currentThread();
		}

		@Background(name = "counter.next")
		public CompletableFuture<Integer> next(int number) {
			return CompletableFuture.completedFuture(number + 1);
		}

		public int total() {
			return this.total.get();
		}

		public Thread thread() {
			return this.thread;
		}

	}

	@KerWorker("notes")
	static class NoteWorker {

		private final List<Note> seen = new CopyOnWriteArrayList<>();

		private final KergroundTemplate ker;

		private final TransactionTemplate transactions;

		NoteWorker(KergroundTemplate ker, TransactionTemplate transactions) {
			this.ker = ker;
			this.transactions = transactions;
		}

		public void where() {
			this.seen.add(new Note(Thread.currentThread().getName()));
		}

		public void transactional() {
			this.transactions.executeWithoutResult((status) -> this.ker.send("notes.where"));
			this.seen.add(new Note("after"));
		}

		public Note take(Note note) {
			this.seen.add(note);
			return note;
		}

		@KerTask(maxAttempts = 1)
		public void fail() {
			throw new IllegalStateException("as it should");
		}

		public void nest(int depth) {
			this.seen.add(new Note("begin " + depth));
			if (depth > 1) {
				this.ker.send(NoteWorker::nest, depth - 1);
			}
			this.seen.add(new Note("end " + depth));
		}

		@KerTrigger
		public void refresh() {
			this.seen.add(new Note(Thread.currentThread().getName()));
		}

	}

	/**
	 * What is sent.
	 */
	record Note(String text) {

	}

}
