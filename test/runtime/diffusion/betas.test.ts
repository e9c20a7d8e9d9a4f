import assert from "node:assert/strict";
import { test } from "node:test";
import {
  betasOf,
  cosine,
  linear,
  scaled_linear,
  sigmoid,
  type BetaSchedule,
} from "../../../src/runtime/diffusion/betas.ts";

test("linear betas run evenly from the first to the last", () => {
  const betas = linear(1e-4, 0.02, 1000);
  assert.equal(betas.length, 1000);
  assert.equal(betas[0], 1e-4);
  assert.equal(betas[999], 0.02);
  assert.ok(Math.abs((betas[500] ?? 0) - (1e-4 + (500 * 0.0199) / 999)) < 1e-17);
});

test("cosine betas multiply up to the squared cosine they are made from", () => {
  const betas = cosine(1000);
  const f = (u: number): number => Math.cos((((u + 0.008) / 1.008) * Math.PI) / 2) ** 2;
  let product = 1;
  betas.slice(0, 900).forEach((beta) => (product *= 1 - beta));
  assert.ok(Math.abs(product - f(0.9) / f(0)) < 1e-12);
  assert.equal(Math.max(...betas), 0.999);
});

test("scaled-linear betas have evenly spaced square roots", () => {
  const roots = scaled_linear(0.00085, 0.012, 5).map(Math.sqrt);
  for (let i = 2; i < 5; i++) {
    const [a, b, c] = [roots[i - 2] ?? 0, roots[i - 1] ?? 0, roots[i] ?? 0];
    assert.ok(Math.abs(a - 2 * b + c) < 1e-15);
  }
});

test("sigmoid betas are symmetric about the middle of their range", () => {
  const betas = sigmoid(1e-4, 0.02, 101);
  betas.forEach((beta, i) => assert.ok(Math.abs(beta + (betas[100 - i] ?? 0) - 0.0201) < 1e-15));
});

test("a single step takes the first beta", () => {
  assert.deepEqual([...betasOf({ kind: "linear", beta_start: 0.1, beta_end: 0.2 }, 1)], [0.1]);
});

const bad: readonly { name: string; schedule: BetaSchedule; N: number; message: string }[] = [
  {
    name: "a beta above 1",
    schedule: { kind: "explicit", betas: [0.5, 1.2] },
    N: 2,
    message: "betas[1] = 1.2, expected a value in (0, 1)",
  },
  {
    name: "a beta of 0",
    schedule: { kind: "linear", beta_start: 0, beta_end: 0.5 },
    N: 2,
    message: "betas[0] = 0, expected a value in (0, 1)",
  },
  {
    name: "a beta that is no number",
    schedule: { kind: "cosine", s: NaN, max_beta: 0.999 },
    N: 2,
    message: "betas[0] = NaN, expected a value in (0, 1)",
  },
  {
    name: "a count that differs from the list",
    schedule: { kind: "explicit", betas: [0.1] },
    N: 3,
    message: "betas has 1 values, expected num_train_timesteps = 3",
  },
  {
    name: "no steps",
    schedule: { kind: "explicit", betas: [] },
    N: 0,
    message: "num_train_timesteps = 0, expected a whole number ≥ 1",
  },
];
for (const { name, schedule, N, message } of bad) {
  test(`${name} is refused by name`, () => {
    assert.throws(() => betasOf(schedule, N), new RangeError(message));
  });
}
