import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { mse, psnr, ssim } from "../../../src/runtime/diffusion/metrics.ts";
import { blend, picture } from "./pictures.ts";

const near = (actual: number, expected: number, tolerance: number): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual}, expected ${expected} ± ${tolerance}`);
const leftHalf = (H: number, W: number): Float32Array =>
  Float32Array.from({ length: H * W }, (_, i) => (i % W < Math.floor(W / 2) ? 1 : 0));

const reference: { ssim: { size: [number, number]; mean: number; left: number }[] } = JSON.parse(
  readFileSync(new URL("../../fixtures/pictures/reference.json", import.meta.url), "utf8"),
);
for (const { size, mean, left } of reference.ssim) {
  test(`the structural similarity at ${size.join("×")} agrees with scikit-image, whole and in a region`, () => {
    const a = picture(...size);
    const b = blend(0.7, a, 0.3, picture(...size, 40));
    near(ssim(a, b), mean, 1e-6);
    near(ssim(a, b, leftHalf(...size)), left, 1e-6);
  });
}

test("equal pictures have no error, infinite ratio and similarity 1", () => {
  const a = picture(9, 14, 0, 3);
  assert.deepEqual([mse(a, a), psnr(a, a)], [0, Infinity]);
  near(ssim(a, a), 1, 1e-12);
});

test("every measure is symmetric", () => {
  const [a, b] = [picture(12, 12, 0, 3), picture(12, 12, 50, 3)];
  for (const measure of [mse, psnr, ssim]) near(measure(a, b), measure(b, a), 1e-12);
});

test("a constant difference d has error d² and ratio 20 log10(2 / d)", () => {
  const flat = (v: number) => ({ data: new Float32Array(3 * 4 * 4).fill(v), C: 3, H: 4, W: 4 });
  near(mse(flat(0.25), flat(-0.25)), 0.25, 1e-12);
  near(psnr(flat(0.25), flat(-0.25)), 20 * Math.log10(4), 1e-12);
});

test("what differs outside the region does not count", () => {
  const a = picture(6, 8, 0, 3);
  const b = { ...a, data: a.data.map((v, i) => (i % 8 < 4 ? v : -v)) };
  assert.ok(mse(a, b) > 0.1);
  assert.equal(mse(a, b, leftHalf(6, 8)), 0);
});

test("the errors of two halves average to that of the whole", () => {
  const [a, b] = [picture(6, 8, 0, 3), picture(6, 8, 9, 3)];
  const left = leftHalf(6, 8);
  const right = left.map((w) => 1 - w);
  near((mse(a, b, left) + mse(a, b, right)) / 2, mse(a, b), 1e-12);
  near((ssim(a, b, left) + ssim(a, b, right)) / 2, ssim(a, b), 1e-12);
});

test("pictures smaller than the window are measured too", () => {
  const a = picture(2, 3);
  near(ssim(a, a), 1, 1e-12);
  assert.ok(ssim(a, picture(2, 3, 50)) < 1);
});

test("an empty region measures nothing", () => {
  const a = picture(4, 4);
  for (const measure of [mse, psnr, ssim]) assert.ok(Number.isNaN(measure(a, a, new Float32Array(16))));
});

test("shapes that differ are refused with both shapes", () => {
  const a = picture(4, 4);
  const shapes = new RangeError("the second picture is 1×4×5, expected 1×4×4 like the first");
  const region = new RangeError("the region has 9 values, expected 4×4 = 16");
  for (const measure of [mse, psnr, ssim]) {
    assert.throws(() => measure(a, picture(4, 5)), shapes);
    assert.throws(() => measure(a, a, new Float32Array(9)), region);
  }
});
