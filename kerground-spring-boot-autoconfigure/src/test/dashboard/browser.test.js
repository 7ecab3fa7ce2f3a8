// What people see and do, in a real browser

import assert from "node:assert/strict";
import { mkdtemp, mkdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, beforeEach, afterEach, describe, test } from "node:test";
import { chromium } from "playwright-core";
import { Demo, freePort } from "./demo.js";

const PATIENCE = 30_000;

const SCREENS = ["overview", "overview?window=1h", "tasks", "tasks?q=status%3Afailed", "failures", "schedules", "queues", "nodes", "audit", "nothing"];

const EVIL = "\"><img src=x onerror=\"document.title='hit'\"><script>document.title='hit'</script>";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const images = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../../../docs/images");

let browser;
let folder;
let demo;

before(async () => {
	browser = await chromium.launch({
		executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
		args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
			"--disable-component-update", "--disable-sync"],
	});
	folder = await mkdtemp(path.join(tmpdir(), "kerground-dashboard-"));
	demo = await new Demo(await freePort(), path.join(folder, "kerground.db")).start();
});

after(async () => {
	await demo?.stop();
	await browser?.close();
	await rm(folder, { recursive: true, force: true });
});

let context;
let page;
let messages;

async function open(options = {}) {
	context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
	context.setDefaultTimeout(PATIENCE);
	page = await context.newPage();
	messages = [];
	page.on("console", (message) => messages.push(`${message.type()}: ${message.text()}`));
	page.on("pageerror", (error) => messages.push(`error: ${error.stack}`));
	return page;
}

async function go(screen, address = demo.page) {
	await page.goto("about:blank");
	await page.goto(`${address}#/${screen}`);
	await page.locator("main h1").waitFor();
	await page.locator("[aria-busy]").waitFor({ state: "detached" });
}

async function visible(text, within = page.locator("main")) {
	await within.getByText(text).first().waitFor();
}

async function violations() {
	await page.evaluate(axe);
	return page.evaluate(async () => {
		const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
		return violations.map((one) => `${one.id}: ${one.nodes.map((node) => `${node.target} ${node.failureSummary}`).join("; ")}`);
	});
}

async function failedTasks(count) {
	const before = (await demo.get()).tasks.failed;
	await demo.send("mails.bounce", { times: count });
	await demo.until("", (summary) => summary.tasks.failed === before + count);
}

describe("the dashboard", { concurrency: 1 }, () => {

	beforeEach(() => open());

	afterEach(async () => {
		const said = messages;
		await context.close();
		assert.deepEqual(said, [], "the console is empty, also of violations of the policy");
	});

	test("an empty store shows how to begin", async () => {
		await go("overview");
		await visible("No task has been sent yet");
		await visible("Annotate a bean");
		await go("failures");
		await visible("No task has failed for good");
	});

	test("a task that is sent appears by itself", async () => {
		await go("overview");
		await visible("No task has been sent yet");
		const id = await demo.send("mails.send");
		await page.getByRole("link", { name: /Finished\s*1$/ }).waitFor();
		await page.getByRole("link", { name: /Finished\s*1$/ }).click();
		await page.getByText(id).waitFor();
	});

	test("a task shows its response with numbers as they are stored", async () => {
		const id = await demo.send("mails.send", { value: "grace@example.org" });
		await demo.until(`/task/${id}`, (task) => task.status === "finished");
		await go(`task/${id}`);
		await visible("9007199254740993");
		await visible("grace@example.org");
	});

	test("a search finds by name, by a part of it, by status and by id", async () => {
		await failedTasks(3);
		const id = await demo.send("mails.send");
		await go("tasks");
		const field = page.getByRole("combobox", { name: "Search" });
		await field.fill("status:failed task:mails.bounce");
		await field.press("Enter");
		await page.getByRole("row", { name: /mails\.bounce.*IllegalStateException/ }).first().waitFor();
		assert.match(decodeURIComponent(page.url()), /q=status:failed task:mails\.bounce/);
		await field.fill("status:failed bounc");
		await field.press("Enter");
		await page.getByRole("row", { name: /mails\.bounce/ }).first().waitFor();
		await field.fill("status:finished mails.");
		await field.press("Enter");
		await visible("Which one?");
		await page.getByRole("link", { name: "mails.send", exact: true }).click();
		await page.getByText(id).waitFor();
		await field.fill(id.toUpperCase());
		await field.press("Enter");
		await page.getByRole("heading", { name: "mails.send" }).waitFor();
		await go("tasks?q=status%3Aburnt");
		await visible("There is no status \"burnt\"");
		await go("tasks?q=nobody");
		await visible("No task has a name with \"nobody\"");
	});

	test("a failed task shows its folded stack trace and is retried", async () => {
		const id = await demo.send("mails.parse", { value: "seven" });
		await demo.until(`/task/${id}`, (task) => task.status === "failed");
		await go(`task/${id}`);
		await visible("Can't read seven");
		await visible(/DemoWorker\.parse\(DemoWorker\.java/);
		const folded = page.getByText(/java\.lang\.Integer\.parseInt/);
		assert.equal(await folded.first().isVisible(), false);
		await page.getByText(/frames of frameworks/).nth(1).click();
		await folded.first().waitFor();
		await page.getByText("Attempt 1: IllegalArgumentException").waitFor();
		await page.getByRole("button", { name: "Retry this task" }).click();
		await page.getByText("The task was retried").waitFor();
		await demo.until(`/task/${id}`, (task) => task.attempts.length === 4);
	});

	test("an action on a task that has moved on keeps the page and says so", async () => {
		const id = await demo.external("elsewhere.task", "other");
		await go(`task/${id}`);
		await page.getByRole("button", { name: "Cancel this task" }).click();
		await page.getByRole("dialog").waitFor();
		await fetch(`${demo.endpoint}/task/${id}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{\"action\":\"cancel\"}" });
		await page.getByRole("dialog").getByRole("button", { name: "Cancel", exact: true }).click();
		await page.getByText("Nothing changed: it is cancelled now.").waitFor();
		await page.getByRole("button", { name: "Back" }).click();
		await page.getByRole("button", { name: "Delete this task" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
		await page.getByText("1 task deleted").waitFor();
		await page.getByRole("heading", { name: "Tasks" }).waitFor();
		// a read may meet the task just when it is gone
		messages = messages.filter((message) => !message.includes("409") && !message.includes("404"));
	});

	test("a task that waits tells why", async () => {
		await go(`task/${await demo.external("elsewhere.task", "other")}`);
		await visible("No node that lives has a worker for its name.");
		await go(`task/${await demo.send("mails.send", { delay: 3600 })}`);
		await visible(/It waits for its time\. Due in 59 min/);
	});

	test("a group of failures is retried as one", async () => {
		await failedTasks(4);
		const tasks = (await demo.get("/failed?task=mails.bounce")).tasks;
		await go("failures");
		const group = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "IllegalStateException" }) });
		await group.getByText("io.kerground.dashboard.DemoWorker.bounce").waitFor();
		await group.getByRole("button", { name: /^Retry all/ }).click();
		await page.getByRole("dialog").getByText(/run again from their first attempt/).waitFor();
		await page.getByRole("dialog").getByRole("button", { name: /^Retry/ }).click();
		await page.getByText(/tasks retried/).waitFor();
		for (const { id } of tasks) {
			await demo.until(`/task/${id}`, (task) => task.attempts.length >= 2);
		}
	});

	test("a group of more failures than one commit changes is retried whole", async () => {
		await failedTasks(130);
		const bounced = "/failed?task=mails.bounce&count=true";
		const count = (await demo.get(bounced)).tasks;
		await demo.send("mails.parse", { value: "not of the group" });
		const paused = await fetch(`${demo.endpoint}/fuse/mails.bounce`, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{\"action\":\"pause\"}" });
		assert.equal(paused.status, 200);
		await go("failures");
		const group = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "IllegalStateException" }) });
		await group.getByRole("button", { name: `Retry all ${count}` }).click();
		await page.getByRole("dialog").getByRole("button", { name: `Retry ${count} tasks` }).click();
		await page.getByText(`${count} tasks retried`).waitFor();
		assert.equal((await demo.get(bounced)).tasks, 0);
		assert.equal((await demo.get()).names["mails.bounce"].pending, count);
		await fetch(`${demo.endpoint}/fuse/mails.bounce`, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{\"action\":\"resume\"}" });
		await demo.until(bounced, ({ tasks }) => tasks === count);
	});

	test("a muted group needs no attention until it is unmuted", async () => {
		await failedTasks(2);
		await demo.send("mails.parse", { value: "loud" });
		await demo.until("", ({ names }) => names["mails.parse"]?.failed > 0);
		await go("failures");
		const group = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "IllegalStateException" }) });
		await group.getByText("Mute IllegalStateException").click();
		await group.getByRole("textbox", { name: "because" }).fill("the bank is away");
		assert.deepEqual(await violations(), []);
		await group.getByRole("button", { name: "Mute", exact: true }).press("Enter");
		await group.getByText(/Muted .*until in 6 d 23 h: the bank is away/).waitFor();
		assert.deepEqual(await violations(), []);
		const { tasks, mutedFailures } = await demo.get();
		assert.ok(mutedFailures > 0 && mutedFailures < tasks.failed);
		await go("overview");
		await visible(new RegExp(`^${tasks.failed - mutedFailures} tasks? failed\\.$`));
		await go("failures");
		await group.getByRole("button", { name: "Unmute IllegalStateException" }).click();
		await group.getByText("Mute IllegalStateException").waitFor();
		assert.equal((await demo.get()).mutedFailures, 0);
	});

	test("a task is found by its key, with and without the qualifier", async () => {
		const id = await demo.send("mails.send", { key: "order 4711" });
		await demo.send("mails.send", { key: "order-4712" });
		await go("tasks");
		const field = page.getByRole("combobox", { name: "Search" });
		await field.fill("key:\"order 4711\"");
		await field.press("Enter");
		await page.getByText(id).waitFor();
		assert.equal(await page.locator(".row-link").count(), 1);
		await field.fill("order-4712");
		await field.press("Enter");
		await page.getByText(id).waitFor({ state: "detached" });
		await page.locator(".row-link").first().waitFor();
		assert.equal(await page.locator(".row-link").count(), 1);
		assert.deepEqual(await violations(), []);
		await field.fill("order-4713");
		await field.press("Enter");
		await visible("No task has a name with \"order-4713\", or that key.");
	});

	test("a task shows what its attempts have logged", async () => {
		const id = await demo.send("mails.parse", { value: "logged" });
		await demo.until(`/task/${id}`, (task) => task.status === "failed");
		await go(`task/${id}`);
		const log = page.getByRole("region", { name: "Log" });
		await log.getByText(/INFO .*Reading 'logged' as a number/).first().waitFor();
		assert.equal(await log.getByRole("group").count(), 2);
		await log.getByText("Attempt 1", { exact: true }).click();
		await page.waitForFunction(() => document.querySelectorAll("[aria-label^='Log of attempt']").length === 2);
		assert.deepEqual(await violations(), []);
	});

	test("all that match are deleted after a question that names their number", async () => {
		await demo.send("mails.send", { times: 60, delay: 3600, value: "later" });
		const count = (await demo.get()).names["mails.send"].pending;
		await go("tasks?q=status%3Apending+task%3Amails.send");
		await page.getByRole("button", { name: `Cancel all ${count}` }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByRole("heading", { name: `Cancel ${count} tasks?` }).waitFor();
		await dialog.getByRole("button", { name: `Cancel ${count} tasks` }).click();
		await page.getByText(`${count} tasks cancelled`).waitFor();
		await visible("No pending task named mails.send.");
		await go("tasks?q=status%3Acancelled+task%3Amails.send");
		await page.getByRole("checkbox", { name: /^Select mails\.send/ }).first().check();
		await page.getByRole("checkbox", { name: /^Select mails\.send/ }).nth(1).check();
		await page.getByRole("button", { name: "Delete selected" }).click();
		await dialog.getByRole("button", { name: "Delete 2 tasks" }).click();
		await page.getByText("2 tasks deleted").waitFor();
		await demo.until("", (summary) => summary.names["mails.send"].cancelled === count - 2);
	});

	test("a deletion is undone", async () => {
		await demo.send("mails.send", { times: 3, delay: 3600 });
		const count = (await demo.get()).tasks.pending;
		await go("tasks?q=status%3Apending");
		await page.getByRole("button", { name: `Delete all ${count}` }).click();
		await page.getByRole("dialog").getByText(/can be undone for 30 s/).waitFor();
		await page.getByRole("dialog").getByRole("button", { name: `Delete ${count} tasks` }).click();
		await page.getByText(`${count} tasks deleted`).waitFor();
		await visible("No pending task.");
		assert.deepEqual(await violations(), []);
		await page.getByRole("button", { name: "Undo" }).press("Enter");
		await page.getByText(`${count} tasks brought back`).waitFor();
		await page.locator(".row-link").first().waitFor();
		assert.equal((await demo.get()).tasks.pending, count);
		await page.getByRole("button", { name: `Cancel all ${count}` }).click();
		await page.getByRole("dialog").getByRole("button", { name: `Cancel ${count} tasks` }).click();
		await page.getByText(`${count} tasks cancelled`).waitFor();
	});

	test("tasks that wait are moved to another queue", async () => {
		const id = await demo.external("elsewhere.moved", "before");
		await go("tasks?q=status%3Apending+queue%3Abefore");
		await page.getByRole("checkbox", { name: /^Select elsewhere\.moved/ }).first().check();
		await page.getByRole("button", { name: "Move selected" }).click();
		const dialog = page.getByRole("dialog");
		assert.equal(await dialog.getByRole("button", { name: "Move 1 task" }).isDisabled(), true);
		await dialog.getByRole("combobox", { name: "To the queue" }).fill("behind");
		assert.deepEqual(await violations(), []);
		await dialog.getByRole("button", { name: "Move 1 task" }).click();
		await page.getByText("1 task moved").waitFor();
		assert.equal((await demo.get(`/task/${id}`)).queue, "behind");
		await demo.get(`/task/${id}`);
	});

	test("a search finds by error, age, attempts and the beginning of an id, and acts on what it finds", async () => {
		const id = await demo.send("mails.parse", { value: "eleven words" });
		await demo.until(`/task/${id}`, (task) => task.status === "failed");
		await go("tasks");
		const field = page.getByRole("combobox", { name: "Search" });
		await field.fill("status:failed error:\"ELEVEN words\" since:1h attempt:>1");
		await field.press("Enter");
		await page.getByText(id).waitFor();
		assert.equal(await page.locator(".row-link").count(), 1);
		await page.getByRole("button", { name: "Retry all that match" }).click();
		await page.getByRole("dialog").getByRole("heading", { name: "Retry 1 task?" }).waitFor();
		await page.getByRole("dialog").getByRole("button", { name: "Retry 1 task" }).click();
		await page.getByText("1 task retried").waitFor();
		await demo.until(`/task/${id}`, (task) => task.status === "failed" && task.attempts.length === 4);
		await field.fill(id.slice(0, 23));
		await field.press("Enter");
		await page.getByText(id).waitFor();
		await field.fill("eleven");
		await field.press("Enter");
		await page.getByRole("link", { name: "Look for it in errors" }).click();
		await page.getByText(id).waitFor();
	});

	test("older tasks are on further pages", async () => {
		await demo.send("mails.send", { times: 70 });
		await demo.until("", ({ names }) => names["mails.send"].running + names["mails.send"].pending === 0);
		await go("tasks?q=status%3Afinished+task%3Amails.send");
		const first = await page.locator(".row-link").first().getAttribute("href");
		await page.getByRole("link", { name: "Older" }).click();
		await page.getByRole("link", { name: "Newest" }).waitFor();
		await page.waitForFunction((href) => document.querySelector(".row-link")?.getAttribute("href") !== href, first);
		await page.goBack();
		await page.waitForFunction((href) => document.querySelector(".row-link")?.getAttribute("href") === href, first);
	});

	test("a queue is paused and resumed", async () => {
		await go("queues");
		await page.getByRole("button", { name: "Pause queue bulk" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
		await page.getByRole("row", { name: /bulk.*Paused/ }).waitFor();
		await demo.send("mails.bounce");
		await demo.until("/queue/bulk", (queue) => queue.paused && queue.tasks.pending === 1);
		await go("overview");
		await visible("The queue bulk is paused.");
		await go("queues");
		await page.getByRole("button", { name: "Resume queue bulk" }).click();
		await page.getByRole("row", { name: /bulk.*Open/ }).waitFor();
		await demo.until("/queue/bulk", (queue) => !queue.paused && queue.tasks.pending === 0);
	});

	test("a schedule is run now, paused and resumed", async () => {
		await go("schedules");
		await page.getByRole("row", { name: /clock\.nightly.*0 30 2 \* \* \* \(Europe\/Berlin\)/ }).waitFor();
		await page.getByRole("button", { name: "Run now clock.nightly" }).click();
		await page.getByRole("row", { name: /clock\.nightly.*Finished/ }).waitFor();
		await page.getByRole("button", { name: "Pause clock.hourly" }).click();
		await page.getByRole("row", { name: /clock\.hourly.*Paused/ }).waitFor();
		await page.getByRole("button", { name: "Resume clock.hourly" }).click();
		await page.getByRole("button", { name: "Pause clock.hourly" }).waitFor();
	});

	test("a schedule is told in words, previewed, edited and reset", async () => {
		await go("schedules");
		const nightly = page.getByRole("row", { name: /clock\.nightly/ });
		await nightly.getByText("every day at 02:30").waitFor();
		await nightly.getByText("Next runs").click();
		assert.equal(await nightly.getByRole("listitem").count(), 5);
		await nightly.getByRole("textbox", { name: "Another expression" }).fill("0 0 9 * * MON-FRI");
		await nightly.getByRole("button", { name: "Preview" }).click();
		await nightly.getByText("at 09:00 on Monday to Friday").waitFor();
		await nightly.getByRole("textbox", { name: "Another expression" }).fill("0 0 99 * * *");
		await nightly.getByRole("button", { name: "Preview" }).click();
		await nightly.getByRole("alert").getByText(/can't be read/).waitFor();
		const hourly = page.getByRole("row", { name: /clock\.hourly/ });
		await hourly.getByText("Next runs").click();
		await hourly.getByRole("textbox", { name: "Another period" }).fill("90s");
		await hourly.getByRole("button", { name: "Preview" }).click();
		await hourly.getByRole("button", { name: "Use it" }).press("Enter");
		await hourly.getByText(/every 1 min 30 s, instead of/).waitFor();
		assert.deepEqual(await violations(), []);
		await hourly.getByRole("button", { name: "Reset to the code clock.hourly" }).click();
		await hourly.getByText(/every 1 min 30 s, instead of/).waitFor({ state: "detached" });
		messages = messages.filter((message) => !message.includes("400"));
	});

	test("a fuse holds a name back with a reason, and is reset", async () => {
		await go("queues");
		await page.getByRole("combobox", { name: "Hold back" }).fill("mails.send");
		await page.getByRole("textbox", { name: "because" }).fill("the server is away");
		await page.getByRole("button", { name: "Blow the fuse" }).press("Enter");
		await page.getByRole("row", { name: /mails\.send the server is away/ }).waitFor();
		assert.deepEqual(await violations(), []);
		const id = await demo.send("mails.send");
		assert.equal((await demo.get(`/task/${id}`)).status, "pending");
		await page.getByRole("button", { name: "Reset fuse mails.send" }).click();
		await page.getByText("mails.send goes on").waitFor();
		await demo.until(`/task/${id}`, (task) => task.status === "finished");
	});

	test("a failed task runs again with other arguments, which are checked", async () => {
		const id = await demo.send("mails.parse", { value: "twelve" });
		await demo.until(`/task/${id}`, (task) => task.status === "failed");
		await go(`task/${id}`);
		await page.getByText("Edit and retry").click();
		const field = page.getByRole("textbox", { name: "Arguments as JSON" });
		await field.fill("[1, 2]");
		await page.getByRole("button", { name: "Retry with these" }).click();
		await page.getByRole("alert").waitFor();
		assert.deepEqual(await violations(), []);
		await field.fill("[\"12\"]");
		await page.getByRole("button", { name: "Retry with these" }).click();
		await demo.until(`/task/${id}`, (task) => task.status === "finished" && task.arguments === "[\"12\"]");
		messages = messages.filter((message) => !message.includes("400"));
	});

	test("the audit names what was done", async () => {
		const id = await demo.external("elsewhere.audited", "other");
		await fetch(`${demo.endpoint}/task/${id}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{\"action\":\"cancel\"}" });
		await go("audit");
		await page.getByRole("row", { name: `anonymous cancel task ${id} done` }).waitFor();
	});

	test("windows of time show counts, waits and run times of this process", async () => {
		await demo.send("mails.send", { times: 5 });
		await demo.until("/window/15m", (window) => window.finished >= 5);
		await go("overview");
		await page.getByRole("link", { name: "15 minutes" }).press("Enter");
		await page.getByRole("img", { name: /The last 15 minutes: Finished/ }).waitFor();
		assert.match(page.url(), /window=15m$/);
		await page.getByText(/by this process, in the .* that it has run/).waitFor();
		await page.getByRole("row", { name: /Ran \d/ }).waitFor();
		await page.getByRole("link", { name: "7 days" }).click();
		await page.getByRole("img", { name: /The last 7 days/ }).waitFor();
		await go("queues");
		await page.getByRole("row", { name: /default.*Open.*\d+ (ms|s)/ }).waitFor();
	});

	test("the pool is resized", async () => {
		await go("queues");
		await page.getByRole("spinbutton", { name: "New size" }).fill("9");
		await page.getByRole("button", { name: "Resize" }).click();
		await visible("of 9");
	});

	test("what comes from tasks stays text", async () => {
		await demo.external("evil.name", "evil");
		const id = await demo.send("mails.parse", { value: EVIL });
		await demo.until(`/task/${id}`, (task) => task.status === "failed");
		for (const screen of [`task/${id}`, "failures", "overview", "tasks?q=status%3Afailed", `tasks?q=${encodeURIComponent(EVIL)}`, "queues",
			`task/${encodeURIComponent(EVIL)}`]) {
			await go(screen);
			assert.equal(await page.locator("#app img, #app script").count(), 0, screen);
			assert.notEqual(await page.title(), "hit");
		}
		messages = messages.filter((message) => !message.includes("404") && !message.includes("400"));
		await go(`task/${id}`);
		await visible(EVIL);
	});

	test("a page of another site changes nothing", async () => {
		const id = await demo.external("elsewhere.task", "other");
		const target = `${demo.endpoint}/task/${id}`;
		const tried = [];
		const server = createServer((request, response) => {
			response.setHeader("Content-Type", "text/html");
			response.end("<!doctype html><title>evil</title><body></body>");
		}).listen(0);
		try {
			const { port } = server.address();
			await page.goto(`http://127.0.0.1:${port}/`);
			for (const options of [{ mode: "no-cors" }, { mode: "no-cors", body: "{\"action\":\"cancel\"}" },
				{ mode: "no-cors", body: "action=cancel", headers: { "Content-Type": "application/x-www-form-urlencoded" } },
				{ mode: "cors", body: "{\"action\":\"cancel\"}", headers: { "Content-Type": "application/json" } },
				{ mode: "cors", body: "{\"action\":\"cancel\"}", headers: { "Content-Type": "application/json" }, credentials: "include" }]) {
				tried.push(await page.evaluate(([address, request]) => fetch(address, { method: "POST", ...request }).then(
					(response) => response.type, () => "refused"), [target, options]));
			}
			await page.evaluate((address) => {
				const form = document.createElement("form");
				form.method = "post";
				form.action = address;
				form.enctype = "text/plain";
				const field = document.createElement("input");
				field.name = "{\"action\":\"cancel\",\"x\":\"";
				field.value = "\"}";
				form.append(field);
				document.body.append(form);
				form.submit();
			}, target);
			await page.waitForURL(target);
			await visible("Only pages of this server may change tasks.", page.locator("body"));
			const framed = await page.goto(`http://127.0.0.1:${port}/`).then(() => page.evaluate((address) => new Promise((resolve) => {
				const frame = document.createElement("iframe");
				frame.src = address;
				frame.addEventListener("load", () => resolve(frame.contentDocument === null));
				document.body.append(frame);
			}), demo.page));
			assert.ok(framed);
			assert.ok(page.frames().slice(1).every((frame) => !frame.url().startsWith("http://localhost")));
			assert.equal(tried.length, 5);
			assert.equal((await demo.get(`/task/${id}`)).status, "pending");
		}
		finally {
			server.close();
		}
		messages = [];
	});

	test("the keyboard is enough", async () => {
		const id = await demo.send("mails.parse", { value: "keys" });
		await demo.until(`/task/${id}`, (task) => task.status === "failed");
		await go("overview");
		await page.keyboard.press("Tab");
		assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the page");
		await page.keyboard.press("Enter");
		assert.equal(await page.evaluate(() => document.activeElement.id), "heading");
		await page.keyboard.press("/");
		await page.locator("#search:focus").waitFor();
		await page.keyboard.type("status:failed task:mails.parse");
		// the rows of the list before are gone when this one is answered
		const answered = page.waitForResponse((response) => /\/failed\?.*task=mails\.parse/.test(response.url()));
		await page.keyboard.press("Enter");
		await answered;
		await page.locator(".row-link").first().waitFor();
		await page.evaluate(() => document.activeElement.blur());
		await page.keyboard.press("j");
		assert.match(await page.evaluate(() => document.activeElement.className), /row-link/);
		await page.keyboard.press("x");
		await page.getByText("1 task selected").waitFor();
		await page.keyboard.press("x");
		await page.keyboard.press("Enter");
		await page.getByRole("heading", { name: "mails.parse" }).waitFor();
		const attempts = (await demo.get(`/task/${id}`)).attempts.length;
		for (let i = 0; i < 40 && await page.evaluate(() => document.activeElement.getAttribute("aria-label")) !== "Delete this task"; i++) {
			await page.keyboard.press("Tab");
		}
		await page.keyboard.press("Enter");
		await page.getByRole("dialog").waitFor();
		await page.keyboard.press("Escape");
		await page.getByRole("dialog").waitFor({ state: "detached" });
		assert.equal((await demo.get(`/task/${id}`)).attempts.length, attempts);
		await page.keyboard.press("?");
		await page.getByRole("dialog", { name: "Keys" }).waitFor();
	});

	test("no single key acts when they are switched off", async () => {
		await go("overview");
		await page.getByRole("button", { name: "Keys" }).click();
		await page.getByRole("checkbox", { name: "Use single keys" }).uncheck();
		await page.keyboard.press("Escape");
		await page.keyboard.press("/");
		assert.match(page.url(), /#\/overview$/);
	});

	for (const theme of ["light", "dark"]) {
		test(`no screen breaks a rule of accessibility in the ${theme} theme`, async () => {
			await context.close();
			await open({ colorScheme: theme });
			const id = (await demo.get("/failed?task=mails.parse")).tasks[0].id;
			const waiting = await demo.external("elsewhere.task", "other");
			for (const screen of [...SCREENS, `task/${id}`, `task/${waiting}`, "task/none"]) {
				await go(screen);
				assert.deepEqual(await violations(), [], screen);
			}
			await go(`task/${waiting}`);
			await page.getByRole("button", { name: "Cancel this task" }).click();
			assert.deepEqual(await violations(), [], "question");
			await page.getByRole("button", { name: "Back" }).click();
			await page.getByRole("button", { name: "Keys" }).click();
			assert.deepEqual(await violations(), [], "keys");
			messages = messages.filter((message) => !message.includes("404"));
		});
	}

	test("the theme follows the system and can be chosen, without a flash", async () => {
		const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
		await go("overview");
		const light = await ground();
		await page.emulateMedia({ colorScheme: "dark" });
		const dark = await ground();
		assert.notEqual(light, dark);
		await page.getByRole("combobox", { name: "Theme" }).selectOption("light");
		await page.waitForFunction((color) => getComputedStyle(document.body).backgroundColor === color, light);
		await page.goto(demo.page, { waitUntil: "commit" });
		await page.waitForFunction(() => document.body !== null && document.styleSheets.length > 0);
		assert.equal(await ground(), light);
	});

	test("nothing is wider than a window of 320 pixels", async () => {
		await page.setViewportSize({ width: 320, height: 700 });
		const id = (await demo.get("/failed?task=mails.parse")).tasks[0].id;
		for (const screen of [...SCREENS, `task/${id}`]) {
			await go(screen);
			assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320, screen);
		}
	});

	test("a read-only endpoint has no buttons", async () => {
		const other = new Demo(await freePort(), path.join(folder, "read-only.db"), ["--management.endpoint.kerground.access=read-only",
			"--kerground.endpoint.show-values=never"]);
		await other.start();
		try {
			const id = await other.send("mails.parse", { value: "secret" });
			await other.until(`/task/${id}`, (task) => task.status === "failed");
			await go(`task/${id}`, other.page);
			await visible(/The endpoint takes no writes/);
			assert.equal(await page.getByRole("button", { name: /^(Retry|Cancel|Delete|Pause|Stop|Run now)/ }).count(), 0);
			assert.doesNotMatch(await page.locator("main").innerText(), /secret|DemoWorker\.java/);
			await visible(/kerground\.endpoint\.show-values decides/);
			for (const screen of ["tasks?q=status%3Afailed", "failures", "schedules", "queues"]) {
				await go(screen, other.page);
				assert.equal(await page.locator("main").getByRole("button", { name: /^(Retry|Cancel|Delete|Pause|Stop|Run now|Resize)/ }).count(), 0, screen);
			}
		}
		finally {
			// a page that still reads would say that nobody answers
			await page.goto("about:blank");
			await other.stop();
		}
	});

	test("a restart of the application is told, and over by itself", async () => {
		await go("overview");
		await visible("By task");
		const finished = (await demo.get()).tasks.finished;
		await demo.stop("SIGKILL");
		await page.getByRole("alert").getByText("The application does not answer").waitFor();
		await visible("By task");
		await demo.start();
		await page.getByRole("alert").waitFor({ state: "detached", timeout: 60_000 });
		assert.equal((await demo.get()).tasks.finished, finished);
		messages = [];
	});

	test("pictures for the documentation", { skip: !process.env.SCREENSHOTS }, async () => {
		await mkdir(images, { recursive: true });
		await demo.stop();
		demo = await new Demo(demo.port, path.join(folder, "pictures.db")).start();
		await demo.send("mails.send", { times: 1200 });
		await demo.send("mails.bounce", { times: 14, value: "grace@example.org" });
		await demo.send("mails.parse", { times: 3, value: "seven" });
		await demo.send("mails.report", { times: 2 });
		await demo.send("mails.send", { times: 8, delay: 3600 });
		await demo.until("", (summary) => summary.tasks.failed === 17);
		for (const theme of ["light", "dark"]) {
			await context.close();
			await open({ colorScheme: theme, viewport: { width: 1200, height: 780 } });
			await go("overview");
			for (let i = 0; i < 5; i++) {
				const seen = (await demo.get()).tasks.finished;
				await demo.send("mails.send", { times: 20 + 10 * i });
				await page.waitForFunction((count) => Number(document.querySelector(".card.finished .card-value").textContent.replace(/\D/g, "")) > count, seen);
			}
			await page.screenshot({ path: path.join(images, `overview-${theme}.png`) });
			await go("failures");
			await page.screenshot({ path: path.join(images, `failures-${theme}.png`) });
			await go(`task/${(await demo.get("/failed?task=mails.parse")).tasks[0].id}`);
			await page.screenshot({ path: path.join(images, `task-${theme}.png`) });
		}
	});

});
