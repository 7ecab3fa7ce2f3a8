package io.kerground.annotation;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

import io.kerground.core.KergroundSetupException;
import org.jspecify.annotations.Nullable;

/**
 * The reasons for which an application with such workers does not start.
 */
final class Refusals {

	private Refusals() {
	}

	static KergroundSetupException badMethod(Method method, String problem, String action) {
		return new KergroundSetupException("KG008", describe(method) + " can't be a task: " + problem + ".", action,
				null);
	}

	static KergroundSetupException badHandler(Method method, String problem) {
		return new KergroundSetupException("KG008", describe(method) + " can't handle exceptions: " + problem + ".",
				"Correct the method, or take @KerExceptionHandler away.", null);
	}

	static KergroundSetupException badType(Method method, String what, RuntimeException reason) {
		return new KergroundSetupException("KG003",
				what + " of " + describe(method) + " can't be stored: " + reason.getMessage() + ".",
				"Use types that hold data only, such as records, and @KerIgnore on methods that are no tasks.", null);
	}

	static KergroundSetupException badValue(Method method, String attribute, @Nullable String problem,
			@Nullable Throwable cause) {
		return new KergroundSetupException("KG007",
				"The " + attribute + " of " + describe(method) + " can't be used: " + problem + ".",
				"Correct it in @KerTask or @KerWorker, or the property that it refers to.", cause);
	}

	static KergroundSetupException badSchedule(Method method, String problem, @Nullable Throwable cause) {
		return new KergroundSetupException("KG009",
				"The schedule of " + describe(method) + " can't be used: " + problem + ".",
				"Correct it in @KerSchedule, @KerTrigger or @KerLoop, or the property that it refers to.", cause);
	}

	/**
	 * Returns a method as it is written in Java, with the class that declares it.
	 */
	static String describe(Method method) {
		return method.getDeclaringClass().getTypeName() + "." + method.getName()
				+ Arrays.stream(method.getParameterTypes())
					.map(Class::getSimpleName)
					.collect(Collectors.joining(", ", "(", ")"));
	}

}
