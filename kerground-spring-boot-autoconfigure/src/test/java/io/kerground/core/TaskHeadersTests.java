package io.kerground.core;

import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The stored form of headers.
 */
class TaskHeadersTests {

	@Test
	void whatIsWrittenIsReadAgainWhateverItHolds() {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
		headers.put("a=b&c", "d=e&f%20\n\u00fc +");
		headers.put("empty", "");
		String text = TaskHeaders.write(headers);
		assertThat(text).startsWith("traceparent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01&")
			.matches("\\p{Print}+");
		assertThat(TaskHeaders.read(text)).containsExactlyEntriesOf(headers);
	}

	@Test
	void noHeadersAreNoText() {
		assertThat(TaskHeaders.write(Map.of())).isNull();
		assertThat(TaskHeaders.read(null)).isEmpty();
	}

	@Test
	void aHeaderThatDoesNotFitIsLeftOutAndTheOthersStay() {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("first", "1");
		headers.put("long", "x".repeat(TaskHeaders.MAX_LENGTH));
		headers.put("last", "2");
		assertThat(TaskHeaders.write(headers)).isEqualTo("first=1&last=2");
	}

	@Test
	void whatCannotBeReadIsLeftOut() {
		assertThat(TaskHeaders.read("a=1&=2&b&c=%zz&d=4")).containsExactly(Map.entry("a", "1"), Map.entry("d", "4"));
	}

}
