import assert from "node:assert/strict";
import { test } from "node:test";
import type { Point } from "../../src/ui/canvas/geometry.ts";
import { emptyScene, type Scene } from "../../src/ui/canvas/scene.ts";
import { pointAt, wayBetween } from "../../src/ui/canvas/token.ts";

const wire = (from: string, to: string, home = false) =>
  ({ key: `${from}-${to}`, from, output: 0, to, input: 0, socket: "x", type: "sample", home }) as const;
const scene: Scene = {
  ...emptyScene,
  wires: [wire("loop", "predict"), wire("predict", "reverse"), wire("reverse", "jump"), wire("jump", "loop", true)],
};
const level = (from: number, to: number): { points: readonly Point[]; smooth: boolean } => ({
  points: [
    { x: from, y: 0 },
    { x: to, y: 0 },
  ],
  smooth: false,
});
const routes = new Map([
  ["loop-predict", level(0, 100)],
  ["predict-reverse", { ...level(100, 200), smooth: true }],
  ["reverse-jump", level(200, 300)],
  ["jump-loop", level(300, 0)],
]);

test("the sample goes along the wires between two nodes, home and round again", () => {
  assert.deepEqual(wayBetween(scene, routes, "loop", "predict"), routes.get("loop-predict")?.points);
  const bend = wayBetween(scene, routes, "predict", "reverse") ?? [];
  assert.ok(bend.length > 2);
  assert.deepEqual([bend[0], bend.at(-1)], routes.get("predict-reverse")?.points);
  const home = wayBetween(scene, routes, "jump", "predict") ?? [];
  assert.deepEqual(
    home.map(({ x }) => x),
    [300, 0, 0, 100],
  );
  assert.equal(wayBetween(scene, routes, "predict", "nowhere"), undefined);
});

test("a share of a way is a point on it, at that share of its length", () => {
  const way = [
    { x: 0, y: 0 },
    { x: 30, y: 0 },
    { x: 30, y: 10 },
  ];
  assert.deepEqual(pointAt(way, 0), { x: 0, y: 0 });
  assert.deepEqual(pointAt(way, 0.5), { x: 20, y: 0 });
  assert.deepEqual(pointAt(way, 0.875), { x: 30, y: 5 });
  assert.deepEqual(pointAt(way, 1), { x: 30, y: 10 });
  assert.equal(pointAt([], 0.5), undefined);
});
