import { html, useState } from "../preact-htm.js";
import { changeAll, now, post, url, useRead } from "../api.js";
import { duration, number, plural, simpleName } from "../format.js";
import { Act, Copy, ExactTime, Heading, Json, Lines, Loaded, Section, sent, StackTrace, Status, Time, typed, useShared } from "../parts.js";
import { ACTIONS, HIDDEN, TEXT } from "../text.js";
import { listAddress, tell } from "./tasks.js";

/**
 * The moments of a task, in their order.
 * @param {any} task
 * @returns {{ at: string, text: string, style: string, detail?: string }[]}
 */
export function moments(task) {
	const list = [{ at: task.createdAt, text: "Sent", style: "pending" }];
	if (Date.parse(task.runAt) - Date.parse(task.createdAt) > 1000 && !task.attempts?.length) {
		list.push({ at: task.runAt, text: Date.parse(task.runAt) > now() ? "Will be due" : "Was due", style: "pending" });
	}
	for (const attempt of task.attempts ?? []) {
		list.push({ at: attempt.startedAt, text: `Attempt ${attempt.attempt} began`, style: "running" });
		if (attempt.outcome === "fail" && attempt.endedAt === task.finishedAt) {
			continue;
		}
		list.push({ at: attempt.endedAt, text: `Attempt ${attempt.attempt} ended by ${attempt.outcome}`,
			style: attempt.error ? "failed" : "pending" });
	}
	const known = (task.attempts ?? []).some((/** @type {any} */ attempt) => attempt.startedAt === task.startedAt);
	if (task.startedAt && !known) {
		list.push({ at: task.startedAt, text: `Attempt ${task.attempt} began`, style: "running" });
	}
	if (task.status === "pending" && task.attempts?.length) {
		list.push({ at: task.runAt, text: Date.parse(task.runAt) > now() ? "Will be tried again" : "Is due again", style: "pending" });
	}
	if (task.finishedAt) {
		list.push({ at: task.finishedAt, text: { finished: "Finished", failed: "Failed for good" }[/** @type {string} */ (task.status)]
			?? "Cancelled", style: task.status });
	}
	return list.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** @param {{ task: any }} props */
function TimeLine({ task }) {
	const list = moments(task);
	return html`<ol class="timeline">${list.map((moment, i) => html`<li class=${moment.style}>
		<span class="moment">${moment.text}</span>${" "}
		<span class="quiet">${i > 0 && Date.parse(moment.at) <= now() ? `after ${duration(Date.parse(moment.at) - Date.parse(list[i - 1].at))} · ` : ""}
			<${Time} at=${moment.at} /> · <${ExactTime} at=${moment.at} /></span></li>`)}</ol>`;
}

/** @param {{ error: any }} props */
function Failure({ error }) {
	return html`<p class="failure"><b title=${error.type}>${simpleName(error.type)}</b>${error.message && error.message !== HIDDEN
		? html`: <span class="message">${error.message}</span>` : ""}</p>
		<p class="quiet">${error.type}</p>
		${error.message === HIDDEN && error.stackTrace !== HIDDEN && html`<p class="quiet">${TEXT.hidden}</p>`}
		<${StackTrace} trace=${error.stackTrace} />`;
}

/** @param {{ task: any }} props */
function Attempts({ task }) {
	const attempts = [...(task.attempts ?? [])].reverse();
	if (!attempts.length) {
		return null;
	}
	return html`<${Section} id="attempts" title="Attempts that did not finish it">
		${attempts.map((attempt, i) => html`<details class="attempt" open=${i === 0} key=${`${attempt.attempt} ${attempt.startedAt}`}>
			<summary>Attempt ${attempt.attempt}: ${attempt.error ? simpleName(attempt.error.type) : attempt.outcome}
				<span class="quiet"> · ${duration(Date.parse(attempt.endedAt) - Date.parse(attempt.startedAt))} · <${Time} at=${attempt.endedAt} /></span></summary>
			${attempt.error ? html`<${Failure} error=${attempt.error} />` : html`<p>It ended by ${attempt.outcome}.</p>`}
		</details>`)}</${Section}>`;
}

/** @param {{ task: any }} props */
function Logs({ task }) {
	const logs = [...(task.logs ?? [])].reverse();
	return logs.length > 0 && html`<${Section} id="logs" title="Log">
		${logs.map((log, i) => html`<details class="attempt" open=${i === 0} key=${i}>
			<summary>Attempt ${log.attempt}${log.running && html`<span class="quiet"> · so far</span>`}</summary>
			<${Lines} text=${log.content} name=${`Log of attempt ${log.attempt}`} />
		</details>`)}</${Section}>`;
}

/** @param {string} id @param {string} [action] */
function curl(id, action) {
	return `curl ${action ? `-H 'Content-Type: application/json' -d '{"action":"${action}"}' ` : ""}'${url(`task/${id}`)}'`;
}

/** @param {{ task: any, onDone: () => void }} props */
function Actions({ task, onDone }) {
	const shared = useShared();
	const { session, summary, ask, say } = shared;
	if (!session.writable) {
		return html`<p class="quiet">${TEXT.readOnly}</p>`;
	}
	const act = (/** @type {string} */ name) => async (/** @type {any} */ progress, /** @type {any} */ signal, /** @type {string} */ to) => {
		if (name === "retry" || name === "cancel") {
			await post(`task/${task.id}`, { action: name });
			say(`The task was ${ACTIONS[name].done}`);
			onDone();
			return;
		}
		const change = await changeAll({ action: name, ids: task.id, ...(to ? { to } : {}) }, 1, progress, signal);
		if (!change.changed) {
			throw new Error("Nothing changed: it has moved on.");
		}
		if (name === "delete") {
			location.hash = listAddress(`status:${task.status}`);
		}
		tell(shared, change, name === "delete" ? shared.refresh : onDone);
	};
	const choose = (/** @type {string} */ name) => () => {
		if (name === "retry") {
			act(name)(null, null, "").catch((problem) => say(problem.message, "problem"));
			return;
		}
		ask({ title: `${ACTIONS[name].verb} this task?`, text: `${task.name} ${ACTIONS[name].effect}.`,
			button: ACTIONS[name].verb, dangerous: true, act: act(name),
			field: name === "move" ? { label: "To the queue", choices: Object.keys(summary?.queues ?? {}) } : undefined });
	};
	return html`<div class="bulk" role="group" aria-label="Actions">${Object.keys(ACTIONS).filter((name) => ACTIONS[name].from.includes(task.status)).map((name) =>
		html`<${Act} text=${ACTIONS[name].verb} name="this task" style=${name === "delete" ? "danger" : ""} onClick=${choose(name)} />`)}</div>`;
}

/** @param {{ task: any, onDone: () => void }} props */
function Edit({ task, onDone }) {
	const { session, say } = useShared();
	const [value, setValue] = useState(task.arguments);
	const [problem, setProblem] = useState("");
	if (!session.writable || !ACTIONS.retry.from.includes(task.status) || typeof task.arguments !== "string" || task.arguments === HIDDEN) {
		return null;
	}
	const submit = sent(() => {
		setProblem("");
		post(`task/${task.id}`, { action: "retry", arguments: value }).then(() => {
			say("The task was retried with other arguments");
			onDone();
		}, (failure) => setProblem(failure.message));
	});
	return html`<details><summary>Edit and retry</summary><form onSubmit=${submit}>
		<label>Arguments as JSON <textarea rows="4" spellcheck=${false} value=${value} onInput=${typed(setValue)}></textarea></label>
		${problem && html`<p class="notice problem" role="alert">${problem}</p>`}
		<p><button type="submit" class="small">Retry with these</button> <span class="quiet">The task keeps its id; the arguments before are lost.</span></p></form></details>`;
}

/** @param {{ explanation: any }} props */
function Why({ explanation }) {
	return html`<${Section} id="why" title="Why it does not run">
		<p class="notice">${explanation.text}${explanation.until && html` Due <${Time} at=${explanation.until} />, <${ExactTime} at=${explanation.until} />.`}
		${explanation.tasks.map((/** @type {string} */ id) => html` <a class="id" href=${`#/task/${id}`}>${id}</a>`)}</p></${Section}>`;
}

/** @param {{ task: any }} props */
function Facts({ task }) {
	return html`<dl class="facts">
		<div><dt>Attempt</dt><dd>${task.attempt} <span class="quiet">of ${task.maxAttempts}</span></dd></div>
		<div><dt>Queue</dt><dd><a href=${listAddress(`status:${task.status} queue:${task.queue}`)}>${task.queue}</a></dd></div>
		<div><dt>Priority</dt><dd>${task.priority}</dd></div>
		${task.crashes > 0 && html`<div><dt>Crashes</dt><dd>${plural(task.crashes, "process", "processes")} died while running it</dd></div>`}
		${task.owner && html`<div><dt>Node</dt><dd class="id">${task.owner}</dd></div>`}
		${task.blockedBy && html`<div><dt>Waits for</dt><dd class="id"><a href=${`#/task/${task.blockedBy}`}>${task.blockedBy}</a></dd></div>`}
	</dl>`;
}

/** @param {{ id: string }} props */
export function TaskDetail({ id }) {
	const { tick, refresh } = useShared();
	const { data: task, problem, reload } = useRead(`task/${encodeURIComponent(id)}`, tick);
	const done = () => {
		reload();
		refresh();
	};
	return html`<${Heading} aside=${task && html`<${Status} status=${task.status} />`}>${task?.name ?? "Task"}</${Heading}>
		<p class="quiet"><span class="id">${id}</span> <${Copy} text=${id} label="Copy id" /></p>
		${problem?.status === 404 ? html`<p class="notice problem" role="alert">There is no task with this id. It may have been deleted, or pruned after its retention.
			<a href="#/tasks">All tasks</a></p>`
			: html`<${Loaded} data=${task} problem=${problem}>${task && html`
			<${Actions} task=${task} onDone=${done} />
			<${Facts} task=${task} />
			${task.explanation && html`<${Why} explanation=${task.explanation} />`}
			${task.progress && html`<p class="progress"><label>Progress <progress max=${task.progress.total || 1} value=${task.progress.done} /></label>
				<span>${number(task.progress.done)} of ${number(task.progress.total)}</span></p>`}
			<${Section} id="timeline" title="Time line"><${TimeLine} task=${task} /></${Section}>
			<${Attempts} task=${task} />
			<${Logs} task=${task} />
			<${Section} id="arguments" title="Arguments"><${Json} value=${task.arguments} name="Arguments" /><${Edit} task=${task} onDone=${done} /></${Section}>
			${task.status === "finished" && html`<${Section} id="response" title="Response"><${Json} value=${task.response} name="Response" /></${Section}>`}
			<${Section} id="copies" title="For the shell">
				<p class="copies"><${Copy} text=${curl(task.id)} label="Copy as curl" />
				${["retry", "cancel", "delete"].filter((name) => ACTIONS[name].from.includes(task.status)).map((name) =>
					html` <${Copy} text=${curl(task.id, name)} label=${`Copy ${name} as curl`} />`)}
				 <${Copy} text=${JSON.stringify(task, null, 2)} label="Copy as JSON" /></p></${Section}>`}
		</${Loaded}>`}`;
}
