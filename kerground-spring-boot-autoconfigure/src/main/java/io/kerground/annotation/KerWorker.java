package io.kerground.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

/**
 * Marks a bean whose public methods are tasks. Found by component scanning, as any
 * {@link Component}, or declared by a {@code @Bean} method.
 * <p>
 * Every public, non-static method that the class declares is a task, unless it is marked
 * with {@link KerIgnore}. An inherited method is one if it carries {@link KerTask}.
 * Without {@link KerTask}, these are no tasks: methods that override or implement one of
 * a {@code java.*}, {@code jakarta.*} or {@code org.springframework.*} type, the
 * accessors of a record, and methods with {@code @Autowired}, {@code @PostConstruct},
 * {@code @PreDestroy}, {@code @EventListener}, {@code @TransactionalEventListener},
 * {@code @Scheduled} or {@code @Bean}.
 * <p>
 * A task is named by its worker and its method, as in {@code reportWorker.monthly}.
 * Calling the method directly runs it inline, as any Java method.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Component
@Reflective(KerTaskReflectiveProcessor.class)
public @interface KerWorker {

	/**
	 * The name of the worker, which is the first part of its tasks' names, and of the
	 * bean. The class name with a small first letter by default.
	 * @return the name, which may hold {@code ${…}} placeholders in the names of tasks
	 */
	@AliasFor(annotation = Component.class)
	String value() default "";

}
