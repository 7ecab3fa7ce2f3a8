package io.kerground.jackson;

import java.io.InputStream;
import java.io.Serializable;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.kerground.core.PayloadException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.annotation.JsonDeserialize;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class TypeCheckTests {

	private final JacksonTaskSerializer serializer = JacksonTaskSerializer.create();

	static List<Type> readable() {
		return List.of(int.class, String.class, Number.class, CharSequence.class, Instant.class, JsonNode.class,
				int[].class, String[].class, void.class, Void.class, Thread.State.class, Sealed.class, Point.class,
				Tree.class, Attributes.class, ByFactory.class, Redirected.class, type(new TypeOf<List<Point>>() {
				}), type(new TypeOf<Map<String, List<Point>>>() {
				}), type(new TypeOf<Collection<? extends Point>>() {
				}), type(new TypeOf<Set<Sealed>>() {
				}), type(new TypeOf<Optional<Point>>() {
				}), type(new TypeOf<Box<Point>>() {
				}));
	}

	static List<Type> unreadable() {
		return List.of(Object.class, Serializable.class, Comparable.class, List.class, Map.class, Object[].class,
				Stream.class, Iterator.class, InputStream.class, CompletableFuture.class, Thread.class, Class.class,
				Runnable.class, Animal.class, Abstract.class, NoCreator.class, Owner.class, Map.Entry.class,
				SealedWithoutInfo.class, type(new TypeOf<List<?>>() {
				}), type(new TypeOf<List<? super Point>>() {
				}), type(new TypeOf<Map<String, Object>>() {
				}), type(new TypeOf<Map<Object, String>>() {
				}), type(new TypeOf<List<Map<String, List<Animal>>>>() {
				}), type(new TypeOf<Optional<Object>>() {
				}), type(new TypeOf<Optional<NoCreator>>() {
				}), type(new TypeOf<Box<Animal>>() {
				}));
	}

	@ParameterizedTest
	@MethodSource("readable")
	void typesThatCanBeReadBackAreLetThrough(Type type) {
		assertThatNoException().isThrownBy(() -> this.serializer.check(type));
	}

	@ParameterizedTest
	@MethodSource("unreadable")
	void typesThatCannotBeReadBackAreRefused(Type type) {
		assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> this.serializer.check(type))
			.withMessageStartingWith(type.getTypeName() + " could not be read back: ")
			.withMessageNotContaining("IllegalArgumentException");
	}

	private static Type type(TypeOf<?> reference) {
		return ((ParameterizedType) reference.getClass().getGenericSuperclass()).getActualTypeArguments()[0];
	}

	@SuppressWarnings("UnusedTypeParameter")
	abstract static class TypeOf<T> {

	}

	record Point(int x, int y) {

	}

	record Box<T>(T content) {

	}

	record Tree(Tree left, List<Tree> children) {

	}

	record Attributes(Map<String, Object> values, Object anything) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	sealed interface Sealed permits Only {

	}

	record Only(int x) implements Sealed {

	}

	sealed interface SealedWithoutInfo permits OnlyOther {

	}

	record OnlyOther(int x) implements SealedWithoutInfo {

	}

	@JsonDeserialize(as = RedirectedRecord.class)
	interface Redirected {

	}

	record RedirectedRecord(int x) implements Redirected {

	}

	interface Animal {

	}

	abstract static class Abstract {

	}

	record Owner(String name, Animal animal) {

	}

	static final class ByFactory {

		private final String text;

		private ByFactory(String text) {
			this.text = text;
		}

		@JsonCreator
		static ByFactory of(String text) {
			return new ByFactory(text);
		}

		public String getText() {
			return this.text;
		}

	}

	static class NoCreator {

		NoCreator(String value, int other) {
		}

	}

}
