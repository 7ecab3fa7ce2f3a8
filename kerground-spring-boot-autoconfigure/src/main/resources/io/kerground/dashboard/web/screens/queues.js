import { html, useState } from "../preact-htm.js";
import { post, useRead } from "../api.js";
import { duration, number, parseDuration, rate } from "../format.js";
import { Act, Empty, Heading, Loaded, Scroll, Time, useShared } from "../parts.js";
import { STATUS } from "../text.js";
import { listAddress } from "./tasks.js";

const SHOWN = ["pending", "running", "failed", "finished"];

/** @param {{ act: (path: string, body: object, done: string) => void, pool: any }} props */
function Pool({ act, pool }) {
	const { session } = useShared();
	const [size, setSize] = useState("");
	const submit = (/** @type {Event} */ event) => {
		event.preventDefault();
		if (/^\d+$/.test(size)) {
			act(`pool/${pool.name}`, { action: "resize", size: Number(size) }, `The pool of this process has ${size} slots now`);
			setSize("");
		}
	};
	return html`<section aria-labelledby="pool"><h2 id="pool">Pool of this process</h2>
		<p class="progress"><label>Slots taken <progress max=${pool.size || pool.active || 1} value=${pool.active} /></label>
			<span>${number(pool.active)} of ${pool.size === 0 ? "any number" : number(pool.size)}</span>
			<span class="quiet">and ${number(pool.reserveNormal)} more for normal, ${number(pool.reserveHigh)} more for high tasks</span></p>
		${session.writable && html`<form class="inline" onSubmit=${submit}><label>New size <input type="number" min="0" max="10000" required value=${size}
			onInput=${(/** @type {any} */ event) => setSize(event.target.value)} /></label><button type="submit" class="small">Resize</button>
			<span class="quiet">until this process ends</span></form>`}</section>`;
}

/**
 * What this process did for a queue in the last 15 minutes.
 * @param {any} queue
 */
function lately({ lately: window }) {
	const minutes = Math.max(1, (parseDuration(window?.observed) ?? 0) / 60_000);
	return html`<td class="number">${window ? rate(window.finished / minutes) : "–"}</td>
		<td class="number">${window?.ran ? duration(parseDuration(window.ran.p95) ?? 0) : "–"}</td>`;
}

/** @param {{ act: (path: string, body: object, done: string) => void, queues: any[] }} props */
function QueueTable({ act, queues }) {
	const { ask } = useShared();
	const pause = (/** @type {any} */ queue) => ask({ title: `Pause the queue ${queue.name}?`,
		text: "No node begins any of its tasks until it is resumed. What runs goes on.", button: "Pause", dangerous: true,
		act: async () => act(`queue/${encodeURIComponent(queue.name)}`, { action: "pause" }, `Queue ${queue.name} is paused`) });
	return html`<section aria-labelledby="queues"><h2 id="queues">Queues</h2><${Scroll} label="Queues"><table>
		<thead><tr><th scope="col">Queue</th><th scope="col">State</th>${SHOWN.map((status) => html`<th scope="col" class="number">${STATUS[status].label}</th>`)}
			<th scope="col" class="number">A minute</th><th scope="col" class="number">95 % run within</th><th scope="col"><span class="hidden">Actions</span></th></tr></thead>
		<tbody>${queues.map((queue) => html`<tr key=${queue.name}><th scope="row">${queue.name}</th>
			<td>${queue.paused ? html`<span class="status cancelled"><span aria-hidden="true">❚❚</span> Paused</span>`
				: html`<span class="status running"><span aria-hidden="true">▶</span> Open</span>`}</td>
			${SHOWN.map((status) => html`<td class="number"><a href=${listAddress(`status:${status} queue:${queue.name}`)}>${number(queue.tasks[status])}</a>${status === "running" && queue.limit ? html` <span class="quiet">of ${queue.limit}</span>` : ""}</td>`)}
			${lately(queue)}
			<td class="row-actions">${queue.paused
				? html`<${Act} text="Resume" name=${`queue ${queue.name}`} onClick=${() => act(`queue/${encodeURIComponent(queue.name)}`, { action: "resume" }, `Queue ${queue.name} goes on`)} />`
				: html`<${Act} text="Pause" name=${`queue ${queue.name}`} onClick=${() => pause(queue)} />`}</td></tr>`)}</tbody>
	</table></${Scroll}><p class="quiet">Rate and run time are those of this process in the last 15 minutes.</p></section>`;
}

/** @param {{ act: (path: string, body: object, done: string) => void, workers: any[] }} props */
function WorkerTable({ act, workers }) {
	const path = (/** @type {any} */ worker) => `worker/${encodeURIComponent(worker.name)}`;
	return html`<section aria-labelledby="workers"><h2 id="workers">Workers</h2><${Scroll} label="Workers"><table>
		<thead><tr><th scope="col">Worker</th><th scope="col">Kind</th><th scope="col">State</th><th scope="col">Last run</th><th scope="col"><span class="hidden">Actions</span></th></tr></thead>
		<tbody>${workers.map((worker) => html`<tr key=${worker.name}><th scope="row">${worker.name}</th><td>${worker.kind}</td><td>${worker.state}</td>
			<td><${Time} at=${worker.lastExecuted} none=${worker.kind === "queue" ? "–" : "not yet"} /></td>
			<td class="row-actions">${worker.state === "stopped"
				? html`<${Act} text="Start" name=${worker.name} onClick=${() => act(path(worker), { action: "resume" }, `${worker.name} is started`)} />`
				: html`<${Act} text="Stop" name=${worker.name} onClick=${() => act(path(worker), { action: "pause" }, `${worker.name} is stopped`)} />`}</td></tr>`)}</tbody>
	</table></${Scroll}></section>`;
}

/** @param {{ definitions: any[] }} props */
function Definitions({ definitions }) {
	const { summary } = useShared();
	return html`<section aria-labelledby="definitions"><h2 id="definitions">Tasks of this application</h2><${Scroll} label="Tasks of this application"><table>
		<thead><tr><th scope="col">Task</th><th scope="col">Method</th><th scope="col">Queue</th><th scope="col">Priority</th><th scope="col" class="number">Attempts</th><th scope="col" class="number">Running</th></tr></thead>
		<tbody>${definitions.map((one) => html`<tr key=${one.name}><th scope="row">${one.name}</th><td><code>${one.method}</code></td><td>${one.queue}</td>
			<td>${one.priority}</td><td class="number">${one.maxAttempts}</td>
			<td class="number">${number(summary?.names[one.name]?.running)}${one.concurrency ? html` <span class="quiet">of ${one.concurrency}</span>` : ""}</td></tr>`)}</tbody></table></${Scroll}></section>`;
}

export function Queues() {
	const { tick, say, refresh } = useShared();
	const queues = useRead("queues", tick);
	const workers = useRead("workers", tick);
	const pool = useRead("pool/default", tick);
	const definitions = useRead("definitions", 0);
	const act = (/** @type {string} */ path, /** @type {object} */ body, /** @type {string} */ done) => post(path, body).then(
		() => say(done), (problem) => say(problem.message, "problem")).then(() => {
		queues.reload();
		workers.reload();
		pool.reload();
		refresh();
	});
	return html`<${Heading}>Queues and workers</${Heading}>
		<${Loaded} data=${queues.data} problem=${queues.problem}>${queues.data && (queues.data.queues.length
			? html`<${QueueTable} act=${act} queues=${queues.data.queues} />`
			: html`<${Empty}><p>There is no queue yet. A queue begins with its first task.</p></${Empty}>`)}</${Loaded}>
		${pool.data && html`<${Pool} act=${act} pool=${pool.data} />`}
		${workers.data?.workers.length > 0 && html`<${WorkerTable} act=${act} workers=${workers.data.workers} />`}
		${definitions.data?.definitions.length > 0 && html`<${Definitions} definitions=${definitions.data.definitions} />`}`;
}
