package io.kerground.autoconfigure;

import io.kerground.core.KergroundSetupException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Explains why the application can't start as it is set up. Goes before the analyzers of
 * Spring Boot, one of which would explain a refused property in a more general way.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class KergroundFailureAnalyzer extends AbstractFailureAnalyzer<KergroundSetupException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, KergroundSetupException cause) {
		return new FailureAnalysis(cause.description(), cause.action(), rootFailure);
	}

}
