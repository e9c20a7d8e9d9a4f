import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { registry } from "../../src/nodes/index.ts";
import { parseLesson } from "../../src/runtime/lesson/parse.ts";
import { sightOf } from "../../src/ui/lesson/sight.ts";
import { unbroken } from "../../src/ui/lesson/markdown.ts";

const folder = new URL("../../lessons/", import.meta.url);
const lesson = (name: string) => parseLesson(readFileSync(new URL(`${name}.json`, folder), "utf8"), registry);
const step = (name: string, i: number) => {
  const found = lesson(name).steps[i - 1];
  assert.ok(found);
  return found;
};

test("a small screen shows the node that a step speaks of, or its result", () => {
  assert.deepEqual(sightOf(step("two-pixels", 3), false), {
    panel: "canvas",
    graph: true,
    stepping: false,
    nodes: ["final"],
  });
  assert.deepEqual(sightOf(step("forward", 2), false).nodes, ["noisy"]);
  assert.equal(sightOf(step("resampling", 2), true).panel, "player");
  const wiring = sightOf(step("two-orders", 2), true);
  assert.deepEqual([wiring.panel, wiring.nodes], ["canvas", ["jump", "composite", "reverse"]]);
});

test("a step whose task is a level has the player's buttons, and the graph where it frames nodes", () => {
  const sight = sightOf(step("known", 1), true);
  assert.deepEqual([sight.panel, sight.graph, sight.stepping], ["player", true, true]);
  for (const file of readdirSync(folder))
    for (const one of lesson(file.replace(".json", "")).steps)
      if (one.task?.when.some(({ kind }) => kind === "level")) assert.equal(sightOf(one, true).panel, "player", file);
});

test("no line ends within a short formula, and words stay apart", () => {
  assert.equal(unbroken("with r = 5, at t = 0"), "with r\u00a0=\u00a05, at t\u00a0=\u00a00");
  assert.equal(unbroken("1 − ᾱ and (1 − β)"), "1\u00a0−\u00a0ᾱ and (1\u00a0−\u00a0β)");
  assert.equal(unbroken("a + b, j = T / 2"), "a\u00a0+\u00a0b, j\u00a0=\u00a0T\u00a0/\u00a02");
  assert.equal(unbroken("slow: one – two"), "slow: one – two");
});
