package io.kerground.jackson;

import io.kerground.core.PayloadException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DatabindContext;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.jsontype.PolymorphicTypeValidator;
import tools.jackson.databind.module.SimpleModule;

/**
 * Refuses to read what Jackson would look up by a stored name: a {@link Class} or a
 * {@link JavaType}, also deep within an argument, and a type whose {@code @JsonTypeInfo}
 * writes class names.
 */
final class ClassRefusal extends SimpleModule {

	/** Is only asked where class names would be written or read. */
	static final PolymorphicTypeValidator OF_CLASS_NAMES = new NameRefusal();

	@SuppressWarnings({ "rawtypes", "unchecked" }) // the key is the raw class
	ClassRefusal() {
		super("kerground");
		addDeserializer((Class) Class.class, new Refusal<>(Class.class));
		addDeserializer(JavaType.class, new Refusal<>(JavaType.class));
	}

	private static final class Refusal<T> extends StdDeserializer<T> {

		Refusal(Class<T> type) {
			super(type);
		}

		@Override
		public T deserialize(JsonParser parser, DeserializationContext context) {
			return context.reportBadDefinition(handledType(), "Classes are never looked up by a stored name");
		}

	}

	private static final class NameRefusal extends PolymorphicTypeValidator {

		@Override
		public Validity validateBaseType(DatabindContext context, JavaType baseType) {
			throw refused(baseType);
		}

		@Override
		public Validity validateSubClassName(DatabindContext context, JavaType baseType, String subClassName) {
			throw refused(baseType);
		}

		@Override
		public Validity validateSubType(DatabindContext context, JavaType baseType, JavaType subType) {
			throw refused(baseType);
		}

		private static PayloadException refused(JavaType type) {
			return new PayloadException("classes are never looked up by a stored name; put @JsonTypeInfo(use = Id.NAME)"
					+ " and @JsonSubTypes on " + type.getRawClass().getTypeName());
		}

	}

}
