package io.kerground.actuate;

import java.security.Principal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.kerground.actuate.KergroundDescriptors.ChangeDescriptor;
import io.kerground.actuate.KergroundDescriptors.TaskChangeDescriptor;
import io.kerground.actuate.SteeringDescriptors.AuditDescriptor;
import io.kerground.actuate.SteeringDescriptors.AuditEntryDescriptor;
import io.kerground.core.TaskClock;
import io.kerground.core.TaskNames;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Remembers the latest writes of people, and tells the application of each as an audit
 * event, which its {@code AuditEventRepository} may keep for longer. Safe for use by
 * several threads.
 */
final class EndpointAudit {

	/** How many of the latest writes are remembered. */
	static final int MOST = 500;

	/** Who writes in another way than the web. */
	static final String LOCAL = "jmx";

	private static final String ANONYMOUS = "anonymous";

	private static final Logger logger = LoggerFactory.getLogger(EndpointAudit.class);

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

	static String target(EndpointPart kind, String name) {
		return DescriptorFactory.word(kind) + " " + name;
	}

	/**
	 * Returns what records how a change of many tasks ended.
	 */
	Consumer<TaskChangeDescriptor> whenEnded(String user, EndpointAction action, String target) {
		return (ended) -> record(user, action, target, ended.state(), ended.changed());
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
			publish(this.publisher, entry);
		}
	}

	/**
	 * Tells the application, whose listeners must not keep from the caller what was done
	 * already.
	 */
	private static void publish(ApplicationEventPublisher publisher, AuditEntryDescriptor entry) {
		try {
			publisher.publishEvent(new AuditApplicationEvent(event(entry)));
		}
		catch (Throwable ex) {
			logger.warn("A listener of audit events failed; {} of {} by {} ended as {}", entry.action(), entry.target(),
					entry.user(), entry.result(), ex);
		}
	}

	/**
	 * Carries out a write that comes in another way than the web, and records it.
	 * @return what the write answers
	 */
	<T extends @Nullable OperationResponseBody> T local(EndpointAction action, String target, Supplier<T> write) {
		String result = "refused";
		Long tasks = null;
		try {
			T answer = write.get();
			result = result(answer);
			tasks = (answer instanceof ChangeDescriptor change) ? change.tasks() : null;
			return answer;
		}
		finally {
			record(LOCAL, action, target, result, tasks);
		}
	}

	private static String result(@Nullable OperationResponseBody answer) {
		if (answer instanceof TaskChangeDescriptor) {
			return "begun";
		}
		boolean unchanged = answer == null || (answer instanceof ChangeDescriptor change && !change.changed());
		return unchanged ? "unchanged" : "done";
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
