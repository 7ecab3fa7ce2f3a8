package io.kerground.benchmarks;

import java.io.IOException;
import java.nio.file.Path;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of its own for the time of the measurements.
 */
final class PostgresServer implements AutoCloseable {

	/** No server is needed. */
	static final PostgresServer NONE = new PostgresServer(null, "");

	private final @Nullable EmbeddedPostgres server;

	private final String problem;

	private PostgresServer(@Nullable EmbeddedPostgres server, String problem) {
		this.server = server;
		this.problem = problem;
	}

	/**
	 * Starts a server that syncs its log as a real one does.
	 */
	static PostgresServer start(Path folder) {
		try {
			EmbeddedPostgres server = EmbeddedPostgres.builder()
				.setOverrideWorkingDirectory(folder.resolve("postgresql-program").toFile())
				.setDataDirectory(folder.resolve("postgresql-data"))
				.setServerConfig("fsync", "on")
				.setServerConfig("full_page_writes", "on")
				.setServerConfig("synchronous_commit", "on")
				.setServerConfig("shared_buffers", "512MB")
				.setServerConfig("max_wal_size", "4GB")
				.setServerConfig("max_connections", "100")
				.start();
			return new PostgresServer(server, "");
		}
		catch (IOException | IllegalStateException ex) {
			return new PostgresServer(null, String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * Returns the address of the server, empty when it does not run.
	 */
	String url() {
		return (this.server != null) ? this.server.getJdbcUrl("postgres", "postgres") : "";
	}

	/**
	 * Returns why the server could not be started.
	 */
	String problem() {
		return this.problem;
	}

	@Override
	public void close() throws IOException {
		if (this.server != null) {
			this.server.close();
		}
	}

}
