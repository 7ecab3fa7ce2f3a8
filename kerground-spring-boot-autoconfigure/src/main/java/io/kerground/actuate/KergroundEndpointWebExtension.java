package io.kerground.actuate;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.kerground.actuate.EndpointPermissions.Level;
import io.kerground.actuate.KergroundDescriptors.ChangeDescriptor;
import io.kerground.actuate.KergroundDescriptors.RefusalDescriptor;
import io.kerground.actuate.KergroundDescriptors.TaskChangeDescriptor;
import io.kerground.actuate.KergroundEndpoint.Page;
import io.kerground.core.BackupException;
import io.kerground.core.KergroundException;
import io.kerground.core.TaskStatus;
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

	private static final int STATUS_FORBIDDEN = 403;

	private static final int STATUS_CONFLICT = 409;

	private final KergroundEndpoint delegate;

	private final Show showValues;

	private final Set<String> roles;

	private final EndpointPermissions permissions;

	/**
	 * Creates the extension.
	 * @param delegate the endpoint
	 * @param showValues when to show values
	 * @param roles the roles to show values to
	 * @param permissions which roles may do what
	 */
	public KergroundEndpointWebExtension(KergroundEndpoint delegate, Show showValues, Set<String> roles,
			EndpointPermissions permissions) {
		this.permissions = permissions;
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
		return read(securityContext, () -> this.delegate.summary(isShown(securityContext)));
	}

	/**
	 * Lists tasks in a status, newest first, or definitions, nodes, queues, schedules,
	 * workers, failures by their cause or changes of many tasks.
	 * @param securityContext who asks
	 * @param view what to list
	 * @param size the greatest number of tasks, 1 to 200; 100 by default
	 * @param after the {@code next} of the page before
	 * @param task only tasks with this canonical name
	 * @param queue only tasks in this queue
	 * @param id only tasks whose ids begin so
	 * @param key only tasks that were sent with this key
	 * @param error only tasks whose latest error holds this text; in its message only if
	 * the caller may see it
	 * @param since only tasks that ended, or else were sent, so long ago at most
	 * @param attempt only tasks that have begun at least so many attempts
	 * @param count whether to count the tasks instead of listing them
	 * @return the list
	 */
	@ReadOperation
	public WebEndpointResponse<OperationResponseBody> list(SecurityContext securityContext, @Selector EndpointView view,
			@Nullable Integer size, @Nullable String after, @Nullable String task, @Nullable String queue,
			@Nullable String id, @Nullable String key, @Nullable String error, @Nullable Duration since,
			@Nullable Integer attempt, @Nullable Boolean count) {
		TaskConditions conditions = new TaskConditions(task, queue, id, key, error, since, attempt);
		Page page = new Page(size, after, Boolean.TRUE.equals(count));
		return read(securityContext, () -> this.delegate.list(view, page, conditions, isShown(securityContext)));
	}

	/**
	 * Shows one task, queue, schedule, worker, pool or cause of failures.
	 * @param securityContext who asks
	 * @param kind what it is
	 * @param name the id of the task or the name of what else
	 * @param spec shows a schedule as it would be with this expression or period
	 * @return what is known of it
	 */
	@ReadOperation
	public WebEndpointResponse<OperationResponseBody> one(SecurityContext securityContext, @Selector EndpointPart kind,
			@Selector String name, @Nullable String spec) {
		return read(securityContext, () -> this.delegate.one(kind, name, spec, isShown(securityContext)));
	}

	/**
	 * Acts on the store as a whole.
	 * @param securityContext who asks
	 * @param action what to do: {@code backup}
	 * @return the backup; status 409 when none may be made now
	 */
	@WriteOperation
	public WebEndpointResponse<OperationResponseBody> control(SecurityContext securityContext, EndpointAction action) {
		return write(securityContext, action, Level.of(action), "store", () -> this.delegate.backup(action));
	}

	/**
	 * Acts on one task, queue, schedule, worker, pool or cause of failures.
	 * @param securityContext who asks
	 * @param kind what to act on
	 * @param name the id of the task or the name of what else
	 * @param action what to do
	 * @param size the new number of slots, for {@code resize}
	 * @param spec the new interval or delay of a schedule, for {@code edit}
	 * @param reason why, for {@code pause} of a fuse and {@code mute} of a failure
	 * @param time how long, for {@code pause} of a fuse and {@code mute} of a failure;
	 * until {@code resume} or {@code unmute} by default
	 * @param arguments the new arguments as a JSON array, for {@code retry} of a task
	 * @param limit the greatest number of tasks, for {@code retry} of a failure
	 * @return what became of it; status 409 when it is in no state for this action
	 */
	@WriteOperation
	public WebEndpointResponse<OperationResponseBody> change(SecurityContext securityContext,
			@Selector EndpointPart kind, @Selector String name, EndpointAction action, @Nullable Integer size,
			@Nullable String spec, @Nullable String reason, @Nullable Duration time, @Nullable String arguments,
			@Nullable Integer limit) {
		PartChange change = new PartChange(action, size, spec, reason, time, arguments, limit);
		Level level = (arguments != null) ? Level.MANAGE : Level.of(action);
		String target = EndpointAudit.target(kind, name);
		return write(securityContext, action, level, target, () -> this.delegate.change(kind, name, change,
				isShown(securityContext), whenEnded(securityContext, action, target)));
	}

	/**
	 * Changes many tasks. Goes on after the answer, in small commits; {@code GET
	 * …/change/{id}} tells how far it is.
	 * @param securityContext who asks
	 * @param what which ones: there are only tasks so far
	 * @param action what to do: {@code retry}, {@code cancel}, {@code delete} or
	 * {@code move}
	 * @param status only tasks in this status; any that the action is for by default
	 * @param task only tasks with this canonical name
	 * @param queue only tasks in this queue
	 * @param id only tasks whose ids begin so
	 * @param key only tasks that were sent with this key
	 * @param error only tasks whose latest error holds this text; in its message only if
	 * the caller may see it
	 * @param since only tasks that ended, or else were sent, so long ago at most
	 * @param attempt only tasks that have begun at least so many attempts
	 * @param ids the ids of the tasks, in place of conditions
	 * @param to the queue to move to
	 * @param limit the greatest number of tasks
	 * @return how the change stands; status 409 when too many others are under way
	 */
	@WriteOperation
	public WebEndpointResponse<OperationResponseBody> changeAll(SecurityContext securityContext,
			@Selector EndpointCollection what, EndpointAction action, @Nullable TaskStatus status,
			@Nullable String task, @Nullable String queue, @Nullable String id, @Nullable String key,
			@Nullable String error, @Nullable Duration since, @Nullable Integer attempt, @Nullable List<String> ids,
			@Nullable String to, @Nullable Integer limit) {
		TaskConditions conditions = new TaskConditions(task, queue, id, key, error, since, attempt);
		TaskChangeRequest request = new TaskChangeRequest(action, status, conditions, ids, to, limit);
		return write(securityContext, action, Level.of(action), request.target(), () -> this.delegate.changeAll(request,
				isShown(securityContext), whenEnded(securityContext, action, request.target())));
	}

	private Consumer<TaskChangeDescriptor> whenEnded(SecurityContext user, EndpointAction action, String target) {
		return this.delegate.audit().whenEnded(EndpointAudit.user(user), action, target);
	}

	private WebEndpointResponse<OperationResponseBody> read(SecurityContext user,
			Supplier<@Nullable OperationResponseBody> operation) {
		return this.permissions.allow(Level.READ, user) ? answer(operation) : forbidden(Level.READ);
	}

	private WebEndpointResponse<OperationResponseBody> write(SecurityContext user, EndpointAction action, Level level,
			String target, Supplier<@Nullable OperationResponseBody> operation) {
		WebEndpointResponse<OperationResponseBody> answer = this.permissions.allow(level, user) ? answer(operation)
				: forbidden(level);
		OperationResponseBody body = answer.getBody();
		Long tasks = (body instanceof ChangeDescriptor change) ? change.tasks() : null;
		this.delegate.audit().record(EndpointAudit.user(user), action, target, result(answer), tasks);
		return answer;
	}

	private static String result(WebEndpointResponse<OperationResponseBody> answer) {
		return switch (answer.getStatus()) {
			case WebEndpointResponse.STATUS_OK -> (answer.getBody() instanceof TaskChangeDescriptor) ? "begun" : "done";
			case WebEndpointResponse.STATUS_NOT_FOUND, STATUS_CONFLICT -> "unchanged";
			default -> "refused";
		};
	}

	private static WebEndpointResponse<OperationResponseBody> forbidden(Level level) {
		return new WebEndpointResponse<>(
				new RefusalDescriptor("your roles do not allow this; kerground.endpoint.permissions."
						+ DescriptorFactory.word(level) + " names those that do"),
				STATUS_FORBIDDEN);
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
		catch (TooManyChangesException ex) {
			return new WebEndpointResponse<>(new RefusalDescriptor(String.valueOf(ex.getReason())), STATUS_CONFLICT);
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
			BindingReflectionHintsRegistrar registrar = new BindingReflectionHintsRegistrar();
			registrar.registerReflectionHints(hints.reflection(), KergroundDescriptors.class.getDeclaredClasses());
			registrar.registerReflectionHints(hints.reflection(), WindowDescriptors.class.getDeclaredClasses());
			registrar.registerReflectionHints(hints.reflection(), SteeringDescriptors.class.getDeclaredClasses());
		}

	}

}
