import assert from "node:assert/strict";
import { test } from "node:test";
import * as ort from "onnxruntime-node";
import { createCpuBackend } from "../../../src/runtime/cpu/backend.ts";
import { betasOf } from "../../../src/runtime/diffusion/betas.ts";
import { normalCumulative } from "../../../src/runtime/diffusion/normal.ts";
import { randomBelow } from "../../../src/runtime/diffusion/random.ts";
import { diffusionSchedule } from "../../../src/runtime/diffusion/schedule.ts";
import { CLOUDS, MOST_POINTS, readCloud, samplesOf, writeCloud } from "../../../src/runtime/laboratory/clouds.ts";
import { binOf, binShares, exactness, histogram } from "../../../src/runtime/laboratory/exactness.ts";
import {
  conditionalOn,
  cumulative,
  density,
  drawFrom,
  idealDenoiser,
  type Conditional,
  type Mixture,
} from "../../../src/runtime/laboratory/mixture.ts";
import { modelOfPoints, pointNetwork } from "../../../src/runtime/laboratory/point-model.ts";
import { openNetwork } from "../../../src/runtime/model/open.ts";
import { UserError } from "../../../src/runtime/problem.ts";

const three: Mixture = {
  points: [
    [-0.5, 0.4],
    [0.2, -0.6],
    [0.3, 0.5],
  ],
  weights: [0.5, 0.3, 0.2],
  spread: 0.1,
};

/** Uniform numbers and normals for a test; the same each time. */
function draws(seed: number) {
  const below = randomBelow(seed);
  const uniform = (): number => (below(2 ** 32) + 0.5) / 2 ** 32;
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

/** Right pixels straight from the exact conditional. */
function exactDraws(exact: Conditional, n: number, seed: number): Float32Array {
  const { uniform, normal } = draws(seed);
  return Float32Array.from({ length: n }, () => drawFrom(exact, uniform(), normal()));
}

test("the ideal denoiser is the mean of the clean pictures that x_t may have come from, summed over a grid", () => {
  const [x, alpha_bar] = [[0.1, 0.2] as const, 0.6];
  const step = 0.01;
  let [mass, left, right] = [0, 0, 0];
  for (let a = -1.2; a <= 1.2; a += step)
    for (let b = -1.2; b <= 1.2; b += step) {
      const prior = three.points.reduce(
        (sum, [p, q], k) =>
          sum + (three.weights[k] ?? 0) * Math.exp(-((a - p) ** 2 + (b - q) ** 2) / (2 * three.spread ** 2)),
        0,
      );
      const far = (x[0] - Math.sqrt(alpha_bar) * a) ** 2 + (x[1] - Math.sqrt(alpha_bar) * b) ** 2;
      const w = prior * Math.exp(-far / (2 * (1 - alpha_bar)));
      mass += w;
      left += w * a;
      right += w * b;
    }
  const came = idealDenoiser(three, x, alpha_bar);
  assert.ok(Math.abs(came[0] - left / mass) < 1e-6, `${came[0]} against ${left / mass}`);
  assert.ok(Math.abs(came[1] - right / mass) < 1e-6, `${came[1]} against ${right / mass}`);
});

for (const { name, mixture } of CLOUDS) {
  test(`the ONNX network of "${name}" says what the closed form says, at every stretch of the walk and far outside`, async () => {
    const { card, bytes } = modelOfPoints(`points:${name}`);
    const backend = createCpuBackend();
    const network = await openNetwork({ ort, backend, card, bytes, provider: "cpu", threads: 1 });
    const { tables } = diffusionSchedule(betasOf(card.beta_schedule, card.num_train_timesteps));
    const { normal } = draws(5);
    const N = 64;
    for (const timestep of [0, 1, 10, 100, 500, 998, 999]) {
      const alpha_bar = tables.alphas_cumprod[timestep + 1] ?? 0;
      const data = Float32Array.from({ length: 2 * N }, () => 1.5 * normal());
      const x = backend.upload(data, [N, 1, 1, 2]);
      const out = await network.call(x, timestep);
      const came = await backend.read(out);
      for (let i = 0; i < N; i++) {
        const expected = idealDenoiser(mixture, [data[2 * i] ?? 0, data[2 * i + 1] ?? 0], alpha_bar);
        for (const side of [0, 1] as const) {
          const difference = Math.abs((came[2 * i + side] ?? NaN) - expected[side]);
          assert.ok(difference <= 1e-5, `timestep ${timestep}, particle ${i}: ${difference}`);
        }
      }
      backend.free(x);
      backend.free(out);
    }
    await network.close();
    assert.equal(backend.live, 0);
    backend.dispose();
  });
}

test("the exact conditional is what is left of the data when those with another left pixel are thrown away", () => {
  const exact = conditionalOn(three, 0.22);
  const kept = samplesOf(three, 400_000, 3).filter(([left]) => Math.abs(left - 0.22) < 0.01);
  assert.ok(kept.length > 2000, `${kept.length} kept`);
  const { total_variation, energy_distance, floor } = exactness(
    Float32Array.from(kept, ([, right]) => right),
    exact,
  );
  assert.ok(total_variation.value < 1.6 * floor, `${total_variation.value} against ${floor} by chance`);
  assert.ok(energy_distance.low <= 0.0005, String(energy_distance.low));
});

test("a conditional's density integrates to its distribution function, and its bins sum to one", () => {
  const exact = conditionalOn(three, 0.25);
  let sum = 0;
  const step = 1e-3;
  for (let y = -1.5; y < 0.37; y += step) sum += step * density(exact, y + step / 2);
  assert.ok(Math.abs(sum - cumulative(exact, 0.37)) < 1e-3, String(sum));
  assert.ok(Math.abs(binShares(exact).reduce((a, b) => a + b, 0) - 1) < 1e-12);
  assert.ok(Math.abs(normalCumulative(1.959963984540054) - 0.975) < 1e-12);
  assert.ok(Math.abs(normalCumulative(-1.2815515655446004) - 0.1) < 1e-12);
});

test("exact draws show the distance that chance makes, and no more", () => {
  const exact = conditionalOn(three, 0.25);
  const { total_variation, floor, energy_distance, off_data } = exactness(exactDraws(exact, 4096, 11), exact);
  assert.ok(Math.abs(total_variation.value - floor) < 0.5 * floor, `${total_variation.value} and ${floor}`);
  assert.ok(energy_distance.low <= 1e-4 && energy_distance.high >= 0, JSON.stringify(energy_distance));
  assert.ok(off_data.value < 0.001);
});

test("the energy distance is that of its definition, 2 E|X − Y| − E|X − X'| − E|Y − Y'|, by brute force", () => {
  const exact = conditionalOn(three, 0.25);
  const shifted = exactDraws(exact, 1500, 7).map((y) => y + 0.15);
  const other = exactDraws(exact, 1500, 8);
  const apart = (a: Float32Array, b: Float32Array): number => {
    let sum = 0;
    for (const x of a) for (const y of b) sum += Math.abs(x - y);
    return sum / (a.length * b.length);
  };
  const brute = 2 * apart(shifted, other) - apart(shifted, shifted) - apart(other, other);
  const { energy_distance } = exactness(shifted, exact);
  assert.ok(Math.abs(energy_distance.value - brute) < 0.006, `${energy_distance.value} against ${brute}`);
  assert.ok(energy_distance.low > 0);
});

test("the total variation of answers that are all one value is one less the share of that bin", () => {
  const exact = conditionalOn(three, 0.25);
  const one = new Float32Array(500).fill(0.5);
  const share = binShares(exact)[binOf(0.5)] ?? 0;
  assert.ok(Math.abs(exactness(one, exact).total_variation.value - (1 - share)) < 1e-9);
  assert.deepEqual(
    histogram([0.5, 0.5]).findIndex((share) => share > 0),
    binOf(0.5),
  );
});

test("answers of which one is no number are refused by name", () => {
  const exact = conditionalOn(three, 0);
  assert.throws(() => exactness(Float32Array.of(0, NaN), exact), /samples\[1\] = NaN/);
  assert.throws(() => exactness(new Float32Array(0), exact), /samples is empty/);
});

test("a cloud drawn by hand is read as it was written", () => {
  const text = writeCloud(three);
  const read = readCloud(text);
  assert.deepEqual(read?.points, three.points);
  assert.equal(read?.spread, three.spread);
  read?.weights.forEach((weight, k) => assert.ok(Math.abs(weight - (three.weights[k] ?? 0)) < 1e-3));
  assert.ok(pointNetwork(three).length > 1000);
});

for (const bad of [
  "",
  "nebula",
  "0.1",
  "0.1;",
  "0.1;0.5",
  "0.1;2,0",
  "0;0,0",
  "0.1;0,0,-1",
  "0.1;0,0,1,1",
  "0.1;1e9,0",
  "0.1;NaN,0",
  "0.1;0x1,0",
  `0.1${";0,0".repeat(MOST_POINTS + 1)}`,
  "9".repeat(1_000_000),
]) {
  test(`points that cannot be read are answered with a sentence: ${bad.slice(0, 20)}`, () => {
    assert.throws(
      () => modelOfPoints(`points:${bad}`),
      (error) => error instanceof UserError && /neither a data set of two pixels nor points/.test(error.message),
    );
  });
}
