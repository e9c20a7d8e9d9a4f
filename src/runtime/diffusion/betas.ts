/** How a model was trained to add noise, as its card says it. `beta_start` and `beta_end` are the final values, not to be rescaled. */
export type BetaSchedule =
  | { readonly kind: "linear"; readonly beta_start: number; readonly beta_end: number }
  | { readonly kind: "cosine"; readonly s: number; readonly max_beta: number }
  | { readonly kind: "scaled_linear"; readonly beta_start: number; readonly beta_end: number }
  | { readonly kind: "sigmoid"; readonly beta_start: number; readonly beta_end: number }
  | { readonly kind: "explicit"; readonly betas: readonly number[] };

/**
 * The variance added at every training step.
 *
 * @returns `betas` `[num_train_timesteps]`, float64, each in (0, 1); index 0 is the least noisy step.
 * @throws RangeError naming the first beta outside (0, 1), or a count that does not fit.
 */
export function betasOf(schedule: BetaSchedule, num_train_timesteps: number): Float64Array {
  checkCount(num_train_timesteps);
  return checkBetas(rawBetas(schedule, num_train_timesteps));
}

/**
 * Evenly spaced betas (Ho et al. 2020, §4).
 *
 *     betas[i] = start + i (end − start) / (N − 1)
 */
export function linear(start: number, end: number, N: number): Float64Array {
  return linspace(start, end, N);
}

/**
 * Betas whose alphas_cumprod falls as a squared cosine (Nichol & Dhariwal 2021, Eq. 17).
 *
 *     f(u) = cos²((u + s) / (1 + s) · π / 2)        betas[i] = min(1 − f((i + 1) / N) / f(i / N), max_beta)
 */
export function cosine(N: number, s = 0.008, max_beta = 0.999): Float64Array {
  const f = (u: number): number => Math.cos((((u + s) / (1 + s)) * Math.PI) / 2) ** 2;
  return Float64Array.from({ length: N }, (_, i) => Math.min(1 - f((i + 1) / N) / f(i / N), max_beta));
}

/**
 * Betas whose square roots are evenly spaced, as latent diffusion trains (Rombach et al. 2022).
 *
 *     betas[i] = (√start + i (√end − √start) / (N − 1))²
 */
export function scaled_linear(start: number, end: number, N: number): Float64Array {
  return linspace(Math.sqrt(start), Math.sqrt(end), N).map((root) => root * root);
}

/**
 * Betas along a logistic curve over [−6, 6], as GeoDiff trains.
 *
 *     betas[i] = start + (end − start) / (1 + exp(−u_i)),  u evenly spaced from −6 to 6
 */
export function sigmoid(start: number, end: number, N: number): Float64Array {
  return linspace(-6, 6, N).map((u) => start + (end - start) / (1 + Math.exp(-u)));
}

/** Returns `betas` when each lies in (0, 1). */
export function checkBetas(betas: Float64Array): Float64Array {
  if (betas.length === 0) throw new RangeError("betas is empty, expected at least one value in (0, 1)");
  const bad = betas.findIndex((beta) => !(beta > 0 && beta < 1));
  if (bad >= 0) throw new RangeError(`betas[${bad}] = ${betas[bad]}, expected a value in (0, 1)`);
  return betas;
}

function rawBetas(schedule: BetaSchedule, N: number): Float64Array {
  switch (schedule.kind) {
    case "linear":
      return linear(schedule.beta_start, schedule.beta_end, N);
    case "cosine":
      return cosine(N, schedule.s, schedule.max_beta);
    case "scaled_linear":
      return scaled_linear(schedule.beta_start, schedule.beta_end, N);
    case "sigmoid":
      return sigmoid(schedule.beta_start, schedule.beta_end, N);
    case "explicit": {
      const { length } = schedule.betas;
      if (length !== N) throw new RangeError(`betas has ${length} values, expected num_train_timesteps = ${N}`);
      return Float64Array.from(schedule.betas);
    }
  }
}

function checkCount(N: number): void {
  if (!Number.isSafeInteger(N) || N < 1)
    throw new RangeError(`num_train_timesteps = ${N}, expected a whole number ≥ 1`);
}

function linspace(start: number, end: number, N: number): Float64Array {
  const step = (end - start) / (N - 1);
  return Float64Array.from({ length: N }, (_, i) => (i === 0 ? start : i === N - 1 ? end : start + i * step));
}
