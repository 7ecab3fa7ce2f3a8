package io.kerground.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between a pool and a database server, and cuts their connections.
 */
final class CutProxy implements AutoCloseable {

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final ServerSocket listening;

	private final int target;

	private volatile boolean down;

	private volatile boolean losesAnswer;

	CutProxy(int target) throws IOException {
		this.target = target;
		this.listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
		start(this::accept);
	}

	int port() {
		return this.listening.getLocalPort();
	}

	/**
	 * Cuts all connections and lets no new ones through.
	 */
	void cut() {
		this.down = true;
		this.sockets.forEach(CutProxy::close);
	}

	void heal() {
		this.down = false;
	}

	/**
	 * Lets the next COMMIT through, and cuts its connection before the answer.
	 */
	void loseNextAnswerToCommit() {
		this.losesAnswer = true;
	}

	private void accept() {
		while (!this.listening.isClosed()) {
			try {
				Socket client = this.listening.accept();
				if (this.down) {
					client.close();
					continue;
				}
				Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target);
				this.sockets.add(client);
				this.sockets.add(server);
				boolean[] cut = new boolean[1];
				start(() -> pump(client, server, cut, true));
				start(() -> pump(server, client, cut, false));
			}
			catch (IOException ex) {
				// the proxy ends, or a client has gone
			}
		}
	}

	private void pump(Socket from, Socket to, boolean[] cut, boolean question) {
		byte[] buffer = new byte[65536];
		try {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
				if (question && this.losesAnswer
						&& new String(buffer, 0, read, StandardCharsets.ISO_8859_1).contains("COMMIT")) {
					this.losesAnswer = false;
					cut[0] = true;
				}
				if (!question && cut[0]) {
					break;
				}
				out.write(buffer, 0, read);
				out.flush();
			}
		}
		catch (IOException ex) {
			// was cut
		}
		close(from);
		close(to);
		this.sockets.remove(from);
		this.sockets.remove(to);
	}

	private static void start(Runnable body) {
		Thread thread = new Thread(body, "cut-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.listening.close();
		cut();
	}

}
