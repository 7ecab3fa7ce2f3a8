package io.kerground.annotation;

import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.Set;

import io.kerground.core.RetryPolicy;
import io.kerground.core.ScheduleDefinition;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskDefinition;
import io.kerground.core.TaskSerializer;
import io.kerground.engine.LoopDefinition;
import io.kerground.engine.WorkerRegistry;
import io.kerground.engine.WorkerTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Finds the workers among the beans when all singletons are ready, and hands their tasks
 * to the registry. Looks at the types of beans only, so that a lazy worker stays lazy.
 *
 * @since 0.1.0
 */
public final class WorkerDiscovery implements SmartInitializingSingleton {

	private static final Logger LOGGER = LoggerFactory.getLogger(WorkerDiscovery.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final WorkerRegistry registry;

	private final TaskSerializer serializer;

	private final WorkerDefaults defaults;

	private final TaskClock clock;

	/**
	 * Creates the discovery.
	 * @param beanFactory where the beans are
	 * @param registry where their tasks go
	 * @param serializer tells which types can be stored
	 * @param defaults what holds for tasks that say nothing else
	 */
	public WorkerDiscovery(ConfigurableListableBeanFactory beanFactory, WorkerRegistry registry,
			TaskSerializer serializer, WorkerDefaults defaults) {
		this(beanFactory, registry, serializer, defaults, TaskClock.system());
	}

	/**
	 * Creates the discovery with a clock.
	 * @param beanFactory where the beans are
	 * @param registry where their tasks go
	 * @param serializer tells which types can be stored
	 * @param defaults what holds for tasks that say nothing else
	 * @param clock tells from when on a schedule must have a tick
	 */
	public WorkerDiscovery(ConfigurableListableBeanFactory beanFactory, WorkerRegistry registry,
			TaskSerializer serializer, WorkerDefaults defaults, TaskClock clock) {
		this.beanFactory = beanFactory;
		this.registry = registry;
		this.serializer = serializer;
		this.defaults = defaults;
		this.clock = clock;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Set<Class<?>> others = new HashSet<>();
		for (String beanName : this.beanFactory.getBeanNamesForType(Object.class)) {
			Class<?> type = ScopedProxyUtils.isScopedTarget(beanName) ? null : userType(beanName);
			if (type == null) {
				continue;
			}
			if (AnnotatedElementUtils.hasAnnotation(type, KerWorker.class)) {
				register(beanName, type);
			}
			else {
				if (others.add(type)) {
					TaskMethods.refuseOutsideOfWorkers(type);
				}
				register(beanName, type, beanName, TaskMethods.background(type));
			}
		}
		this.registry.complete();
	}

	private @Nullable Class<?> userType(String beanName) {
		try {
			Class<?> type = AutoProxyUtils.determineTargetClass(this.beanFactory, beanName);
			if (type != null && ScopedObject.class.isAssignableFrom(type)) {
				Class<?> target = AutoProxyUtils.determineTargetClass(this.beanFactory,
						ScopedProxyUtils.getTargetBeanName(beanName));
				type = (target != null) ? target : type;
			}
			return (type != null) ? ClassUtils.getUserClass(type) : null;
		}
		catch (RuntimeException | LinkageError ex) {
			LOGGER.debug("The type of bean '{}' can't be told, so it is no worker", beanName, ex);
			return null;
		}
	}

	private void register(String beanName, Class<?> worker) {
		register(beanName, worker, workerName(worker, beanName), TaskMethods.of(worker));
	}

	/**
	 * Returns the first part of the names of a bean's tasks.
	 */
	static String workerName(Class<?> type, String beanName) {
		KerWorker annotation = AnnotatedElementUtils.findMergedAnnotation(type, KerWorker.class);
		if (annotation == null) {
			return beanName;
		}
		return StringUtils.hasText(annotation.value()) ? annotation.value() : ClassUtils.getShortNameAsProperty(type);
	}

	private void register(String beanName, Class<?> worker, String name, Set<Method> methods) {
		if (methods.isEmpty()) {
			return;
		}
		Object bean = beanIfThere(beanName);
		ExceptionHandlers handlers = ExceptionHandlers.of(worker);
		for (Method method : methods) {
			if (bean != null) {
				WorkerInvocation.invocable(bean, method);
			}
			register(beanName, worker, name, method, handlers);
		}
	}

	/**
	 * Returns the bean if asking for it creates nothing.
	 */
	private @Nullable Object beanIfThere(String beanName) {
		return (this.beanFactory.containsSingleton(beanName) && this.beanFactory.isSingleton(beanName))
				? this.beanFactory.getBean(beanName) : null;
	}

	private void register(String beanName, Class<?> worker, String workerName, Method method,
			ExceptionHandlers handlers) {
		TaskSettings settings = new TaskSettings(method, this.beanFactory);
		ScheduleSettings schedule = settings.schedule();
		if (schedule != null && schedule.isLoop()) {
			this.registry.register(new LoopDefinition(settings.name(workerName), schedule.pause(settings),
					new WorkerInvocation(this.beanFactory, beanName, method, handlers),
					TaskSignature.takesContext(method)));
			return;
		}
		WorkerTask task = task(beanName, worker, workerName, method, settings, handlers);
		if (schedule != null) {
			this.registry.register(task,
					new ScheduleDefinition(task.definition().name(), schedule.schedule(settings, this.clock.millis())));
		}
		else {
			this.registry.register(task);
		}
	}

	private WorkerTask task(String beanName, Class<?> worker, String workerName, Method method, TaskSettings settings,
			ExceptionHandlers handlers) {
		TaskSignature signature = TaskSignature.of(method, worker, this.serializer);
		if (settings.transactional()) {
			TaskSignature.refuseInTransaction(method);
		}
		RetryPolicy retryPolicy = settings.retryPolicy(this.defaults.retryPolicy());
		TaskDefinition definition = new TaskDefinition(settings.name(workerName), settings.aliases(), workerName,
				worker, method.getName(), signature.parameters(), signature.returnType(), settings.queue(),
				settings.priority(), retryPolicy, settings.retryFor(), settings.noRetryFor(), settings.timeout(),
				settings.warnAfter(), settings.retention(), settings.concurrency(), settings.transactional());
		return new WorkerTask(definition, new WorkerInvocation(this.beanFactory, beanName, method, handlers),
				signature.takesContext());
	}

}
