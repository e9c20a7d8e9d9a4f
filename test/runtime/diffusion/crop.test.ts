import assert from "node:assert/strict";
import { test } from "node:test";
import { cutOut, holeOf, windowAround } from "../../../src/runtime/diffusion/crop.ts";
import { keepThrough, wholeFrame, type Frame, type Size } from "../../../src/runtime/diffusion/frame.ts";
import { pasteBack } from "../../../src/runtime/diffusion/paste.ts";
import type { Planes } from "../../../src/runtime/diffusion/planes.ts";
import { picture } from "./pictures.ts";

const AUTO = { margin: 0.5, aspect: "keep" } as const;

/** All known but for some boxes. */
function holes([H, W]: Size, ...boxes: readonly Frame[]): Planes {
  const inside = (x: number, y: number): boolean =>
    boxes.some((box) => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height);
  return {
    data: Float32Array.from({ length: H * W }, (_, i) => (inside(i % W, Math.floor(i / W)) ? 0 : 1)),
    C: 1,
    H,
    W,
  };
}
const box = (x: number, y: number, width: number, height: number): Frame => ({ x, y, width, height });
const contains = (outer: Frame, inner: Frame): boolean =>
  outer.x <= inner.x &&
  outer.y <= inner.y &&
  outer.x + outer.width >= inner.x + inner.width &&
  outer.y + outer.height >= inner.y + inner.height;

test("the hole of a mask is the smallest frame around all of its holes", () => {
  assert.equal(holeOf(holes([20, 30])), undefined);
  assert.deepEqual(holeOf(holes([20, 30], box(4, 5, 3, 2), box(20, 15, 1, 3))), box(4, 5, 17, 13));
  assert.deepEqual(holeOf(holes([20, 30], box(0, 0, 30, 20))), box(0, 0, 30, 20));
});

const sizes: readonly Size[] = [
  [64, 64],
  [48, 64],
  [96, 32],
];
const pictures: readonly (readonly [Size, Frame])[] = [
  [[150, 200], box(90, 60, 30, 40)],
  [[500, 333], box(0, 480, 20, 20)],
  [[3000, 4000], box(1000, 1000, 800, 600)],
  [[3000, 4000], box(2000, 0, 2000, 3000)],
  [[40, 30], box(10, 10, 5, 5)],
  [[64, 64], box(3, 60, 9, 4)],
  [[200, 40], box(39, 0, 1, 200)],
];

for (const [of, hole] of pictures) {
  test(`a window around a hole of ${hole.width}×${hole.height} in ${of[1]}×${of[0]} holds it, on whole pixels`, () => {
    for (const size of sizes) {
      const frame = windowAround(hole, of, size, AUTO);
      for (const side of Object.values(frame)) assert.ok(Number.isInteger(side), String(side));
      assert.ok(contains(frame, hole));
      assert.ok(Math.abs(frame.width / size[1] - frame.height / size[0]) < 1 / Math.min(...size));
      const fits = hole.width / size[1] <= of[0] / size[0] && hole.height / size[0] <= of[1] / size[1];
      if (fits && Math.max(hole.height / size[0], hole.width / size[1]) <= Math.min(of[0] / size[0], of[1] / size[1]))
        assert.ok(contains(wholeFrame(of), frame), "it stays within the picture");
      assert.ok(contains(frame, hole) && frame.width <= Math.max(of[1], (of[0] / size[0]) * size[1]) + 1);
      const stretched = windowAround(hole, of, size, { margin: 0.5, aspect: "stretch" });
      assert.ok(contains(wholeFrame(of), stretched) && contains(stretched, hole));
    }
  });
}

test("a picture of the network's size is seen whole, whatever its hole; more margin never shows less", () => {
  assert.deepEqual(windowAround(box(3, 60, 9, 4), [64, 64], [64, 64], AUTO), wholeFrame([64, 64]));
  assert.deepEqual(windowAround(undefined, [64, 64], [64, 64], AUTO), wholeFrame([64, 64]));
  let before = 0;
  for (const margin of [0, 0.1, 0.5, 1, 4]) {
    const { width } = windowAround(box(400, 300, 80, 60), [700, 900], [64, 64], { margin, aspect: "keep" });
    assert.ok(width >= before);
    before = width;
  }
});

test("at its own size a cut is the very pixels, and of one value at any other", () => {
  const whole = picture(20, 30, 0, 3);
  assert.deepEqual(cutOut(whole, wholeFrame([20, 30]), [20, 30]).data, whole.data);
  const part = cutOut(whole, box(5, 4, 8, 6), [6, 8]);
  assert.equal(part.data[3 * 8 + 2], whole.data[7 * 30 + 7]);
  const flat = { ...whole, data: new Float32Array(1800).fill(0.25) };
  for (const frame of [box(-7, -3, 40, 40), box(3, 3, 5, 5), box(0, 0, 30, 20)])
    for (const size of [
      [16, 16],
      [7, 11],
      [33, 9],
    ] as const)
      assert.ok(cutOut(flat, frame, size).data.every((v) => Math.abs(v - 0.25) < 1e-6));
});

test("nothing of the hole comes into what is known: known pixels are the same whatever lies in the hole", () => {
  for (const [frame, size] of [
    [box(10, 6, 150, 140), [31, 40]],
    [box(-20, -50, 240, 240), [64, 64]],
  ] as const) {
    const keep = holes([150, 200], box(60, 40, 51, 33), box(120, 100, 7, 9));
    const seen = keepThrough(keep, frame, size);
    const [a, b] = [0, 9].map((value) => {
      const whole = picture(150, 200);
      const data = whole.data.map((v, i) => ((keep.data[i] ?? 0) >= 0.5 ? v : value));
      return cutOut({ ...whole, data }, frame, size).data;
    });
    assert.ok(seen.data.some((m) => m === 1) && seen.data.some((m) => m === 0));
    seen.data.forEach((m, i) => assert.ok(m === 0 || a?.[i] === b?.[i]));
  }
});

/** Squared distance to the nearest unknown pixel, looked for everywhere. */
function nearest(keep: Planes, x: number, y: number): number {
  let best = Infinity;
  for (let v = 0; v < keep.H; v++)
    for (let u = 0; u < keep.W; u++)
      if (keep.data[v * keep.W + u] === 0) best = Math.min(best, (u - x) ** 2 + (v - y) ** 2);
  return best;
}

test("pasted back, the hole has what was filled, the seam fades with the distance, the rest is as it was to the bit", () => {
  const keep = holes([40, 50], box(12, 10, 9, 6), box(30, 25, 2, 2), box(0, 39, 1, 1));
  for (const seam of [0, 1, 4.5, 30]) {
    const before = picture(40, 50, 0, 2);
    const after = { ...before, data: before.data.slice() };
    const frame = box(-4, 2, 46, 46);
    pasteBack(after, keep, { data: new Float32Array(2 * 64).fill(7), C: 2, H: 8, W: 8 }, frame, seam);
    for (let i = 0; i < 2 * 2000; i++) {
      const [x, y] = [i % 50, Math.floor(i / 50) % 40];
      const d = Math.sqrt(nearest(keep, x, y));
      const u = d <= seam ? 1 - d / (seam + 1) : 0;
      const inside = x < 42 && y >= 2;
      const [was = NaN, is = NaN] = [before.data[i], after.data[i]];
      if (u === 0 || !inside) assert.equal(is, was);
      else assert.ok(Math.abs(is - (was + u * u * (3 - 2 * u) * (7 - was))) < 1e-5);
    }
  }
});

test("cut out and pasted back unchanged at the window's size, a picture is itself", () => {
  const keep = holes([40, 50], box(12, 10, 9, 6));
  const before = picture(40, 50, 0, 3);
  const after = { ...before, data: before.data.slice() };
  const frame = windowAround(holeOf(keep), [40, 50], [24, 24], AUTO);
  pasteBack(after, keep, cutOut(before, frame, [frame.height, frame.width]), frame, 5);
  assert.deepEqual(after.data, before.data);
});
