package io.kerground.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.kerground.core.ClaimedTask;
import io.kerground.core.TaskPriority;
import io.kerground.core.TaskReference;
import io.kerground.core.TaskRepository.Ownership;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NodeSlots}.
 */
class NodeSlotsTests {

	@TempDir
	Path folder;

	private FileChannel channel;

	private NodeSlots slots;

	@BeforeEach
	void open() throws IOException {
		this.channel = FileChannel.open(this.folder.resolve("slots"), StandardOpenOption.CREATE_NEW,
				StandardOpenOption.READ, StandardOpenOption.WRITE);
		this.slots = NodeSlots.create(this.channel);
	}

	@AfterEach
	void close() throws IOException {
		this.channel.close();
	}

	private static ClaimedTask task(long seq) {
		return new ClaimedTask(seq, new TaskReference(UUID.randomUUID(), "a.b", "default", TaskPriority.NORMAL, 1), 1,
				seq + 1000, 1, 0, 0, 0, 0, new byte[0]);
	}

	private static Ownership ownership(long seq) {
		return new Ownership(seq, seq + 1000);
	}

	@Test
	void theFileTellsTheBodiesThatRun() throws IOException {
		assertThat(NodeSlots.read(this.channel)).isEmpty();
		NodeSlots.Body first = this.slots.begin(task(1));
		NodeSlots.Body second = this.slots.begin(task(2));
		assertThat(NodeSlots.read(this.channel)).containsExactlyInAnyOrder(ownership(1), ownership(2));
		first.end();
		assertThat(NodeSlots.read(this.channel)).containsExactly(ownership(2));
		this.slots.begin(task(3));
		second.end();
		assertThat(NodeSlots.read(this.channel)).containsExactly(ownership(3));
	}

	@Test
	void aFileThatCouldNotHoldAllBodiesTellsNothing() throws IOException {
		List<NodeSlots.Body> bodies = new ArrayList<>();
		for (int i = 0; i <= NodeSlots.CAPACITY; i++) {
			bodies.add(this.slots.begin(task(i + 1)));
		}
		assertThat(NodeSlots.read(this.channel)).isNull();
		bodies.get(NodeSlots.CAPACITY).end();
		assertThat(NodeSlots.read(this.channel)).hasSize(NodeSlots.CAPACITY);
		bodies.subList(0, NodeSlots.CAPACITY).forEach(NodeSlots.Body::end);
		assertThat(NodeSlots.read(this.channel)).isEqualTo(Set.of());
	}

	@Test
	void aFileOfSomethingElseTellsNothing() throws IOException {
		this.channel.truncate(100);
		assertThat(NodeSlots.read(this.channel)).isNull();
	}

}
