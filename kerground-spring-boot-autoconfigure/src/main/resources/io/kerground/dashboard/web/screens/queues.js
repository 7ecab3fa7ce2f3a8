import { html, useState } from "../preact-htm.js";
import { useRead } from "../api.js";
import { duration, number, parseDuration, rate } from "../format.js";
import { Act, Because, Empty, Grid, Heading, Loaded, Section, sent, Status, Time, typed, useAct, useShared } from "../parts.js";
import { STATUS } from "../text.js";
import { listAddress } from "./tasks.js";

const SHOWN = ["pending", "running", "failed", "finished"];

/** @param {{ act: Act, pool: any }} props */
function Pool({ act, pool }) {
	const { session } = useShared();
	const [size, setSize] = useState("");
	const submit = sent(() => {
		if (/^\d+$/.test(size)) {
			act(`pool/${pool.name}`, { action: "resize", size: Number(size) }, `The pool of this process has ${size} slots now`);
			setSize("");
		}
	});
	return html`<${Section} id="pool" title="Pool of this process">
		<p class="progress"><label>Slots taken <progress max=${pool.size || pool.active || 1} value=${pool.active} /></label>
			<span>${number(pool.active)} of ${pool.size === 0 ? "any number" : number(pool.size)}</span>
			<span class="quiet">and ${number(pool.reserveNormal)} more for normal, ${number(pool.reserveHigh)} more for high tasks</span></p>
		${session.writable && html`<form class="inline" onSubmit=${submit}><label>New size <input type="number" min="0" max="10000" required value=${size}
			onInput=${typed(setSize)} /></label><button type="submit" class="small">Resize</button>
			<span class="quiet">until this process ends</span></form>`}</${Section}>`;
}

/** @param {any} queue */
function lately({ lately: window }) {
	const minutes = Math.max(1, (parseDuration(window?.observed) ?? 0) / 60_000);
	return html`<td class="number">${window ? rate(window.finished / minutes) : "–"}</td>
		<td class="number">${window?.ran ? duration(window.ran.p95) : "–"}</td>`;
}

/** @param {{ act: Act, queues: any[] }} props */
function QueueTable({ act, queues }) {
	const { ask } = useShared();
	const path = (/** @type {any} */ queue) => `queue/${encodeURIComponent(queue.name)}`;
	const pause = (/** @type {any} */ queue) => ask({ title: `Pause the queue ${queue.name}?`,
		text: "No node begins any of its tasks until it is resumed. What runs goes on.", button: "Pause", dangerous: true,
		act: async () => act(path(queue), { action: "pause" }, `Queue ${queue.name} is paused`) });
	return html`<${Section} id="queues" title="Queues"><${Grid} label="Queues" columns=${["Queue", "State",
		...SHOWN.map((status) => `#${STATUS[status].label}`), "#A minute", "#95 % run within", ""]}>${queues.map((queue) => html`<tr key=${queue.name}><th scope="row">${queue.name}</th>
			<td><${Status} status=${queue.paused ? "paused" : "open"} /></td>
			${SHOWN.map((status) => html`<td class="number"><a href=${listAddress(`status:${status} queue:${queue.name}`)}>${number(queue.tasks[status])}</a>${status === "running" && queue.limit ? html` <span class="quiet">of ${queue.limit}</span>` : ""}</td>`)}
			${lately(queue)}
			<td class="row-actions">${queue.paused
				? html`<${Act} text="Resume" name=${`queue ${queue.name}`} onClick=${() => act(path(queue), { action: "resume" }, `Queue ${queue.name} goes on`)} />`
				: html`<${Act} text="Pause" name=${`queue ${queue.name}`} onClick=${() => pause(queue)} />`}</td></tr>`)}</${Grid}><p class="quiet">Rate and run time are those of this process in the last 15 minutes.</p></${Section}>`;
}

/** @param {{ act: Act, workers: any[] }} props */
function WorkerTable({ act, workers }) {
	const path = (/** @type {any} */ worker) => `worker/${encodeURIComponent(worker.name)}`;
	return html`<${Section} id="workers" title="Workers"><${Grid} label="Workers" columns=${["Worker", "Kind", "State", "Last run", ""]}>${workers.map((worker) => html`<tr key=${worker.name}><th scope="row">${worker.name}</th><td>${worker.kind}</td><td>${worker.state}</td>
			<td><${Time} at=${worker.lastExecuted} none=${worker.kind === "queue" ? "–" : "not yet"} /></td>
			<td class="row-actions">${worker.state === "stopped"
				? html`<${Act} text="Start" name=${worker.name} onClick=${() => act(path(worker), { action: "resume" }, `${worker.name} is started`)} />`
				: html`<${Act} text="Stop" name=${worker.name} onClick=${() => act(path(worker), { action: "pause" }, `${worker.name} is stopped`)} />`}</td></tr>`)}</${Grid}></${Section}>`;
}

/** @param {{ definitions: any[] }} props */
function Definitions({ definitions }) {
	const { summary } = useShared();
	return html`<${Section} id="definitions" title="Tasks of this application"><${Grid} label="Tasks of this application"
		columns=${["Task", "Method", "Queue", "Priority", "#Attempts", "#Running"]}>${definitions.map((one) => html`<tr key=${one.name}><th scope="row">${one.name}</th><td><code>${one.method}</code></td><td>${one.queue}</td>
			<td>${one.priority}</td><td class="number">${one.maxAttempts}</td>
			<td class="number">${number(summary?.names[one.name]?.running)}${one.concurrency ? html` <span class="quiet">of ${one.concurrency}</span>` : ""}</td></tr>`)}</${Grid}></${Section}>`;
}

/** @param {{ act: Act, fuses: any[], names: string[] }} props */
function Fuses({ act, fuses, names }) {
	const { session } = useShared();
	const [name, setName] = useState("");
	const path = (/** @type {string} */ of) => `fuse/${encodeURIComponent(of)}`;
	const blow = (/** @type {object} */ why) => act(path(name.trim()), { action: "pause", ...why }, `No ${name} begins any more`);
	return html`<${Section} id="fuses" title="Fuses">
		${fuses.length > 0 && html`<${Grid} label="Fuses" columns=${["Task", "Reason", "Since", "Until", ""]}>${fuses.map((one) => html`<tr key=${one.name}><th scope="row">${one.name}</th><td>${one.reason}</td>
			<td><${Time} at=${one.since} /></td><td><${Time} at=${one.until} none="it is reset" /></td><td class="row-actions"><${Act} text="Reset" name=${`fuse ${one.name}`}
				onClick=${() => act(path(one.name), { action: "resume" }, `${one.name} goes on`)} /></td></tr>`)}</${Grid}>`}
		${session.writable && html`<${Because} button="Blow the fuse" onSubmit=${blow}><label>Hold back <input list="names" required value=${name} onInput=${typed(setName)} /></label>
			<datalist id="names">${names.map((one) => html`<option value=${one}></option>`)}</datalist></${Because}>`}</${Section}>`;
}

export function Queues() {
	const { summary, tick } = useShared();
	const queues = useRead("queues", tick);
	const workers = useRead("workers", tick);
	const pool = useRead("pool/default", tick);
	const definitions = useRead("definitions", 0);
	const fuses = useRead("fuses", tick);
	const act = useAct(queues.reload, workers.reload, pool.reload, fuses.reload);
	return html`<${Heading}>Queues and workers</${Heading}>
		<${Loaded} data=${queues.data} problem=${queues.problem}>${queues.data && (queues.data.queues.length
			? html`<${QueueTable} act=${act} queues=${queues.data.queues} />`
			: html`<${Empty}><p>There is no queue yet. A queue begins with its first task.</p></${Empty}>`)}</${Loaded}>
		${pool.data && html`<${Pool} act=${act} pool=${pool.data} />`}
		${workers.data && workers.data.workers.length > 0 && html`<${WorkerTable} act=${act} workers=${workers.data.workers} />`}
		${fuses.data && html`<${Fuses} act=${act} fuses=${fuses.data.fuses} names=${Object.keys(summary?.names ?? {})} />`}
		${definitions.data && definitions.data.definitions.length > 0 && html`<${Definitions} definitions=${definitions.data.definitions} />`}`;
}
