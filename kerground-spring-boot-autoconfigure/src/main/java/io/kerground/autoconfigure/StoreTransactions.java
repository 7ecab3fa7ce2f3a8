package io.kerground.autoconfigure;

import java.util.List;
import java.util.function.Supplier;

import io.kerground.core.KergroundSetupException;
import io.kerground.jdbc.TransactionalTaskRepository;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Finds the transaction manager of the application whose transactions the store takes
 * part in, when it is asked for the first time: the primary one before others.
 */
final class StoreTransactions implements Supplier<PlatformTransactionManager> {

	private static final Logger logger = LoggerFactory.getLogger(StoreTransactions.class);

	private final TransactionalTaskRepository store;

	private final ObjectProvider<PlatformTransactionManager> managers;

	private volatile @Nullable PlatformTransactionManager found;

	StoreTransactions(TransactionalTaskRepository store, ObjectProvider<PlatformTransactionManager> managers) {
		this.store = store;
		this.managers = managers;
	}

	@Override
	public PlatformTransactionManager get() {
		PlatformTransactionManager known = this.found;
		if (known == null) {
			known = find();
			this.found = known;
		}
		return known;
	}

	private PlatformTransactionManager find() {
		PlatformTransactionManager first = this.managers.getIfUnique();
		if (first != null && isOfStore(first)) {
			return first;
		}
		List<PlatformTransactionManager> fitting = this.managers.stream().filter(this::isOfStore).toList();
		if (fitting.size() == 1) {
			return fitting.get(0);
		}
		throw new KergroundSetupException("KG010",
				fitting.isEmpty()
						? "There are transactional tasks, but no transaction manager of the application for the"
								+ " DataSource that tasks are stored in."
						: "There are transactional tasks, but several transaction managers for the DataSource that"
								+ " tasks are stored in, of which none is primary.",
				fitting.isEmpty()
						? "Define a JdbcTransactionManager or a JpaTransactionManager for this DataSource, let tasks be"
								+ " stored in the DataSource that has one (@KergroundDataSource), or take"
								+ " transactional = true away."
						: "Mark the one to use with @Primary.",
				null);
	}

	private boolean isOfStore(PlatformTransactionManager manager) {
		try {
			return this.store.isJoinedBy(manager);
		}
		catch (RuntimeException ex) {
			logger.warn("The transaction manager {} gives no transaction", manager, ex);
			return false;
		}
	}

}
