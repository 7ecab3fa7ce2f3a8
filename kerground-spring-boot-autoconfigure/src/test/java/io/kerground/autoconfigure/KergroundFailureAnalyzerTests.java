package io.kerground.autoconfigure;

import java.util.List;

import io.kerground.core.KergroundSetupException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a person reads when the application can't start.
 */
@ExtendWith(OutputCaptureExtension.class)
class KergroundFailureAnalyzerTests {

	@Test
	void applicationWithARefusedPropertyTellsWhatToDo(CapturedOutput output) {
		SpringApplication application = new SpringApplication(KergroundAutoConfiguration.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> application.run("--kerground.worker.lease=10ms"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("KG007: The property 'kerground.worker.lease' must be at least 1s, but is '10ms'.")
			.contains("Change 'kerground.worker.lease' in the configuration of the application");
	}

	@Test
	void setupExceptionsAreToldWithCodeDescriptionAndAction() {
		KergroundSetupException failure = new KergroundSetupException("KG002", "Two tasks are named 'a.b'.",
				"Rename one.", null);
		FailureAnalysis analysis = new KergroundFailureAnalyzer()
			.analyze(new IllegalStateException("bean failed", failure));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).isEqualTo("KG002: Two tasks are named 'a.b'.");
		assertThat(analysis.getAction()).isEqualTo("Rename one.");
	}

	@Test
	void otherFailuresAreLeftToOthers() {
		assertThat(new KergroundFailureAnalyzer().analyze(new IllegalStateException("no"))).isNull();
	}

	@Test
	void isAskedBeforeTheAnalyzersOfSpringBoot() {
		SpringFactoriesLoader.ArgumentResolver arguments = SpringFactoriesLoader.ArgumentResolver
			.of(Environment.class, new MockEnvironment())
			.and(BeanFactory.class, new DefaultListableBeanFactory());
		List<FailureAnalyzer> analyzers = SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, arguments,
					SpringFactoriesLoader.FailureHandler.handleMessage((message, ex) -> {
					}));
		assertThat(analyzers).hasSizeGreaterThan(5).first().isInstanceOf(KergroundFailureAnalyzer.class);
	}

}
