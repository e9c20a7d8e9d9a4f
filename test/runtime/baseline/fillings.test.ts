import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { biharmonicFilling } from "../../../src/runtime/baseline/biharmonic.ts";
import { meanFilling, nearestFilling, type Filling } from "../../../src/runtime/baseline/simple.ts";
import { keepMask, MASK_KINDS } from "../../../src/runtime/diffusion/masks.ts";
import type { Planes } from "../../../src/runtime/diffusion/planes.ts";
import { randomBelow } from "../../../src/runtime/diffusion/random.ts";
import { nodes } from "../../../src/nodes/index.ts";
import { graphOf } from "../../helpers/graphs.ts";
import { ramp, runBench, saved } from "../../nodes/stand-in.ts";
import cases from "../../fixtures/biharmonic/cases.json" with { type: "json" };

const FILLINGS: Readonly<Record<string, Filling>> = {
  mean: meanFilling,
  nearest: nearestFilling,
  biharmonic: biharmonicFilling,
};

function noise(C: number, H: number, W: number, seed: number): Planes {
  const below = randomBelow(seed);
  return { data: Float32Array.from({ length: C * H * W }, () => below(2001) / 1000 - 1), C, H, W };
}

describe("fillings", () => {
  for (const [name, filling] of Object.entries(FILLINGS))
    test(`${name} leaves known pixels as they are, to the bit, and stays within what is known`, () => {
      for (const kind of MASK_KINDS) {
        const picture = noise(3, 24, 20, 3);
        const keep_mask = keepMask(kind, 24, 20, 7);
        const { data } = filling(picture, keep_mask);
        for (const [i, v] of data.entries()) {
          if (keep_mask[i % 480] === 1) assert.equal(v, picture.data[i], `${kind} ${i}`);
          else assert.ok(Math.abs(v) <= 1, `${kind} ${i}: ${v}`);
        }
        if (kind === "nothing_known") assert.ok(data.every((v) => v === 0));
      }
    });

  test("the mean is each channel's own, over what is known alone", () => {
    const picture = { data: Float32Array.from([1, 0, -1, 0.5, 0.25, -0.25, 0.75, 0]), C: 2, H: 1, W: 4 };
    const { data } = meanFilling(picture, Float32Array.from([1, 0, 1, 1]));
    assert.ok(Math.abs((data[1] ?? NaN) - 0.5 / 3) < 1e-6 && Math.abs((data[5] ?? NaN) - 1 / 3) < 1e-6);
  });

  test("no known pixel is nearer than the one that a pixel is filled from", () => {
    for (const kind of ["wide", "narrow", "expand", "super_resolve_2x"] as const) {
      const [H, W] = [19, 27];
      const keep_mask = keepMask(kind, H, W, 11);
      // Every pixel says where it is from.
      const picture = { data: Float32Array.from({ length: H * W }, (_, i) => i), C: 1, H, W };
      for (const [i, from] of nearestFilling(picture, keep_mask).data.entries()) {
        const far = (j: number): number => (Math.floor(j / W) - Math.floor(i / W)) ** 2 + ((j % W) - (i % W)) ** 2;
        const known = [...keep_mask.keys()].filter((j) => keep_mask[j] === 1);
        const least = Math.min(...known.map(far));
        assert.equal(
          from,
          known.find((j) => far(j) === least),
          `${kind} ${i}`,
        );
      }
    }
  });

  test("a soft mask joins the filling with the picture", () => {
    const picture = { data: Float32Array.from([1, 0.5, 1]), C: 1, H: 1, W: 3 };
    for (const filling of [meanFilling, nearestFilling, biharmonicFilling])
      assert.deepEqual([...filling(picture, Float32Array.from([1, 0.25, 1])).data], [1, 0.25 * 0.5 + 0.75, 1]);
  });
});

describe("biharmonic filling", () => {
  for (const { name, C, H, W, picture, keep_mask, filled } of cases)
    test(`is scikit-image's: ${name}`, () => {
      const { data } = biharmonicFilling({ data: Float32Array.from(picture), C, H, W }, Float32Array.from(keep_mask));
      const worst = Math.max(...filled.map((v, i) => Math.abs(v - (data[i] ?? NaN))));
      assert.ok(worst < 1e-5, `largest difference ${worst}`);
    });

  test("continues a slope through a hole", () => {
    const [H, W] = [16, 16];
    const data = Float32Array.from({ length: H * W }, (_, i) => ((i % W) - 2 * Math.floor(i / W)) / 48);
    const keep_mask = new Float32Array(H * W).fill(1);
    for (let y = 5; y < 11; y++) keep_mask.fill(0, y * W + 5, y * W + 11);
    const filled = biharmonicFilling({ data, C: 1, H, W }, keep_mask);
    for (const [i, v] of filled.data.entries()) assert.ok(Math.abs(v - (data[i] ?? NaN)) < 1e-6, `${i}`);
  });
});

describe("baseline nodes", () => {
  const types = nodes.map(({ type }) => type).filter((type) => /^baseline\/(mean|nearest|biharmonic)$/.test(type));
  assert.equal(types.length, 3);
  for (const type of types)
    test(`${type} fills in a graph, without a network`, async () => {
      const graph = graphOf(
        [
          ["image", "image/load", { fit: "none" }],
          ["mask", "image/mask", { preset: "half" }],
          ["fill", type],
          ["save", "image/save"],
        ],
        ["image.image → fill.image", "mask.mask → fill.keep_mask", "fill.image → save.image"],
      );
      const outcome = await runBench(graph);
      const [picture] = saved(outcome).values();
      const given = ramp(3, 8, 8).data.map((v) => 2 * v - 1);
      assert.ok(picture);
      assert.equal(outcome.calls.length, 0);
      const filling = FILLINGS[type.split("/")[1] ?? ""];
      const keep_mask = keepMask("half", 8, 8);
      assert.deepEqual(picture.data, filling?.({ data: given, C: 3, H: 8, W: 8 }, keep_mask).data);
    });
});
