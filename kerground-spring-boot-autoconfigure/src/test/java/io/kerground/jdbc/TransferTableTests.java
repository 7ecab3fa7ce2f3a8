package io.kerground.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nobody adds a column and forgets to move it.
 */
class TransferTableTests {

	/** What a move makes anew, copies by names, or leaves where it is, on purpose. */
	private static final Set<String> NOT_COPIED = Set.of("queue.id", "queue.name", "name.id", "name.name", "removed.id",
			"removed.fence", "batch.seq", "follower.seq", "schedule.id", "count.queue", "count.name", "count.status",
			"count.tasks", "paused_queue.queue", "paused_name.name", "fuse.name", "fuse.reason", "fuse.since_at",
			"fuse.until_at", "mute.cause", "mute.reason", "mute.since_at", "mute.until_at", "schedule_node.schedule",
			"schedule_node.node");

	private static final Set<String> NOT_COPIED_TABLES = Set.of("node", "schema", "deleted");

	@TempDir
	Path folder;

	@Test
	void everyColumnOfTheTablesIsMovedOrLeftOnPurpose() throws SQLException {
		Set<String> expected = new TreeSet<>(NOT_COPIED);
		for (TransferTable table : List.of(TransferTable.TASK, TransferTable.PAYLOAD, TransferTable.RESPONSE,
				TransferTable.PROGRESS, TransferTable.ATTEMPT, TransferTable.LOG, TransferTable.MEMBER,
				TransferTable.BATCH, TransferTable.FOLLOWER, TransferTable.SCHEDULE)) {
			table.columns().forEach((column) -> expected.add(table.name() + "." + column));
		}
		assertThat(columns()).containsExactlyInAnyOrderElementsOf(expected);
	}

	private List<String> columns() throws SQLException {
		List<String> columns = new ArrayList<>();
		try (StoreFixture store = new StoreFixture(this.folder);
				Connection connection = store.open();
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("""
						select substr(m.name, 11), c.name from sqlite_master m join pragma_table_info(m.name) c
						where m.type = 'table' and m.name like 'kerground\\_%' escape '\\'""")) {
			while (rows.next()) {
				if (!NOT_COPIED_TABLES.contains(rows.getString(1))) {
					columns.add(rows.getString(1) + "." + rows.getString(2));
				}
			}
		}
		return columns;
	}

}
