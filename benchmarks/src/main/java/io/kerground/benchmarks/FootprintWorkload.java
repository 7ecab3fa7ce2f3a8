package io.kerground.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.LongStream;

import com.sun.management.OperatingSystemMXBean;
import io.kerground.core.KergroundTemplate;
import io.kerground.core.TaskRequest;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * What an application uses that has nothing to do, and what waiting tasks add.
 */
final class FootprintWorkload implements Workload {

	private static final double MEGA = 1e6;

	private static final int AT_ONCE = 1000;

	private static final Path IO = Path.of("/proc/self/io");

	@Override
	public void run(Setting setting, Figures figures) throws IOException {
		Path file = setting.folder().resolve("footprint.db");
		int tasks = (int) Math.min(1_000_000, setting.size().largest());
		try (ConfigurableApplicationContext context = KergroundApplication.start(file, setting.durability(), true)) {
			KergroundTemplate ker = context.getBean(KergroundTemplate.class);
			send(ker, AT_ONCE);
			idle(setting.size(), figures);
			double before = heap();
			send(ker, tasks);
			figures.add(String.format("heap that %,d waiting tasks add", tasks), Unit.MEGABYTES, heap() - before);
		}
		figures.add("file size of 100,000 waiting tasks", Unit.MEGABYTES, Files.size(file) / MEGA / tasks * 100_000);
	}

	private static void send(KergroundTemplate ker, int tasks) {
		for (int sent = 0; sent < tasks; sent += AT_ONCE) {
			ker.sendAll(LongStream.range(0, AT_ONCE)
				.mapToObj((number) -> TaskRequest.of(BenchmarkWorker::run, number, Senders.TEXT)
					.delay(Duration.ofDays(1)))
				.toList());
		}
	}

	private static void idle(Size size, Figures figures) throws IOException {
		System.gc();
		Waits.pass(size.time().plus(size.time()));
		OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
		long cpu = system.getProcessCpuTime();
		long written = writeCalls();
		long begun = System.nanoTime();
		Waits.pass(size.time().multipliedBy(5));
		double nanos = System.nanoTime() - begun;
		figures.add("CPU of an idle application, of one core", Unit.PERCENT,
				100 * (system.getProcessCpuTime() - cpu) / nanos);
		figures.add("system calls that write, in a second of an idle application", Unit.NUMBER,
				(writeCalls() - written) / nanos * 1e9);
	}

	/**
	 * Returns how often this process has written to a file, 0 where that is not told.
	 */
	private static long writeCalls() throws IOException {
		if (!Files.isReadable(IO)) {
			return 0;
		}
		return Files.readAllLines(IO)
			.stream()
			.filter((line) -> line.startsWith("syscw: "))
			.mapToLong((line) -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
			.sum();
	}

	private static double heap() {
		MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
		System.gc();
		Waits.pass(Duration.ofMillis(200));
		System.gc();
		return memory.getHeapMemoryUsage().getUsed() / MEGA;
	}

}
