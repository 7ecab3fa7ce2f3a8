package io.kerground.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

import io.kerground.core.Node;
import io.kerground.core.TaskClock;
import org.jspecify.annotations.Nullable;

/**
 * Which process of which running kernel this is, so that another one can tell whether it
 * may judge a lock file of ours.
 *
 * @param host the name of the host
 * @param pid the process id
 * @param processStartedAt when the process started, in milliseconds since 1970, or 0
 * @param bootId the identity of the running kernel, or empty when it is not known
 * @param pidNamespace the identity of the process id namespace, or empty
 */
record NodeIdentity(String host, long pid, long processStartedAt, String bootId, String pidNamespace) {

	private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

	private static final Path PID_NAMESPACE = Path.of("/proc/self/ns/pid");

	static NodeIdentity ofThisProcess() {
		ProcessHandle process = ProcessHandle.current();
		long started = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
		return new NodeIdentity(hostName(), process.pid(), started, readBootId(), readPidNamespace());
	}

	private static String hostName() {
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "localhost";
		}
	}

	private static String readBootId() {
		try {
			return Files.exists(BOOT_ID) ? Files.readString(BOOT_ID).strip() : "";
		}
		catch (IOException ex) {
			return "";
		}
	}

	private static String readPidNamespace() {
		try {
			return Files.exists(PID_NAMESPACE) ? Files.readSymbolicLink(PID_NAMESPACE).toString() : "";
		}
		catch (IOException ex) {
			return "";
		}
	}

	Node newNode(UUID id, String application, @Nullable String lockFile, Set<String> names, TaskClock clock) {
		return new Node(0, id, application, this.host, this.pid, this.processStartedAt, this.bootId, this.pidNamespace,
				lockFile, names, clock.instant(), 0);
	}

	/**
	 * Returns whether a node runs, or ran, on this kernel, so that file locks tell
	 * whether it lives.
	 */
	boolean sharesKernelWith(Node node) {
		return !this.bootId.isEmpty() && this.bootId.equals(node.bootId());
	}

	/**
	 * Returns whether a node belongs to this very process, whose locks must not be
	 * probed.
	 */
	boolean isProcessOf(Node node) {
		return sharesKernelWith(node) && this.pid == node.pid() && this.processStartedAt == node.processStartedAt()
				&& this.pidNamespace.equals(node.pidNamespace());
	}

}
