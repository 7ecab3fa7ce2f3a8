package io.kerground.jdbc;

import java.math.BigDecimal;
import java.security.MessageDigest;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A row on its way from one store to another: numbers, texts and bytes by the names of
 * their columns, the same whatever database they come from. Unmodifiable.
 */
final class TransferRow {

	private final Map<String, @Nullable Object> values;

	private TransferRow(Map<String, @Nullable Object> values) {
		this.values = values;
	}

	static TransferRow read(ResultSet row, List<String> columns) throws SQLException {
		Map<String, @Nullable Object> values = new LinkedHashMap<>();
		for (int i = 0; i < columns.size(); i++) {
			values.put(columns.get(i), plain(row.getObject(i + 1)));
		}
		return new TransferRow(values);
	}

	/**
	 * Returns a value as every database takes it.
	 */
	private static @Nullable Object plain(@Nullable Object value) throws SQLException {
		if (value instanceof BigDecimal number) {
			return number.longValueExact();
		}
		if (value instanceof Number number) {
			return number.longValue();
		}
		if (value instanceof Boolean bool) {
			return bool ? 1L : 0L;
		}
		return (value instanceof Blob blob) ? blob.getBytes(1, (int) blob.length()) : value;
	}

	TransferRow with(String column, @Nullable Object value) {
		Map<String, @Nullable Object> changed = new LinkedHashMap<>(this.values);
		changed.put(column, value);
		return new TransferRow(changed);
	}

	@Nullable Object value(String column) {
		return this.values.get(column);
	}

	@Nullable Long numberOrNull(String column) {
		return (Long) this.values.get(column);
	}

	long number(String column) {
		Long number = numberOrNull(column);
		return (number != null) ? number : 0;
	}

	byte[] bytes(String column) {
		byte[] bytes = (byte[]) this.values.get(column);
		return (bytes != null) ? bytes : new byte[0];
	}

	/**
	 * Adds values to a digest, each with its name and its length, so that no two rows
	 * look alike.
	 */
	void digest(MessageDigest digest, List<String> columns) {
		for (String column : columns) {
			TransferDigest.add(digest, column);
			TransferDigest.add(digest, this.values.get(column));
		}
	}

}
