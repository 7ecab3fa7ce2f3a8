package io.kerground.sample;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * The service on PostgreSQL: one process that serves requests and only sends, and two
 * that only work. The database server comes with the libraries of the tests; it and its
 * data are gone when this ends.
 */
final class SampleCluster implements AutoCloseable {

	private static final int PORT = 8080;

	private final List<Process> processes = new ArrayList<>();

	private final EmbeddedPostgres database;

	private final Path uploads;

	private final Path logs;

	private SampleCluster(EmbeddedPostgres database, Path uploads, Path logs) {
		this.database = database;
		this.uploads = uploads;
		this.logs = logs;
	}

	/**
	 * Starts all of it and stays until it is ended by Ctrl-C.
	 * @param args the port of the service, or nothing for 8080
	 */
	public static void main(String[] args) throws Exception {
		int port = (args.length > 0) ? Integer.parseInt(args[0]) : PORT;
		Path logs = Path.of("target", "cluster").toAbsolutePath();
		SampleCluster cluster = start(port, Path.of("uploads").toAbsolutePath(), logs);
		Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
		System.out.println("The service listens at http://localhost:" + port + "/jobs as soon as it has started, two"
				+ " other processes work; their logs are in " + logs);
		for (Process process : cluster.processes) {
			process.waitFor();
		}
	}

	/**
	 * Starts a database and the processes, without waiting until they are ready.
	 * @param port where the service listens
	 * @param uploads the folder of the uploaded files
	 * @param logs the folder of the logs
	 */
	static SampleCluster start(int port, Path uploads, Path logs) throws IOException {
		File folder = logs.toFile();
		if (!folder.isDirectory() && !folder.mkdirs()) {
			throw new IOException(logs + " can't be made");
		}
		EmbeddedPostgres database = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(2)).start();
		SampleCluster cluster = new SampleCluster(database, uploads, logs);
		try {
			cluster.run("api", "--server.port=" + port, "--kerground.worker.enabled=false");
			cluster.run("worker-1", "--spring.profiles.active=worker");
			cluster.run("worker-2", "--spring.profiles.active=worker");
			return cluster;
		}
		catch (IOException ex) {
			cluster.close();
			throw ex;
		}
	}

	private void run(String name, String... arguments) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
		command.add(SampleApplication.class.getName());
		command.add("--spring.autoconfigure.exclude=");
		command.add("--spring.datasource.url=" + this.database.getJdbcUrl("postgres", "postgres"));
		command.add("--kerground.store.type=jdbc");
		command.add("--sample.uploads=" + this.uploads);
		command.addAll(List.of(arguments));
		this.processes.add(new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.logs.resolve(name + ".log").toFile())
			.start());
	}

	/**
	 * Returns whether all processes live.
	 */
	boolean isAlive() {
		return this.processes.stream().allMatch(Process::isAlive);
	}

	@Override
	public void close() {
		this.processes.forEach(Process::destroy);
		this.processes.forEach((process) -> process.onExit().join());
		try {
			this.database.close();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
