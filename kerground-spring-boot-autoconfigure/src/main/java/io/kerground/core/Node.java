package io.kerground.core;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * One running application that works on a store.
 *
 * @param seq the store's internal key; 0 before it joined
 * @param id the random id of this start of the application
 * @param application the name of the application
 * @param host the name of the host
 * @param pid the process id
 * @param processStartedAt when the process started, in milliseconds since 1970, to tell
 * processes with the same id apart
 * @param bootId the identity of the running kernel, or empty when it is not known
 * @param pidNamespace the identity of the process id namespace, or empty
 * @param lockFile the file that the node keeps locked while it lives, or null
 * @param names the task names that its workers know
 * @param startedAt when it joined
 * @param beat how often it has told that it lives
 * @since 0.1.0
 */
public record Node(long seq, UUID id, String application, String host, long pid, long processStartedAt, String bootId,
		String pidNamespace, @Nullable String lockFile, Set<String> names, Instant startedAt, long beat) {

	/**
	 * Takes a copy of the names.
	 */
	public Node {
		names = Set.copyOf(names);
	}

}
