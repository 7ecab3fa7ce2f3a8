// Words that appear on more than one page, and the longer texts

/** @type {Record<string, { label: string, mark: string, help: string }>} */
export const STATUS = {
	pending: { label: "Pending", mark: "○", help: "Waits for its time and for a slot" },
	running: { label: "Running", mark: "▶", help: "A node runs it" },
	finished: { label: "Finished", mark: "✓", help: "Ran to its end" },
	failed: { label: "Failed", mark: "✕", help: "Failed for good" },
	cancelled: { label: "Cancelled", mark: "–", help: "Was cancelled" },
	blocked: { label: "Blocked", mark: "◌", help: "Waits for an earlier task of its batch" },
	open: { label: "Open", mark: "▶", help: "Its tasks begin" },
	paused: { label: "Paused", mark: "❚❚", help: "Nothing begins until it is resumed" },
};

/** @type {Record<string, { verb: string, done: string, effect: string, from: string[] }>} */
export const ACTIONS = {
	retry: { verb: "Retry", done: "retried", effect: "runs again from its first attempt",
		from: ["failed", "cancelled"] },
	cancel: { verb: "Cancel", done: "cancelled", effect: "will not run; a running one is interrupted",
		from: ["pending", "running", "blocked"] },
	move: { verb: "Move", done: "moved", effect: "waits in the other queue",
		from: ["pending", "blocked"] },
	delete: { verb: "Delete", done: "deleted", effect: "is removed with its arguments, response and attempts; this can be undone for 30 s",
		from: ["pending", "blocked", "finished", "failed", "cancelled"] },
};

export const HIDDEN = "******";

export const TEXT = {
	hidden: "Hidden. kerground.endpoint.show-values decides who may see arguments, responses and error texts.",
	readOnly: "The endpoint takes no writes. management.endpoint.kerground.access=unrestricted allows them.",
	away: "The application does not answer. What you see is from before.",
	refused: "The application refused this. Perhaps your session has ended: reload the page, and log in again if asked.",
};
