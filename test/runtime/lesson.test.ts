import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { registry } from "../../src/nodes/index.ts";
import { parseGraph } from "../../src/runtime/graph/parse.ts";
import { isDone, type Facts } from "../../src/runtime/lesson/conditions.ts";
import type { LessonText } from "../../src/runtime/lesson/format.ts";
import { parseLesson } from "../../src/runtime/lesson/parse.ts";
import { UserError } from "../../src/runtime/problem.ts";
import { referencesIn } from "../../src/ui/lesson/markdown.ts";
import { referenceOf } from "../../src/ui/lesson/references.ts";
import { graphAt } from "../../src/ui/lesson/scenes.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (...path: string[]): string => readFileSync(join(root, ...path), "utf8");
const source = {
  registry,
  templateOf: (name: string) => Promise.resolve(parseGraph(read("graphs", `${name}.json`), registry)),
};

const step = { title: { en: "A step" }, text: { en: "Text." } };
const base = { format: "repaint-lesson", version: 1, title: { en: "A" }, about: { en: "B" }, steps: [step] };
const withStep = (more: object): object => ({ ...base, steps: [{ ...step, ...more }] });
const task = (...when: unknown[]): object => withStep({ task: { do: { en: "Do" }, when } });
const options = [
  { text: { en: "a" }, why: { en: "b" } },
  { text: { en: "c" }, why: { en: "d" } },
];

/** Lessons that are none, each with what is said of it. */
const hostile: readonly (readonly [name: string, lesson: unknown, says: RegExp])[] = [
  ["no JSON", "{", /is not JSON/],
  ["nothing", "", /is not JSON/],
  ["a list", "[]", /expected an object/],
  ["a number", "7", /expected an object/],
  ["null", "null", /expected an object/],
  ["nested a thousand levels deep", "[".repeat(1000) + "]".repeat(1000), /nested 1000 levels deep/],
  ["three million characters", `"${"x".repeat(3_000_000)}"`, /at most 2 000 000/],
  ["a key to the prototypes", '{"__proto__": {"polluted": 1}}', /key "__proto__"/],
  ["one deep inside", JSON.stringify(base).replace('"Text."', '"x","constructor":{}'), /key "constructor"/],
  ["a prototype", JSON.stringify(base).replace('"Text."', '"x","prototype":1'), /key "prototype"/],
  ["another format", { ...base, format: "repaint-graph" }, /format is "repaint-graph", expected "repaint-lesson"/],
  ["another version", { ...base, version: 2 }, /version is 2, expected 1/],
  ["an unknown key", { ...base, script: "alert(1)" }, /script is "alert\(1\)", expected no such key/],
  ["an unknown key in a step", withStep({ onload: "x" }), /steps\[0\]\.onload/],
  ["no steps", { ...base, steps: [] }, /steps is \[\], expected a length of at least 1/],
  ["a hundred steps", { ...base, steps: Array.from({ length: 100 }, () => step) }, /at most 60/],
  ["a step without words", { ...base, steps: [{ title: { en: "a" } }] }, /steps\[0\]\.text is missing/],
  ["words in no language", withStep({ text: {} }), /at least 1 of its keys/],
  ["words in a third language", withStep({ text: { fr: "Bonjour" } }), /steps\[0\]\.text\.fr/],
  ["words that are no text", withStep({ text: { en: 7 } }), /text\.en is 7, expected text/],
  ["words without end", withStep({ text: { en: "x".repeat(4001) } }), /at most 4000/],
  ["a graph from the net", withStep({ scene: { graph: "https://example.org/g.json" } }), /scene\.graph/],
  ["a graph from another folder", withStep({ scene: { graph: "template:../secret" } }), /scene\.graph/],
  ["a graph that it does not have", withStep({ scene: { graph: "lesson:mine" } }), /not among its graphs/],
  ["a graph of the prototypes", withStep({ scene: { graph: "lesson:toString" } }), /not among its graphs/],
  ["a graph that is none", { ...base, graphs: { mine: { nodes: 1 } } }, /not a repaint-graph/],
  ["graphs as a list", { ...base, graphs: [] }, /graphs is \[\], expected an object/],
  ["a name of a graph with a slash", { ...base, graphs: { "a/b": {} } }, /lesson/],
  ["a part that is none", withStep({ scene: { show: ["cookies"] } }), /one of "nodes", "run", "result"/],
  ["a param set to a list", withStep({ scene: { set: [{ node: "a", name: "b", value: [1] }] } }), /value is \[1\]/],
  ["a param of no node", withStep({ scene: { set: [{ name: "b", value: 1 }] } }), /node is missing/],
  ["a node with markup for a name", withStep({ scene: { select: ["<img>"] } }), /select\[0\]/],
  ["an unknown condition", task({ kind: "eval", code: "1" }), /expected one of "param"/],
  ["a condition without what it needs", task({ kind: "param", node: "a" }), /name is missing/],
  ["a wire with one end", task({ kind: "wire", from: "a", output: "b" }), /to is missing/],
  ["no condition", task(), /expected a length of at least 1/],
  ["an unknown comparison", task({ kind: "calls", is: "~", value: 1 }), /is is "~"/],
  ["a comparison that is not there", task({ kind: "compared" }), /waits for a comparison/],
  [
    "an unknown action",
    withStep({ task: { do: { en: "x" }, when: [{ kind: "finished" }], show: [{ do: "fetch" }] } }),
    /expected one of "set"/,
  ],
  [
    "an action without its node",
    withStep({ task: { do: { en: "x" }, when: [{ kind: "finished" }], show: [{ do: "select" }] } }),
    /node is missing/,
  ],
  ["a question of no kind", withStep({ question: { ask: { en: "?" } } }), /kind is missing/],
  ["a choice without options", withStep({ question: { kind: "choice", ask: { en: "?" } } }), /options is missing/],
  ["a choice with none right", withStep({ question: { kind: "choice", ask: { en: "?" }, options } }), /none|no option/],
  [
    "a number that nothing checks",
    withStep({ question: { kind: "number", ask: { en: "?" }, why: { en: "x" } } }),
    /a figure or a value/,
  ],
  [
    "a figure that is none",
    withStep({ question: { kind: "number", ask: { en: "?" }, why: { en: "x" }, figure: "cookies" } }),
    /figure is "cookies"/,
  ],
  ["minutes beyond an hour", { ...base, minutes: 1e9 }, /at most 60/],
  ["one side of a comparison", withStep({ compare: { a: { title: { en: "a" } } } }), /compare\.b is missing/],
];

for (const [name, lesson, says] of hostile) {
  test(`a lesson that is ${name} is refused with a sentence`, () => {
    const text = typeof lesson === "string" ? lesson : JSON.stringify(lesson);
    assert.throws(
      () => parseLesson(text, registry),
      (error) => error instanceof UserError && says.test(error.message),
    );
    assert.equal(Reflect.get({}, "polluted"), undefined);
  });
}

test("the least lesson is read, in either language", () => {
  assert.equal(parseLesson(JSON.stringify(base), registry).steps.length, 1);
  const chinese = {
    ...base,
    title: { zh: "一" },
    about: { zh: "二" },
    steps: [{ title: { zh: "三" }, text: { zh: "四" } }],
  };
  assert.equal(parseLesson(JSON.stringify(chinese), registry).title.zh, "一");
});

test("conditions are read off the graph and the run", async () => {
  const { graph } = await source.templateOf("repaint");
  const facts: Facts = {
    graph,
    selected: new Set(["jump"]),
    finished: false,
    level: 12,
    calls: 230,
    known: () => 0.5,
    compared: false,
  };
  const holds = (condition: object): boolean =>
    isDone(
      parseLesson(JSON.stringify(task(condition)), registry).steps[0]?.task ?? { do: { en: "" }, when: [] },
      facts,
    );
  assert.ok(holds({ kind: "param", node: "repaint/jump-back", name: "jump_n_sample", is: "≥", value: 5 }));
  assert.ok(!holds({ kind: "param", node: "jump", name: "jump_n_sample", is: ">", value: 5 }));
  assert.ok(holds({ kind: "wire", from: "image", output: "image", to: "noise/forward", input: "image" }));
  assert.ok(holds({ kind: "no-wire", from: "mask", output: "mask", to: "known", input: "image" }));
  assert.ok(holds({ kind: "node", type: "repaint/jump-back" }) && holds({ kind: "no-node", type: "view/compare" }));
  assert.ok(holds({ kind: "selected", node: "jump" }) && !holds({ kind: "finished" }));
  assert.ok(holds({ kind: "level", is: "<", value: 13 }) && holds({ kind: "calls", is: "=", value: 230 }));
  assert.ok(holds({ kind: "known", node: "mask", is: "≤", value: 0.5 }));
});

// ── the shipped lessons ─────────────────────────────────────────────────────────────────────────────────────────────

/** Words of a text: Latin words and single Chinese characters, two of which are spoken in the time of one word. */
function wordsOf(text: string): number {
  const plain = text.replace(/```[\s\S]*?```/g, "").replace(/\]\([^)]*\)/g, "");
  const chinese = plain.match(/\p{Script=Han}/gu)?.length ?? 0;
  return (plain.match(/[\p{Script=Latin}\p{N}’']+/gu)?.length ?? 0) + chinese / 2;
}

for (const file of readdirSync(join(root, "lessons"))) {
  test(`the lesson ${file} has steps of at most 90 words in both languages, and names only what is there`, async () => {
    const lesson = parseLesson(read("lessons", file), registry);
    for (const [i, each] of lesson.steps.entries()) {
      const { graph, ...rest } = { graph: await graphAt(lesson, i, source), ...each };
      const texts: readonly (LessonText | undefined)[] = [
        rest.text,
        rest.task?.do,
        rest.task?.hint,
        rest.question?.ask,
      ];
      for (const text of texts) {
        if (!text) continue;
        assert.ok(text.en && text.zh, `step ${i + 1} speaks both languages`);
        for (const words of [text.en, text.zh]) {
          assert.ok(wordsOf(words) <= 90, `step ${i + 1} has ${wordsOf(words)} words`);
          for (const href of referencesIn(words)) {
            const reference = referenceOf(href);
            assert.ok(reference || /^https:/.test(href), `${href} in step ${i + 1}`);
            if (!reference || !("node" in reference)) continue;
            const node = graph.nodes.find(({ id }) => id === reference.node);
            assert.ok(node, `${href} in step ${i + 1}`);
            const params = registry.get(node.type)?.params ?? [];
            const isParam = "name" in reference && params.some(({ name }) => name === reference.name);
            assert.ok(reference.kind !== "param" || isParam, `${href} in step ${i + 1}`);
          }
        }
      }
    }
  });
}
