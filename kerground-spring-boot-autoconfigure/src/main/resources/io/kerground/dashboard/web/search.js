// The search box: words with qualifiers, as in "status:failed task:mails.welcome since:1h"

export const STATUSES = ["pending", "running", "finished", "failed", "cancelled", "blocked"];

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const PREFIX = /^(?=.{8})[0-9a-f]{8}(-[0-9a-f]{0,4}){0,3}(-[0-9a-f]{0,11})?$/i;

const WORDS = /[a-z]+:"[^"]*"|\S+/gi;

/** What each qualifier takes, and how that is told */
const VALUES = /** @type {Record<string, [RegExp, string]>} */ ({
	task: [/./, "a name"],
	queue: [/./, "a name"],
	key: [/./, "the key that a task was sent with"],
	error: [/./, "a part of the error"],
	since: [/^\d+[smhd]$/, "a time as in 90s, 15m, 1h or 7d"],
	attempt: [/^>\d{1,4}$/, ">1"],
});

/** @param {string} query @returns {Search} */
export function parse(query) {
	/** @type {any} */
	const search = {};
	for (const word of query.match(WORDS) ?? []) {
		const colon = word.indexOf(":");
		const key = word.slice(0, Math.max(0, colon)).toLowerCase();
		const value = word.slice(colon + 1).replace(/^"|"$/g, "");
		if (ID.test(word)) {
			search.id = word.toLowerCase();
		}
		else if (PREFIX.test(word)) {
			search.prefix = word.toLowerCase();
		}
		else if (key === "status" && STATUSES.includes(value.toLowerCase())) {
			search.status = value.toLowerCase();
		}
		else if (key === "status") {
			search.problem = value ? `There is no status "${value}". There are ${STATUSES.join(", ")}.`
				: `Write one of ${STATUSES.join(", ")} after "status:".`;
		}
		else if (VALUES[key]?.[0].test(value)) {
			search[key] = key === "attempt" ? String(Number(value.slice(1)) + 1) : value;
		}
		else if (VALUES[key]) {
			search.problem = `Write ${VALUES[key][1]} after "${key}:".`;
		}
		else if (search.text === undefined) {
			search.text = word;
		}
		else {
			search.problem = "Write one name, or status:, task:, queue:, key:, error:, since: and attempt: with a value each.";
		}
	}
	return search;
}

/** @param {Search} search @returns {string} */
export function write(search) {
	/** @type {Search} */
	const values = { ...search, attempt: search.attempt && `>${Number(search.attempt) - 1}` };
	return ["status", ...Object.keys(VALUES)].filter((key) => values[key])
		.map((key) => `${key}:${/\s/.test(values[key] ?? "") ? `"${values[key]}"` : values[key]}`)
		.concat(search.prefix ?? [], search.text ?? []).join(" ");
}

/**
 * The conditions as the endpoint takes them.
 * @param {Search} search
 * @returns {Record<string, string>}
 */
export function conditions(search) {
	const { task, queue, key, error, since, attempt, prefix: id } = search;
	return JSON.parse(JSON.stringify({ task, queue, key, error, since, attempt, id }));
}

/**
 * Names that hold a text, the same one first.
 * @param {string} text
 * @param {string[]} names
 */
export function matching(text, names) {
	const wanted = text.toLowerCase();
	const found = names.filter((name) => name.toLowerCase().includes(wanted));
	return found.filter((name) => name.toLowerCase() === wanted).concat(
		found.filter((name) => name.toLowerCase() !== wanted));
}
