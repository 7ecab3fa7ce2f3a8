package io.kerground.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

import javax.sql.DataSource;

import io.kerground.StubOperations;
import io.kerground.StubStore;
import io.kerground.core.KergroundOperations;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskEvent;
import io.kerground.core.TaskFinishedEvent;
import io.kerground.core.TaskListener;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskSerializer;
import io.kerground.core.TaskStatus;
import io.kerground.core.UnknownTaskNameException;
import io.kerground.engine.KergroundEngine;
import io.kerground.jackson.JacksonTaskSerializer;
import io.kerground.jdbc.SqliteSettings;
import jakarta.annotation.PreDestroy;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConnection;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.transaction.PlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which beans there are, and how they work together on a real file.
 */
@ExtendWith(OutputCaptureExtension.class)
class KergroundAutoConfigurationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	@TempDir
	Path folder;

	@Test
	void taskRunsWithoutAnyPropertyButThePath() {
		runner().withUserConfiguration(CounterWorker.class).run((context) -> {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			UUID id = ker.send(CounterWorker::next, 41);
			assertThat(ker.await(id, Integer.class, PATIENCE)).isEqualTo(42);
			assertThat(this.folder.resolve("kerground.db")).isRegularFile();
		});
	}

	@Test
	void noBeanIsOneThatWouldMakeSpringBootsBackOff() {
		runner().run((context) -> {
			assertThat(context).doesNotHaveBean(DataSource.class)
				.doesNotHaveBean(JsonMapper.class)
				.doesNotHaveBean(PlatformTransactionManager.class);
			assertThat(context.getBeanNamesForType(Executor.class)).containsExactly("kergroundExecutor");
			assertThat(context.getBeanFactory().getBeanDefinition("kergroundExecutor")).isInstanceOfSatisfying(
					AbstractBeanDefinition.class,
					(definition) -> assertThat(definition.isDefaultCandidate()).isFalse());
		});
	}

	@Test
	void nothingIsThereWhenItIsDisabled() {
		runner().withPropertyValues("kerground.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(KergroundOperations.class)
				.doesNotHaveBean(TaskRepository.class)
				.doesNotHaveBean(KergroundEngine.class)
				.doesNotHaveBean(KergroundProperties.class));
		assertThat(this.folder).isEmptyDirectory();
	}

	@Test
	void storeOfTheApplicationReplacesTheFile() {
		runner().withBean(TaskRepository.class, StubStore::new).run((context) -> {
			assertThat(context).getBean(TaskRepository.class).isInstanceOf(StubStore.class);
			assertThat(context).doesNotHaveBean(SqliteSettings.class);
		});
		assertThat(this.folder).isEmptyDirectory();
	}

	@Test
	void clockSerializerAndTemplateOfTheApplicationReplaceOurs() {
		TaskClock clock = new TaskClock() {

			@Override
			public long millis() {
				return 1_000;
			}

			@Override
			public long nanos() {
				return TaskClock.system().nanos();
			}

		};
		TaskSerializer serializer = JacksonTaskSerializer.create();
		KergroundOperations operations = StubOperations.on(new StubStore());
		runner().withBean(TaskClock.class, () -> clock)
			.withBean(TaskSerializer.class, () -> serializer)
			.withBean(KergroundOperations.class, () -> operations)
			.run((context) -> {
				assertThat(context).getBean(TaskClock.class).isSameAs(clock);
				assertThat(context).getBean(TaskSerializer.class).isSameAs(serializer);
				assertThat(context).getBean(KergroundOperations.class).isSameAs(operations);
			});
	}

	@Test
	void processWithoutWorkersOnlySends() {
		runner().withUserConfiguration(CounterWorker.class)
			.withPropertyValues("kerground.worker.enabled=false")
			.run((context) -> {
				KergroundTemplate ker = context.getBean(KergroundTemplate.class);
				UUID known = ker.send("counter.next", 1);
				UUID unknown = ker.send("elsewhere.task", "x");
				assertThat(context.getBean(TaskRepository.class).nodes()).isEmpty();
				assertThat(ker.status(known)).contains(TaskStatus.PENDING);
				assertThat(ker.status(unknown)).contains(TaskStatus.PENDING);
			});
		runner().withUserConfiguration(CounterWorker.class).run((context) -> {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			Awaitility.await()
				.atMost(PATIENCE)
				.untilAsserted(() -> assertThat(ker.stats().count(TaskStatus.FINISHED)).isEqualTo(1));
			assertThat(ker.stats().count(TaskStatus.PENDING)).isEqualTo(1);
			assertThatExceptionOfType(UnknownTaskNameException.class).isThrownBy(() -> ker.send("elsewhere.task", "x"));
		});
	}

	@Test
	void listenersAndApplicationListenersHearOfTasks() {
		runner().withUserConfiguration(CounterWorker.class, Listening.class).run((context) -> {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			Listening listening = context.getBean(Listening.class);
			UUID id = ker.send(CounterWorker::next, 1);
			Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
				assertThat(listening.heard)
					.anySatisfy((event) -> assertThat(event).isInstanceOfSatisfying(TaskFinishedEvent.class,
							(finished) -> assertThat(finished.task().id()).isEqualTo(id)));
				assertThat(listening.published).extracting((event) -> event.task().id()).containsExactly(id);
			});
		});
	}

	@Test
	void oneLineTellsOfTheStart(CapturedOutput output) {
		runner().withUserConfiguration(CounterWorker.class)
			.withPropertyValues("kerground.pool.size=7")
			.run((context) -> assertThat(output.getOut().lines()).filteredOn((line) -> line.contains("Kerground: "))
				.singleElement()
				.asString()
				.contains("store sqlite " + this.folder.resolve("kerground.db"))
				.contains("1 workers with 6 tasks and 0 schedules, pool of 7, 0 tasks recovered"));
	}

	@Test
	void beansThatAreDestroyedCanStillSend() {
		runner().withUserConfiguration(CounterWorker.class, Farewell.class)
			.run((context) -> context.getBean(Farewell.class));
		runner().withPropertyValues("kerground.worker.enabled=false")
			.run((context) -> assertThat(context.getBean(KergroundTemplate.class).stats().byTask())
				.containsOnlyKeys("farewell.task"));
	}

	@Test
	void lazyInitializationOfAllBeansKeepsTheWorkersAtWork() {
		runner().withUserConfiguration(CounterWorker.class)
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				KergroundTemplate ker = context.getBean(KergroundTemplate.class);
				assertThat(context.getBean(KergroundEngine.class).isRunning()).isTrue();
				UUID id = ker.send(CounterWorker::next, 1);
				assertThat(ker.await(id, Integer.class, PATIENCE)).isEqualTo(2);
			});
	}

	@Test
	void applicationWithoutAnyStoreDoesNotStart() {
		runner().withClassLoader(new FilteredClassLoader(SQLiteConnection.class))
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(NoSuchBeanDefinitionException.class)
				.rootCause()
				.hasMessageContaining(TaskRepository.class.getName()));
	}

	@Test
	void applicationWithoutJacksonNeedsASerializerOfItsOwn() {
		runner().withClassLoader(new FilteredClassLoader(JsonMapper.class))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining(TaskSerializer.class.getName()));
		TaskSerializer serializer = JacksonTaskSerializer.create();
		runner().withClassLoader(new FilteredClassLoader(JsonMapper.class))
			.withBean(TaskSerializer.class, () -> serializer)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void workersGoOnInAStoreThatHoldsOnlyTasksOfOthers() {
		runner().withUserConfiguration(CounterWorker.class).run((context) -> {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			UUID first = ker.send(TaskRequest.of("elsewhere.task", 1).external());
			UUID second = ker.send(TaskRequest.of("elsewhere.task", 2).external());
			assertThat(ker.await(ker.send(CounterWorker::next, 1), Integer.class, PATIENCE)).isEqualTo(2);
			assertThat(ker.status(first)).contains(TaskStatus.PENDING);
			assertThat(ker.status(second)).contains(TaskStatus.PENDING);
		});
	}

	private ApplicationContextRunner runner() {
		return new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(KergroundAutoConfiguration.class))
			.withPropertyValues("kerground.store.path=" + this.folder.resolve("kerground.db"));
	}

	/**
	 * Needs the template, which listeners may.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Listening {

		private final List<TaskEvent> heard = new CopyOnWriteArrayList<>();

		private final List<TaskFinishedEvent> published = new CopyOnWriteArrayList<>();

		@Bean
		TaskListener listener(KergroundTemplate template) {
			assertThat(template).isNotNull();
			return this.heard::add;
		}

		@Bean
		TaskListener failing() {
			return (event) -> {
				throw new IllegalStateException("a listener fails");
			};
		}

		@EventListener
		void finished(TaskFinishedEvent event) {
			this.published.add(event);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Farewell {

		private final KergroundTemplate template;

		Farewell(KergroundTemplate template) {
			this.template = template;
		}

		@PreDestroy
		void sayFarewell() {
			this.template.send(TaskRequest.of("farewell.task").external());
		}

	}

}
