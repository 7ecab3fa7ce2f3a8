package io.kerground.jackson;

import java.util.List;

import io.kerground.core.PayloadException;
import io.kerground.core.TaskNames;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.exc.MismatchedInputException;

/**
 * Says why and where Jackson failed, without any value: its own messages quote values,
 * which may be secrets. For the same reason its exceptions are never kept as causes,
 * whose texts would be stored and logged.
 */
final class Reasons {

	private Reasons() {
	}

	static String of(RuntimeException ex) {
		String path = (ex instanceof JacksonException jackson) ? path(jackson.getPath()) : "";
		return (path.isEmpty() ? "" : " at " + TaskNames.printable(path)) + ": " + reason(ex);
	}

	private static String path(List<JacksonException.Reference> references) {
		StringBuilder path = new StringBuilder();
		for (JacksonException.Reference reference : references) {
			if (reference.getPropertyName() == null) {
				path.append('[').append(reference.getIndex()).append(']');
			}
			else {
				path.append(path.isEmpty() ? "" : ".").append(reference.getPropertyName());
			}
			if (path.length() > 300) {
				break;
			}
		}
		return path.toString();
	}

	private static String reason(RuntimeException ex) {
		if (ex instanceof PayloadException) {
			return String.valueOf(ex.getMessage());
		}
		if (ex instanceof StreamConstraintsException constraints) {
			return constraints.getOriginalMessage();
		}
		if (ex instanceof StreamReadException) {
			return "this is no JSON in valid UTF-8";
		}
		Throwable cause = ex.getCause();
		if (ex instanceof JacksonException && cause != null) {
			return "its class threw " + cause.getClass().getName();
		}
		if (ex instanceof InvalidDefinitionException definition) {
			return unbuildable(definition.getType());
		}
		if (ex instanceof MismatchedInputException mismatch) {
			Class<?> target = mismatch.getTargetType();
			return "it does not fit " + ((target != null) ? target.getTypeName() : "the declared type");
		}
		return ex.getClass().getName();
	}

	static String unbuildable(@Nullable JavaType type) {
		String name = (type != null) ? type.getRawClass().getTypeName() : "the declared type";
		return name + " can't be built from JSON: use a record, a class with a constructor without parameters or a"
				+ " @JsonCreator, or, if it is abstract, put @JsonTypeInfo(use = Id.NAME) and @JsonSubTypes on it";
	}

}
