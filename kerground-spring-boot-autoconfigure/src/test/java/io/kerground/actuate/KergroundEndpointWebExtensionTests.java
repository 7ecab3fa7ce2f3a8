package io.kerground.actuate;

import java.security.Principal;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.kerground.StubOperations;
import io.kerground.StubStore;
import io.kerground.actuate.KergroundDescriptors.RefusalDescriptor;
import io.kerground.actuate.KergroundDescriptors.TaskDescriptor;
import io.kerground.actuate.KergroundDescriptors.TasksDescriptor;
import io.kerground.core.StoreException;
import io.kerground.core.TaskStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Status codes, and to whom values are shown.
 */
class KergroundEndpointWebExtensionTests {

	private static final String HIDDEN = SanitizableData.SANITIZED_VALUE;

	private final StubStore store = new StubStore();

	@Test
	void valuesAreShownToNobodyByDefault() {
		assertThat(argumentsShown(Show.NEVER, Set.of(), user("admin"))).isFalse();
	}

	@Test
	void valuesAreShownToAuthorizedUsers() {
		assertThat(argumentsShown(Show.WHEN_AUTHORIZED, Set.of(), SecurityContext.NONE)).isFalse();
		assertThat(argumentsShown(Show.WHEN_AUTHORIZED, Set.of(), user("guest"))).isTrue();
		assertThat(argumentsShown(Show.WHEN_AUTHORIZED, Set.of("admin", "support"), user("guest"))).isFalse();
		assertThat(argumentsShown(Show.WHEN_AUTHORIZED, Set.of("admin", "support"), user("support"))).isTrue();
	}

	@Test
	void messagesInListsFollowTheSameRule() {
		this.store.add("mails.send", "mail", TaskStatus.FAILED);
		assertThat(messageInList(SecurityContext.NONE)).isEqualTo(HIDDEN);
		assertThat(messageInList(user("admin"))).isEqualTo("secret message");
	}

	@Test
	void unknownTaskIsNotFound() {
		String id = UUID.randomUUID().toString();
		assertThat(extension(Show.NEVER, Set.of()).one(SecurityContext.NONE, EndpointPart.TASK, id, null).getStatus())
			.isEqualTo(404);
		assertThat(extension(Show.NEVER, Set.of())
			.change(SecurityContext.NONE, EndpointPart.TASK, id, EndpointAction.RETRY, null, null, null, null, null,
					null)
			.getStatus()).isEqualTo(404);
	}

	@Test
	void refusedRequestIsExplained() {
		WebEndpointResponse<OperationResponseBody> response = extension(Show.NEVER, Set.of()).list(SecurityContext.NONE,
				EndpointView.PENDING, 201, null, null, null, null, null, null, null, null, null);
		assertThat(response.getStatus()).isEqualTo(400);
		assertThat(response.getBody()).isEqualTo(new RefusalDescriptor("size must be 1 to 200"));
	}

	@Test
	void actionThatChangesNothingIsAConflict() {
		UUID id = this.store.add("mails.send", "mail", TaskStatus.RUNNING);
		KergroundEndpointWebExtension extension = extension(Show.NEVER, Set.of());
		assertThat(extension
			.change(SecurityContext.NONE, EndpointPart.TASK, id.toString(), EndpointAction.RETRY, null, null, null,
					null, null, null)
			.getStatus()).isEqualTo(409);
		assertThat(extension
			.change(SecurityContext.NONE, EndpointPart.TASK, id.toString(), EndpointAction.CANCEL, null, null, null,
					null, null, null)
			.getStatus()).isEqualTo(200);
	}

	@Test
	void brokenStoreIsToldWithoutItsText() {
		this.store.failure = new StoreException("select secret from table", new IllegalStateException("secret"));
		WebEndpointResponse<OperationResponseBody> response = extension(Show.ALWAYS, Set.of())
			.summary(SecurityContext.NONE);
		assertThat(response.getStatus()).isEqualTo(503);
		assertThat(response.getBody()).isEqualTo(new RefusalDescriptor("the store can't be used; see the log"));
	}

	private boolean argumentsShown(Show show, Set<String> roles, SecurityContext user) {
		UUID id = this.store.add("mails.send", "mail", TaskStatus.FAILED);
		WebEndpointResponse<OperationResponseBody> response = extension(show, roles).one(user, EndpointPart.TASK,
				id.toString(), null);
		TaskDescriptor task = (TaskDescriptor) response.getBody();
		assertThat(task).isNotNull();
		return !HIDDEN.equals(task.arguments());
	}

	private @Nullable Object messageInList(SecurityContext user) {
		TasksDescriptor tasks = (TasksDescriptor) extension(Show.WHEN_AUTHORIZED, Set.of())
			.list(user, EndpointView.FAILED, null, null, null, null, null, null, null, null, null, null)
			.getBody();
		assertThat(tasks).isNotNull();
		assertThat(tasks.tasks().get(0).error()).isNotNull();
		return tasks.tasks().get(0).error().message();
	}

	private KergroundEndpointWebExtension extension(Show show, Set<String> roles) {
		KergroundEndpoint endpoint = new KergroundEndpoint(StubOperations.on(this.store), this.store, List.of(), show,
				EndpointSupport.of(null, null));
		return new KergroundEndpointWebExtension(endpoint, show, roles, EndpointPermissions.NONE);
	}

	private static SecurityContext user(String role) {
		return new SecurityContext() {

			@Override
			public Principal getPrincipal() {
				return () -> "somebody";
			}

			@Override
			public boolean isUserInRole(String asked) {
				return role.equals(asked);
			}

		};
	}

}
