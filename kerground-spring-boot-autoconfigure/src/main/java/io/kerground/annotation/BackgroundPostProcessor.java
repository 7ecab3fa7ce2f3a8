package io.kerground.annotation;

import java.util.Objects;
import java.util.function.Supplier;

import io.kerground.core.KergroundOperations;
import org.aopalliance.intercept.MethodInterceptor;

import org.springframework.aop.Advisor;
import org.springframework.aop.Pointcut;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;

/**
 * Puts an interceptor before all other advice of the beans that have {@link Background}
 * methods.
 *
 * @since 0.1.0
 */
public final class BackgroundPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor {

	private final transient Pointcut pointcut = new AnnotationMatchingPointcut(null, Background.class, true);

	private final transient Supplier<KergroundOperations> operations;

	/**
	 * Creates the post-processor.
	 * @param operations where tasks are sent, asked for at each call
	 */
	public BackgroundPostProcessor(Supplier<KergroundOperations> operations) {
		this.operations = operations;
		// tells which beans are eligible; each gets an advisor that knows its name
		this.advisor = new DefaultPointcutAdvisor(this.pointcut,
				(MethodInterceptor) (invocation) -> invocation.proceed());
		setBeforeExistingAdvisors(true);
		setProxyTargetClass(true);
		setOrder(Ordered.LOWEST_PRECEDENCE);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof AopInfrastructureBean) {
			return bean;
		}
		if (bean instanceof Advised advised && !advised.isFrozen()) {
			if (isEligible(AopUtils.getTargetClass(bean))) {
				advised.addAdvisor(0, advisor(beanName));
			}
			return bean;
		}
		if (!isEligible(bean, beanName)) {
			return bean;
		}
		ProxyFactory factory = prepareProxyFactory(bean, beanName);
		factory.addAdvisor(advisor(beanName));
		return factory.getProxy(getProxyClassLoader());
	}

	private Advisor advisor(String beanName) {
		String name = ScopedProxyUtils.isScopedTarget(beanName) ? ScopedProxyUtils.getOriginalBeanName(beanName)
				: beanName;
		ConfigurableListableBeanFactory factory = Objects.requireNonNull(this.beanFactory);
		return new DefaultPointcutAdvisor(this.pointcut, new BackgroundInterceptor(factory, this.operations, name));
	}

}
