package io.kerground.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Sends when it hears an event in one phase of a transaction.
 */
final class PhaseListener {

	private final TransactionPhase phase;

	private final Supplier<UUID> send;

	private final List<UUID> ids = new ArrayList<>();

	private PhaseListener(TransactionPhase phase, Supplier<UUID> send) {
		this.phase = phase;
		this.send = send;
	}

	/**
	 * Does work that publishes events in transactions, and returns the ids of what was
	 * sent by the listener.
	 */
	static List<UUID> idsSent(TransactionPhase phase, Supplier<UUID> send, PlatformTransactionManager transactions,
			Consumer<ApplicationEventPublisher> work) {
		PhaseListener listener = new PhaseListener(phase, send);
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.registerBean(PhaseListener.class, () -> listener);
			context.registerBean(PlatformTransactionManager.class, () -> transactions);
			context.register(Listening.class);
			context.refresh();
			work.accept(context);
		}
		return listener.ids;
	}

	@TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
	void beforeCommit(String event) {
		heard(TransactionPhase.BEFORE_COMMIT);
	}

	@TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
	void afterCommit(String event) {
		heard(TransactionPhase.AFTER_COMMIT);
	}

	@TransactionalEventListener(phase = TransactionPhase.AFTER_ROLLBACK)
	void afterRollback(String event) {
		heard(TransactionPhase.AFTER_ROLLBACK);
	}

	@TransactionalEventListener(phase = TransactionPhase.AFTER_COMPLETION)
	void afterCompletion(String event) {
		heard(TransactionPhase.AFTER_COMPLETION);
	}

	private void heard(TransactionPhase phase) {
		if (phase == this.phase) {
			this.ids.add(this.send.get());
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class Listening {

	}

}
