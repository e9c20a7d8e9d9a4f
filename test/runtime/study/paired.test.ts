import assert from "node:assert/strict";
import { test } from "node:test";
import { randomBelow } from "../../../src/runtime/diffusion/random.ts";
import { holm, signFlipTest, smallestEffect } from "../../../src/runtime/study/paired.ts";

const below = randomBelow(7);
const normal = (): number => {
  const [a, b] = [(below(1e9) + 1) / 1e9, below(1e9) / 1e9];
  return Math.sqrt(-2 * Math.log(a)) * Math.cos(2 * Math.PI * b);
};

test("the sign-flip test has its exact p for few pairs: all of one sign is 2 of 2^n patterns", () => {
  assert.equal(signFlipTest([1, 2, 3, 4]), 2 / 16);
  assert.equal(signFlipTest([1, -1]), 1);
  assert.ok(Number.isNaN(signFlipTest([1])));
});

test("without a difference the sign-flip test says so as often as it should, with one it says that", () => {
  let hits = 0;
  for (let study = 0; study < 300; study++) if (signFlipTest(Array.from({ length: 12 }, normal)) <= 0.05) hits++;
  assert.ok(hits >= 5 && hits <= 28, `${hits} of 300 at 0.05`);
  assert.ok(signFlipTest(Array.from({ length: 40 }, () => 1 + normal())) < 0.001);
});

test("Holm's correction is that of his table: each times those left, never falling", () => {
  assert.deepEqual(
    holm([0.01, 0.04, 0.03, 0.005, NaN]).map((p) => Number(p.toFixed(6))),
    [0.03, 0.06, 0.06, 0.02, NaN],
  );
});

test("a difference that is said to be found with so many pictures is found about four times in five", () => {
  const effect = smallestEffect(Array.from({ length: 400 }, normal)) * Math.sqrt(400 / 40);
  assert.ok(Math.abs(effect - 2.8016 / Math.sqrt(40)) < 0.05, String(effect));
  let found = 0;
  for (let study = 0; study < 200; study++)
    if (signFlipTest(Array.from({ length: 40 }, () => effect + normal())) <= 0.05) found++;
  assert.ok(found >= 138 && found <= 184, `${found} of 200`);
});
