// Charts as SVG, each with its figures as a table

import { html } from "./preact-htm.js";
import { rate } from "./format.js";
import { Grid } from "./parts.js";

/** @param {(number | null)[]} values @param {number} most @param {number} width @param {number} height */
export function line(values, most, width, height) {
	let path = "";
	let drawn = false;
	values.forEach((value, i) => {
		if (value === null) {
			drawn = false;
			return;
		}
		const x = values.length > 1 ? (i / (values.length - 1)) * width : width;
		const y = height - (most > 0 ? value / most : 0) * height;
		path += `${drawn ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
		drawn = true;
	});
	return path;
}

/**
 * A round number that is not below a value.
 * @param {number} value
 */
export function ceiling(value) {
	if (value <= 0) {
		return 1;
	}
	const power = 10 ** Math.floor(Math.log10(value));
	return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value) ?? value;
}

/** @param {{ title: string, unit: string, series: { name: string, style: string, values: (number | null)[] }[], labels: string[] }} props */
export function LineChart({ title, unit, series, labels }) {
	const width = 600;
	const height = 120;
	const values = series.flatMap((one) => one.values).filter((value) => value !== null);
	const most = ceiling(Math.max(0, ...(/** @type {number[]} */ (values))));
	const latest = series.map((one) => `${one.name} ${rate(one.values[one.values.length - 1] ?? 0)}`).join(", ");
	return html`<figure class="chart">
		<figcaption>
			<span class="chart-title">${title}</span>
			${series.map((one) => html`<span class="legend"><svg width="18" height="10" aria-hidden="true"><path
				class=${`line ${one.style}`} d="M0 5L18 5" /></svg>${one.name} <b>${rate(one.values[one.values.length - 1] ?? 0)}</b>
				<span class="quiet"> ${unit}</span></span>`)}
		</figcaption>
		<svg viewBox=${`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label=${`${title}: ${latest} ${unit}`}>
			<path class="grid" d=${`M0 0.5H${width}M0 ${height / 2}H${width}M0 ${height - 0.5}H${width}`} />
			${series.map((one) => html`<path class=${`line ${one.style}`} d=${line(one.values, most, width, height)} />`)}
		</svg>
		<div class="chart-axis quiet"><span>${labels[0] ?? ""}</span><span>top ${rate(most)} ${unit}</span><span>now</span></div>
		<details class="chart-table"><summary>Show as table</summary>
			<${Grid} label=${`Figures of ${title}`} columns=${["When", ...series.map((one) => `#${one.name}`)]}>${labels.map((label, i) => html`<tr><td>${label}</td>${
				series.map((one) => html`<td class="number">${one.values[i] === null ? "–" : rate(/** @type {number} */ (one.values[i]))}</td>`)}</tr>`).reverse()}</${Grid}>
		</details>
	</figure>`;
}

/**
 * A bar of parts, each wide as its share.
 * @param {{ parts: { name: string, style: string, value: number }[] }} props
 */
export function ShareBar({ parts }) {
	const total = parts.reduce((sum, part) => sum + part.value, 0);
	let x = 0;
	return html`<svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" role="img"
		aria-label=${parts.map((part) => `${part.name} ${part.value}`).join(", ")}>
		<rect class="share-ground" x="0" y="0" width="100" height="6" />
		${total > 0 && parts.filter((part) => part.value > 0).map((part) => {
			const width = (part.value / total) * 100;
			const rect = html`<rect class=${`fill ${part.style}`} x=${x} y="0" width=${width} height="6" />`;
			x += width;
			return rect;
		})}
	</svg>`;
}
