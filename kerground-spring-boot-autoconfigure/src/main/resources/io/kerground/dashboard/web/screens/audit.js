import { html } from "../preact-htm.js";
import { useRead } from "../api.js";
import { number } from "../format.js";
import { Empty, Grid, Heading, Loaded, Time, useShared } from "../parts.js";

export function Audit() {
	const { tick } = useShared();
	const { data, problem } = useRead("audit", tick);
	return html`<${Heading}>Audit</${Heading}><p class="quiet">Writes over the web that this process has taken, newest first.</p>
		<${Loaded} data=${data} problem=${problem}>${data && (data.entries.length ? html`<${Grid} label="Audit" columns=${["When", "Who", "What", "To what", "Result", "#Tasks"]}>${data.entries.map((entry) => html`<tr><td><${Time} at=${entry.at} /></td><td>${entry.user}</td><td>${entry.action}</td>
				<td>${entry.target}</td><td>${entry.result}</td><td class="number">${entry.tasks == null ? "" : number(entry.tasks)}</td></tr>`)}</${Grid}>`
			: html`<${Empty}><p>Nobody has changed anything yet.</p></${Empty}>`)}</${Loaded}>`;
}
