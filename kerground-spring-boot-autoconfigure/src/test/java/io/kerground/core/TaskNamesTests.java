package io.kerground.core;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TaskNamesTests {

	@ParameterizedTest
	@ValueSource(strings = { "a", "reportWorker.monthly", "mail-report", "a_b:c", "Größe", "报告", "0" })
	void namesAreLettersDigitsAndFewSigns(String name) {
		assertThat(TaskNames.check("queue", name)).isEqualTo(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a b", "a/b", "a\n", "a\r\n2026 INFO forged", "a\u0000", "\ud83d\ude00", "\ud83d",
			"a'b", "a;b", "${x}", "é\u0301" })
	void anythingElseIsRefused(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> TaskNames.check("queue", name))
			.withMessageContaining("queue")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("\n", "\r", "\u0000"));
	}

	@Test
	void lengthIsLimited() {
		assertThat(TaskNames.check("queue", "x".repeat(200))).hasSize(200);
		assertThatIllegalArgumentException().isThrownBy(() -> TaskNames.check("queue", "x".repeat(201)));
		assertThatIllegalArgumentException().isThrownBy(() -> TaskNames.check("queue", "x".repeat(1_000_000)))
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(500));
	}

	@Test
	void printableTextIsOnOneLine() {
		assertThat(TaskNames.printable("a\r\n\tb\u001b[31m\u2028\u0085")).isEqualTo("a???b?[31m??");
		assertThat(TaskNames.printable("half \ud83d")).isEqualTo("half ?");
		assertThat(TaskNames.printable("whole \ud83d\ude00")).isEqualTo("whole \ud83d\ude00");
		assertThat(TaskNames.printable("x".repeat(301))).hasSize(301).endsWith("…");
		assertThat(TaskNames.printable("x".repeat(299) + "\ud83d\ude00y")).endsWith("?…");
	}

}
