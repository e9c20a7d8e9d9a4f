import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { centreCrop, fitImage, resize, type Filter } from "../../../src/runtime/diffusion/resize.ts";
import { blend, distance, picture } from "./pictures.ts";

interface Recorded {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly filter: Filter;
  readonly values: readonly number[];
}
const reference: { readonly resize: readonly Recorded[] } = JSON.parse(
  readFileSync(new URL("../../fixtures/pictures/reference.json", import.meta.url), "utf8"),
);
const FILTERS: readonly Filter[] = ["box", "bicubic", "nearest"];

for (const { from, to, filter, values } of reference.resize) {
  test(`${filter} from ${from.join("×")} to ${to.join("×")} agrees with Pillow`, () => {
    assert.ok(distance(resize(picture(...from), ...to, filter).data, values) < 1e-6);
  });
}

test("resizing to the same size changes nothing", () => {
  const image = picture(7, 5, 3, 3);
  for (const filter of FILTERS) assert.ok(distance(resize(image, 7, 5, filter).data, image.data) < 1e-7);
});

test("a picture of one value keeps it at every size", () => {
  const flat = { data: new Float32Array(2 * 9 * 6).fill(0.25), C: 2, H: 9, W: 6 };
  for (const filter of FILTERS) {
    for (const [H, W] of [
      [4, 4],
      [18, 12],
      [1, 1],
      [7, 11],
    ] as const) {
      assert.ok(resize(flat, H, W, filter).data.every((v) => Math.abs(v - 0.25) < 1e-7));
    }
  }
});

test("resizing is linear in the picture", () => {
  const [p, q] = [picture(10, 12, 0, 3), picture(10, 12, 31, 3)];
  for (const filter of FILTERS) {
    const whole = resize(blend(0.3, p, 0.7, q), 7, 5, filter);
    const parts = blend(0.3, resize(p, 7, 5, filter), 0.7, resize(q, 7, 5, filter));
    assert.ok(distance(whole.data, parts.data) < 1e-6);
  }
});

test("halving by box averages four pixels", () => {
  const quad = { data: Float32Array.of(1, 2, 3, 6), C: 1, H: 2, W: 2 };
  assert.deepEqual([...resize(quad, 1, 1, "box").data], [3]);
});

test("a centre crop takes the middle of every plane", () => {
  const { data } = centreCrop({ data: Float32Array.from({ length: 32 }, (_, i) => i), C: 2, H: 4, W: 4 }, 2, 2);
  assert.deepEqual([...data], [5, 6, 9, 10, 21, 22, 25, 26]);
});

test("a picture of the model's size is fitted unchanged, and any other covers the size within [−1, 1]", () => {
  const same = picture(16, 16, 0, 3);
  assert.deepEqual(fitImage(same, 16, 16).data, same.data);
  for (const [H, W] of [
    [40, 61],
    [16, 90],
    [5, 9],
    [33, 16],
    [128, 128],
  ] as const) {
    const fitted = fitImage(picture(H, W, 1, 3), 16, 16);
    assert.deepEqual([fitted.C, fitted.H, fitted.W, fitted.data.length], [3, 16, 16, 768]);
    assert.ok(fitted.data.every((v) => v >= -1 && v <= 1));
  }
});

test("sizes that cannot be are refused with a sentence", () => {
  const image = picture(4, 4);
  const refused: readonly (readonly [() => void, string])[] = [
    [() => resize(image, 0, 4, "box"), "the size is 0×4, expected whole numbers of pixels ≥ 1"],
    [() => resize({ ...image, C: 3 }, 2, 2, "box"), "a picture of 3×4×4 has 16 values, expected 48"],
    [() => centreCrop(image, 5, 4), "the picture is 4×4, expected at least 5×4 to crop"],
    [() => fitImage(image, 2.5, 2), "the size is 2.5×2, expected whole numbers of pixels ≥ 1"],
  ];
  for (const [act, message] of refused) assert.throws(act, new RangeError(message));
});
