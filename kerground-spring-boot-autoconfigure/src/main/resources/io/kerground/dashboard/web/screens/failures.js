import { html } from "../preact-htm.js";
import { changeAll, useRead } from "../api.js";
import { number, plural, simpleName } from "../format.js";
import { Act, Because, Empty, Heading, Loaded, Time, useAct, useShared } from "../parts.js";
import { listAddress, tell } from "./tasks.js";

/** @param {{ group: any, act: (body: object, done: string) => void }} props */
function Mute({ group: { mute, type }, act }) {
	const { session } = useShared();
	const name = simpleName(type);
	if (mute) {
		return html`<p class="quiet">Muted <${Time} at=${mute.since} />${mute.until && html`, until <${Time} at=${mute.until} />`}${mute.reason && `: ${mute.reason}`}
			${" "}<${Act} text="Unmute" name=${name} onClick=${() => act({ action: "unmute" }, `${name} is told again`)} /></p>`;
	}
	return session.writable && html`<details><summary>Mute<span class="hidden"> ${name}</span></summary><${Because} button="Mute" time="7d"
		onSubmit=${(/** @type {object} */ why) => act({ action: "mute", ...why }, `${name} needs no attention`)} /></details>`;
}

/** @param {{ group: any, complete: boolean, onDone: () => void }} props */
function Group({ group, complete, onDone }) {
	const shared = useShared();
	const name = simpleName(group.type);
	const path = `failure/${group.id}`;
	const write = useAct(onDone);
	const act = (/** @type {object} */ body, /** @type {string} */ done) => write(path, body, done);
	const retry = () => shared.ask({ title: `Retry ${plural(group.count, "task")}?`,
		text: `${complete ? "All" : "The newest"} that failed by ${name}${group.frame ? ` in ${group.frame}` : ""} run again from their first attempt.`,
		button: `Retry ${plural(group.count, "task")}`,
		// no more than there were, or tasks that fail at once again would never let it end
		act: async (progress, signal) => tell(shared, await changeAll({ action: "retry", limit: group.count }, group.count, progress, signal, path), onDone) });
	return html`<li class=${`group ${group.mute ? "muted" : ""}`}><div class="group-head"><h2 title=${group.type}>${name}</h2>
			<span class="group-count">${plural(group.count, "task")}</span></div>
		<p class="quiet">${group.frame ? html`at <code>${group.frame}</code>` : group.type}</p>
		<p>${group.names.map((/** @type {string} */ task, /** @type {number} */ i) => html`${i ? ", " : ""}<a href=${listAddress(`status:failed task:${task}`)}>${task}</a>`)}</p>
		<p class="quiet">First <${Time} at=${group.firstAt} /> · last <${Time} at=${group.lastAt} /> · <a href=${`#/task/${group.latest}`}>latest task<span class="hidden"> that failed by ${name}</span></a></p>
		<${Mute} group=${group} act=${act} />
		<div class="bulk"><${Act} text=${`Retry all ${number(group.count)}`} name=${`that failed by ${name}`} onClick=${retry} /></div></li>`;
}

export function Failures() {
	const { tick } = useShared();
	const { data, problem, reload } = useRead("failures", tick);
	return html`<${Heading}>Failures</${Heading}>
		<${Loaded} data=${data} problem=${problem}>${data && (data.groups.length
			? html`<p class="quiet">Failed tasks by the exception and the place in your code that it came from.${!data.complete
				? ` Only the newest ${number(data.examined)} were looked at.` : ""}</p>
				<ul class="groups">${data.groups.sort((a, b) => Number(!!a.mute) - Number(!!b.mute)).map((group) =>
					html`<${Group} key=${group.id} group=${group} complete=${data.complete} onDone=${reload} />`)}</ul>`
			: html`<${Empty}><p>No task has failed for good.</p></${Empty}>`)}</${Loaded}>`;
}
