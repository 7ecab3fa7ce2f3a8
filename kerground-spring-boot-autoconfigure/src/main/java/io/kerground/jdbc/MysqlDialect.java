package io.kerground.jdbc;

import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * MySQL 8 and MariaDB: lists are JSON tables, bulk writes are statements with many rows.
 * What is written for others is put into their words here: there is no
 * {@code on conflict}.
 */
final class MysqlDialect extends ServerDialect {

	static final MysqlDialect INSTANCE = new MysqlDialect();

	private static final String LIST = "json_table(?, '$[*]' columns (place for ordinality, value bigint path '$')) j";

	private static final Map<String, String> SLOTS = Map.ofEntries(Map.entry("${unindexed}", ""),
			Map.entry("${in}", "in (select j.value from " + LIST + ")"),
			Map.entry("${not in}", "not in (select j.value from " + LIST + ")"), Map.entry("${rows of list}", LIST),
			Map.entry("${order of list}", "order by j.place"), Map.entry("${join}", "straight_join"),
			Map.entry("${greatest}", "greatest"), Map.entry("${same as}", "<=>"), Map.entry("${lock}", "for update"),
			Map.entry("${lock task}", "for update"), Map.entry("${lock free}", "for update skip locked"),
			Map.entry("${lock shared}", "lock in share mode"), Map.entry("${counts}", CONCURRENT_COUNTS),
			Map.entry("${touch}", TOUCH));

	private static final Pattern OR_NOTHING = Pattern.compile("insert into(.*)on conflict( \\(\\w+\\))? do nothing",
			Pattern.DOTALL);

	private MysqlDialect() {
	}

	@Override
	String name() {
		return "mysql";
	}

	@Override
	String fill(String statement) {
		String filled = OR_NOTHING.matcher(statement)
			.replaceFirst("insert ignore into$1")
			.replaceAll("on conflict \\(\\w+\\) do update set", "on duplicate key update")
			.replaceAll("excluded\\.(\\w+)", "values($1)")
			.replaceAll(INDEX_SLOT, "");
		return filled(filled, SLOTS);
	}

	@Override
	String list(Collection<? extends Number> numbers) {
		return numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
	}

	@Override
	String lockSchema() {
		return "select get_lock('kerground_schema', 60)";
	}

	/**
	 * A change of the schema ends each transaction, so the lock is not theirs.
	 */
	@Override
	@Nullable String unlockSchema() {
		return "select release_lock('kerground_schema')";
	}

	@Override
	String countTables() {
		return "select count(*) from information_schema.tables where table_schema = database() and table_name = ?";
	}

	@Override
	TaskKeys keys(WriterSession session) {
		return new MysqlTaskKeys(session);
	}

	@Override
	BulkWrites bulk(WriterSession session) {
		return new MysqlBulkWrites(session);
	}

}
