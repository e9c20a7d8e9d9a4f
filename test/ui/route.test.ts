import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { registry } from "../../src/nodes/index.ts";
import { withPasteBack } from "../../src/nodes/own-picture.ts";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { parseGraph } from "../../src/runtime/graph/parse.ts";
import { hullPadding, overlaps, sizes, type Point, type Rect } from "../../src/ui/canvas/geometry.ts";
import { layOut } from "../../src/ui/canvas/layout.ts";
import { bendPoint, distanceToRoute, homeRoute, route, type Route } from "../../src/ui/canvas/route.ts";
import { Surroundings } from "../../src/ui/canvas/surroundings.ts";
import type { Scene } from "../../src/ui/canvas/scene.ts";
import { sceneOf } from "../../src/ui/scene-of.ts";

const folder = new URL("../../graphs/", import.meta.url);

/** Widths as in the page, nearly: a Chinese character is as wide as it is high, a Latin one half as much. */
const measure = (text: string): number => [...text].reduce((sum, c) => sum + (c.charCodeAt(0) > 0x2e80 ? 12 : 6.4), 0);

function sceneFor(name: string, language: "en" | "zh"): Scene {
  const { graph } = parseGraph(readFileSync(new URL(`${name}.json`, folder), "utf8"), registry);
  return sceneOfGraph(graph, language);
}

function sceneOfGraph(graph: GraphFile, language: "en" | "zh"): Scene {
  return sceneOf(graph, { registry, language, measure, problems: [], zoneLabel: () => "", pill: "" });
}

/** Points along a way, close together. */
function points(way: Route): Point[] {
  const [a, b] = way.points;
  if (way.smooth && a && b) return Array.from({ length: 60 }, (_, i) => bendPoint(a, b, i / 59));
  return way.points.flatMap((to, i) => {
    const from = way.points[i - 1];
    if (!from) return [to];
    return Array.from({ length: 40 }, (_, k) => ({
      x: from.x + ((to.x - from.x) * (k + 1)) / 40,
      y: from.y + ((to.y - from.y) * (k + 1)) / 40,
    }));
  });
}

const inside = ({ x, y }: Point, r: Rect): boolean =>
  x > r.x + 1 && x < r.x + r.width - 1 && y > r.y + 1 && y < r.y + r.height - 1;

const rectIn = (scene: Scene) => (id: string) => scene.nodes.find((face) => face.id === id)?.rect;

for (const language of ["en", "zh"] as const) {
  test(`in the first graph no wire crosses a node (${language})`, () => {
    const scene = sceneFor("repaint", language);
    const { routes } = layOut(scene, rectIn(scene));
    for (const [key, way] of routes) {
      for (const { id, rect } of scene.nodes) {
        assert.ok(!points(way).some((point) => inside(point, rect)), `the wire into ${key} crosses ${id}`);
      }
    }
  });

  test(`in no shipped graph does a node lie over another or cut its values short (${language})`, () => {
    for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
      const { nodes } = sceneFor(file.slice(0, -5), language);
      for (const a of nodes) {
        for (const b of nodes) assert.ok(a === b || !overlaps(a.rect, b.rect), `${file}: ${a.id} lies over ${b.id}`);
        for (const { name, value } of a.rows) {
          const room = a.rect.width - sizes.rowInset - measure(name);
          assert.ok(measure(value) <= room || measure(value) > 90, `${file}: ${a.id} cuts ${name} ${value}`);
        }
      }
    }
  });
}

test("with a crop and a paste for a reader's own picture no node of a shipped graph lies over another", () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
    const { graph } = parseGraph(readFileSync(new URL(file, folder), "utf8"), registry);
    const { nodes } = sceneOfGraph(withPasteBack(graph, registry), "en");
    for (const a of nodes)
      for (const b of nodes) assert.ok(a === b || !overlaps(a.rect, b.rect), `${file}: ${a.id} lies over ${b.id}`);
  }
});

test("every shipped graph has a way for each of its wires", () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
    const scene = sceneFor(file.slice(0, -5), "en");
    assert.equal(layOut(scene, rectIn(scene)).routes.size, scene.wires.length, file);
  }
});

test("a free way is one smooth bend, and an obstacle is gone around", () => {
  const [a, b] = [
    { x: 0, y: 0 },
    { x: 400, y: 20 },
  ];
  assert.equal(route(a, b, new Surroundings([], [])).smooth, true);
  const block = { x: 150, y: -100, width: 100, height: 200 };
  const around = route(a, b, new Surroundings([block], []));
  assert.equal(around.smooth, false);
  assert.ok(!points(around).some((point) => inside(point, block)));
});

test("wires that go the same way lie side by side", () => {
  const block = { x: 150, y: -100, width: 100, height: 200 };
  const surroundings = new Surroundings([block], []);
  const first = route({ x: 0, y: 0 }, { x: 400, y: 0 }, surroundings);
  surroundings.take(first.points);
  const second = route({ x: 0, y: 30 }, { x: 400, y: 30 }, surroundings);
  const lanes = [first, second].map((way) => way.points[2]?.y);
  assert.ok(Math.abs((lanes[0] ?? 0) - (lanes[1] ?? 0)) > 5, String(lanes));
});

test("the wire home stays within the frame of its loop", () => {
  const hull = { x: 0, y: 0, width: 600, height: 300 };
  const way = homeRoute({ x: 560, y: 100 }, { x: 40, y: 120 }, hull, hullPadding.lane);
  assert.ok(points(way).every((point) => inside(point, hull)));
  assert.ok(distanceToRoute({ x: 300, y: 278 }, way) < 1);
});

test("300 nodes are laid out in less than a frame or two", (t) => {
  const faces = Array.from({ length: 300 }, (_, i) => ({
    id: `n${i}`,
    title: "node",
    rect: { x: (i % 20) * 220, y: Math.floor(i / 20) * 200, width: 170, height: 120 },
    inputs: [{ name: "in", title: "in", type: "sample" as const, takes: [], optional: false, wired: true }],
    outputs: [{ name: "out", title: "out", type: "sample" as const, takes: [], optional: true, wired: true }],
    rows: [],
    rowsTop: 60,
    known: true,
  }));
  const wires = faces.slice(1).map((face, i) => ({
    key: `${face.id}.in`,
    from: `n${(i * 7) % 300}`,
    output: 0,
    to: face.id,
    input: 0,
    socket: "in",
    type: "sample" as const,
    home: false,
  }));
  const scene: Scene = { nodes: faces, wires, zones: [], items: [] };
  const rects = new Map(faces.map((face) => [face.id, face.rect]));
  const started = performance.now();
  const layout = layOut(scene, (id) => rects.get(id));
  const all = performance.now();
  layOut(scene, (id) => rects.get(id), { layout, moved: new Set(["n7"]) });
  const one = performance.now();
  t.diagnostic(`all ${(all - started).toFixed(0)} ms, one node moved ${(one - all).toFixed(1)} ms`);
  assert.equal(layout.routes.size, wires.length);
});
