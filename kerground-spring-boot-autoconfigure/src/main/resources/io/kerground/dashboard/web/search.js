// The search box: words with qualifiers, as in "status:failed task:mails.welcome"

export const STATUSES = ["pending", "running", "finished", "failed", "cancelled", "blocked"];

/**
 * @typedef {object} Search
 * @property {string} [status]
 * @property {string} [task]
 * @property {string} [queue]
 * @property {string} [id] a whole id
 * @property {string} [text] a part of a name
 * @property {string} [problem] what can't be searched for
 */

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * @param {string} query
 * @returns {Search}
 */
export function parse(query) {
	/** @type {Search} */
	const search = {};
	for (const word of query.trim().split(/\s+/).filter(Boolean)) {
		const colon = word.indexOf(":");
		const key = word.slice(0, Math.max(0, colon)).toLowerCase();
		const value = word.slice(colon + 1);
		if (ID.test(word)) {
			search.id = word.toLowerCase();
		}
		else if (key === "status" && STATUSES.includes(value.toLowerCase())) {
			search.status = value.toLowerCase();
		}
		else if (key === "status") {
			search.problem = value ? `There is no status "${value}". There are ${STATUSES.join(", ")}.`
				: `Write one of ${STATUSES.join(", ")} after "status:".`;
		}
		else if ((key === "task" || key === "queue") && value) {
			search[key] = value;
		}
		else if (key === "task" || key === "queue") {
			search.problem = `Write a name after "${key}:".`;
		}
		else if (search.text === undefined) {
			search.text = word;
		}
		else {
			search.problem = "Write one name, or task:, queue: and status: with a name each.";
		}
	}
	return search;
}

/**
 * @param {Search} search
 * @returns {string}
 */
export function write(search) {
	return [search.status && `status:${search.status}`, search.task && `task:${search.task}`,
		search.queue && `queue:${search.queue}`, search.text].filter(Boolean).join(" ");
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
