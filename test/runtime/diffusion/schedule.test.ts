import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { betasOf, linear } from "../../../src/runtime/diffusion/betas.ts";
import { space_timesteps } from "../../../src/runtime/diffusion/respacing.ts";
import {
  ddimCoefficients,
  diffusionSchedule,
  scalarsAt,
  timestepAt,
  type DiffusionSchedule,
  type Scalars,
} from "../../../src/runtime/diffusion/schedule.ts";
import { TABLE_NAMES } from "../../../src/runtime/diffusion/tables.ts";

const near = (actual: number, expected: number, tolerance: number, what = ""): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what} ${actual}, expected ${expected} ± ${tolerance}`);

const published = (): DiffusionSchedule => diffusionSchedule(linear(1e-4, 0.02, 1000), space_timesteps(1000, "250"));
const cosine = (): DiffusionSchedule =>
  diffusionSchedule(betasOf({ kind: "cosine", s: 0.008, max_beta: 0.999 }, 1000), space_timesteps(1000, 37));
const steps = (schedule: DiffusionSchedule): readonly Scalars[] =>
  Array.from({ length: schedule.T }, (_, i) => scalarsAt(schedule, i + 1));

test("the published process has the published constants", () => {
  const schedule = published();
  const rows = [
    [0, 0, 1.0e-4, 0.9999, 1, 0, -9.36462816, -9.21034037],
    [1, 4, 5.99065564e-4, 0.999300994, 0.856982492, 0.143017501, -9.36462816, -7.42013951],
    [125, 502, 0.0492979036, 0.0762346668, 0.0151119608, 0.970867029, -3.01416222, -3.00987372],
    [249, 999, 0.077519345, 4.03582977e-5, 5.12761498e-4, 0.960455307, -2.55723115, -2.55722776],
  ] as const;
  for (const [index, timestep, ...expected] of rows) {
    const s = scalarsAt(schedule, index + 1);
    assert.equal(s.timestep, timestep);
    const actual = [
      s.betas,
      s.alphas_cumprod,
      s.posterior_mean_coef1,
      s.posterior_mean_coef2,
      s.posterior_log_variance_clipped,
      s.log_betas,
    ];
    expected.forEach((value, i) => near(actual[i] ?? NaN, value, Math.abs(value) * 1e-8, `index ${index} column ${i}`));
  }
});

for (const name of ["half-r3-j4", "lines-r2-j5-t100"]) {
  test(`alphas_cumprod and timestep_map of the recorded run ${name} are reproduced`, () => {
    const file = new URL(`../../fixtures/official/${name}/case.json`, import.meta.url);
    const recorded: { T: number; respacing: string; timestep_map: number[]; alphas_cumprod: number[] } = JSON.parse(
      readFileSync(file, "utf8"),
    );
    const scale = 1000 / recorded.T;
    const train = linear(scale * 1e-4, scale * 0.02, recorded.T);
    const schedule = diffusionSchedule(train, space_timesteps(recorded.T, recorded.respacing));
    assert.deepEqual(schedule.timestep_map, recorded.timestep_map);
    recorded.alphas_cumprod.forEach((value, i) => near(schedule.tables.alphas_cumprod[i + 1] ?? NaN, value, 1e-12));
  });
}

for (const [name, make] of [
  ["linear", published],
  ["cosine", cosine],
] as const) {
  test(`respacing keeps the noise level of each kept step of a ${name} process`, () => {
    const schedule = make();
    const train =
      name === "linear" ? linear(1e-4, 0.02, 1000) : betasOf({ kind: "cosine", s: 0.008, max_beta: 0.999 }, 1000);
    const all = diffusionSchedule(train);
    for (const s of steps(schedule)) near(s.alphas_cumprod, scalarsAt(all, s.timestep + 1).alphas_cumprod, 1e-14);
  });

  test(`one forward step after the noise of level t − 1 gives the noise of level t of a ${name} process`, () => {
    for (const s of steps(make())) {
      near(s.alphas * s.alphas_cumprod_prev, s.alphas_cumprod, 1e-15);
      near(s.alphas * (1 - s.alphas_cumprod_prev) + s.betas, s.sqrt_one_minus_alphas_cumprod ** 2, 1e-15);
      near(s.sqrt_one_minus_betas ** 2 + s.sqrt_betas ** 2, 1, 1e-15);
    }
  });

  test(`the posterior of a ${name} process maps the marginal of level t to that of level t − 1`, () => {
    for (const s of steps(make())) {
      const mean = s.posterior_mean_coef1 + s.posterior_mean_coef2 * s.sqrt_alphas_cumprod;
      near(mean, Math.sqrt(s.alphas_cumprod_prev), 1e-14);
      const variance = s.posterior_variance + s.posterior_mean_coef2 ** 2 * (1 - s.alphas_cumprod);
      near(variance, 1 - s.alphas_cumprod_prev, 1e-14);
    }
  });

  test(`pred_xstart from the true noise of a ${name} process is x_start`, () => {
    const [x_start, noise] = [0.7, -1.3];
    for (const s of steps(make())) {
      const x_t = s.sqrt_alphas_cumprod * x_start + s.sqrt_one_minus_alphas_cumprod * noise;
      near(s.sqrt_recip_alphas_cumprod * x_t - s.sqrt_recipm1_alphas_cumprod * noise, x_start, 1e-10);
    }
  });
}

test("level 0 is clean: no noise, nothing to undo", () => {
  const s = scalarsAt(published(), 0);
  assert.deepEqual(
    [s.t, s.T, s.timestep, s.betas, s.alphas_cumprod, s.alphas_cumprod_prev, s.sqrt_one_minus_alphas_cumprod],
    [0, 250, -1, 0, 1, 1, 0],
  );
  assert.deepEqual([s.posterior_mean_coef1, s.posterior_mean_coef2, s.noise_scale], [1, 0, 0]);
});

test("the step to the clean image takes pred_xstart alone and adds no noise", () => {
  const s = scalarsAt(published(), 1);
  assert.deepEqual([s.posterior_mean_coef1, s.posterior_mean_coef2, s.noise_scale], [1, 0, 0]);
  assert.equal(scalarsAt(published(), 2).noise_scale, 1);
});

test("the variance logarithms take entry 1 for entry 0, in official indices", () => {
  const schedule = published();
  const first = Math.log(scalarsAt(schedule, 2).posterior_variance);
  assert.equal(scalarsAt(schedule, 1).posterior_log_variance_clipped, first);
  assert.equal(scalarsAt(schedule, 1).fixed_large_log_variance, first);
  assert.equal(scalarsAt(schedule, 2).fixed_large_log_variance, scalarsAt(schedule, 2).log_betas);
});

test("every constant of every level is finite, also of a process of one step", () => {
  for (const schedule of [published(), cosine(), diffusionSchedule(Float64Array.of(0.3))]) {
    for (const name of TABLE_NAMES) {
      assert.equal(schedule.tables[name].length, schedule.T + 1);
      assert.ok(schedule.tables[name].every(Number.isFinite), name);
    }
  }
});

test("the constants of a level are made once and equal the tables", () => {
  const schedule = published();
  assert.equal(scalarsAt(schedule, 17), scalarsAt(schedule, 17));
  for (const name of TABLE_NAMES) assert.equal(scalarsAt(schedule, 17)[name], schedule.tables[name][17]);
});

test("a DDIM step keeps the marginal of the next level at every eta", () => {
  const schedule = published();
  for (const eta of [0, 0.5, 1]) {
    for (let level = 1; level <= schedule.T; level++) {
      const { ddim_coef_xstart, ddim_coef_eps, ddim_sigma } = ddimCoefficients(schedule, level, eta);
      const prev = scalarsAt(schedule, level - 1);
      assert.equal(ddim_coef_xstart, prev.sqrt_alphas_cumprod);
      near(ddim_coef_eps ** 2 + ddim_sigma ** 2, 1 - prev.alphas_cumprod, 1e-14);
    }
  }
});

test("a DDIM step with eta 1 is the posterior of DDPM, and one with eta 0 draws nothing", () => {
  const schedule = published();
  for (let level = 1; level <= schedule.T; level++) {
    const s = scalarsAt(schedule, level);
    const ddim = ddimCoefficients(schedule, level, 1);
    near(ddim.ddim_sigma ** 2, s.posterior_variance, 1e-16);
    near(ddim.ddim_coef_eps, s.posterior_mean_coef2 * s.sqrt_one_minus_alphas_cumprod, 1e-12);
    assert.equal(ddimCoefficients(schedule, level, 0).ddim_sigma, 0);
  }
});

test("what does not fit is refused by name", () => {
  const betas = linear(1e-4, 0.02, 10);
  const refused: readonly (readonly [() => void, string])[] = [
    [() => diffusionSchedule(Float64Array.of(0.1, 1.2)), "betas[1] = 1.2, expected a value in (0, 1)"],
    [() => diffusionSchedule(betas, [0, 12]), "timestep_map[1] = 12, expected a whole number in [1, 9]"],
    [() => diffusionSchedule(betas, [3, 3]), "timestep_map[1] = 3, expected a whole number in [4, 9]"],
    [() => diffusionSchedule(betas, [0.5]), "timestep_map[0] = 0.5, expected a whole number in [0, 9]"],
    [() => diffusionSchedule(betas, []), "timestep_map is empty, expected at least one training step"],
    [() => scalarsAt(diffusionSchedule(betas), 11), "level = 11, expected a whole number in [0, 10]"],
    [() => timestepAt(diffusionSchedule(betas), 0), "level = 0, expected a whole number in [1, 10]"],
    [() => ddimCoefficients(diffusionSchedule(betas), 0, 0), "level = 0, expected a whole number in [1, 10]"],
    [() => ddimCoefficients(diffusionSchedule(betas), 1, 2), "eta = 2, expected a value in [0, 1]"],
  ];
  for (const [act, message] of refused) assert.throws(act, new RangeError(message));
});
