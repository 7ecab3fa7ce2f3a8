package io.kerground.annotation;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import io.kerground.core.KergroundSetupException;
import io.kerground.core.Task;
import io.kerground.core.TaskContext;
import io.kerground.core.TaskDefinition;
import io.kerground.core.TaskFailedException;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskQuery;
import io.kerground.core.TaskStatus;
import io.kerground.seeds.SeedApplication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.scheduling.annotation.Async;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Background}.
 */
@Timeout(120)
class BackgroundTests {

	@TempDir
	Path folder;

	private SeedApplication start(Class<?>... components) {
		return SeedApplication.start(this.folder, components);
	}

	@Test
	void aCallReturnsBeforeItsBodyHasRun() throws Exception {
		try (SeedApplication application = start(Mails.class)) {
			Mails mails = application.bean(Mails.class);
			mails.send("ada");
			assertThat(mails.sent()).isEmpty();
			assertThat(application.ker.stats().count(TaskStatus.FINISHED)).isZero();
			mails.open();
			await().atMost(SeedApplication.PATIENCE).until(() -> mails.sent().equals(List.of("ada")));
		}
	}

	@Test
	void anIdIsThatOfTheTask() {
		try (SeedApplication application = start(Reports.class)) {
			UUID id = application.bean(Reports.class).write("x", null);
			application.await(id, UUID.class);
			Task task = application.ker.find(id).orElseThrow();
			assertThat(task.name()).isEqualTo("backgroundTests.Reports.write");
			assertThat(task.priority()).isEqualTo(TaskPriority.HIGH);
			assertThat(task.queue()).isEqualTo("reports");
			assertThat(task.maxAttempts()).isEqualTo(2);
			assertThat(application.bean(Reports.class).written()).containsExactly("x in attempt 1");
		}
	}

	@Test
	void aFutureCompletesWhenTheTaskEnds() throws Exception {
		try (SeedApplication application = start(Reports.class)) {
			Reports reports = application.bean(Reports.class);
			assertThat(reports.lines(List.of(1, 2)).get(40, TimeUnit.SECONDS)).containsExactly("1", "2");
			assertThatExceptionOfType(ExecutionException.class)
				.isThrownBy(() -> reports.lines(List.of()).get(40, TimeUnit.SECONDS))
				.withCauseInstanceOf(TaskFailedException.class);
		}
	}

	@Test
	void whatABodyCallsIsSentAgainEvenItsOwnMethod() {
		try (SeedApplication application = start(Countdown.class)) {
			application.bean(Countdown.class).from(3);
			await().atMost(SeedApplication.PATIENCE)
				.until(() -> application.ker.stats().count(TaskStatus.FINISHED) == 4);
			assertThat(application.bean(Countdown.class).seen()).containsExactly("3", "2", "1", "0");
		}
	}

	@Test
	void theBodyRunsThroughTheOtherAdviceOfItsBean() {
		try (SeedApplication application = start(Database.class, Orders.class)) {
			UUID id = application.bean(Orders.class).place("book");
			application.await(id, UUID.class);
			assertThat(application.bean(Orders.class).placed()).containsExactly("book in a transaction");
		}
	}

	@Test
	void aCallInATransactionIsSentWhenThatCommits() throws Exception {
		try (SeedApplication application = start(Database.class, Orders.class)) {
			Orders orders = application.bean(Orders.class);
			TransactionTemplate transactions = new TransactionTemplate(
					application.bean(PlatformTransactionManager.class));
			CompletableFuture<String> dropped = transactions.execute((status) -> {
				status.setRollbackOnly();
				return orders.later("never");
			});
			assertThat(dropped).isCancelled();
			CompletableFuture<String> kept = transactions.execute((status) -> {
				CompletableFuture<String> future = orders.later("kept");
				assertThat(application.ker.list(TaskQuery.all()).tasks()).isEmpty();
				return future;
			});
			assertThat(kept.get(40, TimeUnit.SECONDS)).isEqualTo("kept");
			assertThat(application.ker.stats().count(TaskStatus.FINISHED)).isEqualTo(1);
		}
	}

	@Test
	void twoBeansOfOneClassHaveTasksOfTheirOwn() {
		try (SeedApplication application = start(TwoOfAKind.class)) {
			assertThat(application.ker.definitions()).extracting(TaskDefinition::name)
				.containsExactly("first.add", "second.add");
			List<Adder> adders = List.of(application.context.getBean("first", Adder.class),
					application.context.getBean("second", Adder.class));
			adders.forEach((adder) -> application.await(adder.add(), UUID.class));
			assertThat(adders).extracting(Adder::count).containsExactly(1, 1);
		}
	}

	@Test
	void aWorkerMayHaveBackgroundMethodsBesideItsTasks() {
		try (SeedApplication application = start(MixedWorker.class)) {
			assertThat(application.ker.definitions()).extracting(TaskDefinition::name)
				.containsExactly("mixed.inline", "mixed.sent");
			MixedWorker worker = application.bean(MixedWorker.class);
			assertThat(worker.inline()).isEqualTo(Thread.currentThread().getName());
			assertThat(worker.sent().join()).isNotEqualTo(Thread.currentThread().getName());
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { FinalMethod.class, HiddenMethod.class, StaticMethod.class, ValueMethod.class,
			AsyncMethod.class, Unreadable.class, SameName.class })
	void aMethodWhoseCallsCannotBeSentFailsTheStart(Class<?> component) {
		assertThatExceptionOfType(KergroundSetupException.class).isThrownBy(() -> start(component))
			.withMessageContaining(component.getSimpleName());
	}

	static class Mails {

		private final List<String> sent = new CopyOnWriteArrayList<>();

		private final CountDownLatch open = new CountDownLatch(1);

		@Background
		public void send(String to) throws InterruptedException {
			this.open.await();
			this.sent.add(to);
		}

		public void open() {
			this.open.countDown();
		}

		public List<String> sent() {
			return this.sent;
		}

	}

	static class Reports {

		private final List<String> written = new CopyOnWriteArrayList<>();

		@Background(queue = "reports", priority = TaskPriority.HIGH, maxAttempts = 2)
		public UUID write(String text, TaskContext context) {
			this.written.add(text + " in attempt " + context.attempt());
			return null;
		}

		@Background(maxAttempts = 1)
		public CompletableFuture<List<String>> lines(List<Integer> numbers) {
			if (numbers.isEmpty()) {
				throw new IllegalArgumentException("nothing to write");
			}
			return CompletableFuture.completedFuture(numbers.stream().map(String::valueOf).toList());
		}

		public List<String> written() {
			return this.written;
		}

	}

	static class Countdown {

		private final List<String> seen = new CopyOnWriteArrayList<>();

		private final ObjectProvider<Countdown> self;

		Countdown(ObjectProvider<Countdown> self) {
			this.self = self;
		}

		@Background
		public void from(int number) {
			this.seen.add(String.valueOf(number));
			if (number > 0) {
				this.self.getObject().from(number - 1);
			}
		}

		public List<String> seen() {
			return this.seen;
		}

	}

	static class Orders {

		private final List<String> placed = new CopyOnWriteArrayList<>();

		@Background
		@Transactional
		public UUID place(String what) {
			this.placed.add(what + (TransactionSynchronizationManager.isActualTransactionActive() ? " in a transaction"
					: " without"));
			return null;
		}

		@Background
		public CompletableFuture<String> later(String what) {
			return CompletableFuture.completedFuture(what);
		}

		public List<String> placed() {
			return this.placed;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class Database {

		@Bean
		DataSource dataSource() {
			return new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID());
		}

		@Bean
		PlatformTransactionManager transactionManager(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

	}

	static class Adder {

		private final AtomicInteger count = new AtomicInteger();

		@Background
		public UUID add() {
			this.count.incrementAndGet();
			return null;
		}

		public int count() {
			return this.count.get();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoOfAKind {

		@Bean
		Adder first() {
			return new Adder();
		}

		@Bean
		Adder second() {
			return new Adder();
		}

	}

	@KerWorker("mixed")
	static class MixedWorker {

		public String inline() {
			return Thread.currentThread().getName();
		}

		@Background
		public CompletableFuture<String> sent() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

	}

	static class FinalMethod {

		@Background
		public final void run() {
		}

	}

	static class HiddenMethod {

		@Background
		void run() {
		}

	}

	static class StaticMethod {

		@Background
		public static void run() {
		}

	}

	static class ValueMethod {

		@Background
		public int run() {
			return 1;
		}

	}

	static class AsyncMethod {

		@Async
		@Background
		public void run() {
		}

	}

	static class Unreadable {

		@Background
		public void run(Object anything) {
		}

	}

	static class SameName {

		@Background
		public void run() {
		}

		@Background
		public void run(int times) {
		}

	}

}
