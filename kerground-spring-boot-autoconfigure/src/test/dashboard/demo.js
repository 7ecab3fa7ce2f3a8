// Starts and stops the application that the tests look at

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";

const module_ = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");

export function classPath() {
	if (process.env.DASHBOARD_CLASSPATH) {
		return process.env.DASHBOARD_CLASSPATH;
	}
	const file = path.join(module_, "target/dashboard-classpath.txt");
	if (!existsSync(file)) {
		throw new Error("Run .ci/dashboard, which compiles the application and writes its class path");
	}
	return [path.join(module_, "target/test-classes"), path.join(module_, "target/classes"), readFileSync(file, "utf8").trim()]
		.join(path.delimiter);
}

export async function freePort() {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address();
	server.close();
	await once(server, "close");
	return port;
}

/** An application with a store of its own */
export class Demo {

	constructor(port, store, properties = []) {
		this.port = port;
		this.store = store;
		this.properties = properties;
		this.page = `http://localhost:${port}/actuator/kerground-ui/`;
		this.endpoint = `http://localhost:${port}/actuator/kerground`;
	}

	async start() {
		this.output = "";
		const java = process.env.JAVA_HOME ? path.join(process.env.JAVA_HOME, "bin/java") : "java";
		this.process = spawn(java, ["-XX:TieredStopAtLevel=1", "-Xmx512m", "-cp", classPath(), "io.kerground.dashboard.DemoApplication",
			`--server.port=${this.port}`, `--kerground.store.path=${this.store}`, ...this.properties]);
		const started = new Promise((resolve, reject) => {
			const hear = (data) => {
				this.output += data;
				if (this.output.includes("Started DemoApplication")) {
					resolve();
				}
			};
			this.process.stdout.on("data", hear);
			this.process.stderr.on("data", hear);
			this.process.on("exit", (code) => reject(new Error(`The application ended with ${code}\n${this.output}`)));
		});
		await started;
		return this;
	}

	async stop(signal = "SIGTERM") {
		if (this.process?.exitCode === null && this.process.signalCode === null) {
			const ended = once(this.process, "exit");
			this.process.kill(signal);
			await ended;
		}
	}

	async send(task, parameters = {}) {
		const response = await fetch(`http://localhost:${this.port}/send/${task}?${new URLSearchParams(parameters)}`, { method: "POST" });
		return response.json();
	}

	async external(name, queue) {
		const response = await fetch(`http://localhost:${this.port}/external?${new URLSearchParams({ name, queue })}`, { method: "POST" });
		return response.json();
	}

	async get(view = "") {
		return (await fetch(`${this.endpoint}${view}`)).json();
	}

	/** Waits until what the endpoint says is so */
	async until(view, fits) {
		const end = Date.now() + 60_000;
		let last;
		do {
			last = await this.get(view);
			if (fits(last)) {
				return last;
			}
			await new Promise((resolve) => setTimeout(resolve, 50));
		} while (Date.now() < end);
		throw new Error(`Not so within a minute: ${JSON.stringify(last)}`);
	}

}
