import { html } from "../preact-htm.js";
import { bytes, plural } from "../format.js";
import { Empty, Grid, Heading, Loaded, Section, Time, useShared } from "../parts.js";
import { HIDDEN } from "../text.js";

/** @param {{ store: any }} props */
function Store({ store }) {
	return html`<${Section} id="store" title="Store">
		${!store.writable && html`<p class="notice problem" role="alert">It can't be written.${store.failure && store.failure !== HIDDEN ? ` ${store.failure}` : " The log of the application tells why."}</p>`}
		<dl class="facts wide"><div><dt>Database</dt><dd>${store.type} ${store.version}</dd></div>
			<div><dt>Location</dt><dd class="id">${store.location}</dd></div>
			<div><dt>Size</dt><dd>${bytes(store.size)}</dd></div>
			<div><dt>Write-ahead log</dt><dd>${store.walSize == null ? "none" : bytes(store.walSize)}</dd></div></dl></${Section}>`;
}

export function Nodes() {
	const { summary } = useShared();
	return html`<${Heading}>Nodes and store</${Heading}>
		<${Loaded} data=${summary}>${summary && html`
			<${Section} id="nodes" title="Nodes">${summary.nodes.length ? html`<${Grid} label="Nodes" columns=${["Application", "Host", "#Process", "Started", "Runs"]}>${summary.nodes.map((node) => html`<tr key=${node.id}><th scope="row">${node.application || "without a name"}<div class="quiet id">${node.id}</div></th>
					<td>${node.host}</td><td class="number">${node.pid}</td><td><${Time} at=${node.startedAt} /></td>
					<td>${node.tasks.length ? html`<details><summary>${plural(node.tasks.length, "task")}</summary><ul>${node.tasks.map((/** @type {string} */ name) =>
						html`<li>${name}</li>`)}</ul></details>` : html`<span class="quiet">only sends</span>`}</td></tr>`)}</${Grid}>`
				: html`<${Empty}><p>No node works on this store, so nothing runs.</p></${Empty}>`}</${Section}>
			<${Store} store=${summary.store} />`}</${Loaded}>`;
}
