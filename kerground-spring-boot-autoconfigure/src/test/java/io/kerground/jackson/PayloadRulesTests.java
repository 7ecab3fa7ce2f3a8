package io.kerground.jackson;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.kerground.core.PayloadException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is sent comes back equal or is refused at once, and no stored text names a class.
 */
class PayloadRulesTests {

	private static final Type MAP = new ParameterizedTypeReference<Map<String, String>>() {
	}.getType();

	private static final Type BEANS = new ParameterizedTypeReference<List<NamesItsClass>>() {
	}.getType();

	private final JacksonTaskSerializer serializer = JacksonTaskSerializer.create();

	private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20261121);

	@BeforeEach
	void forget() {
		Gadget.created = 0;
	}

	@Test
	void namesAndValuesOfRandomCodeUnitsComeBackEqualOrAreRefused() {
		int equal = 0;
		int refused = 0;
		for (int i = 0; i < 5_000; i++) {
			Map<String, String> map = Map.of(randomText(), randomText());
			if (comesBack(map, MAP)) {
				equal++;
			}
			else {
				refused++;
			}
		}
		assertThat(equal).as("come back").isGreaterThan(500);
		assertThat(refused).as("are refused").isGreaterThan(500);
	}

	private String randomText() {
		char[] chars = new char[this.random.nextInt(0, 12)];
		for (int i = 0; i < chars.length; i++) {
			int from = switch (this.random.nextInt(4)) {
				case 0 -> 0xD7F0;
				case 1 -> 0x0000;
				case 2 -> 0x2020;
				default -> 0xFFF0;
			};
			chars[i] = (char) this.random.nextInt(from, Math.min(from + 0x40, 0x10000));
		}
		return new String(chars);
	}

	private boolean comesBack(Object value, Type type) {
		byte[] payload;
		try {
			payload = this.serializer.writeArguments(new Object[] { value }, List.of(type));
		}
		catch (PayloadException ex) {
			assertThat(ex).hasMessageContaining("Argument 0").hasMessageContaining("UTF-8");
			return false;
		}
		assertThat(this.serializer.readArguments(payload, List.of(type))).containsExactly(value);
		return true;
	}

	@ParameterizedTest
	@ValueSource(strings = { "\ud800", "a\udc00b", "\ud800\ud800", "\udc00\ud800" })
	void halfOfASurrogatePairInANameIsRefusedAndInAValueComesBack(String text) {
		assertThat(comesBack(Map.of(text, "value"), MAP)).isFalse();
		assertThat(comesBack(Map.of("name", text), MAP)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "\u0000", "\ud83d\ude00", "\u2028", "\ufeff", "\uffff", "\u001b[31m", "\r\n", "" })
	void everyOtherTextComesBackAsANameAndAsAValue(String text) {
		assertThat(comesBack(Map.of(text, text), MAP)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "\u00e4", "\u20ac", "\ud83d\ude00", "\u0000" })
	void textsOfEveryLengthComeBack(String unit) {
		for (int length = 0; length <= 4096; length++) {
			String text = unit.repeat(length);
			byte[] payload = this.serializer.writeArguments(new Object[] { text, "end" },
					List.of(String.class, String.class));
			assertThat(this.serializer.readArguments(payload, List.of(String.class, String.class))[0]).isEqualTo(text);
		}
	}

	@Test
	void everyTruncatedPayloadIsRefused() {
		byte[] payload = this.serializer.writeArguments(new Object[] { Map.of("n\u00e4me", "\ud83d\ude00"), 12.5 },
				List.of(MAP, double.class));
		for (int length = 0; length < payload.length; length++) {
			byte[] cut = Arrays.copyOf(payload, length);
			assertThatExceptionOfType(PayloadException.class).as("%d bytes", length)
				.isThrownBy(() -> this.serializer.readArguments(cut, List.of(MAP, double.class)));
		}
	}

	@Test
	void randomBytesNeverFailByAnythingButAPayloadException() {
		for (int i = 0; i < 20_000; i++) {
			byte[] garbage = new byte[this.random.nextInt(0, 40)];
			this.random.nextBytes(garbage);
			if (garbage.length > 0 && this.random.nextBoolean()) {
				garbage[0] = '[';
			}
			try {
				this.serializer.readArguments(garbage, List.of(MAP));
			}
			catch (PayloadException ex) {
				assertThat(ex).hasNoCause();
			}
		}
	}

	@Test
	void aTypeIdInAPayloadCreatesNoSuchClass() {
		String gadget = Gadget.class.getName();
		Object read = read("[{\"@class\":\"" + gadget + "\",\"name\":\"x\"}]", Plain.class);
		assertThat(read).isEqualTo(new Plain("x"));
		assertThat(read("[{\"@class\":\"" + gadget + "\"}]", MAP)).isEqualTo(Map.of("@class", gadget));
		assertThat(read("[[\"" + gadget + "\",{}]]", JsonNode.class)).isInstanceOf(JsonNode.class);
		assertThatExceptionOfType(PayloadException.class)
			.isThrownBy(() -> read("[[\"" + gadget + "\",{\"name\":\"x\"}]]", Plain.class));
		assertThat(Gadget.created).isZero();
	}

	@Test
	void aTypeThatWritesClassNamesIsRefusedAtStartAtSendAndAtRun() {
		for (Type type : List.of(NamesItsClass.class, NamesItsShortClass.class, HoldsAnything.class, BEANS)) {
			assertThatExceptionOfType(PayloadException.class).as(type.getTypeName())
				.isThrownBy(() -> this.serializer.check(type))
				.withMessageStartingWith(type.getTypeName() + " could not be read back: classes are never looked up")
				.withMessageContaining("Id.NAME");
		}
		assertThatExceptionOfType(PayloadException.class).isThrownBy(
				() -> this.serializer.writeArguments(new Object[] { new Gadget() }, List.of(NamesItsClass.class)));
		Gadget.created = 0;
		String payload = "[{\"@class\":\"" + Gadget.class.getName() + "\"}]";
		assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> read(payload, NamesItsClass.class));
		assertThatExceptionOfType(PayloadException.class).isThrownBy(
				() -> read("[{\"value\":{\"@class\":\"" + Gadget.class.getName() + "\"}}]", HoldsAnything.class));
		assertThat(Gadget.created).isZero();
	}

	@Test
	void aJavaTypeIsNeverBuiltFromAStoredName() {
		assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> this.serializer.check(JavaType.class));
		assertThatExceptionOfType(PayloadException.class)
			.isThrownBy(() -> read("[\"java.util.ArrayList<java.lang.Runtime>\"]", JavaType.class));
	}

	private Object read(String payload, Type type) {
		return this.serializer.readArguments(payload.getBytes(StandardCharsets.UTF_8), List.of(type))[0];
	}

	record Plain(String name) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
	interface NamesItsClass {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.MINIMAL_CLASS)
	static class NamesItsShortClass {

	}

	record HoldsAnything(@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS) Object value) {

	}

	static class Gadget implements NamesItsClass {

		private static int created;

		Gadget() {
			created++;
		}

		public void setName(String name) {
			created++;
		}

	}

}
