package io.kerground.sample;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What was found in a file.
 *
 * @param name the name under which it was uploaded
 * @param bytes its size
 * @param sha256 its SHA-256 in hexadecimal
 * @param text counts and terms, unless it is an image
 * @param columns statistics of each column of a CSV file
 * @param image the size of an image
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FileReport(String name, long bytes, String sha256, @Nullable TextCounts text,
		@Nullable List<ColumnStatistics> columns, @Nullable ImageSize image) {

	static FileReport ofText(String name, TextExaminer.Result text) {
		return new FileReport(name, text.digest().bytes(), text.digest().sha256(), text.counts(), null, null);
	}

	static FileReport ofCsv(String name, TextExaminer.Result text, List<ColumnStatistics> columns) {
		return new FileReport(name, text.digest().bytes(), text.digest().sha256(), text.counts(), columns, null);
	}

	static FileReport ofImage(String name, TextExaminer.Digest digest, ImageSize image) {
		return new FileReport(name, digest.bytes(), digest.sha256(), null, null, image);
	}

	/**
	 * Counts of a text.
	 *
	 * @param lines how many lines, the last one with or without an end
	 * @param words how many runs of characters that are not white space
	 * @param terms the most frequent terms in lower case, the most frequent first
	 */
	public record TextCounts(long lines, long words, List<Term> terms) {

	}

	/**
	 * A frequent term.
	 *
	 * @param term letters and digits in lower case, at least two
	 * @param count how often it occurs
	 */
	public record Term(String term, long count) {

	}

	/**
	 * Statistics of one column.
	 *
	 * @param name the name in the header line
	 * @param filled how many values are not empty
	 * @param empty how many values are empty or missing
	 * @param longest the length of the longest value
	 * @param minimum the smallest number, if every value is one
	 * @param maximum the greatest number, if every value is one
	 * @param mean the mean, if every value is a number
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record ColumnStatistics(String name, long filled, long empty, int longest, @Nullable Double minimum,
			@Nullable Double maximum, @Nullable Double mean) {

	}

	/**
	 * The size of an image, in pixels.
	 *
	 * @param width its width
	 * @param height its height
	 * @param thumbnailWidth the width of its thumbnail
	 * @param thumbnailHeight the height of its thumbnail
	 */
	public record ImageSize(int width, int height, int thumbnailWidth, int thumbnailHeight) {

	}

}
