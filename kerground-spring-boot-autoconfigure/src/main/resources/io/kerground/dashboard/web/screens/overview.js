import { html } from "../preact-htm.js";
import { now, useRead } from "../api.js";
import { LineChart, ShareBar } from "../charts.js";
import { bytes, duration, number, parseDuration, plural, relative } from "../format.js";
import { Grid, Heading, Loaded, Section, Scroll, useShared } from "../parts.js";
import { STATUSES } from "../search.js";
import { STATUS } from "../text.js";
import { listAddress } from "./tasks.js";

const LARGE_LOG = 64_000_000;

/** @param {any[]} samples */
function drainRate(samples) {
	const recent = samples.filter((sample) => sample.finishedRate !== null && now() - sample.at < 60_000);
	return recent.length ? recent.reduce((sum, sample) => sum + sample.finishedRate, 0) / recent.length : 0;
}

/** @param {Summary} summary */
export function failing({ tasks, mutedFailures }) {
	return Math.max(0, tasks.failed - mutedFailures);
}

/**
 * What somebody should look at.
 * @param {Summary} summary
 * @param {any} queues
 * @returns {{ text: string, href: string, style: string }[]}
 */
export function attention(summary, queues) {
	const items = [];
	if (!summary.store.writable) {
		items.push({ text: "The store can't be written. Nothing new is stored and nothing starts.", href: "#/nodes", style: "problem" });
	}
	if (failing(summary) > 0) {
		items.push({ text: `${plural(failing(summary), "task")} failed.`, href: "#/failures", style: "problem" });
	}
	if (summary.nodes.length === 0) {
		items.push({ text: "No node works on this store, so nothing runs.", href: "#/nodes", style: "problem" });
	}
	for (const name of summary.unknownTasks) {
		items.push({ text: `No worker knows ${name}; its tasks wait.`, href: listAddress(`status:pending task:${name}`), style: "warning" });
	}
	for (const queue of (queues?.queues ?? [])) {
		if (queue.paused) {
			items.push({ text: `The queue ${queue.name} is paused.`, href: "#/queues", style: "warning" });
		}
	}
	const waiting = parseDuration(summary.oldestReadyAge);
	if (waiting !== null && waiting > 10_000) {
		items.push({ text: `The oldest due task has waited for ${duration(waiting)}.`, href: listAddress("status:pending"), style: "warning" });
	}
	if ((summary.store.walSize ?? 0) > LARGE_LOG) {
		items.push({ text: `The write-ahead log has grown to ${bytes(summary.store.walSize)}.`, href: "#/nodes", style: "warning" });
	}
	return items;
}

/** @param {{ summary: Summary }} props */
function Counts({ summary }) {
	return html`<ul class="counts" aria-label="Tasks by status">${STATUSES.map((status) => html`<li><a class=${`card ${status} ${
		summary.tasks[status] ? "" : "zero"}`} href=${`#/tasks?q=status:${status}`}>
		<span class="card-name"><span aria-hidden="true">${STATUS[status].mark}</span> ${STATUS[status].label}</span>
		<span class="card-value">${number(summary.tasks[status])}</span></a></li>`)}</ul>`;
}

/** @param {{ summary: Summary, samples: any[] }} props */
function Facts({ summary, samples }) {
	const waiting = parseDuration(summary.oldestReadyAge);
	const speed = drainRate(samples);
	const unknown = summary.unknownTasks.reduce((sum, name) => sum + (summary.names[name]?.pending ?? 0), 0);
	const pending = summary.tasks.pending - unknown;
	const drain = pending <= 0 || waiting === null ? "nothing is due" : speed > 0 ? `about ${duration((pending / speed) * 1000)}` : "not known yet";
	return html`<dl class="facts">
		<div><dt>Oldest waiting</dt><dd>${waiting === null ? "nothing is due" : duration(waiting)}</dd></div>
		<div><dt>Time to drain</dt><dd>${drain}</dd></div>
		<div><dt>Nodes</dt><dd><a href="#/nodes">${number(summary.nodes.length)}</a></dd></div>
		<div><dt>Store</dt><dd>${bytes(summary.store.size)}${summary.store.walSize != null
			&& html` <span class="quiet">and log ${bytes(summary.store.walSize)}</span>`}</dd></div>
	</dl>`;
}

/** @param {{ summary: Summary }} props */
function Names({ summary }) {
	const rows = Object.entries(summary.names).map(([name, counts]) => ({ name, counts }))
		.sort((a, b) => b.counts.failed - a.counts.failed || b.counts.pending - a.counts.pending || a.name.localeCompare(b.name));
	const link = (/** @type {string} */ name, /** @type {string} */ status, /** @type {number} */ count) => count
		? html`<a href=${listAddress(`status:${status} task:${name}`)}>${number(count)}</a>` : html`<span class="quiet">0</span>`;
	return html`<${Section} id="names" title="By task"><${Scroll} label="Tasks by name"><table>
		<thead><tr><th scope="col">Task</th><th scope="col" class="wide">Share</th>${["pending", "running", "finished", "failed"].map((status) =>
			html`<th scope="col" class="number">${STATUS[status].label}</th>`)}</tr></thead>
		<tbody>${rows.slice(0, 50).map(({ name, counts }) => html`<tr key=${name}><th scope="row">${name}</th>
			<td class="wide"><${ShareBar} parts=${["finished", "running", "pending", "failed"].map((status) =>
				({ name: STATUS[status].label, style: status, value: counts[status] }))} /></td>
			${["pending", "running", "finished", "failed"].map((status) => html`<td class="number">${link(name, status, counts[status])}</td>`)}</tr>`)}</tbody>
	</table></${Scroll}>${rows.length > 50 && html`<p class="quiet">${rows.length - 50} more names are not shown.</p>`}</${Section}>`;
}

function Setup() {
	const worker = `@KerWorker
class MailWorker {
	public void welcome(String address) {
		// runs in the background
	}
}`;
	const send = `UUID id = ker.send(MailWorker::welcome, "ada@example.org");`;
	return html`<${Section} kind="setup" id="setup" title="No task has been sent yet">
		<ol><li><p>Annotate a bean. Each of its public methods is a task.</p><pre tabindex="0" aria-label="A worker">${worker}</pre></li>
		<li><p>Inject <code>KergroundTemplate ker</code> where you need it, and send.</p><pre tabindex="0" aria-label="Sending a task">${send}</pre></li>
		<li><p>Watch it arrive here.</p></li></ol></${Section}>`;
}

/** @param {{ samples: any[] }} props */
function Live({ samples }) {
	const shown = samples.slice(1);
	return html`<${LineChart} title="Since you opened this page" unit="a second"
		labels=${shown.map((sample) => relative(sample.at, now()))}
		series=${[{ name: "Finished", style: "finished", values: shown.map((sample) => sample.finishedRate) },
			{ name: "Failed", style: "failed", values: shown.map((sample) => sample.failedRate) }]} />`;
}

const WINDOWS = { "15m": "15 minutes", "1h": "Hour", "24h": "24 hours", "7d": "7 days" };

/** @param {{ window: any, title: string }} props */
function Past({ window, title }) {
	const slot = parseDuration(window.slot) ?? 0;
	const labels = window.finishedBySlot.map((/** @type {any} */ _, /** @type {number} */ i, /** @type {any[]} */ all) =>
		relative(now() - (all.length - 1 - i) * slot, now()));
	const cell = (/** @type {string | undefined} */ value) => html`<td class="number">${value ? duration(value) : "–"}</td>`;
	return html`<${LineChart} title=${title} unit=${`in ${duration(slot)}`} labels=${labels}
			series=${[{ name: "Finished", style: "finished", values: window.finishedBySlot }, { name: "Failed", style: "failed", values: window.failedBySlot }]} />
		<${Grid} label="Waits and run times" columns=${["Tasks", "#half within", "#95 % within", "#99 % within"]} caption=${html`<caption class="quiet">${number(window.finished)} finished, ${number(window.failed)} failed for good,
			${" "}${number(window.retried)} attempts were tried again: by this process, in the ${duration(window.observed)} of it that it has run</caption>`}>
			${[["Waited", window.waited], ["Ran", window.ran]].map(([name, of]) => html`<tr><th scope="row">${name}</th>${
				["p50", "p95", "p99"].map((share) => cell(of?.[share]))}</tr>`)}</${Grid}>`;
}

/** @param {{ samples: any[], chosen: string | null }} props */
function Throughput({ samples, chosen }) {
	const { tick } = useShared();
	const { data } = useRead(chosen ? `window/${chosen}` : null, tick);
	return html`<${Section} id="throughput" title="Throughput">
		<ul class="chips" aria-label="Window">${[["", "Now"], ...Object.entries(WINDOWS)].map(([id, name]) => html`<li><a
			href=${id ? `#/overview?window=${id}` : "#/overview"} aria-current=${(chosen ?? "") === id ? "true" : undefined}>${name}</a></li>`)}</ul>
		${chosen ? data && html`<${Past} window=${data} title=${`The last ${/** @type {any} */ (WINDOWS)[chosen].toLowerCase()}`} />` : html`<${Live} samples=${samples} />`}</${Section}>`;
}

/** @param {{ queues: any }} props */
function Attention({ queues }) {
	const { summary } = useShared();
	const items = summary && attention(summary, queues);
	if (!items?.length) {
		return null;
	}
	return html`<${Section} id="attention" title="Needs attention">
		<ul class="attention">${items.map((item) => html`<li class=${item.style}><a href=${item.href}>${item.text}</a></li>`)}</ul></${Section}>`;
}

/** @param {{ query: URLSearchParams }} props */
export function Overview({ query }) {
	const chosen = query.get("window");
	const { summary, samples, tick } = useShared();
	const { data: queues } = useRead("queues", tick);
	const empty = summary && STATUSES.every((status) => summary.tasks[status] === 0);
	return html`<${Heading}>Overview</${Heading}>
		<${Loaded} data=${summary}>${summary && html`
			<${Counts} summary=${summary} />
			${empty ? html`<${Setup} />` : html`
				<${Attention} queues=${queues} />
				<${Facts} summary=${summary} samples=${samples} />
				<${Throughput} samples=${samples} chosen=${chosen && chosen in WINDOWS ? chosen : null} />
				<${Names} summary=${summary} />`}`}
		</${Loaded}>`;
}
