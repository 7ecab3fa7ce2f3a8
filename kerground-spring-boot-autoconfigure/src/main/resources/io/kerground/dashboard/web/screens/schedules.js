import { html, useState } from "../preact-htm.js";
import { now, useRead } from "../api.js";
import { duration } from "../format.js";
import { Act, Empty, ExactTime, Grid, Heading, Loaded, sent, Status, Time, typed, useAct, useShared } from "../parts.js";
import { listAddress } from "./tasks.js";

/** @param {any} schedule */
function when(schedule) {
	if (schedule.period) {
		return `every ${duration(schedule.period)}, instead of ${schedule.spec}`;
	}
	return schedule.zone ? `${schedule.spec} (${schedule.zone})` : schedule.spec;
}

/** @param {any} schedule */
function next(schedule) {
	if (schedule.paused) {
		return html`<${Status} status="paused" />`;
	}
	const due = Date.parse(schedule.nextAt ?? "");
	return Number.isFinite(due) && due < now() ? html`<span title=${schedule.nextAt}>due</span>`
		: html`<${Time} at=${schedule.nextAt} none=${schedule.kind === "trigger" ? "when triggered" : "after its run"} />`;
}

/** @param {{ schedule: any }} props */
function Runs({ schedule }) {
	return html`<ol class="runs">${schedule.nextRuns.map((/** @type {string} */ at) => html`<li><${ExactTime} at=${at} /></li>`)}</ol>`;
}

/** @param {{ schedule: any, onAct: (action: object, done: string) => void }} props */
function Details({ schedule, onAct }) {
	const { session } = useShared();
	const [spec, setSpec] = useState("");
	const [asked, setAsked] = useState("");
	const { data, problem } = useRead(asked ? `schedule/${encodeURIComponent(schedule.name)}?spec=${encodeURIComponent(asked)}` : null, 0);
	const timed = schedule.kind === "interval" || schedule.kind === "delay";
	return html`<details><summary>Next runs<span class="hidden"> of ${schedule.name}</span></summary><${Runs} schedule=${schedule} />
		<p><a href=${listAddress(`status:finished task:${schedule.name}`)}>History<span class="hidden"> of ${schedule.name}</span></a></p>
		${(timed || schedule.kind === "cron") && html`<form class="inline" onSubmit=${sent(() => setAsked(spec.trim()))}>
			<label>${timed ? "Another period" : "Another expression"} <input required value=${spec} placeholder=${timed ? "90s" : "0 0 9 * * MON-FRI"}
				onInput=${typed(setSpec)} /></label><button type="submit" class="small">Preview</button></form>
		${problem && html`<p class="notice problem" role="alert">${problem.message}</p>`}
		${data && html`<div role="status"><p>${data.words ?? `every ${duration(data.period)}`}</p><${Runs} schedule=${data} />
			${timed ? session.writable && html`<button type="button" class="small" onClick=${() => onAct({ action: "edit", spec: asked }, "runs by another period on all nodes")}>Use it</button>`
				: html`<p class="quiet">An expression is changed in the code.</p>`}</div>`}`}
		${schedule.period && html`<p><${Act} text="Reset to the code" name=${schedule.name} onClick=${() => onAct({ action: "reset" }, "runs as its code says")} /></p>`}
	</details>`;
}

export function Schedules() {
	const { tick } = useShared();
	const { data, problem, reload } = useRead("schedules", tick);
	const write = useAct(reload);
	const act = (/** @type {any} */ schedule, /** @type {object} */ action, /** @type {string} */ done) =>
		write(`schedule/${encodeURIComponent(schedule.name)}`, action, `${schedule.name} ${done}`);
	return html`<${Heading}>Schedules</${Heading}>
		<${Loaded} data=${data} problem=${problem}>${data && (data.schedules.length ? html`<${Grid} label="Schedules"
			columns=${["Name", "When", "Next run", "Last run", ""]}>${data.schedules.map((schedule) => html`<tr key=${schedule.name}>
				<th scope="row">${schedule.name}<div class="quiet">${schedule.application}</div></th>
				<td><span class="kind">${schedule.kind}</span> <code>${when(schedule)}</code>${schedule.words && html`<div>${schedule.words}</div>`}</td>
				<td>${next(schedule)}<${Details} schedule=${schedule} onAct=${(/** @type {object} */ action, /** @type {string} */ done) => act(schedule, action, done)} /></td>
				<td>${schedule.lastTask ? html`<a href=${`#/task/${schedule.lastTask}`}><${Time} at=${schedule.lastFiredAt} /></a>
					${schedule.lastStatus && html` <${Status} status=${schedule.lastStatus} />`}` : html`<span class="quiet">not yet</span>`}</td>
				<td class="row-actions"><${Act} text="Run now" name=${schedule.name} onClick=${() => act(schedule, { action: "trigger" }, "runs now")} />
					${schedule.paused ? html`<${Act} text="Resume" name=${schedule.name} onClick=${() => act(schedule, { action: "resume" }, "goes on")} />`
						: html`<${Act} text="Pause" name=${schedule.name} onClick=${() => act(schedule, { action: "pause" }, "is paused on all nodes")} />`}</td>
			</tr>`)}</${Grid}>`
			: html`<${Empty}><p>Nothing is scheduled. <code>@KerSchedule(interval = "10s")</code> on a method of a worker makes it run again and again.</p></${Empty}>`)}</${Loaded}>`;
}
