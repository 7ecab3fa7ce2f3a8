package io.kerground.jackson;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.kerground.core.PayloadException;
import io.kerground.core.TaskSerializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes arguments and responses as JSON by Jackson, from and to the declared types of
 * the worker's method. Stored text never names a class.
 * <p>
 * How a type may change while tasks of it are stored, with the mapper of
 * {@link #create()}: a property that is taken away is ignored. A property that is added
 * is null in the tasks stored before, and 0 or false when it is primitive. So a renamed
 * property loses its stored value, unless it carries {@code @JsonAlias} with its old
 * name. An enum constant that is taken away can't be read: such a task fails and keeps
 * its data. Of an argument whose class is a subclass of the declared one only the
 * declared properties are stored, unless the declared class carries
 * {@code @JsonTypeInfo}.
 *
 * @since 0.1.0
 */
public final class JacksonTaskSerializer implements TaskSerializer {

	/*
	 * What Jackson writes of these, it reads: their read-back is left out, which about
	 * halves the cost of sending them. Enums are read back, since their annotations can
	 * make them unreadable. Long texts are too, since a reader has a greatest length.
	 */
	private static final Set<Class<?>> READABLE = Set.of(boolean.class, byte.class, short.class, char.class, int.class,
			long.class, float.class, double.class, Boolean.class, Byte.class, Short.class, Character.class,
			Integer.class, Long.class, Float.class, Double.class, UUID.class);

	private static final int LONG_TEXT = 100_000;

	private static final int UNLIMITED = Integer.MAX_VALUE;

	private final JsonMapper mapper;

	private final int maxSize;

	private final TypeCheck typeCheck;

	private final Map<Type, ObjectWriter> writers = new ConcurrentHashMap<>();

	private final Map<Type, ObjectReader> readers = new ConcurrentHashMap<>();

	/**
	 * Creates a serializer that uses a mapper of the caller's. What is stored then
	 * depends on all its settings: a change of them can make stored tasks unreadable.
	 * @param mapper the mapper
	 */
	public JacksonTaskSerializer(JsonMapper mapper) {
		this(mapper, UNLIMITED);
	}

	/**
	 * Creates a serializer that uses a mapper of the caller's and writes no further than
	 * it may, so that a value that is much too large costs no memory.
	 * @param mapper the mapper
	 * @param maxSize the greatest size of arguments and of a response, in bytes; what is
	 * larger is refused with a {@link PayloadException}
	 */
	public JacksonTaskSerializer(JsonMapper mapper, int maxSize) {
		this.mapper = mapper;
		this.maxSize = maxSize;
		this.typeCheck = new TypeCheck(mapper);
	}

	/**
	 * Creates a serializer with a mapper of its own, which no setting of the application
	 * changes.
	 * @return the serializer
	 */
	public static JacksonTaskSerializer create() {
		return create(UNLIMITED);
	}

	/**
	 * Creates a serializer with a mapper of its own, which no setting of the application
	 * changes, that writes no further than it may.
	 * @param maxSize the greatest size of arguments and of a response, in bytes; what is
	 * larger is refused with a {@link PayloadException}
	 * @return the serializer
	 */
	public static JacksonTaskSerializer create(int maxSize) {
		return new JacksonTaskSerializer(JsonMapper.builder()
			.addModule(new ClassRefusal())
			.polymorphicTypeValidator(ClassRefusal.OF_CLASS_NAMES)
			.disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
			.enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
			.disable(EnumFeature.WRITE_ENUMS_USING_TO_STRING, EnumFeature.READ_ENUMS_USING_TO_STRING)
			.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
					DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
			.build(), maxSize);
	}

	@Override
	public void check(Type type) {
		this.typeCheck.check(type);
	}

	@Override
	public byte[] writeArguments(@Nullable Object[] arguments, List<? extends Type> types) {
		requireOneTypeEach(arguments.length, types);
		BoundedOutput payload = new BoundedOutput(this.maxSize);
		int index = 0;
		try (JsonGenerator generator = this.mapper.createGenerator(payload)) {
			generator.writeStartArray();
			for (; index < arguments.length; index++) {
				writer(types.get(index)).writeValue(generator, arguments[index]);
			}
			generator.writeEndArray();
		}
		catch (RuntimeException ex) {
			payload.refuseOverflow("The arguments are");
			throw new PayloadException("Argument " + index + " can't be written as JSON" + Reasons.of(ex));
		}
		byte[] written = payload.toByteArray();
		if (!areReadable(arguments, types)) {
			read(written, types, "can't be sent: it could not be read back");
		}
		return written;
	}

	private static void requireOneTypeEach(int arguments, List<? extends Type> types) {
		if (arguments != types.size()) {
			throw new PayloadException(arguments + " arguments were given for " + types.size() + " parameters");
		}
	}

	private static boolean areReadable(@Nullable Object[] arguments, List<? extends Type> types) {
		for (int i = 0; i < arguments.length; i++) {
			if (!isReadable(arguments[i], types.get(i))) {
				return false;
			}
		}
		return true;
	}

	private static boolean isReadable(@Nullable Object value, Type type) {
		return READABLE.contains(type)
				|| (type == String.class && (value == null || ((String) value).length() < LONG_TEXT));
	}

	@Override
	public @Nullable Object[] readArguments(byte[] payload, List<? extends Type> types) {
		return read(payload, types, "can't be read");
	}

	private @Nullable Object[] read(byte[] payload, List<? extends Type> types, String problem) {
		@Nullable Object[] arguments = new @Nullable Object[types.size()];
		int index = 0;
		try (JsonParser parser = this.mapper.createParser(payload)) {
			if (parser.nextToken() != JsonToken.START_ARRAY) {
				throw new PayloadException("The stored arguments are not a JSON array");
			}
			for (; parser.nextToken() != JsonToken.END_ARRAY; index++) {
				if (index < arguments.length) {
					arguments[index] = read(parser, types.get(index));
				}
				else {
					parser.skipChildren();
				}
			}
		}
		catch (PayloadException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw new PayloadException("Argument " + index + " " + problem + Reasons.of(ex));
		}
		requireOneTypeEach(index, types);
		return arguments;
	}

	private @Nullable Object read(JsonParser parser, Type type) {
		if (parser.currentToken() == JsonToken.VALUE_NULL && type instanceof Class<?> raw && raw.isPrimitive()) {
			throw new IllegalArgumentException("null for a primitive parameter");
		}
		return reader(type).readValue(parser);
	}

	@Override
	public byte @Nullable [] writeResponse(@Nullable Object response, Type type) {
		if (response == null || type == void.class || type == Void.class) {
			return null;
		}
		BoundedOutput output = new BoundedOutput(this.maxSize);
		try {
			writer(type).writeValue(output, response);
		}
		catch (RuntimeException ex) {
			output.refuseOverflow("The response is");
			throw new PayloadException("The response can't be written as JSON" + Reasons.of(ex));
		}
		byte[] written = output.toByteArray();
		if (!isReadable(response, type)) {
			readResponse(written, type, "can't be stored: it could not be read back");
		}
		return written;
	}

	@Override
	@SuppressWarnings("TypeParameterUnusedInFormals") // as the interface has it
	public <T> @Nullable T readResponse(byte[] response, Type type) {
		return readResponse(response, type, "can't be read as " + type.getTypeName());
	}

	@SuppressWarnings("TypeParameterUnusedInFormals")
	private <T> @Nullable T readResponse(byte[] response, Type type, String problem) {
		try {
			return reader(type).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).readValue(response);
		}
		catch (RuntimeException ex) {
			throw new PayloadException("The response " + problem + Reasons.of(ex));
		}
	}

	private ObjectWriter writer(Type type) {
		return this.writers.computeIfAbsent(type, (key) -> this.mapper.writerFor(this.mapper.constructType(key))
			.without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE));
	}

	/**
	 * Returns a reader that leaves the rest of the array to the next one.
	 */
	private ObjectReader reader(Type type) {
		return this.readers.computeIfAbsent(type, (key) -> this.mapper.readerFor(this.mapper.constructType(key))
			.without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS));
	}

}
