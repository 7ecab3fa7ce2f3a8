package io.kerground.benchmarks;

import java.util.stream.LongStream;

import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskRequest;
import io.kerground.core.TaskStats;
import io.kerground.core.TaskStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Kerground in a Spring context, used by its public interface. The context only sends
 * until the workers are wanted; then one that also works takes its place.
 */
final class KergroundSystem implements TaskSystem {

	private final Setting setting;

	private final @Nullable PeerDatabase database;

	private ConfigurableApplicationContext context;

	private KergroundTemplate ker;

	private boolean working;

	KergroundSystem(Setting setting) {
		this.setting = setting;
		this.database = setting.system().isOnPostgres() ? PeerDatabase.open(setting) : null;
		this.context = start(false);
		this.ker = this.context.getBean(KergroundTemplate.class);
	}

	private ConfigurableApplicationContext start(boolean working) {
		if (this.database != null) {
			return KergroundApplication.start(this.database.pool(), working);
		}
		return KergroundApplication.start(this.setting.folder().resolve("kerground.db"), this.setting.durability(),
				working);
	}

	@Override
	public void send(long number, String text) {
		this.ker.send(BenchmarkWorker::run, number, text);
	}

	@Override
	public void sendAll(long first, int tasks, String text) {
		this.ker.sendAll(LongStream.range(first, first + tasks)
			.mapToObj((number) -> TaskRequest.of(BenchmarkWorker::run, number, text))
			.toList());
	}

	@Override
	public void work() {
		change(true);
	}

	@Override
	public void rest() {
		change(false);
	}

	private void change(boolean working) {
		if (this.working != working) {
			this.working = working;
			this.context.close();
			this.context = start(working);
			this.ker = this.context.getBean(KergroundTemplate.class);
		}
	}

	@Override
	public long unfinished() {
		TaskStats stats = this.ker.stats();
		return stats.count(TaskStatus.PENDING) + stats.count(TaskStatus.RUNNING) + stats.count(TaskStatus.FAILED);
	}

	@Override
	public void close() {
		this.context.close();
		if (this.database != null) {
			this.database.close();
		}
	}

}
