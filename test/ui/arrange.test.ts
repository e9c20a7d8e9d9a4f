import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { registry } from "../../src/nodes/index.ts";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { parseGraph } from "../../src/runtime/graph/parse.ts";
import { aligned, arrange, distributed } from "../../src/ui/canvas/arrange.ts";
import { overlaps, type Rect } from "../../src/ui/canvas/geometry.ts";
import { layOut } from "../../src/ui/canvas/layout.ts";
import type { Scene } from "../../src/ui/canvas/scene.ts";
import { moveNodes } from "../../src/ui/edits.ts";
import { sceneOf } from "../../src/ui/scene-of.ts";
import { graphOf } from "../helpers/graphs.ts";

const folder = new URL("../../graphs/", import.meta.url);
const measure = (text: string): number => text.length * 7;
const sceneFor = (graph: GraphFile): Scene =>
  sceneOf(graph, { registry, language: "en", measure, problems: [], zoneLabel: () => "", pill: "" });

/** All nodes on one heap. */
const heaped = (graph: GraphFile): GraphFile => ({
  ...graph,
  nodes: graph.nodes.map((node) => ({ ...node, pos: [300, 200] as const })),
});

const graphs = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .map((file) => ({ file, graph: parseGraph(readFileSync(new URL(file, folder), "utf8"), registry).graph }));

function check(name: string, graph: GraphFile): void {
  const scene = sceneFor(moveNodes(arrange(sceneFor(heaped(graph))))(heaped(graph)));
  const rects = new Map(scene.nodes.map((face) => [face.id, face.rect]));
  const rectOf = (id: string): Rect => rects.get(id) ?? { x: 0, y: 0, width: 0, height: 0 };
  for (const a of scene.nodes) {
    for (const b of scene.nodes) assert.ok(a === b || !overlaps(a.rect, b.rect), `${name}: ${a.id} over ${b.id}`);
  }
  for (const { from, to, home } of scene.wires) {
    if (!home) assert.ok(rectOf(from).x + rectOf(from).width < rectOf(to).x, `${name}: ${from} → ${to} leads back`);
  }
  const { hulls } = layOut(scene, rectOf);
  for (const zone of scene.zones) {
    const hull = hulls.get(zone.loop);
    for (const { id, rect } of scene.nodes) {
      if (hull && !zone.members.includes(id))
        assert.ok(!overlaps(hull, rect), `${name}: ${id} in the frame of ${zone.loop}`);
    }
  }
}

test("every graph, arranged from one heap, leads from left to right, and its loops hold what they repeat alone", () => {
  assert.ok(graphs.length > 5);
  for (const { file, graph } of graphs) check(file, graph);
});

test("a loop in a loop is arranged, and what is arranged alone stays where it began", () => {
  const nested = graphOf(
    [
      ["n", "noise/gaussian"],
      ["a", "flow/loop"],
      ["b", "flow/loop"],
      ["j", "repaint/jump-back"],
      ["k", "repaint/jump-back"],
      ["v", "image/save"],
    ],
    [
      "n.sample → a.init",
      "a.body → b.init",
      "b.body → j.sample",
      "j.sample → b.back",
      "b.done → k.sample",
      "k.sample → a.back",
      "a.done → v.image",
    ],
  );
  check("nested", nested);
  const some = arrange(sceneFor(nested), new Set(["b", "j"]));
  assert.deepEqual([...some.keys()].sort(), ["b", "j"]);
  assert.equal(Math.min(...[...some.values()].map(([x]) => x)), 400);
});

test("a circle without a loop is arranged all the same", () => {
  const circle = graphOf(
    [
      ["a", "repaint/jump-back"],
      ["b", "repaint/jump-back"],
    ],
    ["a.sample → b.sample", "b.sample → a.sample"],
  );
  assert.equal(arrange(sceneFor(circle)).size, 2);
});

test("things are brought into line, and to equal gaps", () => {
  const rects = new Map<string, Rect>([
    ["a", { x: 0, y: 5, width: 10, height: 10 }],
    ["b", { x: 20, y: 0, width: 10, height: 10 }],
    ["c", { x: 130, y: 9, width: 10, height: 10 }],
  ]);
  assert.deepEqual(
    [...aligned(rects, "top").values()],
    [
      [0, 0],
      [20, 0],
      [130, 0],
    ],
  );
  assert.deepEqual(
    [...aligned(rects, "left").values()],
    [
      [0, 5],
      [0, 0],
      [0, 9],
    ],
  );
  assert.deepEqual(
    [...distributed(rects).values()],
    [
      [0, 5],
      [65, 0],
      [130, 9],
    ],
  );
});
