import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { html } from "lit";
import { registry } from "../../src/nodes/index.ts";
import { parseGraph } from "../../src/runtime/graph/parse.ts";
import { isDone, type Facts } from "../../src/runtime/lesson/conditions.ts";
import type { LessonText } from "../../src/runtime/lesson/format.ts";
import { parseLesson, readLesson } from "../../src/runtime/lesson/parse.ts";
import { UserError } from "../../src/runtime/problem.ts";
import { decodeLesson, encodeLesson } from "../../src/ui/lesson/foreign/lesson-link.ts";
import { LESSON_LINK, looksLikeLesson } from "../../src/ui/lesson/looks-like.ts";
import { drawMarkdown, referencesIn } from "../../src/ui/lesson/markdown.ts";
import { lockedIn } from "../../src/ui/lesson/locks.ts";
import { referenceOf } from "../../src/ui/lesson/references.ts";
import { graphAt } from "../../src/ui/lesson/scenes.ts";
import { wordsIn } from "../../src/ui/lesson/writing/check-lesson.ts";
import { lessonText } from "../../src/ui/open-file.ts";
import { packed } from "../../src/ui/share/link.ts";
import {
  deceitfulLessons,
  leastLesson,
  lessonWithStep,
  lessonWithTask,
  refusedLessons,
} from "../helpers/hostile-lessons.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (...path: string[]): string => readFileSync(join(root, ...path), "utf8");
const source = {
  registry,
  templateOf: (name: string) => Promise.resolve(parseGraph(read("graphs", `${name}.json`), registry)),
};

for (const { name, text, says } of refusedLessons) {
  test(`a lesson that is ${name} is refused with a sentence, by file and by link`, async () => {
    const doors = [
      async () => parseLesson(await lessonText(new File([text], "lesson.json")), registry),
      async () => parseLesson(await decodeLesson(await packed(LESSON_LINK, text)), registry),
    ];
    for (const door of doors) {
      await assert.rejects(door, (error) => {
        assert.ok(error instanceof UserError, String(error));
        assert.match(error.message, says);
        for (const { message } of error.problems)
          assert.match(`${message.en} ${message.zh}`, /^[^]{1,2000}\. [^]{1,2000}。$/u);
        return true;
      });
    }
    assert.equal(Reflect.get({}, "polluted"), undefined);
  });
}

for (const { name, text } of deceitfulLessons) {
  test(`a lesson with ${name} is data that means what it says`, async () => {
    const lesson = parseLesson(text, registry);
    const again = parseLesson(await decodeLesson(`#l=${(await encodeLesson(lesson)).slice(3)}&step=2`), registry);
    assert.deepEqual(again, lesson);
    for (const { text: words } of lesson.steps) {
      const drawn = JSON.stringify(drawMarkdown(words.en ?? "", host));
      assert.doesNotMatch(drawn, /<a href=[^\]]*\],"values":\["(?!https:)/);
    }
    assert.equal(Reflect.get({}, "polluted"), undefined);
  });
}

test("what a lesson sets of a node of an older version is brought up to date with it", () => {
  const graphs = {
    old: {
      format: "repaint-graph",
      version: 1,
      nodes: [{ id: "mask", type: "image/mask", v: 1, params: { fit: "exact" } }],
      links: [],
    },
  };
  const set = [{ node: "mask", name: "fit", value: "nearest" }];
  const when = [{ kind: "param", node: "image/mask", name: "fit", is: "=", value: "exact" }];
  const told = { ...lessonWithStep({ scene: { graph: "lesson:old", set }, task: { do: { en: "Do" }, when } }), graphs };
  const { lesson } = readLesson(JSON.stringify(told), registry);
  assert.equal(lesson.graphs["old"]?.nodes[0]?.params["fit"], "picture");
  assert.deepEqual(lesson.steps[0]?.scene?.set, [{ node: "mask", name: "fit", value: "stretch" }]);
  assert.equal(Reflect.get(lesson.steps[0]?.task?.when[0] ?? {}, "value"), "picture");
});

test("a text is taken for a lesson by its first format, a link by its mark", () => {
  const is = JSON.stringify(leastLesson);
  assert.ok(
    looksLikeLesson(is) && looksLikeLesson(`\uFEFF\n${is}`) && looksLikeLesson("https://a.example/#l=AAA&step=2"),
  );
  const graph = `{"format":"repaint-graph","version":1,"nodes":[],"links":[],"meta":{"title":"\\"format\\":\\"repaint-lesson\\" #l="}}`;
  assert.ok(!looksLikeLesson(graph) && !looksLikeLesson("https://a.example/#g=AAA") && !looksLikeLesson("see #l=AAA"));
});

test("the least lesson is read, in either language", () => {
  assert.equal(parseLesson(JSON.stringify(leastLesson), registry).steps.length, 1);
  const chinese = {
    ...leastLesson,
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
    calls: 185,
    known: () => 0.5,
    variation: (node) => (node === "final" ? 0.2 : undefined),
    compared: false,
  };
  const holds = (condition: object): boolean =>
    isDone(
      parseLesson(JSON.stringify(lessonWithTask(condition)), registry).steps[0]?.task ?? { do: { en: "" }, when: [] },
      facts,
    );
  assert.ok(holds({ kind: "param", node: "repaint/jump-back", name: "jump_n_sample", is: "≥", value: 4 }));
  assert.ok(!holds({ kind: "param", node: "jump", name: "jump_n_sample", is: ">", value: 4 }));
  assert.ok(holds({ kind: "wire", from: "image", output: "image", to: "noise/forward", input: "image" }));
  assert.ok(holds({ kind: "no-wire", from: "mask", output: "mask", to: "known", input: "image" }));
  assert.ok(holds({ kind: "node", type: "repaint/jump-back" }) && holds({ kind: "no-node", type: "view/compare" }));
  assert.ok(holds({ kind: "selected", node: "jump" }) && !holds({ kind: "finished" }));
  assert.ok(holds({ kind: "level", is: "<", value: 13 }) && holds({ kind: "calls", is: "=", value: 185 }));
  assert.ok(holds({ kind: "variation", node: "final", is: "<", value: 0.3 }));
  assert.ok(!holds({ kind: "variation", node: "scatter", is: "<", value: 0.3 }));
  assert.ok(holds({ kind: "known", node: "mask", is: "≤", value: 0.5 }));
});

test("a scene's locks hold for params alone, and not for what it lets the reader change", async () => {
  const { graph } = await source.templateOf("repaint");
  const set = (node: string, name: string, value: number): typeof graph => ({
    ...graph,
    nodes: graph.nodes.map((one) => (one.id === node ? { ...one, params: { ...one.params, [name]: value } } : one)),
  });
  assert.equal(lockedIn(graph, set("noise", "seed", 9), ["noise/seed"]), undefined);
  assert.equal(lockedIn(graph, set("jump", "jump_length", 9), ["noise/seed"]), "jump/jump_length");
  assert.equal(lockedIn(graph, set("jump", "jump_length", 9), undefined), undefined);
  assert.equal(lockedIn(graph, { ...graph, links: [], nodes: graph.nodes.slice(1) }, []), undefined);
});

test("references name nodes, wires, symbols, handles and parts, and nothing else", () => {
  assert.deepEqual(referenceOf("#wire/a/x/b/y"), { kind: "wire", from: "a", output: "x", to: "b", input: "y" });
  assert.deepEqual(referenceOf("#symbol/x_t"), { kind: "symbol", name: "x_t" });
  assert.deepEqual(referenceOf("#handle/limit"), { kind: "handle", handle: "limit" });
  for (const none of ["#wire/a/x/b", "#wire/a/x/b/y/z", '#symbol/a"]', "#handle/door", "#plot/x", "node/a", "#"])
    assert.equal(referenceOf(none), undefined, none);
});

/** Where a text is drawn and nothing is lit. */
const host = { reference: () => html``, outside: "" };

// ── the shipped lessons ─────────────────────────────────────────────────────────────────────────────────────────────

/** How fast a text is read aloud without haste. */
const WORDS_A_MINUTE = 130;

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
          assert.ok(wordsIn(words) <= 90, `step ${i + 1} has ${wordsIn(words)} words`);
          const drawn = JSON.stringify(drawMarkdown(words.replace(/```[^]*?```/g, ""), host));
          assert.doesNotMatch(drawn, /\*|\]\(/, `step ${i + 1}: all marks of its Markdown mean something`);
          for (const href of referencesIn(words)) {
            const reference = referenceOf(href);
            assert.ok(reference || /^https:/.test(href), `${href} in step ${i + 1}`);
            const ends = reference?.kind === "wire" ? [reference.from, reference.to] : [];
            for (const end of ends)
              assert.ok(
                graph.nodes.some(({ id }) => id === end),
                `${href} in step ${i + 1}`,
              );
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

for (const file of readdirSync(join(root, "lessons"))) {
  test(`the lesson ${file} is read aloud in ten minutes at most, all questions and reasons included`, () => {
    const { steps } = parseLesson(read("lessons", file), registry);
    for (const language of ["en", "zh"] as const) {
      const texts = steps.flatMap(({ title, text, question, task }) => [
        title,
        text,
        task?.do,
        question?.ask,
        ...(question?.kind === "choice" ? question.options.flatMap((option) => [option.text, option.why]) : []),
        ...(question && question.kind !== "choice" ? [question.why] : []),
      ]);
      const words = texts.reduce((sum, text) => sum + wordsIn(text?.[language] ?? ""), 0);
      assert.ok(words <= 10 * WORDS_A_MINUTE, `${words} words in ${language}`);
    }
  });
}

/** What a speaker's note says, and in which words the minutes. */
const NOTES = {
  en: /^\*\*Ask\.\*\* .{20,}\n\n\*\*Time\.\*\* (\d+) minutes?\.\n\n\*\*What goes wrong\.\*\* .{20,}$/,
  zh: /^\*\*提问\*\*：.{10,}\n\n\*\*用时\*\*：(\d+) 分钟。\n\n\*\*容易出错\*\*：.{10,}$/,
};

for (const file of readdirSync(join(root, "lessons"))) {
  test(`the lesson ${file} tells its speaker at every step what to ask, how long it takes and what goes wrong, 25 minutes in all`, () => {
    const { steps } = parseLesson(read("lessons", file), registry);
    const minutes = steps.map(({ notes }, i) => {
      for (const words of [notes?.en, notes?.zh])
        assert.doesNotMatch(JSON.stringify(drawMarkdown(words ?? "", host)), /\*/, `step ${i + 1}`);
      const [en, zh] = [NOTES.en.exec(notes?.en ?? "")?.[1], NOTES.zh.exec(notes?.zh ?? "")?.[1]];
      assert.ok(en, `step ${i + 1}`);
      assert.equal(zh, en, `step ${i + 1}`);
      return Number(en);
    });
    assert.ok(minutes.reduce((sum, n) => sum + n) <= 25, `${minutes}`);
  });
}
