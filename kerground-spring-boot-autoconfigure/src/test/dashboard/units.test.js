// Rules of the modules that do not touch the page

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

const web = new URL("../../main/resources/io/kerground/dashboard/web/", import.meta.url);

async function load(name) {
	return import(`data:text/javascript,${encodeURIComponent(await readFile(new URL(name, web), "utf8"))}`);
}

const { conditions, parse, write, matching } = await load("search.js");
const { bytes, duration, foldTrace, indent, parseDuration, relative } = await load("format.js");

test("a search is understood and written back", () => {
	for (const text of ["status:failed", "status:failed task:mails.send queue:bulk", "mails", "",
		"status:failed error:\"connection refused\" since:1h attempt:>1", "01a1fec1-37"]) {
		assert.equal(write(parse(text)), text);
	}
	assert.deepEqual(parse("  STATUS:Failed   welcome "), { status: "failed", text: "welcome" });
});

test("an id alone is an id", () => {
	assert.equal(parse("01A1FEC1-3715-7c70-b83c-de41df2da65c").id, "01a1fec1-3715-7c70-b83c-de41df2da65c");
	assert.equal(parse("01a1fec1").id, undefined);
	assert.equal(parse("01A1FEC1-37").prefix, "01a1fec1-37");
	assert.equal(parse("01a1fec").text, "01a1fec");
});

test("conditions are those that the endpoint takes", () => {
	assert.deepEqual(conditions(parse("status:failed error:timeout since:15m attempt:>2 task:a.b 01a1fec1")),
		{ task: "a.b", error: "timeout", since: "15m", attempt: "3", id: "01a1fec1" });
	assert.deepEqual(conditions(parse("key:\"order 4711\" task:a.b")), { task: "a.b", key: "order 4711" });
	assert.equal(write(parse("key:\"order 4711\"   status:failed")), "status:failed key:\"order 4711\"");
	assert.deepEqual(conditions(parse("")), {});
});

test("what can't be searched for is told", () => {
	for (const text of ["status:burnt", "status:", "task:", "queue:", "two words", "since:soon", "attempt:2", "error:"]) {
		assert.ok(parse(text).problem, text);
	}
});

test("the same name comes before names that hold it", () => {
	assert.deepEqual(matching("send", ["mails.send", "send", "resend"]), ["send", "mails.send", "resend"]);
});

test("durations are read and written", () => {
	assert.equal(parseDuration("PT1M2.5S"), 62_500);
	assert.equal(parseDuration("P1DT2H"), 93_600_000);
	assert.equal(parseDuration("PT0S"), 0);
	assert.equal(parseDuration("nonsense"), null);
	assert.equal(parseDuration(null), null);
	assert.deepEqual([0, 999, 1_000, 9_999, 10_000, 59_999, 60_000, 3_600_000, 90_000_000].map(duration),
		["0 ms", "999 ms", "1.0 s", "9.9 s", "10 s", "59 s", "1 min", "1 h", "1 d 1 h"]);
});

test("times are relative to now", () => {
	assert.equal(relative(1_000, 1_500), "now");
	assert.equal(relative(1_000, 6_999), "5 s ago");
	assert.equal(relative(61_000, 1_000), "in 1 min");
});

test("sizes have three digits at most", () => {
	assert.deepEqual([0, 999, 1_000, 123_456, 5_000_000_000].map(bytes), ["0 bytes", "999 bytes", "1.0 kB", "123 kB", "5.0 GB"]);
	assert.equal(bytes(null), "unknown");
});

test("numbers in JSON stay as they are written", () => {
	const text = "{\"a\":9007199254740993,\"b\":1e400,\"c\":[1.10,{}],\"d\":\"x, {y}: \\\"z\\\"\"}";
	assert.equal(indent(text).replace(/\n\s*/g, "").replaceAll("\": ", "\":"), text);
	assert.match(indent(text), /"a": 9007199254740993,\n/);
	assert.equal(indent("not [ json"), "not[\n  json".replace("not", "not"));
});

test("frames of frameworks are folded, those of the application are not", () => {
	const parts = foldTrace("com.shop.X: no\n\tat java.base/java.util.A.b(A.java:1)\n\tat org.springframework.C.d(C.java)\n\tat com.shop.Mails.send(Mails.java:1)\n");
	assert.deepEqual(parts.map((part) => [part.folded, part.lines.length]), [[false, 1], [true, 2], [false, 1]]);
});
