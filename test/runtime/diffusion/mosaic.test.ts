import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Shape } from "../../../src/runtime/backend.ts";
import { blendWindows, cutWindows, gridOf } from "../../../src/runtime/diffusion/mosaic.ts";
import { randomBelow } from "../../../src/runtime/diffusion/random.ts";

const below = randomBelow(5);
const ramp = (length: number): Float32Array => Float32Array.from({ length }, () => below(1000) / 500 - 1);

describe("windows over a canvas", () => {
  test("every pixel lies in a window, none reaches beyond, neighbours overlap as much as was asked", () => {
    for (const [canvas, window, overlap] of [
      [[8, 8], [8, 8], 0.5],
      [[8, 20], [8, 8], 0.5],
      [[13, 29], [8, 6], 0.25],
      [[5, 5], [2, 2], 0.95],
      [[9, 9], [4, 4], 0],
    ] as const) {
      const frames = gridOf(canvas, window, overlap);
      const hits = new Set(
        frames.flatMap(({ x, y, width, height }) => {
          assert.ok(x >= 0 && y >= 0 && x + width <= canvas[1] && y + height <= canvas[0]);
          return Array.from({ length: width * height }, (_, i) => `${y + Math.floor(i / width)} ${x + (i % width)}`);
        }),
      );
      assert.equal(hits.size, canvas[0] * canvas[1]);
      const starts = [...new Set(frames.map(({ x }) => x))];
      starts.slice(1).forEach((x, i) => assert.ok(x - (starts[i] ?? 0) <= Math.max(1, window[1] * (1 - overlap))));
    }
  });

  test("a canvas cut into windows and blended is itself, whatever the weights", () => {
    const shape: Shape = [2, 3, 7, 17];
    const data = ramp(2 * 3 * 7 * 17);
    const frames = gridOf([7, 17], [4, 6], 0.6);
    const windows = cutWindows(data, shape, frames);
    assert.equal(windows.length, 2 * frames.length * 3 * 4 * 6);
    for (const weighting of ["even", "tapered"] as const)
      blendWindows(windows, shape, frames, weighting).forEach((v, i) =>
        assert.ok(Math.abs(v - (data[i] ?? NaN)) < 1e-6, `${weighting} ${i}`),
      );
  });

  test("where windows disagree their weighted mean stands: halves alike, or by the distance from the edge", () => {
    const frames = gridOf([1, 6], [1, 4], 0.5);
    const windows = Float32Array.of(0, 0, 0, 0, 1, 1, 1, 1);
    assert.deepEqual([...blendWindows(windows, [1, 1, 1, 6], frames, "even")], [0, 0, 0.5, 0.5, 1, 1]);
    // Weights along a window are ½, 1½, 1½, ½.
    assert.deepEqual([...blendWindows(windows, [1, 1, 1, 6], frames, "tapered")], [0, 0, 0.25, 0.75, 1, 1]);
  });
});
