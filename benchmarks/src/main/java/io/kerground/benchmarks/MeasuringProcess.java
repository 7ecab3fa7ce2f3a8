package io.kerground.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.TimeUnit;

/**
 * A process that measures one setting and tells its figures.
 */
final class MeasuringProcess {

	private static final long PATIENCE_MILLIS = TimeUnit.MINUTES.toMillis(10);

	private static final int LAST_LINES = 12;

	private final Setting setting;

	private final List<String> jvmOptions;

	MeasuringProcess(Setting setting, List<String> jvmOptions) {
		this.setting = setting;
		this.jvmOptions = jvmOptions;
	}

	/**
	 * Runs the process to its end.
	 * @throws IOException if it fails; the text holds the last lines that it has written
	 */
	List<Figure> run() throws IOException, InterruptedException {
		Process process = new ProcessBuilder(
				JavaCommand.of(this.setting.folder(), this.jvmOptions, Benchmarks.measureArguments(this.setting)))
			.redirectErrorStream(true)
			.start();
		Timer timer = new Timer(true);
		timer.schedule(new TimerTask() {

			@Override
			public void run() {
				process.destroyForcibly();
			}

		}, PATIENCE_MILLIS);
		List<Figure> figures = new ArrayList<>();
		Deque<String> last = new ArrayDeque<>();
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				Figure figure = Figure.of(line);
				if (figure != null) {
					figures.add(figure);
				}
				last.add(line);
				if (last.size() > LAST_LINES) {
					last.remove();
				}
			}
		}
		finally {
			timer.cancel();
		}
		int status = process.waitFor();
		if (status != 0) {
			throw new IOException("The process ended with " + status + ":\n" + String.join("\n", last));
		}
		return figures;
	}

}
