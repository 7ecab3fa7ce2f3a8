package io.kerground.jackson;

import java.io.Closeable;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

import io.kerground.core.PayloadException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.AbstractDeserializer;
import tools.jackson.databind.deser.SettableBeanProperty;
import tools.jackson.databind.deser.bean.BeanDeserializerBase;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells at start which declared types could not be read back. Looks at the type, at what
 * its collections hold and at the properties of its classes, as Jackson sees them. A
 * property declared as {@code Object} is let through: whoever writes it into a class of
 * his own knows that it comes back as maps and lists.
 */
final class TypeCheck {

	private static final Set<Class<?>> UNTYPED = Set.of(Object.class, Serializable.class, Comparable.class);

	private static final List<Class<?>> LIVE = List.of(BaseStream.class, Closeable.class, Iterator.class, Future.class,
			CompletionStage.class, Thread.class, Class.class, JavaType.class);

	private final JsonMapper mapper;

	TypeCheck(JsonMapper mapper) {
		this.mapper = mapper;
	}

	void check(Type type) {
		if (type == void.class || type == Void.class) {
			return;
		}
		try {
			checkValue(type, this.mapper.constructType(type));
		}
		catch (PayloadException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw refused(type, Reasons.of(ex).substring(2));
		}
	}

	private void checkValue(Type declared, JavaType type) {
		Class<?> raw = type.getRawClass();
		if (UNTYPED.contains(raw)) {
			throw refused(declared, "a value declared as " + raw.getSimpleName() + " comes back as maps, lists, texts"
					+ " and numbers; declare the real type, or tools.jackson.databind.JsonNode");
		}
		if (LIVE.stream().anyMatch((live) -> live.isAssignableFrom(raw))) {
			throw refused(declared, "a " + raw.getSimpleName() + " is no data that can be stored");
		}
		if (type.getKeyType() != null) {
			checkKey(declared, type.getKeyType());
		}
		if (type.getContentType() != null) {
			checkValue(declared, type.getContentType());
		}
		checkBuildable(declared, type, deserializer(declared, type), "", new HashSet<>());
	}

	private ValueDeserializer<Object> deserializer(Type declared, JavaType type) {
		try {
			return this.mapper._deserializationContext().findRootValueDeserializer(type);
		}
		catch (PayloadException ex) {
			throw refused(declared, String.valueOf(ex.getMessage()));
		}
	}

	private static void checkKey(Type declared, JavaType key) {
		if (UNTYPED.contains(key.getRawClass())) {
			throw refused(declared, "its keys come back as texts; declare the real type");
		}
	}

	private static void checkBuildable(Type declared, JavaType type, @Nullable ValueDeserializer<?> deserializer,
			String path, Set<JavaType> seen) {
		if (deserializer instanceof AbstractDeserializer) {
			throw refused(declared, at(path) + Reasons.unbuildable(type));
		}
		if (!(deserializer instanceof BeanDeserializerBase bean) || !seen.add(type)) {
			return;
		}
		if (!bean.getValueInstantiator().canInstantiate()) {
			throw refused(declared, at(path) + Reasons.unbuildable(type));
		}
		for (Iterator<SettableBeanProperty> each = bean.properties(); each.hasNext();) {
			SettableBeanProperty property = each.next();
			if (!property.hasValueTypeDeserializer()) {
				checkBuildable(declared, property.getType(), property.getValueDeserializer(),
						path + (path.isEmpty() ? "" : ".") + property.getName(), seen);
			}
		}
	}

	private static String at(String path) {
		return path.isEmpty() ? "" : "its property " + path + ": ";
	}

	private static PayloadException refused(Type type, String reason) {
		return new PayloadException(type.getTypeName() + " could not be read back: " + reason);
	}

}
