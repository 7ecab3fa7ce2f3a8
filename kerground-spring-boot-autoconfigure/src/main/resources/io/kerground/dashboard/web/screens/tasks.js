import { html, useEffect, useMemo, useState } from "../preact-htm.js";
import { changeAll, get, post, useRead } from "../api.js";
import { number, plural, simpleName } from "../format.js";
import { Empty, Heading, Loaded, Scroll, sent, Status, Time, typed, useShared } from "../parts.js";
import { conditions, matching, parse, STATUSES, write } from "../search.js";
import { ACTIONS, STATUS, TEXT } from "../text.js";

/** @param {string} text @param {string | null} [after] */
export function listAddress(text, after) {
	return `#/tasks?q=${encodeURIComponent(text)}${after ? `&after=${encodeURIComponent(after)}` : ""}`;
}

/**
 * Says what a change did, and offers to undo it.
 * @param {Shared} shared
 * @param {any} change
 * @param {() => void} onDone
 */
export function tell({ say }, change, onDone) {
	const undo = () => post(`change/${change.id}`, { action: "undo" }).then(({ tasks }) => say(`${plural(tasks, "task")} brought back`),
		(problem) => say(problem.status === 409 ? "It is too late to undo this." : problem.message, "problem")).then(onDone);
	say(`${plural(change.changed, "task")} ${ACTIONS[change.action].done}${change.skipped
		? `; ${number(change.skipped)} had moved on` : ""}${change.state === "stopped" ? "; then it was stopped" : ""}`,
	"", change.undoUntil ? undo : undefined);
	onDone();
}

/** @param {{ text: string, focus: boolean, names: string[], queues: string[] }} props */
function Search({ text, focus, names, queues }) {
	const [value, setValue] = useState(text);
	// an effect would be too late
	useMemo(() => setValue(text), [text]);
	useEffect(() => {
		if (focus) {
			document.getElementById("search")?.focus();
		}
	}, [focus]);
	const submit = sent(() => {
		const search = parse(value);
		location.hash = search.id ? `#/task/${search.id}` : listAddress(value.trim());
	});
	const before = value.replace(/\S*$/, "");
	const choices = [...STATUSES.map((status) => `status:${status}`), ...names.map((name) => `task:${name}`),
		...queues.map((name) => `queue:${name}`), "key:", "error:", "since:1h", "attempt:>1"];
	return html`<form class="search" role="search" onSubmit=${submit}>
		<label for="search">Search</label>
		<input id="search" type="search" list="choices" autocomplete="off" spellcheck=${false} value=${value}
			placeholder="An id, a name, a key, or status: task: error: since:1h" aria-describedby="search-help"
			onInput=${typed(setValue)} />
		<datalist id="choices">${choices.slice(0, 300).map((choice) => html`<option value=${before + choice}></option>`)}</datalist>
		<button type="submit">Search</button>
		<p id="search-help" class="hidden">An id or its beginning, a name, a key, or values behind status, task, queue, key, error, since and attempt, as in since:1h and attempt:>1.</p>
	</form>`;
}

/** @param {{ search: Search, counts: any }} props */
function Chips({ search, counts }) {
	return html`<ul class="chips" aria-label="Status">${STATUSES.map((status) => html`<li><a href=${listAddress(write({ ...search, status }))}
		aria-current=${search.status === status ? "true" : undefined}>${STATUS[status].label}
		<span class="count">${number(counts[status])}</span></a></li>`)}</ul>`;
}

/**
 * The counts that fit to what is searched for.
 * @param {Summary} summary
 * @param {Search} search
 */
function fittingCounts(summary, search) {
	if (search.task && !search.queue) {
		return summary.names[search.task] ?? {};
	}
	return search.queue && !search.task ? (summary.queues[search.queue] ?? {}) : summary.tasks;
}

/** @param {{ tasks: any[], selected: Set<string>, setSelected: (ids: Set<string>) => void }} props */
function Table({ tasks, selected, setSelected }) {
	const { session } = useShared();
	const toggle = (/** @type {string} */ id) => {
		const next = new Set(selected);
		if (!next.delete(id)) {
			next.add(id);
		}
		setSelected(next);
	};
	const all = tasks.length > 0 && tasks.every((task) => selected.has(task.id));
	return html`<${Scroll} label="Tasks"><table class="tasks">
		<thead><tr>${session.writable && html`<th scope="col" class="box"><input type="checkbox" aria-label="Select all on this page" checked=${all}
			onChange=${() => setSelected(all ? new Set() : new Set(tasks.map((task) => task.id)))} /></th>`}
			<th scope="col">Task</th><th scope="col">Status</th><th scope="col">Queue</th><th scope="col" class="number">Attempt</th>
			<th scope="col">Sent</th><th scope="col">Due, begun or ended</th></tr></thead>
		<tbody>${tasks.map((task) => html`<tr key=${task.id} class=${selected.has(task.id) ? "selected" : ""}>
			${session.writable && html`<td class="box"><input type="checkbox" aria-label=${`Select ${task.name} ${task.id}`} checked=${selected.has(task.id)}
				onChange=${() => toggle(task.id)} /></td>`}
			<th scope="row"><a class="row-link" href=${`#/task/${task.id}`}>${task.name}</a>
				<div class="quiet id">${task.id}</div>
				${task.error && html`<div class="row-error">${simpleName(task.error.type)}</div>`}</th>
			<td><${Status} status=${task.status} />${task.progress && task.status === "running" && html`<progress class="tiny"
				aria-label=${`Progress of ${task.name}`} max=${task.progress.total || 1} value=${task.progress.done} />`}</td>
			<td>${task.queue}</td>
			<td class="number">${task.attempt} <span class="quiet">of ${task.maxAttempts}</span></td>
			<td><${Time} at=${task.createdAt} /></td>
			<td><${Time} at=${task.finishedAt ?? (task.status === "running" ? task.startedAt : task.runAt)} /></td></tr>`)}</tbody>
	</table></${Scroll}>`;
}

/** @param {{ status: string, filter: Record<string, string>, what: string, matching: number | null, selected: Set<string>, onDone: () => void }} props */
function BulkActions({ status, filter, what, matching: count, selected, onDone }) {
	const shared = useShared();
	const { session, summary, ask, say } = shared;
	if (!session.writable) {
		return html`<p class="quiet">${TEXT.readOnly}</p>`;
	}
	const actions = Object.entries(ACTIONS).filter(([, action]) => action.from.includes(status));
	const question = (/** @type {string} */ name, /** @type {number} */ many, /** @type {object} */ which, /** @type {string} */ text) => {
		const action = ACTIONS[name];
		ask({
			title: `${action.verb} ${plural(many, "task")}?`,
			text: `${text}: each ${action.effect}.`,
			button: `${action.verb} ${plural(many, "task")}`,
			dangerous: name !== "retry",
			field: name === "move" ? { label: "To the queue", choices: Object.keys(summary?.queues ?? {}) } : undefined,
			act: async (progress, signal, to) => tell(shared, await changeAll({ action: name, ...which, limit: String(many),
				...(name === "move" ? { to } : {}) }, many, progress, signal), onDone),
		});
	};
	const all = async (/** @type {string} */ name) => {
		try {
			// never more than the number that is confirmed, whatever comes meanwhile
			const { tasks, complete } = await get(`${status}?${new URLSearchParams({ ...filter, count: "true" })}`);
			if (tasks === 0) {
				say("None matches any more");
				onDone();
				return;
			}
			question(name, tasks, { status, ...filter }, `${complete ? "All" : "The newest"} that match ${what}`);
		}
		catch (problem) {
			say(/** @type {Error} */ (problem).message, "problem");
		}
	};
	return html`<div class="bulk" role="group" aria-label="Actions">
		${selected.size > 0
			? html`<span>${plural(selected.size, "task")} selected</span>${actions.map(([name, action]) =>
				html`<button type="button" class="small" onClick=${() => question(name, selected.size, { ids: [...selected].join(",") }, "The selected tasks")}>${
					action.verb} selected</button>`)}`
			: count !== 0 && html`<span class="quiet">All ${count === null ? "" : number(count)} that match:</span>${actions.map(([name, action]) =>
				html`<button type="button" class="small" aria-label=${`${action.verb} all ${count ?? "that match"}`} onClick=${() => all(name)}>${action.verb} all</button>`)}`}
	</div>`;
}

/** @param {{ query: URLSearchParams }} props */
export function Tasks({ query }) {
	const { summary, tick, refresh } = useShared();
	const text = query.get("q") ?? "";
	const after = query.get("after");
	const names = useMemo(() => Object.keys(summary?.names ?? {}), [Object.keys(summary?.names ?? {}).join(" ")]);
	let search = parse(text);
	const found = search.text ? matching(search.text, names) : [];
	if (search.text && found.length === 1 || found[0]?.toLowerCase() === search.text?.toLowerCase() && found[0]) {
		search = { ...search, text: undefined, task: found[0] };
	}
	const guess = !found.length && search.text;
	if (guess) {
		search = { ...search, text: undefined, key: guess };
	}
	const anyStatus = !search.status && (search.prefix ?? search.key) !== undefined;
	const status = search.status ?? "pending";
	const { problem } = search;
	const filter = conditions(search);
	const parameters = new URLSearchParams({ ...filter, size: "50", ...(after ? { after } : {}) });
	const view = anyStatus ? "tasks" : status;
	const filtered = `${view}?${JSON.stringify(filter)}`;
	const readable = !problem && !search.text;
	const { data, problem: failure, reload } = useRead(readable ? `${view}?${parameters}` : null, tick);
	const [selected, setSelected] = useState(/** @type {Set<string>} */ (new Set()));
	useEffect(() => setSelected(new Set()), [filtered, after]);
	const counts = summary ? fittingCounts(summary, search) : {};
	const what = write({ ...search, status });
	return html`<${Heading}>Tasks</${Heading}>
		<${Search} text=${text} focus=${query.has("focus")} names=${names} queues=${Object.keys(summary?.queues ?? {})} />
		<${Chips} search=${{ ...search, status }} counts=${counts} />
		${problem && html`<p class="notice problem" role="alert">${problem}</p>`}
		${search.text && found.length > 1 && html`<div class="notice"><p>Which one?</p><ul>${found.slice(0, 20).map((name) =>
			html`<li><a href=${listAddress(write({ ...search, text: undefined, task: name }))}>${name}</a></li>`)}
			<li><a href=${listAddress(write({ ...search, text: undefined, key: search.text }))}>The key ${search.text}</a></li></ul></div>`}
		${readable && html`<${Loaded} data=${data} problem=${failure}>${data && html`
			${!anyStatus && html`<${BulkActions} status=${status} filter=${filter} what=${what} selected=${selected}
				matching=${!data.tasks.length && !data.next ? 0
					: Object.keys(filter).every((key) => key === "task" || key === "queue") && !(filter.task && filter.queue) ? counts[status] ?? 0 : null}
				onDone=${() => {
					setSelected(new Set());
					reload();
					refresh();
				}} />`}
			${data.tasks.length
				? html`<${Table} tasks=${data.tasks} selected=${selected} setSelected=${setSelected} />`
				: html`<${Empty}><p>${guess ? html`No task has a name with "${guess}", or that key.
					<a href=${listAddress(write({ ...search, status: "failed", key: undefined, error: guess }))}>Look for it in errors</a>` : data.next ? "None among those that were looked at; there are older ones."
					: `No ${anyStatus ? "" : `${STATUS[status].label.toLowerCase()} `}task${search.task ? ` named ${search.task}` : ""}${search.queue ? ` in queue ${search.queue}` : ""}${
						search.prefix ? ` with the id ${search.prefix}…` : search.key ? ` with the key ${search.key}` : search.error || search.since || search.attempt ? " that matches" : ""}.`}</p></${Empty}>`}
			<nav class="pages" aria-label="Older and newer tasks">
				${after && html`<a class="button" href=${listAddress(text)}>Newest</a>`}
				${data.next && html`<a class="button" href=${listAddress(text, data.next)}>Older</a>`}
			</nav>`}</${Loaded}>`}`;
}

