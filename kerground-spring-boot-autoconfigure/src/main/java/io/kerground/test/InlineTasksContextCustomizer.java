package io.kerground.test;

import io.kerground.core.KergroundOperations;
import io.kerground.engine.CallingThreads;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Makes bodies run on the threads that send, and lets these wait for them. All are equal,
 * so that contexts are shared.
 */
record InlineTasksContextCustomizer() implements ContextCustomizer {

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
		context.addBeanFactoryPostProcessor(InlineTasksContextCustomizer::customize);
	}

	private static void customize(ConfigurableListableBeanFactory beanFactory) {
		CallingThreads threads = new CallingThreads();
		beanFactory.registerSingleton("kergroundCallingThreads", threads);
		beanFactory.addBeanPostProcessor(new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String beanName) {
				if (!(bean instanceof KergroundOperations operations)) {
					return bean;
				}
				ProxyFactory factory = new ProxyFactory(bean);
				factory.setProxyTargetClass(true);
				factory.addAdvice(new InlineSends(operations, threads, beanFactory));
				return factory.getProxy(beanFactory.getBeanClassLoader());
			}

		});
	}

}
