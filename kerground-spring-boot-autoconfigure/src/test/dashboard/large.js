// Figures of the endpoint with many tasks:
//   node large.js [number of tasks, default 1000000]
// The application has to be compiled, as for the tests (.ci/dashboard); the store is made in a folder that is removed again.

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { classPath, Demo, freePort } from "./demo.js";

const TIMES = 21;

const tasks = Number(process.argv[2] ?? 1_000_000);

async function measure(demo, view) {
	const times = [];
	let answer;
	for (let i = 0; i < TIMES; i++) {
		const begun = performance.now();
		answer = await demo.get(view);
		times.push(performance.now() - begun);
	}
	times.sort((a, b) => a - b);
	console.log(`${view.padEnd(62) || "(overview)".padEnd(62)} median ${times[10].toFixed(0).padStart(5)} ms, worst ${times[20].toFixed(0).padStart(5)} ms${
		answer.tasks?.length === undefined ? "" : `, ${answer.tasks.length} tasks`}`);
}

/** Seconds of processor time that a process has used */
async function used(pid) {
	const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).replace(/^.*\) /s, "").split(" ");
	return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function polling(demo, seconds, interval) {
	const before = await used(demo.process.pid);
	const end = performance.now() + seconds * 1000;
	while (performance.now() < end) {
		await Promise.all([demo.get(), demo.get("/queues")]);
		await new Promise((resolve) => setTimeout(resolve, interval));
	}
	return (await used(demo.process.pid) - before) / seconds * 100;
}

const folder = await mkdtemp(path.join(tmpdir(), "kerground-large-"));
const file = path.join(folder, "kerground.db");
const demo = new Demo(await freePort(), file);
try {
	await promisify(execFile)("java", ["-cp", classPath(), "io.kerground.jdbc.LargeStore", file, String(tasks)]);
	await demo.start();
	console.log(JSON.stringify((await demo.get()).tasks));
	const { id } = (await demo.get("/failed?size=1")).tasks[0];
	for (const view of ["", "/queues", "/failures", "/pending?size=50", "/finished?size=50", "/failed?size=50", "/pending?size=50&task=import.name7",
		"/finished?size=50&queue=import3", "/failed?size=50&error=refused", "/failed?size=50&error=nothing%20like%20this", "/finished?size=50&error=nothing%20like%20this", "/tasks?size=50&error=nothing",
		"/finished?size=50&task=import.name19", "/tasks?size=50&key=order-4711", "/running?size=50", "/failed?count=true", "/failed?count=true&error=nothing", "/finished?size=50&since=1h",
		"/pending?size=50&attempt=2", `/tasks?size=50&id=${id.slice(0, 8)}`, `/tasks?size=50&id=${id}`, "/failed?task=import.none&size=50",
		"/failed?count=true&since=5m", "/pending?count=true", "/window/7d"]) {
		await measure(demo, view);
	}
	await demo.stop();
	await demo.start();
	await polling(demo, 30, 2000);
	const idle = await used(demo.process.pid);
	await new Promise((resolve) => setTimeout(resolve, 30_000));
	const alone = (await used(demo.process.pid) - idle) / 30 * 100;
	console.log(`processor time: ${alone.toFixed(2)} % of a core without, ${(await polling(demo, 60, 2000)).toFixed(2)} % with the overview every 2 s`);
}
finally {
	await demo.stop();
	await rm(folder, { recursive: true, force: true });
}
