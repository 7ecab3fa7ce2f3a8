package io.kerground.autoconfigure;

import io.kerground.core.TaskSerializer;
import io.kerground.jackson.JacksonTaskSerializer;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Writes payloads by Jackson, with a mapper that is no bean: the settings of the
 * application's mapper would change what is stored.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(JsonMapper.class)
@ConditionalOnMissingBean(TaskSerializer.class)
class JacksonSerializerConfiguration {

	@Bean
	TaskSerializer kergroundTaskSerializer(KergroundProperties properties) {
		return JacksonTaskSerializer.create(Math.toIntExact(properties.payload().maxSize().toBytes()));
	}

}
