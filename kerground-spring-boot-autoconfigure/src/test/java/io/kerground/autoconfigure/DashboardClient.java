package io.kerground.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import org.springframework.core.env.Environment;

/**
 * Asks for the pages as a browser does, by addresses relative to the one before.
 */
class DashboardClient {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final HttpClient client = HttpClient.newHttpClient();

	private final URI base;

	/**
	 * Creates a client.
	 * @param environment knows the port
	 * @param port the property of the port
	 * @param base the path of the management endpoints
	 */
	DashboardClient(Environment environment, String port, String base) {
		this.base = URI.create("http://localhost:" + environment.getRequiredProperty(port) + base + "/");
	}

	URI resolve(String path) {
		return this.base.resolve(path);
	}

	HttpResponse<String> get(URI address, String... headers) {
		return send(HttpRequest.newBuilder(address).GET(), headers);
	}

	HttpResponse<String> get(String path, String... headers) {
		return get(resolve(path), headers);
	}

	HttpResponse<String> post(String path, String action, String... headers) {
		return send(HttpRequest.newBuilder(resolve(path))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("{\"action\":\"" + action + "\"}")), headers);
	}

	HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
		for (int i = 0; i < headers.length; i += 2) {
			request.header(headers[i], headers[i + 1]);
		}
		try {
			return this.client.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
