package io.kerground.actuate;

import java.security.Principal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.kerground.actuate.SteeringDescriptors.AuditDescriptor;
import io.kerground.actuate.SteeringDescriptors.AuditEntryDescriptor;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskNames;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Remembers the latest writes over the web, and tells the application of each as an audit
 * event, which its {@code AuditEventRepository} may keep for longer. Safe for use by
 * several threads.
 */
final class EndpointAudit {

	/** How many of the latest writes are remembered. */
	static final int MOST = 500;

	private static final String ANONYMOUS = "anonymous";

	private final Deque<AuditEntryDescriptor> entries = new ArrayDeque<>();

	private final TaskClock clock;

	private final @Nullable ApplicationEventPublisher publisher;

	EndpointAudit(TaskClock clock, @Nullable ApplicationEventPublisher publisher) {
		this.clock = clock;
		this.publisher = publisher;
	}

	static String user(SecurityContext user) {
		Principal principal = user.getPrincipal();
		return (principal != null) ? TaskNames.printable(principal.getName()) : ANONYMOUS;
	}

	/**
	 * Records a write.
	 * @param target what was acted on
	 * @param result {@code done}, {@code begun}, {@code unchanged} or {@code refused}, or
	 * how a change of many ended
	 * @param tasks how many tasks were changed, or null where none are
	 */
	void record(String user, EndpointAction action, String target, String result, @Nullable Long tasks) {
		AuditEntryDescriptor entry = new AuditEntryDescriptor(this.clock.instant(), user,
				DescriptorFactory.word(action), TaskNames.printable(target), result, tasks);
		synchronized (this.entries) {
			this.entries.addFirst(entry);
			if (this.entries.size() > MOST) {
				this.entries.removeLast();
			}
		}
		if (this.publisher != null) {
			this.publisher.publishEvent(new AuditApplicationEvent(event(entry)));
		}
	}

	private static AuditEvent event(AuditEntryDescriptor entry) {
		Map<String, @Nullable Object> data = new LinkedHashMap<>();
		data.put("target", entry.target());
		data.put("result", entry.result());
		if (entry.tasks() != null) {
			data.put("tasks", entry.tasks());
		}
		return new AuditEvent(entry.at(), entry.user(), "KERGROUND_" + entry.action().toUpperCase(Locale.ROOT), data);
	}

	AuditDescriptor describe() {
		synchronized (this.entries) {
			return new AuditDescriptor(List.copyOf(this.entries));
		}
	}

}
