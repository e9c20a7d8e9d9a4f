import assert from "node:assert/strict";
import { test } from "node:test";
import { blur, lowPass, padded } from "../../../src/runtime/diffusion/filters.ts";
import type { Planes } from "../../../src/runtime/diffusion/planes.ts";
import { randomBelow } from "../../../src/runtime/diffusion/random.ts";

function noisy(C: number, H: number, W: number, seed: number): Planes {
  const below = randomBelow(seed);
  return { data: Float32Array.from({ length: C * H * W }, () => below(2000) / 1000 - 1), C, H, W };
}

const near = (a: ArrayLike<number>, b: ArrayLike<number>, tolerance: number): void => {
  assert.equal(a.length, b.length);
  for (let i = 0; i < a.length; i++)
    assert.ok(Math.abs((a[i] ?? 0) - (b[i] ?? 0)) <= tolerance, `${i}: ${a[i]} ${b[i]}`);
};

for (const filter of ["bicubic", "box"] as const) {
  test(`low-pass (${filter}) is linear, keeps what is constant, and lets everything through at 1`, () => {
    for (const [H, W] of [
      [16, 16],
      [13, 30],
      [1, 2],
    ] as const) {
      const [a, b] = [noisy(3, H, W, 1), noisy(3, H, W, 2)];
      const sum: Planes = { ...a, data: a.data.map((v, i) => 2 * v - (b.data[i] ?? 0)) };
      const [fa, fb] = [lowPass(a, 4, filter), lowPass(b, 4, filter)];
      near(
        lowPass(sum, 4, filter).data,
        fa.data.map((v, i) => 2 * v - (fb.data[i] ?? 0)),
        1e-5,
      );
      near(
        lowPass({ ...a, data: a.data.map(() => 0.3) }, 4, filter).data,
        a.data.map(() => 0.3),
        1e-6,
      );
      assert.deepEqual(lowPass(a, 1, filter).data, a.data);
    }
  });
}

test("a low-pass of averages leaves what is flat over its squares as it is", () => {
  const data = Float32Array.from({ length: 64 }, (_, i) => (Math.floor(i / 32) + 2 * Math.floor((i % 8) / 4)) / 4);
  near(lowPass({ data, C: 1, H: 8, W: 8 }, 4, "box").data, data, 1e-6);
});

test("blurring twice is blurring once, wider: variances add", () => {
  const point: Planes = { data: new Float32Array(41 * 41), C: 1, H: 41, W: 41 };
  point.data[20 * 41 + 20] = 1;
  near(blur(blur(point, 1.5), 2).data, blur(point, 2.5).data, 2e-4);
  assert.ok(Math.abs(blur(point, 2).data.reduce((a, b) => a + b, 0) - 1) < 1e-5);
});

test("a blur keeps the sum of any picture, edges mirrored, and sigma 0 keeps the picture", () => {
  const picture = noisy(2, 9, 5, 3);
  for (const sigma of [0.5, 3, 20]) {
    const sums = [picture, blur(picture, sigma)].map(({ data }) => data.reduce((a, b) => a + b, 0));
    assert.ok(Math.abs((sums[0] ?? 0) - (sums[1] ?? 0)) < 1e-3, `${sigma}: ${sums.join(" ")}`);
  }
  assert.equal(blur(picture, 0), picture);
  assert.throws(() => blur(picture, -1), /sigma = -1, expected/);
});

test("padding puts a picture where it says, and one value around it", () => {
  const { data, H, W } = padded(
    { data: Float32Array.of(1, 2), C: 1, H: 1, W: 2 },
    { left: 1, right: 0, top: 0, bottom: 1 },
    9,
  );
  assert.deepEqual([H, W, ...data], [2, 3, 9, 1, 2, 9, 9, 9]);
});
