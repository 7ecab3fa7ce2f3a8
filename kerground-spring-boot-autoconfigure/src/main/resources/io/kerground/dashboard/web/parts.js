// Parts of pages

import { html, createContext, useContext, useEffect, useRef, useState } from "./preact-htm.js";
import { now, post } from "./api.js";
import { bytes, exact, foldTrace, indent, relative } from "./format.js";
import { HIDDEN, STATUS, TEXT } from "./text.js";

export const SharedContext = createContext(/** @type {any} */ (null));

/** @returns {Shared} */
export function useShared() {
	return /** @type {any} */ (useContext(SharedContext));
}

/** @param {{ status: string }} props */
export function Status({ status }) {
	const known = STATUS[status] ?? { label: status, mark: "·", help: "" };
	return html`<span class=${`status ${status}`} title=${known.help}><span aria-hidden="true">${known.mark}</span> ${known.label}</span>`;
}

/** @param {{ at: string | null | undefined, none?: string }} props */
export function Time({ at, none = "–" }) {
	const { utc } = useShared();
	const instant = Date.parse(at ?? "");
	if (!Number.isFinite(instant)) {
		return html`<span class="quiet">${none}</span>`;
	}
	return html`<time datetime=${at} title=${exact(instant, utc)}>${relative(instant, now())}</time>`;
}

/** @param {{ at: string | null | undefined }} props */
export function ExactTime({ at }) {
	const { utc } = useShared();
	const instant = Date.parse(at ?? "");
	return Number.isFinite(instant) ? html`<time datetime=${at}>${exact(instant, utc)}</time>` : null;
}

/** @param {{ text: string, label?: string }} props */
export function Copy({ text, label = "Copy" }) {
	const { say } = useShared();
	const copy = async () => {
		try {
			await navigator.clipboard.writeText(text);
			say("Copied");
		}
		catch {
			say("The browser does not allow to copy here", "problem");
		}
	};
	return html`<button type="button" class="small" onClick=${copy}>${label}</button>`;
}

/** @param {{ value: any, name: string }} props */
export function Json({ value, name }) {
	if (value === null || value === undefined) {
		return html`<p class="quiet">None</p>`;
	}
	return html`<${Lines} text=${String(value)} name=${name} shown=${indent(String(value))} />`;
}

/** @param {{ text: any, name: string, shown?: any }} props */
export function Lines({ text, name, shown = text }) {
	if (text === HIDDEN) {
		return html`<p class="quiet">${TEXT.hidden}</p>`;
	}
	return html`<div class="code"><pre tabindex="0" aria-label=${name}>${shown}</pre>
		<div class="code-tools"><span class="quiet">${bytes(new Blob([text]).size)}</span> <${Copy} text=${text} /></div></div>`;
}

/** @param {{ trace: any }} props */
export function StackTrace({ trace }) {
	if (trace === HIDDEN) {
		return html`<p class="quiet">${TEXT.hidden}</p>`;
	}
	if (!trace) {
		return null;
	}
	return html`<div class="code"><div class="trace" tabindex="0" role="group" aria-label="Stack trace">${foldTrace(String(trace)).map((part) =>
		part.folded && part.lines.length > 1
			? html`<details><summary>${part.lines.length} frames of frameworks</summary><pre>${part.lines.join("\n")}</pre></details>`
			: html`<pre class=${part.folded ? "quiet" : ""}>${part.lines.join("\n")}</pre>`)}</div>
		<div class="code-tools"><${Copy} text=${String(trace)} label="Copy stack trace" /></div></div>`;
}

/** @param {{ data: any, problem: any, children?: any }} props */
export function Loaded({ data, problem, children }) {
	if (data) {
		return children;
	}
	if (problem) {
		return html`<p class="notice problem" role="alert">${problem.message}</p>`;
	}
	return html`<p class="quiet" aria-busy="true">Loading…</p>`;
}

/** @param {{ children?: any }} props */
export function Empty({ children }) {
	return html`<div class="empty">${children}</div>`;
}

/** @param {{ label: string, children?: any }} props */
export function Scroll({ label, children }) {
	return html`<div class="scroll" tabindex="0" role="group" aria-label=${label}>${children}</div>`;
}

/**
 * A table that scrolls for itself. The names of columns of numbers begin with #, that of the actions is empty.
 * @param {{ label: string, columns: string[], caption?: any, children?: any }} props
 */
export function Grid({ label, columns, caption, children }) {
	return html`<${Scroll} label=${label}><table>${caption}<thead><tr>${columns.map((name) => html`<th scope="col" class=${name[0] === "#" ? "number" : ""}>${
		name.replace("#", "") || html`<span class="hidden">Actions</span>`}</th>`)}</tr></thead><tbody>${children}</tbody></table></${Scroll}>`;
}

/** @param {(value: string) => void} set */
export function typed(set) {
	return (/** @type {any} */ event) => set(event.target.value);
}

/** @param {{ text: any, name: string, onClick: () => void, style?: string }} props */
export function Act({ text, name, onClick, style = "" }) {
	const { session } = useShared();
	return session.writable
		? html`<button type="button" class=${`small ${style}`} aria-label=${`${text} ${name}`} onClick=${onClick}>${text}</button>`
		: null;
}

/** @param {() => void} act what is done when a form is sent */
export function sent(act) {
	return (/** @type {Event} */ event) => {
		event.preventDefault();
		act();
	};
}

/**
 * Returns what writes, says how that went, and reads anew.
 * @param {...(() => void)} reloads
 * @returns {Act}
 */
export function useAct(...reloads) {
	const { say, refresh } = useShared();
	return (path, body, done) => post(path, body).then(() => say(done), (problem) => say(problem.message, "problem")).then(() => {
		reloads.forEach((reload) => reload());
		refresh();
	});
}

/** @param {{ id: string, title: string, kind?: string, children?: any }} props */
export function Section({ id, title, kind = "", children }) {
	return html`<section class=${kind} aria-labelledby=${id}><h2 id=${id}>${title}</h2>${children}</section>`;
}

/**
 * Asks why, and for how long.
 * @param {{ button: string, time?: string, children?: any, onSubmit: (why: object) => void }} props
 */
export function Because({ button, time = "", children, onSubmit }) {
	const [why, setWhy] = useState({ reason: "", time });
	const field = (/** @type {string} */ key) => typed((value) => setWhy({ ...why, [key]: value }));
	const submit = sent(() => onSubmit({ reason: why.reason, ...(why.time ? { time: why.time } : {}) }));
	return html`<form class="inline" onSubmit=${submit}>${children}
		<label>because <input maxlength="500" value=${why.reason} onInput=${field("reason")} /></label>
		<label>for <select value=${why.time} onChange=${field("time")}>${[["15m", "15 minutes"], ["1h", "an hour"], ["24h", "a day"], ["7d", "a week"], ["", "ever"]].map(([value, text]) =>
			html`<option value=${value}>${text}</option>`)}</select></label><button type="submit" class="small">${button}</button>
		<span class="quiet">on all nodes</span></form>`;
}

/**
 * Asks before it acts, and shows how far it is.
 * @param {{ question: Question, onClose: () => void }} props
 */
export function Confirm({ question, onClose }) {
	const { say } = useShared();
	const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
	const [progress, setProgress] = useState(/** @type {{ done: number, all: number } | null} */ (null));
	const [problem, setProblem] = useState("");
	const work = useRef(/** @type {AbortController | null} */ (null));
	const [value, setValue] = useState(question.field?.value ?? "");
	useEffect(() => {
		dialog.current?.showModal();
	}, []);
	const close = () => {
		work.current?.abort();
		onClose();
	};
	const act = async () => {
		work.current = new AbortController();
		setProblem("");
		setProgress({ done: 0, all: 0 });
		try {
			await question.act((done, all) => setProgress({ done, all }), work.current.signal, value.trim());
			onClose();
		}
		catch (failure) {
			if (!work.current.signal.aborted) {
				setProblem(/** @type {Error} */ (failure).message);
				setProgress(null);
			}
			else {
				say("Stopped");
			}
		}
	};
	return html`<dialog ref=${dialog} class="confirm" aria-labelledby="confirm-title" onCancel=${close} onClose=${close}>
		<h2 id="confirm-title">${question.title}</h2>
		<p>${question.text}</p>
		${question.field && html`<p><label>${question.field.label} <input list="field-choices" value=${value} required
			onInput=${typed(setValue)} /></label>
			<datalist id="field-choices">${question.field.choices.map((choice) => html`<option value=${choice}></option>`)}</datalist></p>`}
		${problem && html`<p class="notice problem" role="alert">${problem}</p>`}
		${progress && html`<p role="status">${progress.all ? `${progress.done} of ${progress.all}` : "Working…"}</p>
			<progress aria-label="Progress" max=${progress.all || 1} value=${progress.all ? progress.done : undefined} />`}
		<div class="buttons">
			<button type="button" onClick=${close}>${progress ? "Stop" : "Back"}</button>
			${!progress && html`<button type="button" class=${question.dangerous ? "danger" : "primary"} onClick=${act}
				disabled=${question.field && !value.trim()}>${question.button}</button>`}
		</div>
	</dialog>`;
}

/**
 * A page's heading, which takes the focus when the page was changed.
 * @param {{ children?: any, aside?: any }} props
 */
export function Heading({ children, aside }) {
	return html`<div class="heading"><h1 tabindex="-1" id="heading">${children}</h1>${aside}</div>`;
}
