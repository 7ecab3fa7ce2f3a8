package io.kerground.jackson;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.sun.management.ThreadMXBean;
import io.kerground.core.PayloadException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JacksonTaskSerializerTests {

	private final JacksonTaskSerializer serializer = JacksonTaskSerializer.create();

	static List<Arguments> values() {
		return List.of(Arguments.of(true, boolean.class), Arguments.of((byte) -1, byte.class),
				Arguments.of('\0', char.class), Arguments.of('\ud800', char.class),
				Arguments.of(Long.MIN_VALUE, long.class), Arguments.of(-0.0, double.class),
				Arguments.of(Double.NaN, Double.class), Arguments.of(Float.NEGATIVE_INFINITY, float.class),
				Arguments.of(new BigDecimal("1.00"), BigDecimal.class),
				Arguments.of(BigInteger.TEN.pow(900), BigInteger.class), Arguments.of("", String.class),
				Arguments.of("nul \0 emoji \ud83d\ude00 half \ud83d", String.class),
				Arguments.of("x".repeat(1_000_000), String.class), Arguments.of(new UUID(1, 2), UUID.class),
				Arguments.of(Loud.ONE, Loud.class), Arguments.of(Instant.EPOCH, Instant.class),
				Arguments.of(OffsetDateTime.parse("2026-01-02T02:00+02:00"), OffsetDateTime.class),
				Arguments.of(YearMonth.of(2026, 2), YearMonth.class), Arguments.of(Duration.ofNanos(1), Duration.class),
				Arguments.of(new Line("a", 2), Line.class), Arguments.of(new Empty(), Empty.class),
				Arguments.of(List.of(new Line("a", 2)), new ParameterizedTypeReference<List<Line>>() {
				}.getType()),
				Arguments.of(Map.of(Loud.ONE, Set.of(1L)), new ParameterizedTypeReference<Map<Loud, Set<Long>>>() {
				}.getType()), Arguments.of(Optional.of(1L), new ParameterizedTypeReference<Optional<Long>>() {
				}.getType()), Arguments.of(Optional.empty(), new ParameterizedTypeReference<Optional<Long>>() {
				}.getType()),
				Arguments.of(List.of(new Circle(1), new Square(2)), new ParameterizedTypeReference<List<Shape>>() {
				}.getType()),
				Arguments.of(List.of(new Circle(1)), new ParameterizedTypeReference<List<? extends Shape>>() {
				}.getType()));
	}

	@ParameterizedTest
	@MethodSource("values")
	void valuesComeBackEqual(Object value, Type type) {
		this.serializer.check(type);
		byte[] payload = this.serializer.writeArguments(new Object[] { value, value }, List.of(type, type));
		assertThat(this.serializer.readArguments(payload, List.of(type, type))).containsExactly(value, value);
		byte[] response = Objects.requireNonNull(this.serializer.writeResponse(value, type));
		assertThat(this.serializer.<Object>readResponse(response, type)).isEqualTo(value);
	}

	@Test
	void whatIsMuchTooLargeIsRefusedWithoutMakingItsJson() {
		JacksonTaskSerializer bounded = JacksonTaskSerializer.create(1_000_000);
		String huge = "x".repeat(100_000_000);
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		bounded.writeArguments(new Object[] { "warm" }, List.of(String.class));
		long before = threads.getCurrentThreadAllocatedBytes();
		assertThatExceptionOfType(PayloadException.class)
			.isThrownBy(() -> bounded.writeArguments(new Object[] { 1, huge }, List.of(int.class, String.class)))
			.withMessageContaining("larger than the 1000000 bytes")
			.withMessageContaining("kerground.payload.max-size");
		assertThatExceptionOfType(PayloadException.class)
			.isThrownBy(() -> bounded.writeResponse(List.of(huge), Object.class))
			.withMessageContaining("The response is larger");
		assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(20_000_000);
	}

	@Test
	void exactlyWhatIsAllowedIsWritten() {
		JacksonTaskSerializer bounded = JacksonTaskSerializer.create(10);
		assertThat(bounded.writeArguments(new Object[] { "123456" }, List.of(String.class))).hasSize(10);
		assertThat(bounded.writeResponse("12345678", String.class)).hasSize(10);
		assertThatExceptionOfType(PayloadException.class)
			.isThrownBy(() -> bounded.writeArguments(new Object[] { "1234567" }, List.of(String.class)));
		assertThatExceptionOfType(PayloadException.class)
			.isThrownBy(() -> bounded.writeResponse("123456789", String.class));
	}

	@Test
	void arraysComeBackEqual() {
		byte[] payload = this.serializer.writeArguments(new Object[] { new String[] { "a" }, new byte[] { 1 } },
				List.of(String[].class, byte[].class));
		assertThat(this.serializer.readArguments(payload, List.of(String[].class, byte[].class)))
			.containsExactly(new String[] { "a" }, new byte[] { 1 });
	}

	@Test
	void argumentsAreOneJsonArray() {
		assertThat(write(new Object[0])).isEqualTo("[]");
		assertThat(write(new Object[] { 1L, "ä", null }, long.class, String.class, Line.class))
			.isEqualTo("[1,\"ä\",null]");
		assertThat(write(new Object[] { Loud.ONE }, Loud.class)).isEqualTo("[\"ONE\"]");
	}

	@Test
	void everyTextIsStoredAsValidUtf8AndComesBackEqual() {
		RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(42);
		for (int i = 0; i < 2000; i++) {
			char[] chars = new char[random.nextInt(0, 40)];
			for (int j = 0; j < chars.length; j++) {
				chars[j] = (char) (random.nextBoolean() ? random.nextInt(0xD700, 0xE100) : random.nextInt(0, 0x10000));
			}
			String text = new String(chars);
			byte[] payload = this.serializer.writeArguments(new Object[] { text }, List.of(String.class));
			assertThat(new String(payload, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8)).isEqualTo(payload);
			assertThat(this.serializer.readArguments(payload, List.of(String.class))).containsExactly(text);
		}
	}

	@Test
	void numberOfElementsIsChecked() {
		byte[] payload = "[1,[2],3]".getBytes(StandardCharsets.UTF_8);
		assertThatExceptionOfType(PayloadException.class)
			.isThrownBy(() -> this.serializer.readArguments(payload, List.of(int.class)))
			.withMessageContaining("3 arguments")
			.withMessageContaining("1 parameters");
		assertThatExceptionOfType(PayloadException.class)
			.isThrownBy(() -> this.serializer.readArguments("[]".getBytes(StandardCharsets.UTF_8), List.of(int.class)))
			.withMessageContaining("0 arguments");
		assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> write(new Object[] { 1 }))
			.withMessageContaining("1 arguments");
	}

	@Test
	void brokenPayloadsAreRefused() {
		for (String payload : List.of("", "{}", "null", "[1", "[1 2]", "\"x\"", "[tru]", "\u0000")) {
			assertThatExceptionOfType(PayloadException.class).as(payload)
				.isThrownBy(() -> this.serializer.readArguments(payload.getBytes(StandardCharsets.UTF_8),
						List.of(int.class)));
		}
	}

	@Test
	void nullForAPrimitiveParameterIsRefused() {
		assertThatExceptionOfType(PayloadException.class)
			.isThrownBy(() -> this.serializer.readArguments("[1,null]".getBytes(StandardCharsets.UTF_8),
					List.of(int.class, int.class)))
			.withMessageContaining("Argument 1");
	}

	@Test
	void whatCouldNotBeReadBackIsRefusedAtSend() {
		List<Object> deep = Collections.emptyList();
		for (int i = 0; i < 600; i++) {
			deep = List.of(deep);
		}
		List<Object> itself = new ArrayList<>();
		itself.add(itself);
		Type anyList = List.class;
		assertRefused(BigInteger.TEN.pow(1500), BigInteger.class, "1000");
		assertRefused(deep, anyList, "depth");
		assertRefused(itself, anyList, "depth");
		assertRefused(new NoCreator("secret", 1), NoCreator.class, "NoCreator can't be built from JSON");
		assertRefused(new Holder(new Plain("secret")), Holder.class, "at animal", "Animal can't be built from JSON");
		assertRefused(new Throwing("secret"), Throwing.class, "at value", "threw java.lang.IllegalStateException");
		assertRefused(new Picky(), Picky.class, "java.lang.IllegalArgumentException");
	}

	private void assertRefused(Object value, Type type, String... texts) {
		assertThatExceptionOfType(PayloadException.class)
			.isThrownBy(() -> this.serializer.writeArguments(new Object[] { 1, value }, List.of(int.class, type)))
			.withMessageContaining("Argument 1")
			.withMessageContainingAll(texts)
			.satisfies(JacksonTaskSerializerTests::holdsNoSecret);
		assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> this.serializer.writeResponse(value, type))
			.withMessageContaining("The response")
			.withMessageContainingAll(texts)
			.satisfies(JacksonTaskSerializerTests::holdsNoSecret);
	}

	private static void holdsNoSecret(Throwable thrown) {
		assertThat(thrown.toString()).doesNotContain("secret");
		assertThat(thrown.getCause()).isNull();
	}

	@Test
	void messagesTellThePathAndNoValue() {
		byte[] payload = "[[{\"item\":\"a\",\"count\":1},{\"item\":\"b\",\"count\":\"secret\"}]]"
			.getBytes(StandardCharsets.UTF_8);
		Type lines = new ParameterizedTypeReference<List<Line>>() {
		}.getType();
		assertThatExceptionOfType(PayloadException.class)
			.isThrownBy(() -> this.serializer.readArguments(payload, List.of(lines)))
			.withMessageContaining("Argument 0 can't be read at [1].count: it does not fit int")
			.satisfies(JacksonTaskSerializerTests::holdsNoSecret);
	}

	@Test
	void aTaskStoredBeforeAPropertyWasAddedOrTakenAwayIsRead() {
		byte[] payload = "[{\"item\":\"a\",\"gone\":{\"x\":1}}]".getBytes(StandardCharsets.UTF_8);
		assertThat(this.serializer.readArguments(payload, List.of(Line.class))).containsExactly(new Line("a", 0));
	}

	@Test
	void aConstantThatIsGoneFailsTheTask() {
		assertThatExceptionOfType(PayloadException.class).isThrownBy(
				() -> this.serializer.readArguments("[\"TWO\"]".getBytes(StandardCharsets.UTF_8), List.of(Loud.class)))
			.withMessageContaining("does not fit " + Loud.class.getTypeName());
	}

	@Test
	void typeIdsOfGenericElementsAreKept() {
		Type shapes = new ParameterizedTypeReference<List<Shape>>() {
		}.getType();
		assertThat(new String(this.serializer.writeArguments(new Object[] { List.of(new Circle(1)) }, List.of(shapes)),
				StandardCharsets.UTF_8))
			.contains("\"@type\":\"circle\"");
	}

	@Test
	void aValueOfAnUnknownTypeIsWrittenByItsOwnClass() {
		assertThat(write(new Object[] { new Line("a", 1), List.of(2), null, new Plain("b") }, Object.class,
				Object.class, Object.class, Object.class))
			.isEqualTo("[{\"item\":\"a\",\"count\":1},[2],null,{\"name\":\"b\"}]");
	}

	@Test
	void nothingIsStoredForNullAndVoid() {
		assertThat(this.serializer.writeResponse(null, Line.class)).isNull();
		assertThat(this.serializer.writeResponse(null, void.class)).isNull();
		assertThat(this.serializer.<Line>readResponse("null".getBytes(StandardCharsets.UTF_8), Line.class)).isNull();
	}

	@Test
	void aResponseThatDoesNotFitIsRefused() {
		assertThatExceptionOfType(PayloadException.class)
			.isThrownBy(() -> this.serializer.<Integer>readResponse("\"secret\"".getBytes(StandardCharsets.UTF_8),
					Integer.class))
			.withMessageContaining("java.lang.Integer")
			.satisfies(JacksonTaskSerializerTests::holdsNoSecret);
		assertThatExceptionOfType(PayloadException.class).isThrownBy(
				() -> this.serializer.<Integer>readResponse("1 2".getBytes(StandardCharsets.UTF_8), Integer.class));
	}

	@Test
	void aClassIsNeverLookedUpByAStoredName() {
		assertThatExceptionOfType(PayloadException.class)
			.isThrownBy(() -> this.serializer.readArguments(
					"[{\"type\":\"java.lang.Runtime\"}]".getBytes(StandardCharsets.UTF_8), List.of(WithClass.class)))
			.withMessageContaining("at type");
	}

	private String write(@Nullable Object[] arguments, Type... types) {
		return new String(this.serializer.writeArguments(arguments, List.of(types)), StandardCharsets.UTF_8);
	}

	enum Loud {

		ONE;

		@Override
		public String toString() {
			return "loud!";
		}

	}

	record Line(String item, int count) {

	}

	record Empty() {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	@JsonSubTypes({ @JsonSubTypes.Type(value = Circle.class, name = "circle"),
			@JsonSubTypes.Type(value = Square.class, name = "square") })
	sealed interface Shape permits Circle, Square {

	}

	record Circle(int radius) implements Shape {

	}

	record Square(int side) implements Shape {

	}

	interface Animal {

	}

	record Plain(String name) implements Animal {

	}

	record Holder(Animal animal) {

	}

	record WithClass(Class<?> type) {

	}

	static class NoCreator {

		private final String value;

		NoCreator(String value, int other) {
			this.value = value + other;
		}

		public String getValue() {
			return this.value;
		}

	}

	record Throwing(String value) {

		@Override
		public String value() {
			throw new IllegalStateException(this.value);
		}

	}

	static class Picky {

		private final String value = "secret";

		public String getValue() {
			return this.value;
		}

		public void setValue(String value) {
			throw new IllegalArgumentException(this.value + value);
		}

	}

}
