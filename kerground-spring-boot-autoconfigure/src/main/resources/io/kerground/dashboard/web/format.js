// How values are written for people. Nothing here touches the page.

/** @param {string | null | undefined} text a duration as in PT1M2.5S @returns {number | null} milliseconds */
export function parseDuration(text) {
	const match = /^(-?)P(?:(\d+)D)?(?:T(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?[\d.]+)S)?)?$/.exec(text ?? "");
	if (!match) {
		return null;
	}
	const [, sign, days, hours, minutes, seconds] = match;
	const value = (((Number(days ?? 0) * 24 + Number(hours ?? 0)) * 60 + Number(minutes ?? 0)) * 60
		+ Number(seconds ?? 0)) * 1000;
	return sign ? -value : value;
}

/** @param {number | string | null | undefined} time milliseconds, or as in PT1M2.5S @returns {string} at most two units, as in 3 min 12 s */
export function duration(time) {
	const value = Math.abs(typeof time === "number" ? time : parseDuration(time) ?? 0);
	if (value < 1000) {
		return `${Math.round(value)} ms`;
	}
	if (value < 10_000) {
		return `${(Math.floor(value / 100) / 10).toFixed(1)} s`;
	}
	const seconds = Math.floor(value / 1000);
	const units = /** @type {[string, number][]} */ ([["d", 86400], ["h", 3600], ["min", 60], ["s", 1]]);
	const first = units.findIndex(([, size]) => seconds >= size);
	const [name, size] = units[first];
	const rest = units[first + 1];
	const whole = `${Math.floor(seconds / size)} ${name}`;
	const part = rest ? Math.floor((seconds % size) / rest[1]) : 0;
	return part ? `${whole} ${part} ${rest[0]}` : whole;
}

/** @param {number} instant milliseconds since 1970 @param {number} now @returns {string} as in 12 s ago */
export function relative(instant, now) {
	const age = now - instant;
	if (Math.abs(age) < 1000) {
		return "now";
	}
	const seconds = Math.floor(Math.abs(age) / 1000) * 1000;
	const text = seconds < 10_000 ? `${seconds / 1000} s` : duration(seconds);
	return age > 0 ? `${text} ago` : `in ${text}`;
}

/** @param {number} instant @param {boolean} utc @returns {string} */
export function exact(instant, utc) {
	return new Intl.DateTimeFormat(undefined, {
		dateStyle: "medium",
		timeStyle: "long",
		timeZone: utc ? "UTC" : undefined,
	}).format(instant);
}

const numbers = new Intl.NumberFormat();

/** @param {number | null | undefined} value */
export function number(value) {
	return numbers.format(value ?? 0);
}

/** @param {number} value */
export function rate(value) {
	return value === 0 ? "0" : value < 10 ? value.toFixed(1) : number(Math.round(value));
}

/** @param {number | null | undefined} value @returns {string} */
export function bytes(value) {
	if (value === null || value === undefined) {
		return "unknown";
	}
	const units = ["bytes", "kB", "MB", "GB", "TB"];
	let unit = 0;
	let rest = value;
	while (rest >= 1000 && unit < units.length - 1) {
		rest /= 1000;
		unit++;
	}
	return `${unit === 0 || rest >= 100 ? Math.round(rest) : rest.toFixed(1)} ${units[unit]}`;
}

/** @param {number} count @param {string} one @param {string} [many] */
export function plural(count, one, many = `${one}s`) {
	return `${number(count)} ${count === 1 ? one : many}`;
}

/**
 * Indents JSON without reading its numbers, which may be larger than those of JavaScript.
 * @param {string} text
 * @returns {string}
 */
export function indent(text) {
	let result = "";
	let depth = 0;
	let quoted = false;
	const line = () => `\n${"  ".repeat(depth)}`;
	for (let i = 0; i < text.length; i++) {
		const letter = text[i];
		if (quoted) {
			result += letter;
			if (letter === "\\") {
				result += text[++i] ?? "";
			}
			else if (letter === "\"") {
				quoted = false;
			}
			continue;
		}
		if (letter === "\"") {
			quoted = true;
			result += letter;
		}
		else if (letter === "{" || letter === "[") {
			const end = /^\s*[\]}]/.exec(text.slice(i + 1, i + 40));
			if (end) {
				result += letter + end[0].trim();
				i += end[0].length;
			}
			else {
				depth++;
				result += letter + line();
			}
		}
		else if (letter === "}" || letter === "]") {
			depth = Math.max(0, depth - 1);
			result += line() + letter;
		}
		else if (letter === ",") {
			result += letter + line();
		}
		else if (letter === ":") {
			result += ": ";
		}
		else if (letter.trim()) {
			result += letter;
		}
	}
	return result;
}

/** @param {string} type the name of a class @returns {string} without its package */
export function simpleName(type) {
	return type.slice(type.lastIndexOf(".") + 1);
}

const framework = /^\s*at (?:[\w.]+\/)?(?:java|javax|jakarta|jdk|sun|com\.sun|kotlin|org\.springframework|org\.apache|io\.netty|reactor|io\.kerground\.(?:engine|annotation|jdbc|jackson|core))\./;

/**
 * Splits a stack trace into lines that matter and folded runs of framework frames.
 * @param {string} trace
 * @returns {{ folded: boolean, lines: string[] }[]}
 */
export function foldTrace(trace) {
	/** @type {{ folded: boolean, lines: string[] }[]} */
	const parts = [];
	for (const line of trace.replace(/\s+$/, "").split("\n")) {
		const folded = framework.test(line);
		const last = parts[parts.length - 1];
		if (last && last.folded === folded) {
			last.lines.push(line);
		}
		else {
			parts.push({ folded, lines: [line] });
		}
	}
	return parts;
}
