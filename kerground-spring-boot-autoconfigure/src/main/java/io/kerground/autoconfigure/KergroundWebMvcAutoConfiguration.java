package io.kerground.autoconfigure;

import io.kerground.core.KergroundOperations;
import io.kerground.core.TaskRepository;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Auto-configuration of {@code BackgroundTasks} as parameters of controllers in Spring
 * MVC.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KergroundAutoConfiguration.class)
@ConditionalOnClass(WebMvcConfigurer.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean({ KergroundOperations.class, TaskRepository.class })
public final class KergroundWebMvcAutoConfiguration {

	@Bean
	RequestTasksConfigurer kergroundRequestTasksConfigurer(KergroundOperations operations, TaskRepository repository) {
		return new RequestTasksConfigurer(operations, repository);
	}

}
