package io.kerground.jdbc;

import java.sql.Connection;
import java.util.function.Function;

import javax.sql.DataSource;

import io.kerground.core.KergroundClosedException;
import io.kerground.core.StoreException;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Reads on connections of the application's pool: on that of the present transaction if
 * there is one, so that it sees what it has sent.
 */
final class PooledReaders implements StoreReaders {

	private static final int LIMIT_SECONDS = 5;

	private final DataSource source;

	private volatile boolean closed;

	PooledReaders(DataSource source) {
		this.source = source;
	}

	@Override
	public <T extends @Nullable Object> T read(Function<JdbcTemplate, T> query) {
		if (this.closed) {
			throw new KergroundClosedException("The task store is closed");
		}
		try {
			Connection connection = DataSourceUtils.getConnection(this.source);
			try {
				// one connection, also for a query within a query
				JdbcTemplate template = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
				template.setQueryTimeout(LIMIT_SECONDS);
				return query.apply(template);
			}
			finally {
				DataSourceUtils.releaseConnection(connection, this.source);
			}
		}
		catch (DataAccessException ex) {
			throw new StoreException("The task store can't be read: " + ex.getMessage(), ex);
		}
	}

	@Override
	public void close() {
		this.closed = true;
	}

}
