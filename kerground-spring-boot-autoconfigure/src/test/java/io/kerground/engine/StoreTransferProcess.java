package io.kerground.engine;

import java.nio.file.Path;
import java.time.Duration;

import com.zaxxer.hikari.HikariDataSource;
import io.kerground.core.TaskClock;
import io.kerground.jdbc.PostgresqlServer;
import io.kerground.jdbc.StoreTransfer;
import io.kerground.jdbc.TransferLimits;

/**
 * A process that moves the tasks of a file into a database, or back, until it is killed.
 */
final class StoreTransferProcess {

	private StoreTransferProcess() {
	}

	public static void main(String[] arguments) {
		try (HikariDataSource pool = PostgresqlServer.pool(arguments[2])) {
			transfer(arguments[0].equals("back"), Path.of(arguments[1]), pool)
				.run(new TransferLimits(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1)));
		}
	}

	static StoreTransfer transfer(boolean back, Path file, HikariDataSource pool) {
		return back
				? StoreTransfer.intoFile(pool, "kerground_", file, "kerground_", TaskClock.system(),
						StoreTransferProcess::tell)
				: StoreTransfer.ofFile(file, "kerground_", pool, "kerground_", TaskClock.system(),
						StoreTransferProcess::tell);
	}

	private static void tell(String text) {
		System.out.println(text);
	}

}
