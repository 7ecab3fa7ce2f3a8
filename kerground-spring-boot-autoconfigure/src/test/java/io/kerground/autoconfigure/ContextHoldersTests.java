package io.kerground.autoconfigure;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

import io.kerground.engine.ThreadCleaner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is taken away from the thread of a body.
 */
class ContextHoldersTests {

	@TempDir
	Path folder;

	@Test
	void localeAndRequestAreCleared() {
		ThreadCleaner cleaner = new ContextHolders(ContextHolders.OPTIONAL, getClass().getClassLoader());
		LocaleContextHolder.setLocale(Locale.CANADA_FRENCH);
		RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(new MockHttpServletRequest()));
		assertThat(cleaner.clean()).isNull();
		assertThat(LocaleContextHolder.getLocaleContext()).isNull();
		assertThat(RequestContextHolder.getRequestAttributes()).isNull();
	}

	@Test
	void aHolderThatIsThereIsClearedAndOneThatIsNotIsLeftOut() {
		// stands in for that of Spring Security, which is no dependency here
		ThreadCleaner cleaner = new ContextHolders(
				Map.of(UserHolder.class.getName(), "clearContext", "org.example.Missing", "clearContext"),
				getClass().getClassLoader());
		UserHolder.CONTEXT.set("somebody");
		cleaner.clean();
		assertThat(UserHolder.CONTEXT.get()).isNull();
	}

	@Test
	void anApplicationHasTheCleanersThatItsClassPathAllows() {
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(KergroundAutoConfiguration.class))
			.withPropertyValues("kerground.store.path=" + this.folder.resolve("kerground.db"));
		runner.run((context) -> assertThat(context.getBeanProvider(ThreadCleaner.class).orderedStream()).hasSize(2));
		runner.withClassLoader(new FilteredClassLoader(TransactionSynchronizationManager.class))
			.run((context) -> assertThat(context.getBeanProvider(ThreadCleaner.class).orderedStream()).singleElement()
				.isInstanceOf(ContextHolders.class));
	}

	/**
	 * Keeps a user for a thread.
	 */
	public static final class UserHolder {

		private static final ThreadLocal<@Nullable String> CONTEXT = new ThreadLocal<>();

		private UserHolder() {
		}

		public static void clearContext() {
			CONTEXT.remove();
		}

	}

}
