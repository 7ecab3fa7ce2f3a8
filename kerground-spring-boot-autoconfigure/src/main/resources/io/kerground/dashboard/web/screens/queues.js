import { html, useState } from "../preact-htm.js";
import { post, useRead } from "../api.js";
import { duration, number, parseDuration, rate } from "../format.js";
import { Act, Empty, Grid, Heading, Loaded, Time, typed, useShared } from "../parts.js";
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
			onInput=${typed(setSize)} /></label><button type="submit" class="small">Resize</button>
			<span class="quiet">until this process ends</span></form>`}</section>`;
}

/** @param {any} queue */
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
	return html`<section aria-labelledby="queues"><h2 id="queues">Queues</h2><${Grid} label="Queues" columns=${["Queue", "State",
		...SHOWN.map((status) => `#${STATUS[status].label}`), "#A minute", "#95 % run within", ""]}>${queues.map((queue) => html`<tr key=${queue.name}><th scope="row">${queue.name}</th>
			<td>${queue.paused ? html`<span class="status cancelled"><span aria-hidden="true">❚❚</span> Paused</span>`
				: html`<span class="status running"><span aria-hidden="true">▶</span> Open</span>`}</td>
			${SHOWN.map((status) => html`<td class="number"><a href=${listAddress(`status:${status} queue:${queue.name}`)}>${number(queue.tasks[status])}</a>${status === "running" && queue.limit ? html` <span class="quiet">of ${queue.limit}</span>` : ""}</td>`)}
			${lately(queue)}
			<td class="row-actions">${queue.paused
				? html`<${Act} text="Resume" name=${`queue ${queue.name}`} onClick=${() => act(`queue/${encodeURIComponent(queue.name)}`, { action: "resume" }, `Queue ${queue.name} goes on`)} />`
				: html`<${Act} text="Pause" name=${`queue ${queue.name}`} onClick=${() => pause(queue)} />`}</td></tr>`)}</${Grid}><p class="quiet">Rate and run time are those of this process in the last 15 minutes.</p></section>`;
}

/** @param {{ act: (path: string, body: object, done: string) => void, workers: any[] }} props */
function WorkerTable({ act, workers }) {
	const path = (/** @type {any} */ worker) => `worker/${encodeURIComponent(worker.name)}`;
	return html`<section aria-labelledby="workers"><h2 id="workers">Workers</h2><${Grid} label="Workers" columns=${["Worker", "Kind", "State", "Last run", ""]}>${workers.map((worker) => html`<tr key=${worker.name}><th scope="row">${worker.name}</th><td>${worker.kind}</td><td>${worker.state}</td>
			<td><${Time} at=${worker.lastExecuted} none=${worker.kind === "queue" ? "–" : "not yet"} /></td>
			<td class="row-actions">${worker.state === "stopped"
				? html`<${Act} text="Start" name=${worker.name} onClick=${() => act(path(worker), { action: "resume" }, `${worker.name} is started`)} />`
				: html`<${Act} text="Stop" name=${worker.name} onClick=${() => act(path(worker), { action: "pause" }, `${worker.name} is stopped`)} />`}</td></tr>`)}</${Grid}></section>`;
}

/** @param {{ definitions: any[] }} props */
function Definitions({ definitions }) {
	const { summary } = useShared();
	return html`<section aria-labelledby="definitions"><h2 id="definitions">Tasks of this application</h2><${Grid} label="Tasks of this application"
		columns=${["Task", "Method", "Queue", "Priority", "#Attempts", "#Running"]}>${definitions.map((one) => html`<tr key=${one.name}><th scope="row">${one.name}</th><td><code>${one.method}</code></td><td>${one.queue}</td>
			<td>${one.priority}</td><td class="number">${one.maxAttempts}</td>
			<td class="number">${number(summary?.names[one.name]?.running)}${one.concurrency ? html` <span class="quiet">of ${one.concurrency}</span>` : ""}</td></tr>`)}</${Grid}></section>`;
}

/** @param {{ act: (path: string, body: object, done: string) => void, fuses: any[], names: string[] }} props */
function Fuses({ act, fuses, names }) {
	const { session } = useShared();
	const [fuse, setFuse] = useState({ name: "", reason: "", time: "" });
	const field = (/** @type {"name" | "reason" | "time"} */ key) => (/** @type {any} */ event) => setFuse({ ...fuse, [key]: event.target.value });
	const submit = (/** @type {Event} */ event) => {
		event.preventDefault();
		const { name, reason, time } = fuse;
		act(`fuse/${encodeURIComponent(name.trim())}`, { action: "pause", reason, ...(time ? { time } : {}) }, `No ${name} begins any more`);
	};
	return html`<section aria-labelledby="fuses"><h2 id="fuses">Fuses</h2>
		${fuses.length > 0 && html`<${Grid} label="Fuses" columns=${["Task", "Reason", "Since", "Until", ""]}>${fuses.map((one) => html`<tr key=${one.name}><th scope="row">${one.name}</th><td>${one.reason}</td>
			<td><${Time} at=${one.since} /></td><td><${Time} at=${one.until} none="it is reset" /></td><td class="row-actions"><${Act} text="Reset" name=${`fuse ${one.name}`}
				onClick=${() => act(`fuse/${encodeURIComponent(one.name)}`, { action: "resume" }, `${one.name} goes on`)} /></td></tr>`)}</${Grid}>`}
		${session.writable && html`<form class="inline" onSubmit=${submit}><label>Hold back <input list="names" required value=${fuse.name} onInput=${field("name")} /></label>
			<datalist id="names">${names.map((name) => html`<option value=${name}></option>`)}</datalist>
			<label>because <input maxlength="500" value=${fuse.reason} onInput=${field("reason")} /></label>
			<label>for <select value=${fuse.time} onChange=${field("time")}>${[["15m", "15 minutes"], ["1h", "an hour"], ["24h", "a day"], ["", "ever"]].map(([time, text]) =>
				html`<option value=${time}>${text}</option>`)}</select></label><button type="submit" class="small">Blow the fuse</button>
			<span class="quiet">on all nodes</span></form>`}</section>`;
}

export function Queues() {
	const { summary, tick, say, refresh } = useShared();
	const queues = useRead("queues", tick);
	const workers = useRead("workers", tick);
	const pool = useRead("pool/default", tick);
	const definitions = useRead("definitions", 0);
	const fuses = useRead("fuses", tick);
	const act = (/** @type {string} */ path, /** @type {object} */ body, /** @type {string} */ done) => post(path, body).then(
		() => say(done), (problem) => say(problem.message, "problem")).then(() => {
		queues.reload();
		workers.reload();
		pool.reload();
		fuses.reload();
		refresh();
	});
	return html`<${Heading}>Queues and workers</${Heading}>
		<${Loaded} data=${queues.data} problem=${queues.problem}>${queues.data && (queues.data.queues.length
			? html`<${QueueTable} act=${act} queues=${queues.data.queues} />`
			: html`<${Empty}><p>There is no queue yet. A queue begins with its first task.</p></${Empty}>`)}</${Loaded}>
		${pool.data && html`<${Pool} act=${act} pool=${pool.data} />`}
		${workers.data?.workers.length > 0 && html`<${WorkerTable} act=${act} workers=${workers.data.workers} />`}
		${fuses.data && html`<${Fuses} act=${act} fuses=${fuses.data.fuses} names=${Object.keys(summary?.names ?? {})} />`}
		${definitions.data?.definitions.length > 0 && html`<${Definitions} definitions=${definitions.data.definitions} />`}`;
}
