import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { CONTROLS, readControls } from "../../src/ui/layout/hiding.ts";
import { unknownControls } from "../../src/ui/layout/unknown-controls.ts";

const cases = [
  { list: "", known: [], unknown: [] },
  { list: "bar", known: ["bar"], unknown: [] },
  { list: "bar, plot  result,,plot", known: ["bar", "plot", "result"], unknown: [] },
  { list: "Bar,__proto__,constructor,show-me", known: ["show-me"], unknown: ["Bar", "__proto__", "constructor"] },
];
for (const { list, known, unknown } of cases) {
  test(`“${list}” names ${known.length} controls and ${unknown.length} others`, () => {
    assert.deepEqual(readControls(list), { known, unknown });
  });
}

test("what is no control is named in the sentence, shortened, with all names there are", () => {
  const { message, remedy } = unknownControls(["x".repeat(1000), "b", "c", "d", "e", "f"], CONTROLS);
  assert.ok(message.en.length < 300 && message.en.includes("“b”") && !message.en.includes("“f”"));
  assert.ok(CONTROLS.every((name) => remedy.en.includes(name) && remedy.zh.includes(name)));
});

test("docs/teaching.md lists every control, and nothing else", () => {
  const doc = readFileSync(new URL("../../docs/teaching.md", import.meta.url), "utf8");
  const table = doc.slice(doc.indexOf("## Hiding"), doc.indexOf("## In a page"));
  assert.deepEqual(
    [...table.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name),
    [...CONTROLS],
  );
});
