package io.kerground.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import io.kerground.sample.FileReport.ColumnStatistics;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;
import org.jspecify.annotations.Nullable;

/**
 * Makes statistics of each column of a CSV file with a header line.
 */
final class CsvExaminer {

	private static final CSVFormat FORMAT = CSVFormat.RFC4180.builder()
		.setHeader()
		.setSkipHeaderRecord(true)
		.setAllowMissingColumnNames(true)
		.setDuplicateHeaderMode(DuplicateHeaderMode.ALLOW_ALL)
		.get();

	private CsvExaminer() {
	}

	static List<ColumnStatistics> examine(Path file) throws IOException {
		try (CSVParser parser = CSVParser.parse(file, StandardCharsets.UTF_8, FORMAT)) {
			List<Column> columns = parser.getHeaderNames().stream().map(Column::new).toList();
			for (CSVRecord row : parser) {
				for (int i = 0; i < columns.size(); i++) {
					columns.get(i).take((i < row.size()) ? row.get(i).strip() : "");
				}
			}
			return columns.stream().map(Column::statistics).toList();
		}
		catch (UncheckedIOException ex) {
			throw new IOException("The file is not valid CSV: " + ex.getMessage(), ex);
		}
	}

	private static final class Column {

		private final String name;

		private long filled;

		private long empty;

		private int longest;

		private long numbers;

		private double minimum = Double.POSITIVE_INFINITY;

		private double maximum = Double.NEGATIVE_INFINITY;

		private double sum;

		private Column(String name) {
			this.name = name;
		}

		private void take(String value) {
			if (value.isEmpty()) {
				this.empty++;
				return;
			}
			this.filled++;
			this.longest = Math.max(this.longest, value.length());
			Double number = number(value);
			if (number != null) {
				this.numbers++;
				this.minimum = Math.min(this.minimum, number);
				this.maximum = Math.max(this.maximum, number);
				this.sum += number;
			}
		}

		private static @Nullable Double number(String value) {
			char first = value.charAt(0);
			if (!Character.isDigit(first) && first != '-' && first != '+' && first != '.') {
				return null;
			}
			try {
				return Double.valueOf(value);
			}
			catch (NumberFormatException ex) {
				return null;
			}
		}

		private ColumnStatistics statistics() {
			boolean numeric = this.filled > 0 && this.numbers == this.filled;
			return new ColumnStatistics(this.name, this.filled, this.empty, this.longest, numeric ? this.minimum : null,
					numeric ? this.maximum : null, numeric ? this.sum / this.filled : null);
		}

	}

}
