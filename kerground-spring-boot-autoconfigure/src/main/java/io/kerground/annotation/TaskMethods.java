package io.kerground.annotation;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodIntrospector;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;

/**
 * Tells which methods of a class are tasks. Annotations of optional libraries are
 * compared by name, so that the libraries need not be there.
 */
final class TaskMethods {

	private static final List<String> OTHER_CALLERS = List.of("org.springframework.beans.factory.annotation.Autowired",
			"org.springframework.context.event.EventListener",
			"org.springframework.transaction.event.TransactionalEventListener",
			"org.springframework.scheduling.annotation.Scheduled", "org.springframework.context.annotation.Bean",
			"jakarta.annotation.PostConstruct", "jakarta.annotation.PreDestroy", "jakarta.inject.Inject");

	private static final List<String> FRAMEWORKS = List.of("java.", "jakarta.", "org.springframework.");

	private static final List<Class<? extends Annotation>> ANNOTATIONS = List.of(Background.class, KerTask.class,
			KerSchedule.class, KerTrigger.class, KerLoop.class);

	private static final String ASYNC = "org.springframework.scheduling.annotation.Async";

	private TaskMethods() {
	}

	/**
	 * Returns the tasks of a worker in a fixed order.
	 */
	static Set<Method> of(Class<?> worker) {
		Set<Method> methods = new TreeSet<>(Comparator.comparing(Method::toString));
		methods.addAll(annotated(worker));
		Stream.of(worker.getDeclaredMethods()).filter((method) -> isTask(worker, method)).forEach(methods::add);
		methods.forEach((method) -> refuseMisuse(worker, method));
		return methods;
	}

	/**
	 * Refuses {@link KerTask} in a class that is not a worker.
	 */
	static void refuseOutsideOfWorkers(Class<?> type) {
		if (!AnnotationUtils.isCandidateClass(type, ANNOTATIONS)) {
			return;
		}
		for (Method method : annotated(type)) {
			if (!isBackground(method)) {
				throw Refusals.badMethod(method,
						word(method) + " has no effect in " + type.getTypeName() + ", which is not a worker",
						"Put @KerWorker on the class, or take " + word(method) + " away.");
			}
		}
	}

	private static String word(Method method) {
		return ANNOTATIONS.stream()
			.filter((annotation) -> AnnotatedElementUtils.hasAnnotation(method, annotation))
			.map((annotation) -> "@" + annotation.getSimpleName())
			.findFirst()
			.orElse("@KerTask");
	}

	/**
	 * Returns the methods of a class that is not a worker whose calls are sent.
	 */
	static Set<Method> background(Class<?> type) {
		if (!AnnotationUtils.isCandidateClass(type, Background.class)) {
			return Set.of();
		}
		Set<Method> methods = new TreeSet<>(Comparator.comparing(Method::toString));
		annotated(type).stream().filter(TaskMethods::isBackground).forEach(methods::add);
		methods.forEach((method) -> refuseMisuse(type, method));
		return methods;
	}

	static boolean isBackground(Method method) {
		return AnnotatedElementUtils.hasAnnotation(method, Background.class);
	}

	static @Nullable KerTask annotation(Method method) {
		return AnnotatedElementUtils.findMergedAnnotation(method, KerTask.class);
	}

	private static Set<Method> annotated(Class<?> type) {
		return MethodIntrospector
			.selectMethods(type, (MethodIntrospector.MetadataLookup<Boolean>) (
					method) -> (annotation(method) != null || ScheduleSettings.isPresent(method)) ? Boolean.TRUE : null)
			.keySet();
	}

	private static boolean isTask(Class<?> worker, Method method) {
		return Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers())
				&& !method.isSynthetic() && !isIgnored(method) && !ExceptionHandlers.isHandler(method)
				&& !isAccessor(worker, method) && !isCalledByOthers(method) && !isOfAFramework(worker, method);
	}

	private static boolean isIgnored(Method method) {
		return AnnotatedElementUtils.isAnnotated(method, KerIgnore.class);
	}

	private static boolean isAccessor(Class<?> worker, Method method) {
		return worker.isRecord()
				&& Stream.of(worker.getRecordComponents()).map(RecordComponent::getAccessor).anyMatch(method::equals);
	}

	private static boolean isCalledByOthers(Method method) {
		MergedAnnotations annotations = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY);
		return OTHER_CALLERS.stream().anyMatch(annotations::isPresent);
	}

	private static boolean isOfAFramework(Class<?> worker, Method method) {
		return superTypes(worker).filter((type) -> FRAMEWORKS.stream().anyMatch(type.getName()::startsWith))
			.flatMap((type) -> Stream.of(type.getDeclaredMethods()))
			.anyMatch((candidate) -> overrides(worker, method, candidate));
	}

	private static Stream<Class<?>> superTypes(Class<?> type) {
		Class<?> superclass = type.getSuperclass();
		Stream<Class<?>> interfaces = ClassUtils.getAllInterfacesForClassAsSet(type).stream().map((each) -> each);
		return Stream.concat(interfaces.flatMap(TaskMethods::withSuperInterfaces), superclasses(superclass)).distinct();
	}

	private static Stream<Class<?>> superclasses(@Nullable Class<?> type) {
		return (type != null) ? Stream.concat(Stream.of(type), superclasses(type.getSuperclass())) : Stream.empty();
	}

	private static Stream<Class<?>> withSuperInterfaces(Class<?> type) {
		return Stream.concat(Stream.of(type),
				Stream.of(type.getInterfaces()).flatMap(TaskMethods::withSuperInterfaces));
	}

	private static boolean overrides(Class<?> worker, Method method, Method candidate) {
		if (!candidate.getName().equals(method.getName()) || candidate.getParameterCount() != method.getParameterCount()
				|| Modifier.isStatic(candidate.getModifiers()) || Modifier.isPrivate(candidate.getModifiers())) {
			return false;
		}
		Class<?>[] parameters = method.getParameterTypes();
		for (int i = 0; i < parameters.length; i++) {
			if (ResolvableType.forMethodParameter(candidate, i, worker).toClass() != parameters[i]) {
				return false;
			}
		}
		return true;
	}

	private static void refuseMisuse(Class<?> worker, Method method) {
		if (isIgnored(method)) {
			throw Refusals.badMethod(method, "it carries " + word(method) + " and @KerIgnore",
					"Take one of them away.");
		}
		if (!Modifier.isPublic(method.getModifiers())) {
			throw Refusals.badMethod(method, "it is not public",
					"Write public before it, or take " + word(method) + " away.");
		}
		if (Modifier.isStatic(method.getModifiers())) {
			throw Refusals.badMethod(method, "it is static", "Take static away, or " + word(method) + ".");
		}
		if (isAsync(method) || isAsync(worker) || isAsync(method.getDeclaringClass())) {
			throw Refusals.badMethod(method, "it is @Async, so it would end before its work is done",
					"Take @Async away: tasks run in the background anyway. Or mark the method with @KerIgnore.");
		}
		if (isBackground(method)) {
			refuseMisuseOfBackground(method);
		}
	}

	private static void refuseMisuseOfBackground(Method method) {
		if (Modifier.isFinal(method.getModifiers())) {
			throw Refusals.badMethod(method, "it is final, so that its calls can't be sent", "Take final away.");
		}
		Class<?> type = method.getReturnType();
		if (type != void.class && type != UUID.class && type != CompletableFuture.class) {
			throw Refusals.badMethod(method, "a call of a @Background method can't return a " + type.getSimpleName(),
					"Return nothing, the UUID of the task, or a CompletableFuture.");
		}
	}

	private static boolean isAsync(AnnotatedElement element) {
		return MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY).isPresent(ASYNC);
	}

}
