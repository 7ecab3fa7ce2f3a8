package io.kerground.jackson;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;

/**
 * Refuses to read a {@link Class}, also deep within an argument: Jackson would look it up
 * by the stored name.
 */
final class ClassRefusal extends SimpleModule {

	@SuppressWarnings({ "rawtypes", "unchecked" }) // the key is the raw class
	ClassRefusal() {
		super("kerground");
		addDeserializer((Class) Class.class, new Refusal());
	}

	private static final class Refusal extends StdDeserializer<Class<?>> {

		Refusal() {
			super(Class.class);
		}

		@Override
		public Class<?> deserialize(JsonParser parser, DeserializationContext context) {
			return context.reportBadDefinition(Class.class, "Classes are never looked up by a stored name");
		}

	}

}
