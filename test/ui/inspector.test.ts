import assert from "node:assert/strict";
import { test } from "node:test";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { registry } from "../../src/nodes/index.ts";
import { classesOf, noAssets } from "../../src/ui/assets.ts";
import type { Live } from "../../src/ui/engine/messages.ts";
import { numbersInto, probed } from "../../src/ui/paint/probe.ts";
import { graphOf } from "../helpers/graphs.ts";
import { pixelOf, shortNumber, statisticsOf } from "../../src/ui/paint/statistics.ts";

test("statistics are those of the numbers", () => {
  const { min, mean, max, std, histogram } = statisticsOf(Float32Array.of(1, 2, 3, 4), 4);
  assert.deepEqual([min, mean, max], [1, 2.5, 4]);
  assert.ok(Math.abs(std - Math.sqrt(1.25)) < 1e-12);
  assert.deepEqual(histogram, [1, 1, 1, 1]);
  assert.deepEqual(statisticsOf(new Float32Array(9).fill(0.5), 3).histogram, [9, 0, 0]);
  assert.equal(statisticsOf(Float32Array.of(1, NaN, Infinity, 3)).mean, 2);
});

test("the pixel that is pointed at is that of the picture under the pointer, in a batch too", () => {
  const data = Float32Array.from({ length: 3 * 2 * 2 * 2 }, (_, i) => i);
  const floats = { shape: [3, 2, 2, 2], data, range: [-1, 1] } as const;
  assert.deepEqual(pixelOf(floats, 1, 0), [1, 5]);
  assert.deepEqual(pixelOf(floats, 2, 1), [10, 14]);
  assert.deepEqual(pixelOf(floats, 0, 3), [18, 22]);
  assert.deepEqual(pixelOf(floats, 2, 2), []);
  assert.deepEqual(pixelOf(floats, -1, 0), []);
});

test("numbers are short and have a true minus", () => {
  assert.deepEqual([0, -0.12345, 1, 1234.5, 1e-5].map(shortNumber), ["0", "−0.123", "1", "1230", "1.0e-5"]);
});

test("a composite's equation takes the numbers of one pixel, and they add up", () => {
  const graph: GraphFile = {
    format: "repaint-graph",
    version: 1,
    nodes: [],
    links: [
      ["a", "sample", "c", "unknown"],
      ["b", "sample", "c", "known"],
      ["m", "mask", "c", "keep_mask"],
    ],
  };
  const live = (
    ...values: readonly number[]
  ): { raster: { width: 1; height: 1; rgba: Uint8ClampedArray<ArrayBuffer> }; live: Live } => ({
    raster: { width: 1, height: 1, rgba: new Uint8ClampedArray(4) },
    live: {
      floats: { shape: [1, values.length, 1, 1], data: Float32Array.from(values), range: [-1, 1] },
      parts: {},
      scalars: {},
    },
  });
  const composite = registry.get("repaint/composite");
  const stage = composite?.stage?.({ id: "c", params: {}, images: {}, inputs: {} });
  assert.ok(stage);
  const values = new Map([
    ["a", live(0.5, -0.25, 0)],
    ["b", live(-0.75, 1, 0)],
    ["m", live(1)],
    ["c", live(-0.75, 1, 0)],
  ]);
  const found = probed({ graph, node: "c", stage, values }, 0, 0);
  assert.deepEqual(Object.fromEntries(found), {
    keep_mask: [1],
    known: [-0.75, 1, 0],
    unknown: [0.5, -0.25, 0],
    x: [-0.75, 1, 0],
  });
  const text = (numbersInto(stage, found, 0) ?? "")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  assert.equal(text, "−0.75 = 1 ⊙ (−0.75) + ( 1 − 1 ) ⊙ 0.5");
});

test("a label has the names of the model it goes to, a classifier's too; unwired those of the first model", () => {
  const named = (word: string) => [{ en: word, zh: word }];
  const models = ["first", "guide"].map((name) => ({
    reference: `bundled:${name}`,
    title: { en: name, zh: name },
    classes: named(name),
  }));
  const graph = graphOf(
    [
      ["model", "model/load", { model: "bundled:first" }],
      ["classifier", "model/load", { model: "bundled:guide" }],
      ["label", "model/label"],
      ["other", "model/label"],
      ["guide", "denoise/classifier-guidance"],
    ],
    ["classifier.model → guide.classifier", "label.label → guide.label"],
  );
  assert.deepEqual(classesOf(graph, { ...noAssets, models }, "label"), named("guide"));
  assert.deepEqual(classesOf(graph, { ...noAssets, models }, "other"), named("first"));
  assert.deepEqual(classesOf(graph, noAssets, "label"), []);
});
