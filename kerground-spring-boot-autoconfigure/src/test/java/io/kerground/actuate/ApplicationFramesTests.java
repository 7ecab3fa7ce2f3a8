package io.kerground.actuate;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which place in a stack trace is the application's.
 */
class ApplicationFramesTests {

	@Test
	void framesOfTheJdkOfFrameworksAndOfProxiesAreSkipped() {
		assertThat(ApplicationFrames.first("""
				java.lang.IllegalStateException: at com.shop.Fake.line(Fake.java:1)
					at java.base/java.util.Objects.requireNonNull(Objects.java:233)
					at org.springframework.util.Assert.notNull(Assert.java:10)
					at com.shop.Mails$$SpringCGLIB$$0.send(<generated>)
					at app//com.shop.Mails.send(Mails.java:12)
					at com.shop.Orders.confirm(Orders.java:3)
					at io.kerground.annotation.WorkerInvocation.invoke(WorkerInvocation.java:80)
				""")).isEqualTo("com.shop.Mails.send");
	}

	@Test
	void theFirstExceptionCountsBeforeItsCauses() {
		assertThat(ApplicationFrames.first("""
				com.shop.MailException: no
					at com.shop.Mails.send(Mails.java:12)
				Caused by: java.io.IOException: gone
					at com.shop.Sockets.open(Sockets.java:5)
				""")).isEqualTo("com.shop.Mails.send");
	}

	@Test
	void aTraceWithoutCodeOfTheApplicationHasNone() {
		assertThat(ApplicationFrames.first("")).isNull();
		assertThat(ApplicationFrames.first("java.lang.Error\n\tat java.base/java.lang.Thread.run(Thread.java:1)"))
			.isNull();
	}

}
