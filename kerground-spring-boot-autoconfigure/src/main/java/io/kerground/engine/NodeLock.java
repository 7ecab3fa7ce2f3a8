package io.kerground.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

import io.kerground.core.KergroundSetupException;
import io.kerground.core.Node;
import io.kerground.core.TaskRepository.Ownership;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lock that a node holds on a file of its own beside the store's while its process
 * lives. The operating system drops it when the process ends, however it ends. The file
 * also tells which bodies were running then.
 */
final class NodeLock implements NodeLocks.Held {

	private static final Logger logger = LoggerFactory.getLogger(NodeLock.class);

	private static final String SUFFIX = ".lock";

	private static final Set<StandardOpenOption> NEW_FILE = Set.of(StandardOpenOption.CREATE_NEW,
			StandardOpenOption.READ, StandardOpenOption.WRITE);

	private final Path file;

	private final FileChannel channel;

	private final NodeSlots slots;

	private NodeLock(Path file, FileChannel channel, NodeSlots slots) {
		this.file = file;
		this.channel = channel;
		this.slots = slots;
	}

	static NodeLock acquire(Path storeFile, UUID node) {
		Path file = storeFile.resolveSibling(prefix(storeFile) + node + SUFFIX);
		try {
			FileChannel channel = FileChannel.open(file, NEW_FILE, ownerOnly());
			if (channel.tryLock() == null) {
				channel.close();
				throw new IOException("it is locked by another process");
			}
			return new NodeLock(file, channel, NodeSlots.create(channel));
		}
		catch (IOException ex) {
			throw new KergroundSetupException("KG004",
					"The lock file " + file + " can't be made: " + ex.getMessage() + ".",
					"Put the store into a folder that this application may write to, by kerground.store.path.", ex);
		}
	}

	private static FileAttribute<?>[] ownerOnly() {
		return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
				? new FileAttribute<?>[] {
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")) }
				: new FileAttribute<?>[0];
	}

	@Override
	public String name() {
		return this.file.getFileName().toString();
	}

	@Override
	public NodeSlots slots() {
		return this.slots;
	}

	@Override
	public void drop() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			logger.warn("The lock file {} could not be closed", this.file, ex);
		}
	}

	@Override
	public void close() {
		try {
			Files.deleteIfExists(this.file);
			this.channel.close();
		}
		catch (IOException ex) {
			logger.warn("The lock file {} could not be removed", this.file, ex);
		}
	}

	/**
	 * Returns whether the process of a node is certainly dead: its lock file is there and
	 * nobody holds its lock. Must not be asked about a node of this process: closing the
	 * probe would drop that node's lock.
	 */
	static boolean isFree(@Nullable Path storeFile, Node node) {
		Path file = fileOf(storeFile, node);
		if (file == null) {
			return false;
		}
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
				FileLock lock = channel.tryLock()) {
			return lock != null;
		}
		catch (IOException | OverlappingFileLockException ex) {
			logger.debug("The lock file {} could not be probed", file, ex);
			return false;
		}
	}

	/**
	 * Returns the tasks whose bodies were running when the process of a node died. Must
	 * not be asked about a node of this process.
	 * @return the tasks, or null when that is not known
	 */
	static @Nullable Set<Ownership> running(@Nullable Path storeFile, Node node) {
		Path file = fileOf(storeFile, node);
		if (file == null) {
			return null;
		}
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
			return NodeSlots.read(channel);
		}
		catch (IOException ex) {
			logger.debug("The lock file {} could not be read", file, ex);
			return null;
		}
	}

	private static @Nullable Path fileOf(@Nullable Path storeFile, Node node) {
		String name = node.lockFile();
		if (storeFile == null || name == null) {
			return null;
		}
		// a row that was edited by hand must lead to no other file, above all not to the
		// store's own
		boolean own = name.startsWith(prefix(storeFile)) && name.endsWith(SUFFIX) && name.indexOf('/') < 0
				&& name.indexOf('\\') < 0;
		Path file = own ? storeFile.resolveSibling(name) : null;
		return (file != null && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) ? file : null;
	}

	private static String prefix(Path storeFile) {
		return storeFile.getFileName() + ".ker-";
	}

	/**
	 * Removes the lock file of a dead node.
	 */
	static void remove(@Nullable Path storeFile, Node node) {
		Path file = fileOf(storeFile, node);
		if (file == null) {
			return;
		}
		try {
			Files.deleteIfExists(file);
		}
		catch (IOException ex) {
			logger.warn("The lock file {} of a dead node could not be removed", file, ex);
		}
	}

}
