// Starts the dashboard: the frame, the address, the clock of polling, the keys

import { html, render, useEffect, useMemo, useRef, useState } from "./preact-htm.js";
import { get, now, open } from "./api.js";
import { number } from "./format.js";
import { Confirm, SharedContext, typed } from "./parts.js";
import { TEXT } from "./text.js";
import { Audit } from "./screens/audit.js";
import { Failures } from "./screens/failures.js";
import { Nodes } from "./screens/nodes.js";
import { failing, Overview } from "./screens/overview.js";
import { Queues } from "./screens/queues.js";
import { Schedules } from "./screens/schedules.js";
import { TaskDetail } from "./screens/task.js";
import { Tasks } from "./screens/tasks.js";

const PAGES = [["overview", "Overview"], ["tasks", "Tasks"], ["failures", "Failures"], ["schedules", "Schedules"],
	["queues", "Queues and workers"], ["nodes", "Nodes and store"], ["audit", "Audit"]];

const INTERVALS = [[1, "every second"], [2, "every 2 s"], [5, "every 5 s"], [15, "every 15 s"], [60, "every minute"], [0, "off"]];

const MOST_SAMPLES = 150;

/** @param {string} key @param {string} fallback @returns {[string, (value: string) => void]} */
function useStored(key, fallback) {
	const [value, setValue] = useState(() => {
		try {
			return localStorage.getItem(`kerground.${key}`) ?? fallback;
		}
		catch {
			return fallback;
		}
	});
	return [value, (next) => {
		setValue(next);
		try {
			localStorage.setItem(`kerground.${key}`, next);
		}
		catch {
			// then it holds until the page is left
		}
	}];
}

/** @returns {{ page: string, rest: string, query: URLSearchParams }} */
function location_() {
	const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
	const [page, ...rest] = path.split("/");
	return { page: page || "overview", rest: rest.map(decodeURIComponent).join("/"), query: new URLSearchParams(query ?? "") };
}

function useAddress() {
	const [address, setAddress] = useState(location_);
	useEffect(() => {
		const change = () => setAddress(location_());
		addEventListener("hashchange", change);
		return () => removeEventListener("hashchange", change);
	}, []);
	return address;
}

/**
 * Counts up while the page is seen: as often as chosen, less often while nobody answers.
 * @param {number} seconds
 * @param {number} failures
 * @returns {[number, () => void]}
 */
function useTick(seconds, failures) {
	const [tick, setTick] = useState(0);
	const next = () => setTick((/** @type {number} */ last) => last + 1);
	useEffect(() => {
		if (seconds === 0) {
			return undefined;
		}
		const pause = Math.min(30, seconds * 2 ** Math.min(failures, 5)) * 1000;
		const timer = setTimeout(() => {
			if (!document.hidden) {
				next();
			}
		}, Math.max(pause, seconds * 1000) * (0.95 + Math.random() / 10));
		return () => clearTimeout(timer);
	}, [seconds, failures, tick]);
	useEffect(() => {
		const seen = () => {
			if (!document.hidden && seconds > 0) {
				next();
			}
		};
		document.addEventListener("visibilitychange", seen);
		return () => document.removeEventListener("visibilitychange", seen);
	}, [seconds]);
	return [tick, next];
}

/**
 * What is read again and again for all pages, with the rates between two reads.
 * @param {number} tick
 */
function useSummary(tick) {
	const [state, setState] = useState(/** @type {any} */ ({ summary: null, problem: null, failures: 0, samples: [] }));
	const busy = useRef(false);
	useEffect(() => {
		if (busy.current) {
			return;
		}
		busy.current = true;
		get("").then((summary) => setState((/** @type {any} */ last) => ({ summary, problem: null, failures: 0,
			samples: [...last.samples, sample(summary, last.samples[last.samples.length - 1])].slice(-MOST_SAMPLES) })),
		(problem) => setState((/** @type {any} */ last) => ({ ...last, problem, failures: last.failures + 1 })))
			.finally(() => {
				busy.current = false;
			});
	}, [tick]);
	return state;
}

/** @param {any} summary @param {any} last */
function sample(summary, last) {
	const at = now();
	const { finished, failed } = summary.tasks;
	const seconds = last ? (at - last.at) / 1000 : 0;
	// a count falls when tasks are pruned; how many ended meanwhile is then not known
	const per = (/** @type {number} */ count, /** @type {number} */ before) =>
		last && seconds > 0 && count >= before ? (count - before) / seconds : null;
	return { at, finished, failed, finishedRate: per(finished, last?.finished), failedRate: per(failed, last?.failed) };
}

/** @param {{ page: string, failed: number }} props */
function Navigation({ page, failed }) {
	const current = page === "task" ? "tasks" : page;
	return html`<nav aria-label="Pages"><ul>${PAGES.map(([id, name]) => html`<li><a href=${`#/${id}`}
		aria-current=${current === id ? "page" : undefined}>${name}${id === "failures" && failed
			? html` <span class="count">${number(failed)}</span>` : ""}</a></li>`)}</ul></nav>`;
}

/** @param {{ keys: boolean, setKeys: (on: boolean) => void, onClose: () => void }} props */
function Keys({ keys, setKeys, onClose }) {
	const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
	useEffect(() => {
		dialog.current?.showModal();
	}, []);
	const all = [["/", "Search for tasks"], ["j, k", "Next and previous task of a list"], ["x", "Select the task"],
		["Enter", "Open the task"], ["r", "Read everything now"], ["?", "Show these keys"]];
	return html`<dialog ref=${dialog} aria-labelledby="keys-title" onClose=${onClose}>
		<h2 id="keys-title">Keys</h2>
		<dl class="keys">${all.map(([key, text]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${text}</dd></div>`)}</dl>
		<p><label><input type="checkbox" checked=${keys} onChange=${(/** @type {any} */ event) => setKeys(event.target.checked)} /> Use single keys</label></p>
		<div class="buttons"><button type="button" class="primary" onClick=${() => dialog.current?.close()}>Close</button></div>
	</dialog>`;
}

/** @param {boolean} on @param {() => void} refresh @param {() => void} help */
function useKeys(on, refresh, help) {
	useEffect(() => {
		const press = (/** @type {KeyboardEvent} */ event) => {
			const target = /** @type {HTMLElement} */ (event.target);
			if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")
				|| /^(input|select|textarea)$/i.test(target.tagName) && /** @type {HTMLInputElement} */ (target).type !== "checkbox") {
				return;
			}
			if (event.key === "?") {
				help();
			}
			else if (!on) {
				return;
			}
			else if (event.key === "/") {
				event.preventDefault();
				const field = document.getElementById("search");
				if (field) {
					field.focus();
				}
				else {
					location.hash = "#/tasks?focus=1";
				}
			}
			else if (event.key === "r") {
				refresh();
			}
			else if (event.key === "j" || event.key === "k") {
				step(event.key === "j" ? 1 : -1);
			}
			else if (event.key === "x") {
				const box = /** @type {HTMLElement | null} */ (target.closest("tr")?.querySelector("input[type=checkbox]"));
				box?.click();
			}
		};
		addEventListener("keydown", press);
		return () => removeEventListener("keydown", press);
	}, [on, refresh, help]);
}

/** @param {number} by */
function step(by) {
	const links = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("a.row-link")]);
	const row = document.activeElement?.closest("tr");
	const at = links.findIndex((link) => link.closest("tr") === row);
	links[at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + by))]?.focus();
}

/** @param {{ address: ReturnType<typeof location_> }} props */
function Page({ address }) {
	const { page, rest, query } = address;
	switch (page) {
		case "overview": return html`<${Overview} query=${query} />`;
		case "tasks": return html`<${Tasks} query=${query} />`;
		case "task": return html`<${TaskDetail} key=${rest} id=${rest} />`;
		case "failures": return html`<${Failures} />`;
		case "schedules": return html`<${Schedules} />`;
		case "queues": return html`<${Queues} />`;
		case "audit": return html`<${Audit} />`;
		case "nodes": return html`<${Nodes} />`;
		default: return html`<h1 tabindex="-1" id="heading">There is no such page</h1><p><a href="#/overview">Overview</a></p>`;
	}
}

/** @param {{ session: Session }} props */
function App({ session }) {
	const address = useAddress();
	const [interval, setChosen] = useStored("interval", "2");
	const [theme, setTheme] = useStored("theme", "system");
	const [zone, setZone] = useStored("zone", "local");
	const [keys, setKeys] = useStored("keys", "on");
	const [failures, setFailures] = useState(0);
	const [tick, refresh] = useTick(Number(interval), failures);
	const { summary, problem, failures: failed, samples } = useSummary(tick);
	const [question, setQuestion] = useState(/** @type {any} */ (null));
	const [help, setHelp] = useState(false);
	const [note, setNote] = useState(/** @type {{ text: string, style: string, undo?: () => void } | null} */ (null));
	useEffect(() => setFailures(failed), [failed]);
	useEffect(() => {
		if (theme === "system") {
			delete document.documentElement.dataset.theme;
		}
		else {
			document.documentElement.dataset.theme = theme;
		}
	}, [theme]);
	useEffect(() => {
		if (!note) {
			return undefined;
		}
		const timer = setTimeout(() => setNote(null), note.undo ? 29_000 : 6000);
		return () => clearTimeout(timer);
	}, [note]);
	const first = useRef(true);
	const place = `${address.page}/${address.rest}`;
	useEffect(() => {
		const heading = document.getElementById("heading");
		document.title = `${heading?.textContent ?? "Kerground"} · ${session.application ?? "Kerground"}`;
		if (!first.current && !address.query.has("focus")) {
			heading?.focus();
			scrollTo(0, 0);
		}
		first.current = false;
	}, [place]);
	useKeys(keys === "on", refresh, useMemo(() => () => setHelp(true), []));
	const shared = { summary, session, tick, utc: zone === "utc", samples, refresh,
		say: (/** @type {string} */ text, style = "", /** @type {(() => void) | undefined} */ undo = undefined) =>
			setNote({ text, style, undo }), ask: setQuestion };
	return html`<${SharedContext.Provider} value=${shared}>
		<a class="skip" href="#main" onClick=${(/** @type {Event} */ event) => {
			event.preventDefault();
			document.getElementById("heading")?.focus();
		}}>Skip to the page</a>
		<header>
			<div class="brand"><span class="mark" aria-hidden="true"></span><span><b>Kerground</b>${session.application
				&& html`<span class="application">${session.application}</span>`}</span></div>
			<${Navigation} page=${address.page} failed=${summary ? failing(summary) : 0} />
			<div class="settings">
				${!session.writable && html`<p class="quiet read-only" title=${TEXT.readOnly}>Read-only</p>`}
				${session.user && html`<p class="quiet">Logged in as ${session.user}</p>`}
				<label>Refresh <select value=${interval} onChange=${typed(setChosen)}>
					${INTERVALS.map(([seconds, text]) => html`<option value=${String(seconds)}>${text}</option>`)}</select></label>
				<label>Theme <select value=${theme} onChange=${typed(setTheme)}>
					${["system", "light", "dark"].map((one) => html`<option value=${one}>${one}</option>`)}</select></label>
				<label>Times <select value=${zone} onChange=${typed(setZone)}>
					<option value="local">local</option><option value="utc">UTC</option></select></label>
				<button type="button" class="plain" onClick=${() => setHelp(true)}>Keys</button>
			</div>
		</header>
		<main id="main">
			${problem && html`<p class="notice problem banner" role="alert">${problem.message}
				<button type="button" class="small" onClick=${refresh}>Try again now</button></p>`}
			${summary || problem ? html`<${Page} address=${address} />` : html`<h1 tabindex="-1" id="heading">Kerground</h1><p class="quiet">Loading…</p>`}
		</main>
		<div class="toast" role="status">${note && html`<p class=${note.style}>${note.text}${note.undo && html` <button type="button" class="small" onClick=${() => {
			setNote(null);
			note.undo?.();
		}}>Undo</button>`}</p>`}</div>
		${question && html`<${Confirm} question=${question} onClose=${() => setQuestion(null)} />`}
		${help && html`<${Keys} keys=${keys === "on"} setKeys=${(/** @type {boolean} */ on) => setKeys(on ? "on" : "off")} onClose=${() => setHelp(false)} />`}
	</${SharedContext.Provider}>`;
}

/** @param {HTMLElement} root */
async function start(root) {
	try {
		const session = await open();
		root.textContent = "";
		render(html`<${App} session=${session} />`, root);
	}
	catch (problem) {
		const text = /** @type {Error} */ (problem).message;
		render(html`<main class="loading"><h1>Kerground</h1><p role="alert">${text}</p>
			<p><button type="button" onClick=${() => location.reload()}>Try again</button></p></main>`, root);
	}
}

start(/** @type {HTMLElement} */ (document.getElementById("app")));
