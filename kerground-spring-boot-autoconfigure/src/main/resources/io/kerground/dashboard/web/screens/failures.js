import { html } from "../preact-htm.js";
import { post, useRead } from "../api.js";
import { number, plural, simpleName } from "../format.js";
import { Act, Empty, Heading, Loaded, Time, useShared } from "../parts.js";
import { listAddress } from "./tasks.js";

/** @param {any} problem */
function none(problem) {
	if (problem.status !== 409) {
		throw problem;
	}
	return { tasks: 0 };
}

/** @param {{ group: any, onDone: () => void }} props */
function Group({ group, onDone }) {
	const { ask, say } = useShared();
	const retry = () => ask({ title: `Retry ${plural(group.count, "task")}?`,
		text: `All that failed by ${simpleName(group.type)}${group.frame ? ` in ${group.frame}` : ""} run again from their first attempt.`,
		button: `Retry ${plural(group.count, "task")}`,
		act: async (progress, signal) => {
			let retried = 0;
			// no more than there were, or tasks that fail at once again would never let it end
			for (let tasks = 1; tasks > 0 && retried < group.count && !signal.aborted; retried += tasks) {
				tasks = (await post(`failure/${group.id}`, { action: "retry" }).catch(none)).tasks;
				progress(Math.min(retried + tasks, group.count), group.count);
			}
			signal.throwIfAborted();
			say(`${plural(retried, "task")} retried`);
			onDone();
		} });
	return html`<li class="group"><div class="group-head"><h2 title=${group.type}>${simpleName(group.type)}</h2>
			<span class="group-count">${plural(group.count, "task")}</span></div>
		<p class="quiet">${group.frame ? html`at <code>${group.frame}</code>` : group.type}</p>
		<p>${group.names.map((/** @type {string} */ name, /** @type {number} */ i) => html`${i ? ", " : ""}<a href=${listAddress(`status:failed task:${name}`)}>${name}</a>`)}</p>
		<p class="quiet">First <${Time} at=${group.firstAt} /> · last <${Time} at=${group.lastAt} /> · <a href=${`#/task/${group.latest}`}>latest task<span class="hidden"> that failed by ${simpleName(group.type)}</span></a></p>
		<div class="bulk"><${Act} text=${`Retry all ${number(group.count)}`} name=${`that failed by ${simpleName(group.type)}`} onClick=${retry} /></div></li>`;
}

export function Failures() {
	const { tick, refresh } = useShared();
	const { data, problem, reload } = useRead("failures", tick);
	const done = () => {
		reload();
		refresh();
	};
	return html`<${Heading}>Failures</${Heading}>
		<${Loaded} data=${data} problem=${problem}>${data && (data.groups.length
			? html`<p class="quiet">Failed tasks by the exception and the place in your code that it came from.${!data.complete
				? ` Only the newest ${number(data.examined)} were looked at.` : ""}</p>
				<ul class="groups">${data.groups.map((/** @type {any} */ group) => html`<${Group} key=${group.id} group=${group} onDone=${done} />`)}</ul>`
			: html`<${Empty}><p>No task has failed for good.</p></${Empty}>`)}</${Loaded}>`;
}
