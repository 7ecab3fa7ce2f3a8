package io.kerground.annotation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import io.kerground.core.KergroundSetupException;
import io.kerground.engine.WorkerRegistry;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.aop.Pointcut;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WorkerInvocationTests {

	private static final List<String> EVENTS = Collections.synchronizedList(new ArrayList<>());

	private static final AtomicInteger CREATED = new AtomicInteger();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withUserConfiguration(WorkerDiscoveryTests.Discovery.class);

	@BeforeEach
	void forget() {
		EVENTS.clear();
		CREATED.set(0);
	}

	@Test
	void runsTheMethodWithItsArguments() {
		this.contextRunner.withBean(PlainWorker.class).run((context) -> {
			WorkerRegistry registry = context.getBean(WorkerRegistry.class);
			assertThat(run(registry, "plainWorker.join", 1L, "x", null)).isEqualTo("1xnull");
			assertThat(run(registry, "plainWorker.array", (Object) new String[] { "a", "b" })).isEqualTo("a,b");
			assertThat(run(registry, "plainWorker.nothing")).isNull();
		});
	}

	@Test
	void throwsWhatTheMethodThrows() {
		this.contextRunner.withBean(PlainWorker.class).run((context) -> {
			WorkerRegistry registry = context.getBean(WorkerRegistry.class);
			assertThatThrownBy(() -> run(registry, "plainWorker.fail", "checked"))
				.isExactlyInstanceOf(IOException.class)
				.hasMessage("checked");
			assertThatThrownBy(() -> run(registry, "plainWorker.fail", "error"))
				.isExactlyInstanceOf(StackOverflowError.class);
		});
	}

	@Test
	void lazyWorkersAreNotCreatedBeforeTheirFirstTask() {
		this.contextRunner.withUserConfiguration(LazyWorker.class).run((context) -> {
			WorkerRegistry registry = context.getBean(WorkerRegistry.class);
			assertThat(CREATED).hasValue(0);
			run(registry, "lazyWorker.work");
			run(registry, "lazyWorker.work");
			assertThat(CREATED).hasValue(1);
		});
	}

	@Test
	void prototypesAreNewForEachTask() {
		this.contextRunner.withUserConfiguration(PrototypeWorker.class).run((context) -> {
			WorkerRegistry registry = context.getBean(WorkerRegistry.class);
			run(registry, "prototypeWorker.work");
			run(registry, "prototypeWorker.work");
			assertThat(CREATED).hasValue(2);
		});
	}

	@Test
	void scopedWorkersAreFoundOnceAndRunThroughTheirProxy() {
		this.contextRunner
			.withInitializer((context) -> context.getBeanFactory().registerScope("thread", new SimpleThreadScope()))
			.withUserConfiguration(ScopedWorker.class)
			.run((context) -> {
				WorkerRegistry registry = context.getBean(WorkerRegistry.class);
				assertThat(registry.names()).containsExactly("scopedWorker.work");
				run(registry, "scopedWorker.work");
				assertThat(EVENTS).containsExactly("scoped");
			});
	}

	@Test
	void adviceRunsOnClassProxies() {
		this.contextRunner.withUserConfiguration(ClassProxies.class).withBean(AdvisedWorker.class).run((context) -> {
			WorkerRegistry registry = context.getBean(WorkerRegistry.class);
			assertThat(run(registry, "advisedWorker.work", 2)).isEqualTo(4);
			assertThat(EVENTS).containsExactly("before work", "work");
			assertThat(run(registry, "advisedWorker.work", 3)).isEqualTo(6);
		});
	}

	@Test
	void adviceRunsOnJdkProxies() {
		this.contextRunner.withUserConfiguration(JdkProxies.class).withBean(AdvisedApiWorker.class).run((context) -> {
			WorkerRegistry registry = context.getBean(WorkerRegistry.class);
			assertThat(run(registry, "advisedApiWorker.work")).isEqualTo("done");
			assertThat(EVENTS).containsExactly("before work");
		});
	}

	@Test
	void checkedExceptionsOfAdviceAreUnwrapped() {
		this.contextRunner.withUserConfiguration(ClassProxies.class).withBean(AdvisedWorker.class).run((context) -> {
			WorkerRegistry registry = context.getBean(WorkerRegistry.class);
			assertThatThrownBy(() -> run(registry, "advisedWorker.refused")).isExactlyInstanceOf(IOException.class)
				.hasMessage("by advice");
		});
	}

	@Test
	void jdkProxiesWithoutTheMethodFailTheStart() {
		this.contextRunner.withUserConfiguration(JdkProxies.class)
			.withBean(NotInApiWorker.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(KergroundSetupException.class)
				.hasMessageContaining("KG008")
				.hasMessageContaining("NotInApiWorker.other()")
				.hasMessageContaining("Add the method to an interface"));
	}

	@Test
	void finalMethodsOfProxiedBeansFailTheStart() {
		this.contextRunner.withUserConfiguration(ClassProxies.class)
			.withBean(FinalWorker.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(KergroundSetupException.class)
				.hasMessageContaining("KG008")
				.hasMessageContaining("FinalWorker.work()")
				.hasMessageContaining("Take final away"));
	}

	@Test
	void finalMethodsOfPlainBeansRun() {
		this.contextRunner.withBean(FinalWorker.class)
			.run((context) -> assertThat(run(context.getBean(WorkerRegistry.class), "finalWorker.work"))
				.isEqualTo("final"));
	}

	@Test
	void finalMethodsOfLazyProxiedBeansFailTheTask() {
		this.contextRunner.withUserConfiguration(ClassProxies.class, LazyFinalWorker.class)
			.run((context) -> assertThatExceptionOfType(KergroundSetupException.class)
				.isThrownBy(() -> run(context.getBean(WorkerRegistry.class), "lazyFinalWorker.work"))
				.withMessageContaining("Take final away"));
	}

	private static @Nullable Object run(WorkerRegistry registry, String name, @Nullable Object... arguments)
			throws Exception {
		try {
			return Objects.requireNonNull(registry.task(name)).body().run(arguments);
		}
		catch (Exception | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new AssertionError(ex);
		}
	}

	@KerWorker
	static class PlainWorker {

		public String join(long a, String b, @Nullable Integer c) {
			return a + b + c;
		}

		public String array(String... texts) {
			return String.join(",", texts);
		}

		public void nothing() {
		}

		public void fail(String how) throws IOException {
			if (how.equals("error")) {
				throw new StackOverflowError();
			}
			throw new IOException(how);
		}

	}

	@KerWorker
	@Lazy
	static class LazyWorker {

		LazyWorker() {
			CREATED.incrementAndGet();
		}

		public void work() {
		}

	}

	@KerWorker
	@Scope("prototype")
	static class PrototypeWorker {

		PrototypeWorker() {
			CREATED.incrementAndGet();
		}

		public void work() {
		}

	}

	@KerWorker
	@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
	static class ScopedWorker {

		public void work() {
			EVENTS.add("scoped");
		}

	}

	@KerWorker
	static class AdvisedWorker {

		private final int factor = 2;

		public int work(int number) {
			EVENTS.add("work");
			return number * this.factor;
		}

		public void refused() {
		}

	}

	interface Api {

		String work();

	}

	@KerWorker
	static class AdvisedApiWorker implements Api {

		@Override
		public String work() {
			return "done";
		}

	}

	@KerWorker
	static class NotInApiWorker implements Api {

		@Override
		public String work() {
			return "done";
		}

		public void other() {
		}

	}

	@KerWorker
	static class FinalWorker {

		public final String work() {
			return "final";
		}

	}

	@KerWorker
	@Lazy
	static class LazyFinalWorker {

		public final String work() {
			return "final";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ClassProxies extends Proxies {

		@Bean
		static DefaultAdvisorAutoProxyCreator proxyCreator() {
			DefaultAdvisorAutoProxyCreator creator = new DefaultAdvisorAutoProxyCreator();
			creator.setProxyTargetClass(true);
			return creator;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class JdkProxies extends Proxies {

		@Bean
		static DefaultAdvisorAutoProxyCreator proxyCreator() {
			return new DefaultAdvisorAutoProxyCreator();
		}

	}

	static class Proxies {

		@Bean
		static DefaultPointcutAdvisor advisor() {
			Pointcut workers = AnnotationMatchingPointcut.forClassAnnotation(KerWorker.class);
			return new DefaultPointcutAdvisor(workers, (MethodInterceptor) (invocation) -> {
				if (invocation.getMethod().getName().equals("refused")) {
					throw new IOException("by advice");
				}
				EVENTS.add("before " + invocation.getMethod().getName());
				return invocation.proceed();
			});
		}

	}

}
