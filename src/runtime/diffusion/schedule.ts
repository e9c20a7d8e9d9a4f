import { checkBetas } from "./betas.ts";
import { at } from "./planes.ts";
import { TABLE_NAMES, tablesOf, type TableName, type Tables } from "./tables.ts";

/** Every per-step constant at one level, by its published name; `timestep` is what the network is told (−1 at level 0). */
export type Scalars = Readonly<Record<TableName | "t" | "T" | "timestep", number>>;

/** A Gaussian diffusion process respaced to T steps. Level 0 is clean, level T is noise; the official index is level − 1. */
export interface DiffusionSchedule {
  readonly T: number;
  /** `[T]`: the training timestep of level t is `timestep_map[t − 1]`. */
  readonly timestep_map: readonly number[];
  /** Each `[T + 1]`, float64, indexed by level. */
  readonly tables: Tables;
  /** What `scalarsAt` has made so far, by level. */
  readonly made: Map<number, Scalars>;
}

/**
 * Respaces a diffusion process to the kept training steps, so that alphas_cumprod at each kept step stays what it was
 * in training (Nichol & Dhariwal 2021, Eq. 19).
 *
 *     betas[t] = 1 − ᾱ_train[timestep_map[t−1]] / ᾱ_train[timestep_map[t−2]],  ᾱ before the first = 1
 *
 * @param train_betas `[N]`, the betas of training, each in (0, 1); index 0 is the least noisy step.
 * @param timestep_map `[T]`, the training steps to keep, strictly increasing; all of them by default.
 * @throws RangeError naming the first beta outside (0, 1), or the first entry of the map that is out of place.
 */
export function diffusionSchedule(
  train_betas: Float64Array,
  timestep_map: readonly number[] = Array.from(train_betas, (_, i) => i),
): DiffusionSchedule {
  checkBetas(train_betas);
  checkMap(timestep_map, train_betas.length);
  const tables = tablesOf(respacedBetas(train_betas, timestep_map));
  return { T: timestep_map.length, timestep_map: [...timestep_map], tables, made: new Map() };
}

/**
 * Every constant of one level as a plain object; the same object at each call.
 *
 * @throws RangeError when `level` is not a whole number in [0, T].
 */
export function scalarsAt(schedule: DiffusionSchedule, level: number): Scalars {
  const made = schedule.made.get(level);
  if (made !== undefined) return made;
  const { T, tables } = schedule;
  if (!Number.isInteger(level) || level < 0 || level > T) {
    throw new RangeError(`level = ${level}, expected a whole number in [0, ${T}]`);
  }
  const timestep = level === 0 ? -1 : timestepAt(schedule, level);
  const scalars: Partial<Record<keyof Scalars, number>> = { t: level, T, timestep };
  for (const name of TABLE_NAMES) scalars[name] = at(tables[name], level);
  schedule.made.set(level, scalars as Scalars);
  return scalars as Scalars;
}

/**
 * The training timestep that the network is told for a sample at `level`.
 *
 * @throws RangeError at level 0, which no network was trained on, and outside [1, T].
 */
export function timestepAt(schedule: DiffusionSchedule, level: number): number {
  const timestep = schedule.timestep_map[level - 1];
  if (timestep === undefined) throw new RangeError(`level = ${level}, expected a whole number in [1, ${schedule.T}]`);
  return timestep;
}

/** Weights of one DDIM step: `x_prev = ddim_coef_xstart · pred_xstart + ddim_coef_eps · eps + ddim_sigma · noise`. */
export interface DdimCoefficients {
  readonly ddim_coef_xstart: number;
  readonly ddim_coef_eps: number;
  readonly ddim_sigma: number;
}

/**
 * The weights of a step from `level` to `level − 1` (Song et al. 2021, Eq. 12 and 16).
 *
 *     ddim_sigma       = η √((1 − ᾱ_{t−1}) / (1 − ᾱ_t)) √(1 − ᾱ_t / ᾱ_{t−1})
 *     ddim_coef_xstart = √ᾱ_{t−1}
 *     ddim_coef_eps    = √(1 − ᾱ_{t−1} − ddim_sigma²)
 *
 * @param eta 0 is deterministic, 1 has the variance of DDPM.
 * @throws RangeError when `level` is not in [1, T] or `eta` not in [0, 1].
 */
export function ddimCoefficients(schedule: DiffusionSchedule, level: number, eta: number): DdimCoefficients {
  if (!(eta >= 0 && eta <= 1)) throw new RangeError(`eta = ${eta}, expected a value in [0, 1]`);
  timestepAt(schedule, level);
  const now = scalarsAt(schedule, level);
  const prev = scalarsAt(schedule, level - 1);
  // √(1−ᾱ) keeps its digits near the clean end, where 1 − ᾱ computed from ᾱ would lose them.
  const variance = eta * eta * now.posterior_variance;
  return {
    ddim_coef_xstart: prev.sqrt_alphas_cumprod,
    ddim_coef_eps: Math.sqrt(Math.max(0, prev.sqrt_one_minus_alphas_cumprod ** 2 - variance)),
    ddim_sigma: Math.sqrt(variance),
  };
}

/** One minus a product of (1 − beta), gathered without ever subtracting from 1, so that no digit is lost. */
function respacedBetas(train_betas: Float64Array, timestep_map: readonly number[]): Float64Array {
  let i = 0;
  return Float64Array.from(timestep_map, (kept) => {
    let beta = 0;
    for (; i <= kept; i++) beta += at(train_betas, i) * (1 - beta);
    return beta;
  });
}

function checkMap(timestep_map: readonly number[], N: number): void {
  if (timestep_map.length === 0) throw new RangeError("timestep_map is empty, expected at least one training step");
  timestep_map.forEach((kept, k) => {
    const least = k === 0 ? 0 : at(timestep_map, k - 1) + 1;
    if (!Number.isInteger(kept) || kept < least || kept >= N) {
      throw new RangeError(`timestep_map[${k}] = ${kept}, expected a whole number in [${least}, ${N - 1}]`);
    }
  });
}
