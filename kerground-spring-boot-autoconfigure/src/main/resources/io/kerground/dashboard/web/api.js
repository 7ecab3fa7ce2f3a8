// Talks to the endpoint. Everything that a page shows comes through here.

import { useEffect, useState, useRef } from "./preact-htm.js";
import { TEXT } from "./text.js";

/** @type {Session | null} */
let session = null;

/** The clock of the server less that of the browser, in milliseconds */
let skew = 0;

/** A request that failed, in words for people */
export class Refusal extends Error {

	/** @param {string} message @param {number} status 0 when there was no answer @param {any} [body] */
	constructor(message, status, body) {
		super(message);
		this.status = status;
		this.body = body;
	}

}

export function now() {
	return Date.now() + skew;
}

/** @param {string} [path] */
export function url(path = "") {
	const base = new URL(session?.endpoint ?? "../kerground", location.href.split("#")[0]);
	return base.href.replace(/\/$/, "") + (path ? `/${path}` : "");
}

/** @param {Response} response */
function remember(response) {
	const date = Date.parse(response.headers.get("Date") ?? "");
	const difference = date - Date.now();
	// the header has no fractions, so smaller differences mean nothing
	skew = Number.isFinite(difference) && Math.abs(difference) > 3000 ? difference : 0;
}

/** @param {Response} response @returns {Promise<any>} */
async function content(response) {
	const text = await response.text();
	try {
		return JSON.parse(text);
	}
	catch {
		return text;
	}
}

/** @param {string} address @param {RequestInit} [options] @returns {Promise<any>} */
async function request(address, options) {
	let response;
	try {
		response = await fetch(address, { credentials: "same-origin", cache: "no-store", ...options });
	}
	catch (problem) {
		if (options?.signal?.aborted) {
			throw problem;
		}
		throw new Refusal(TEXT.away, 0);
	}
	remember(response);
	const body = await content(response);
	if (response.redirected && typeof body === "string") {
		throw new Refusal(TEXT.refused, 401);
	}
	if (!response.ok) {
		throw new Refusal(reason(response.status, body), response.status, body);
	}
	return body;
}

/** @param {number} status @param {any} body */
function reason(status, body) {
	// a body with a time is Spring Boot's own, and a text may be the page of a proxy
	const told = typeof body === "string" ? status < 404 && body : !body?.timestamp && body?.error;
	if (told && [400, 403, 409, 503].includes(status)) {
		return String(told);
	}
	if (status === 401 || status === 403) {
		return TEXT.refused;
	}
	if (status === 404) {
		return "It is not there any more.";
	}
	if (status === 405) {
		return TEXT.readOnly;
	}
	if (status === 409) {
		return `Nothing changed: it is ${body?.status ?? "in no state for this"} now.`;
	}
	return `The application answered with status ${status}.`;
}

export async function open() {
	session = await request("./session");
	return /** @type {Session} */ (session);
}

/** @param {string} path @param {AbortSignal} [signal] */
export function get(path, signal) {
	return request(url(path), { signal, headers: { Accept: "application/json" } });
}

/** @param {string} path @param {object} body @returns {Promise<any>} */
export async function post(path, body) {
	try {
		return await send(path, body, session?.csrfHeader, session?.csrfToken);
	}
	catch (problem) {
		if (!(problem instanceof Refusal) || (problem.status !== 403 && problem.status !== 401)) {
			throw problem;
		}
	}
	// the token may have changed with the session, or may have to be that of the cookie
	const cookie = /(?:^|;\s*)XSRF-TOKEN=([^;]*)/.exec(document.cookie);
	const { csrfHeader, csrfToken } = await open();
	return send(path, body, csrfHeader ?? (cookie ? "X-XSRF-TOKEN" : null),
		cookie ? decodeURIComponent(cookie[1]) : csrfToken);
}

/** @param {string} path @param {object} body @param {string | null | undefined} header @param {string | null | undefined} token */
function send(path, body, header, token) {
	/** @type {Record<string, string>} */
	const headers = { "Content-Type": "application/json", Accept: "application/json" };
	if (header && token) {
		headers[header] = token;
	}
	return request(url(path), { method: "POST", headers, body: JSON.stringify(body) });
}

/**
 * Reads a path now and at each tick, and keeps what was read last while it can't be read.
 * @param {string | null} path
 * @param {number} tick
 * @returns {{ data: Answer | null, problem: Refusal | null, reload: () => void }}
 */
export function useRead(path, tick) {
	const [state, setState] = useState(/** @type {any} */ ({ path: null, data: null, problem: null }));
	const [turn, setTurn] = useState(0);
	const running = useRef(/** @type {{ path: string, turn: number, controller: AbortController } | null} */ (null));
	useEffect(() => {
		// a read that takes longer than a tick is not begun anew by the next tick
		if (path === null || (running.current?.path === path && running.current.turn === turn)) {
			return;
		}
		running.current?.controller.abort();
		const read = { path, turn, controller: new AbortController() };
		running.current = read;
		const end = (/** @type {any} */ next) => {
			if (running.current === read) {
				running.current = null;
				setState(next);
			}
		};
		get(path, read.controller.signal).then((data) => end({ path, data, problem: null }),
			(problem) => end((/** @type {any} */ last) => ({ path, data: last.path === path ? last.data : null, problem })));
	}, [path, tick, turn]);
	useEffect(() => () => {
		running.current?.controller.abort();
		running.current = null;
	}, []);
	const current = state.path === path;
	return { data: current ? state.data : null, problem: current ? state.problem : null,
		reload: () => setTurn((/** @type {number} */ last) => last + 1) };
}

/**
 * Lets the server change many tasks, and follows it to its end.
 * @param {object} body
 * @param {number} all
 * @param {(done: number, all: number) => void} progress
 * @param {AbortSignal} signal
 * @param {string} [path] what is changed
 * @returns {Promise<any>} the change
 */
export async function changeAll(body, all, progress, signal, path = "tasks") {
	let change = await post(path, body);
	while (change.state === "running") {
		await new Promise((resolve) => setTimeout(resolve, 200));
		if (signal.aborted) {
			await post(`change/${change.id}`, { action: "cancel" }).catch(() => null);
			signal.throwIfAborted();
		}
		change = await get(`change/${change.id}`);
		progress(Math.min(change.looked, all), all);
	}
	if (change.state === "failed") {
		throw new Refusal(`It failed after ${change.changed} tasks; the log of the application tells why.`, 0);
	}
	return change;
}
