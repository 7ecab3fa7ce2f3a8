package io.kerground.jackson;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Currency;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What version 0.1.0 stored is read by every later one, and is still written in the same
 * form, so that nodes of both versions can work side by side. The file is never edited: a
 * later version adds a file of its own.
 */
class GoldenPayloadTests {

	private static final String FILE = "payloads-0.1.0.txt";

	private static final Map<String, Shape> SHAPES = shapes();

	private final JacksonTaskSerializer serializer = JacksonTaskSerializer.create();

	static Set<String> names() {
		return SHAPES.keySet();
	}

	@Test
	void thereIsALineForEachShape() throws IOException {
		assertThat(stored().keySet()).containsExactlyInAnyOrderElementsOf(names());
	}

	@ParameterizedTest
	@MethodSource("names")
	void whatWasStoredIsReadBackEqual(String name) throws IOException {
		Shape shape = shape(name);
		this.serializer.check(shape.type());
		byte[] payload = stored().get(name).getBytes(StandardCharsets.UTF_8);
		assertThat(this.serializer.readArguments(payload, List.of(shape.type(), String.class)))
			.containsExactly(shape.value(), name);
	}

	@ParameterizedTest
	@MethodSource("names")
	void theSameIsStillWritten(String name) throws IOException {
		Shape shape = shape(name);
		byte[] payload = this.serializer.writeArguments(new Object[] { shape.value(), name },
				List.of(shape.type(), String.class));
		assertThat(new String(payload, StandardCharsets.UTF_8)).isEqualTo(stored().get(name));
	}

	private static Shape shape(String name) {
		return Objects.requireNonNull(SHAPES.get(name));
	}

	private static Map<String, String> stored() throws IOException {
		try (InputStream file = Objects.requireNonNull(GoldenPayloadTests.class.getResourceAsStream(FILE))) {
			return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines()
				.map((line) -> line.split(" = ", 2))
				.collect(Collectors.toMap((parts) -> parts[0], (parts) -> parts[1]));
		}
	}

	private static Map<String, Shape> shapes() {
		Map<String, Shape> shapes = new LinkedHashMap<>();
		addNumbersAndTexts(shapes);
		addTimes(shapes);
		addObjects(shapes);
		addContainers(shapes);
		return shapes;
	}

	private static void addNumbersAndTexts(Map<String, Shape> shapes) {
		shapes.put("boolean", new Shape(boolean.class, true));
		shapes.put("byte", new Shape(byte.class, (byte) -128));
		shapes.put("short", new Shape(short.class, Short.MAX_VALUE));
		shapes.put("char", new Shape(char.class, '\u00e9'));
		shapes.put("int", new Shape(int.class, Integer.MIN_VALUE));
		shapes.put("long", new Shape(long.class, Long.MAX_VALUE));
		shapes.put("float", new Shape(float.class, 0.1f));
		shapes.put("double", new Shape(double.class, 1e-300));
		shapes.put("notANumber", new Shape(double.class, Double.NaN));
		shapes.put("boxed", new Shape(Long.class, 7L));
		shapes.put("boxedNull", new Shape(Long.class, null));
		shapes.put("bigInteger", new Shape(BigInteger.class, BigInteger.TWO.pow(200)));
		shapes.put("bigDecimal", new Shape(BigDecimal.class, new BigDecimal("12.3400")));
		shapes.put("string", new Shape(String.class, "\"quoted\" \\ \u20ac \ud83d\ude00 \u0000 \n"));
		shapes.put("stringNull", new Shape(String.class, null));
		shapes.put("enum", new Shape(Color.class, Color.DARK_RED));
		shapes.put("uuid", new Shape(UUID.class, new UUID(0x0123456789abcdefL, 0x89abcdef01234567L)));
		shapes.put("uri", new Shape(URI.class, URI.create("https://example.org/a?b=c")));
		shapes.put("locale", new Shape(Locale.class, Locale.CANADA_FRENCH));
		shapes.put("currency", new Shape(Currency.class, Currency.getInstance("EUR")));
	}

	private static void addTimes(Map<String, Shape> shapes) {
		LocalDateTime time = LocalDateTime.of(2026, 2, 28, 23, 59, 58, 123_456_789);
		shapes.put("instant", new Shape(Instant.class, Instant.parse("2026-02-28T23:59:58.123456789Z")));
		shapes.put("localDate", new Shape(LocalDate.class, time.toLocalDate()));
		shapes.put("localTime", new Shape(LocalTime.class, time.toLocalTime()));
		shapes.put("localDateTime", new Shape(LocalDateTime.class, time));
		shapes.put("offsetDateTime", new Shape(OffsetDateTime.class, OffsetDateTime.parse("2026-02-28T10:00+02:00")));
		shapes.put("zonedDateTime", new Shape(ZonedDateTime.class, time.atZone(ZoneId.of("Europe/Berlin"))));
		shapes.put("yearMonth", new Shape(YearMonth.class, YearMonth.of(2026, 2)));
		shapes.put("duration", new Shape(Duration.class, Duration.parse("PT25H0.000000001S")));
		shapes.put("period", new Shape(Period.class, Period.of(1, 2, 3)));
		shapes.put("zoneId", new Shape(ZoneId.class, ZoneId.of("Europe/Berlin")));
	}

	private static void addObjects(Map<String, Shape> shapes) {
		Line line = new Line("nut", 3, Color.BLUE, null);
		shapes.put("record", new Shape(Line.class, line));
		shapes.put("recordNull", new Shape(Line.class, null));
		shapes.put("recordInRecord", new Shape(Order.class, new Order(1, List.of(line), Map.of(Color.BLUE, 2L))));
		shapes.put("bean", new Shape(Bean.class, new Bean("x", true)));
		shapes.put("namedSubtype", new Shape(Event.class, new Paid(BigDecimal.ONE)));
		shapes.put("json", new Shape(JsonNode.class, JsonMapper.shared().readTree("{\"a\":[1,null,\"b\"]}")));
	}

	private static void addContainers(Map<String, Shape> shapes) {
		shapes.put("list", new Shape(new ParameterizedTypeReference<List<Line>>() {
		}.getType(), List.of(new Line("a", 1, Color.BLUE, "n"), new Line("b", 2, Color.DARK_RED, null))));
		shapes.put("set", new Shape(new ParameterizedTypeReference<Set<DayOfWeek>>() {
		}.getType(), EnumSet.of(DayOfWeek.MONDAY)));
		shapes.put("map", new Shape(new ParameterizedTypeReference<Map<Integer, List<Instant>>>() {
		}.getType(), Map.of(5, List.of(Instant.EPOCH))));
		shapes.put("optional", new Shape(new ParameterizedTypeReference<Optional<Line>>() {
		}.getType(), Optional.of(new Line("o", 0, Color.BLUE, null))));
		shapes.put("optionalEmpty", new Shape(new ParameterizedTypeReference<Optional<Line>>() {
		}.getType(), Optional.empty()));
		shapes.put("namedSubtypes", new Shape(new ParameterizedTypeReference<List<Event>>() {
		}.getType(), List.of(new Paid(BigDecimal.TEN), new Shipped("box"))));
		shapes.put("bytes", new Shape(byte[].class, new byte[] { 0, -1, 127 }));
		shapes.put("ints", new Shape(int[].class, new int[] { 1, -2 }));
		shapes.put("texts", new Shape(String[].class, new String[] { "a", null }));
	}

	/**
	 * A declared type with a value of it.
	 */
	record Shape(Type type, @Nullable Object value) {

	}

	enum Color {

		BLUE, DARK_RED

	}

	record Line(String item, int count, Color color, @Nullable String note) {

	}

	record Order(long id, List<Line> lines, Map<Color, Long> totals) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	@JsonSubTypes({ @JsonSubTypes.Type(value = Paid.class, name = "paid"),
			@JsonSubTypes.Type(value = Shipped.class, name = "shipped") })
	sealed interface Event permits Paid, Shipped {

	}

	record Paid(BigDecimal amount) implements Event {

	}

	record Shipped(String parcel) implements Event {

	}

	static class Bean {

		private String name = "";

		private boolean active;

		Bean() {
		}

		Bean(String name, boolean active) {
			this.name = name;
			this.active = active;
		}

		public String getName() {
			return this.name;
		}

		public void setName(String name) {
			this.name = name;
		}

		public boolean isActive() {
			return this.active;
		}

		public void setActive(boolean active) {
			this.active = active;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Bean bean && this.name.equals(bean.name) && this.active == bean.active;
		}

		@Override
		public int hashCode() {
			return this.name.hashCode();
		}

	}

}
