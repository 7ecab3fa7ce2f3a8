// The types that more than one module uses. They are for the checks: no browser loads this file.

/** Who looks, and what they may do */
interface Session {
	application: string | null;
	endpoint: string;
	writable: boolean;
	user: string | null;
	csrfHeader: string | null;
	csrfToken: string | null;
}

/** What the endpoint answers at its own path */
interface Summary {
	[name: string]: any;
	tasks: Record<string, number>;
	names: Record<string, Record<string, number>>;
	queues: Record<string, Record<string, number>>;
	unknownTasks: string[];
	nodes: any[];
}

/** What a list or a part of the endpoint answers */
interface Answer {
	[name: string]: any;
	entries: any[];
	groups: any[];
	queues: any[];
	schedules: any[];
}

/** What is asked before something is done */
interface Question {
	title: string;
	text: string;
	button: string;
	dangerous?: boolean;
	field?: { label: string, choices: string[], value?: string };
	act: (progress: (done: number, all: number) => void, signal: AbortSignal, value: string) => Promise<void>;
}

/** What all pages share */
interface Shared {
	summary: Summary | null;
	session: Session;
	tick: number;
	utc: boolean;
	samples: any[];
	refresh: () => void;
	say: (text: string, style?: string, undo?: () => void) => void;
	ask: (question: Question) => void;
}

/** Writes to a path of the endpoint, and says what was done */
type Act = (path: string, body: object, done: string) => void;

/** What is searched for; attempt is the least number, text a part of a name, and problem what can't be searched for */
type Search = Record<string, string | undefined>;
