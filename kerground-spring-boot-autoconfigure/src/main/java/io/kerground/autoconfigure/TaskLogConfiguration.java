package io.kerground.autoconfigure;

import ch.qos.logback.classic.LoggerContext;
import io.kerground.core.KergroundSetupException;
import io.kerground.core.TaskRepository;
import io.kerground.logging.TaskLogCollector;
import io.kerground.logging.TaskLogLimits;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/**
 * Keeps what attempts log, when that is asked for.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "kerground.task-log.enabled")
class TaskLogConfiguration {

	static KergroundSetupException refused() {
		return PropertyRules.refused("kerground.task-log.enabled", "true", "needs Logback as the logging system");
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(LoggerContext.class)
	static class Present {

		@Bean(initMethod = "start", destroyMethod = "stop")
		@Order(2)
		TaskLogCollector kergroundTaskLogCollector(TaskRepository repository, KergroundProperties properties) {
			ILoggerFactory factory = LoggerFactory.getILoggerFactory();
			if (!(factory instanceof LoggerContext context)) {
				throw refused();
			}
			KergroundProperties.TaskLog log = properties.taskLog();
			return new TaskLogCollector(context, repository,
					new TaskLogLimits(log.maxLines(), Math.toIntExact(log.maxSize().toBytes()), log.level().name()));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("ch.qos.logback.classic.LoggerContext")
	static class Missing {

		Missing() {
			throw refused();
		}

	}

}
