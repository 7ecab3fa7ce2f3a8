package io.kerground.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.kerground.core.BackgroundTasks;
import io.kerground.core.KergroundException;
import io.kerground.core.KergroundOperations;
import io.kerground.core.TaskRepository;
import io.kerground.core.TaskRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.MethodParameter;
import org.springframework.ui.ModelMap;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.context.request.WebRequestInterceptor;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Gives controllers their {@link BackgroundTasks}, and lets the tasks start when the
 * request is completed, also an asynchronous one.
 */
class RequestTasksConfigurer implements WebMvcConfigurer, HandlerMethodArgumentResolver, WebRequestInterceptor {

	/** A task whose request never ends starts after this time. */
	static final Duration HOLD = Duration.ofMinutes(1);

	private static final Logger logger = LoggerFactory.getLogger(RequestTasksConfigurer.class);

	private static final String ATTRIBUTE = RequestTasksConfigurer.class.getName();

	private final KergroundOperations operations;

	private final TaskRepository repository;

	RequestTasksConfigurer(KergroundOperations operations, TaskRepository repository) {
		this.operations = operations;
		this.repository = repository;
	}

	@Override
	public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
		resolvers.add(this);
	}

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addWebRequestInterceptor(this);
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.getParameterType() == BackgroundTasks.class;
	}

	@Override
	public Object resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer container,
			NativeWebRequest request, @Nullable WebDataBinderFactory binders) {
		if (request.getAttribute(ATTRIBUTE, RequestAttributes.SCOPE_REQUEST) instanceof RequestTasks present) {
			return present;
		}
		RequestTasks tasks = new RequestTasks(this.operations, new ArrayList<>());
		request.setAttribute(ATTRIBUTE, tasks, RequestAttributes.SCOPE_REQUEST);
		return tasks;
	}

	@Override
	public void preHandle(WebRequest request) {
	}

	@Override
	public void postHandle(WebRequest request, @Nullable ModelMap model) {
	}

	@Override
	public void afterCompletion(WebRequest request, @Nullable Exception ex) {
		if (request.getAttribute(ATTRIBUTE, RequestAttributes.SCOPE_REQUEST) instanceof RequestTasks tasks) {
			tasks.ids().forEach(this::start);
		}
	}

	private void start(UUID id) {
		try {
			this.repository.hasten(id);
		}
		catch (KergroundException failure) {
			logger.warn("Task {} could not be started at the end of its request; it starts within {}", id, HOLD,
					failure);
		}
	}

	/**
	 * The tasks of one request.
	 */
	private record RequestTasks(KergroundOperations operations, List<UUID> ids) implements BackgroundTasks {

		@Override
		public UUID add(TaskRequest task) {
			UUID id = this.operations.send(task.delay(HOLD));
			this.ids.add(id);
			return id;
		}

	}

}
