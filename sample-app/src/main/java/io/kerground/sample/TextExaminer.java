package io.kerground.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.kerground.sample.FileReport.Term;
import io.kerground.sample.FileReport.TextCounts;

/**
 * Counts lines, words and terms of a text in UTF-8, in one pass that keeps only the terms
 * in memory.
 */
final class TextExaminer {

	private static final int TERMS = 20;

	private final Map<String, Long> terms = new HashMap<>();

	private final StringBuilder term = new StringBuilder();

	private long lines;

	private long words;

	private boolean inWord;

	private char last = '\n';

	private TextExaminer() {
	}

	static Result examine(Path file) throws IOException {
		TextExaminer examiner = new TextExaminer();
		MessageDigest digest = sha256();
		try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest);
				Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
			examiner.read(reader);
		}
		return new Result(new Digest(Files.size(file), HexFormat.of().formatHex(digest.digest())), examiner.counts());
	}

	static Digest digest(Path file) throws IOException {
		MessageDigest digest = sha256();
		try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
			long bytes = in.transferTo(OutputStream.nullOutputStream());
			return new Digest(bytes, HexFormat.of().formatHex(digest.digest()));
		}
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	private void read(Reader reader) throws IOException {
		char[] buffer = new char[8192];
		int length = reader.read(buffer);
		while (length >= 0) {
			for (int i = 0; i < length; i++) {
				take(buffer[i]);
			}
			length = reader.read(buffer);
		}
		endTerm();
		if (this.last != '\n') {
			this.lines++;
		}
	}

	private void take(char next) {
		boolean space = Character.isWhitespace(next);
		if (!space && !this.inWord) {
			this.words++;
		}
		this.inWord = !space;
		if (next == '\n') {
			this.lines++;
		}
		if (Character.isLetterOrDigit(next)) {
			this.term.append(next);
		}
		else {
			endTerm();
		}
		this.last = next;
	}

	private void endTerm() {
		if (this.term.length() > 1) {
			this.terms.merge(this.term.toString().toLowerCase(Locale.ROOT), 1L, Long::sum);
		}
		this.term.setLength(0);
	}

	private TextCounts counts() {
		List<Term> frequent = this.terms.entrySet()
			.stream()
			.map((entry) -> new Term(entry.getKey(), entry.getValue()))
			.sorted(Comparator.comparingLong(Term::count).reversed().thenComparing(Term::term))
			.limit(TERMS)
			.toList();
		return new TextCounts(this.lines, this.words, frequent);
	}

	/**
	 * Size and hash of a file.
	 *
	 * @param bytes its size
	 * @param sha256 its SHA-256 in hexadecimal
	 */
	record Digest(long bytes, String sha256) {

	}

	/**
	 * What was found in a text.
	 *
	 * @param digest size and hash
	 * @param counts the counts
	 */
	record Result(Digest digest, TextCounts counts) {

	}

}
