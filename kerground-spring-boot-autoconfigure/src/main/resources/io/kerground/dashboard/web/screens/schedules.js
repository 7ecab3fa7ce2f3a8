import { html } from "../preact-htm.js";
import { now, post, useRead } from "../api.js";
import { duration, parseDuration } from "../format.js";
import { Act, Empty, Heading, Loaded, Scroll, Status, Time, useShared } from "../parts.js";

/** @param {any} schedule */
function when(schedule) {
	if (schedule.period) {
		return `every ${duration(parseDuration(schedule.period) ?? 0)}, instead of ${schedule.spec}`;
	}
	return schedule.zone ? `${schedule.spec} (${schedule.zone})` : schedule.spec;
}

/** @param {any} schedule */
function next(schedule) {
	if (schedule.paused) {
		return html`<span class="status cancelled"><span aria-hidden="true">❚❚</span> Paused</span>`;
	}
	const due = Date.parse(schedule.nextAt ?? "");
	return Number.isFinite(due) && due < now() ? html`<span title=${schedule.nextAt}>due</span>`
		: html`<${Time} at=${schedule.nextAt} none=${schedule.kind === "trigger" ? "when triggered" : "after its run"} />`;
}

export function Schedules() {
	const { tick, say, refresh } = useShared();
	const { data, problem, reload } = useRead("schedules", tick);
	const act = async (/** @type {any} */ schedule, /** @type {string} */ action, /** @type {string} */ done) => {
		try {
			await post(`schedule/${encodeURIComponent(schedule.name)}`, { action });
			say(`${schedule.name} ${done}`);
		}
		catch (failure) {
			say(`${schedule.name}: ${/** @type {Error} */ (failure).message}`, "problem");
		}
		reload();
		refresh();
	};
	return html`<${Heading}>Schedules</${Heading}>
		<${Loaded} data=${data} problem=${problem}>${data && (data.schedules.length ? html`<${Scroll} label="Schedules"><table>
			<thead><tr><th scope="col">Name</th><th scope="col">When</th><th scope="col">Next run</th><th scope="col">Last run</th><th scope="col"><span class="hidden">Actions</span></th></tr></thead>
			<tbody>${data.schedules.map((/** @type {any} */ schedule) => html`<tr key=${schedule.name}>
				<th scope="row">${schedule.name}<div class="quiet">${schedule.application}</div></th>
				<td><span class="kind">${schedule.kind}</span> <code>${when(schedule)}</code></td>
				<td>${next(schedule)}</td>
				<td>${schedule.lastTask ? html`<a href=${`#/task/${schedule.lastTask}`}><${Time} at=${schedule.lastFiredAt} /></a>
					${schedule.lastStatus && html` <${Status} status=${schedule.lastStatus} />`}` : html`<span class="quiet">not yet</span>`}</td>
				<td class="row-actions"><${Act} text="Run now" name=${schedule.name} onClick=${() => act(schedule, "trigger", "runs now")} />
					${schedule.paused ? html`<${Act} text="Resume" name=${schedule.name} onClick=${() => act(schedule, "resume", "goes on")} />`
						: html`<${Act} text="Pause" name=${schedule.name} onClick=${() => act(schedule, "pause", "is paused on all nodes")} />`}</td>
			</tr>`)}</tbody></table></${Scroll}>`
			: html`<${Empty}><p>Nothing is scheduled. <code>@KerSchedule(interval = "10s")</code> on a method of a worker makes it run again and again.</p></${Empty}>`)}</${Loaded}>`;
}
