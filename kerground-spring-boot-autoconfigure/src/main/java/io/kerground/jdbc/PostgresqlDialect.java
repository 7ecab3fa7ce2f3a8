package io.kerground.jdbc;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * PostgreSQL 14 and newer: lists and bulk writes are arrays, candidates are locked by
 * {@code for update skip locked}.
 */
final class PostgresqlDialect extends ServerDialect {

	static final PostgresqlDialect INSTANCE = new PostgresqlDialect();

	/** Any number, the same in every process: one schema is changed at a time. */
	private static final long SCHEMA_LOCK = 0x6b6572_67726f75L;

	private static final Map<String, String> SLOTS = Map.ofEntries(Map.entry("${unindexed}", ""),
			Map.entry("${in}", "= any(cast(? as bigint[]))"), Map.entry("${not in}", "<> all(cast(? as integer[]))"),
			Map.entry("${rows of list}", "unnest(cast(? as bigint[])) with ordinality j(value, place)"),
			Map.entry("${order of list}", "order by j.place"), Map.entry("${join}", "join"),
			Map.entry("${greatest}", "greatest"), Map.entry("${same as}", "is not distinct from"),
			Map.entry("${lock}", "for update"), Map.entry("${lock task}", "for update of t"),
			Map.entry("${lock free}", "for update skip locked"), Map.entry("${lock shared}", "for share"),
			Map.entry("${counts}", CONCURRENT_COUNTS), Map.entry("${touch}", TOUCH));

	private PostgresqlDialect() {
	}

	@Override
	String name() {
		return "postgresql";
	}

	@Override
	String fill(String statement) {
		return filled(statement.replaceAll(INDEX_SLOT, ""), SLOTS);
	}

	@Override
	String list(Collection<? extends Number> numbers) {
		return numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
	}

	@Override
	String lockSchema() {
		return "select pg_advisory_xact_lock(" + SCHEMA_LOCK + ")";
	}

	@Override
	String countTables() {
		return "select count(*) from pg_class where oid = to_regclass(?)";
	}

	@Override
	TaskKeys keys(WriterSession session) {
		return new PostgresqlTaskKeys(session);
	}

	@Override
	BulkWrites bulk(WriterSession session) {
		return new PostgresqlBulkWrites(session);
	}

}
