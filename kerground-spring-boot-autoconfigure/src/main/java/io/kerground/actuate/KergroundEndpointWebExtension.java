package io.kerground.actuate;

import java.util.Set;
import java.util.function.Supplier;

import io.kerground.actuate.KergroundDescriptors.ChangeDescriptor;
import io.kerground.actuate.KergroundDescriptors.RefusalDescriptor;
import io.kerground.actuate.KergroundEndpoint.Action;
import io.kerground.actuate.KergroundEndpoint.Filter;
import io.kerground.actuate.KergroundEndpoint.Kind;
import io.kerground.actuate.KergroundEndpoint.View;
import io.kerground.core.BackupException;
import io.kerground.core.KergroundException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.context.annotation.ImportRuntimeHints;

/**
 * The endpoint over HTTP: shows values by the caller's roles and answers with status
 * codes.
 *
 * @since 0.1.0
 */
@EndpointWebExtension(endpoint = KergroundEndpoint.class)
@ImportRuntimeHints(KergroundEndpointWebExtension.DescriptorHints.class)
public class KergroundEndpointWebExtension {

	private static final Logger logger = LoggerFactory.getLogger(KergroundEndpointWebExtension.class);

	private static final int STATUS_CONFLICT = 409;

	private final KergroundEndpoint delegate;

	private final Show showValues;

	private final Set<String> roles;

	/**
	 * Creates the extension.
	 * @param delegate the endpoint
	 * @param showValues when to show values
	 * @param roles the roles to show values to
	 */
	public KergroundEndpointWebExtension(KergroundEndpoint delegate, Show showValues, Set<String> roles) {
		this.delegate = delegate;
		this.showValues = showValues;
		this.roles = Set.copyOf(roles);
	}

	/**
	 * Shows everything at a glance.
	 * @param securityContext who asks
	 * @return counts, store and nodes
	 */
	@ReadOperation
	public WebEndpointResponse<OperationResponseBody> summary(SecurityContext securityContext) {
		return answer(() -> this.delegate.summary(isShown(securityContext)));
	}

	/**
	 * Lists tasks in a status, newest first, or definitions, nodes, queues, schedules,
	 * workers or failures by their cause.
	 * @param securityContext who asks
	 * @param view what to list
	 * @param size the greatest number of tasks, 1 to 200; 100 by default
	 * @param after the {@code next} of the page before
	 * @param task only tasks with this canonical name
	 * @param queue only tasks in this queue
	 * @return the list
	 */
	@ReadOperation
	public WebEndpointResponse<OperationResponseBody> list(SecurityContext securityContext, @Selector View view,
			@Nullable Integer size, @Nullable String after, @Nullable String task, @Nullable String queue) {
		Filter filter = new Filter(size, after, task, queue);
		return answer(() -> this.delegate.list(view, filter, isShown(securityContext)));
	}

	/**
	 * Shows one task, queue, schedule, worker, pool or cause of failures.
	 * @param securityContext who asks
	 * @param kind what it is
	 * @param name the id of the task or the name of what else
	 * @return what is known of it
	 */
	@ReadOperation
	public WebEndpointResponse<OperationResponseBody> one(SecurityContext securityContext, @Selector Kind kind,
			@Selector String name) {
		return answer(() -> this.delegate.one(kind, name, isShown(securityContext)));
	}

	/**
	 * Acts on the store as a whole.
	 * @param action what to do: {@code backup}
	 * @return the backup; status 409 when none may be made now
	 */
	@WriteOperation
	public WebEndpointResponse<OperationResponseBody> control(Action action) {
		return answer(() -> this.delegate.control(action));
	}

	/**
	 * Acts on one task, queue, schedule, worker, pool or cause of failures.
	 * @param kind what to act on
	 * @param name the id of the task or the name of what else
	 * @param action what to do
	 * @param size the new number of slots, for {@code resize}
	 * @return what became of it; status 409 when it is in no state for this action
	 */
	@WriteOperation
	public WebEndpointResponse<OperationResponseBody> change(@Selector Kind kind, @Selector String name, Action action,
			@Nullable Integer size) {
		return answer(() -> this.delegate.change(kind, name, action, size));
	}

	private boolean isShown(SecurityContext securityContext) {
		return this.showValues.isShown(securityContext, this.roles);
	}

	private static WebEndpointResponse<OperationResponseBody> answer(
			Supplier<@Nullable OperationResponseBody> operation) {
		try {
			OperationResponseBody body = operation.get();
			if (body == null) {
				return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
			}
			boolean conflict = body instanceof ChangeDescriptor change && !change.changed();
			return new WebEndpointResponse<>(body, conflict ? STATUS_CONFLICT : WebEndpointResponse.STATUS_OK);
		}
		catch (InvalidEndpointRequestException ex) {
			return new WebEndpointResponse<>(new RefusalDescriptor(String.valueOf(ex.getReason())),
					WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		catch (BackupException ex) {
			logger.warn("The endpoint made no backup", ex);
			String reason = ex.isRefused() ? String.valueOf(ex.getMessage()) : "no backup was made; see the log";
			return new WebEndpointResponse<>(new RefusalDescriptor(reason),
					ex.isRefused() ? STATUS_CONFLICT : WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
		}
		catch (KergroundException ex) {
			logger.warn("The endpoint can't use the store", ex);
			return new WebEndpointResponse<>(new RefusalDescriptor("the store can't be used; see the log"),
					WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
		}
	}

	static class DescriptorHints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(),
					KergroundDescriptors.class.getDeclaredClasses());
		}

	}

}
