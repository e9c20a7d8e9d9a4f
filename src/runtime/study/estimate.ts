import { randomBelow } from "../diffusion/random.ts";

/** A value with the interval that covers it in 95 of 100 such measurements. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** How many values it is from. */
  readonly n: number;
}

const RESAMPLES = 2000;

/**
 * A mean with its percentile bootstrap interval (Efron 1979): means of as many values drawn from these with replacement.
 * The draws are seeded, so the same values give the same interval.
 */
export function meanOf(values: readonly number[]): Estimate {
  const n = values.length;
  if (n === 0) return { value: NaN, low: NaN, high: NaN, n };
  const below = randomBelow(n);
  const means = Float64Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += values[below(n)] ?? 0;
    return sum / n;
  }).sort();
  const at = (share: number): number => means[Math.round(share * (RESAMPLES - 1))] ?? NaN;
  return { value: values.reduce((sum, v) => sum + v, 0) / n, low: at(0.025), high: at(0.975), n };
}

/** Values of two settings for the same pictures. */
export type Paired = readonly (readonly [a: number, b: number])[];

/** The mean of a − b over what both have, with its interval: narrower than two intervals side by side. */
export function differenceOf(pairs: Paired): Estimate {
  return meanOf(pairs.map(([a, b]) => a - b));
}

/**
 * A share with its Wilson score interval (Wilson 1927).
 *
 *     (p + z²/2n ± z √(p (1 − p)/n + z²/4n²)) / (1 + z²/n),  z = 1.96
 */
export function shareOf(hits: number, n: number): Estimate {
  if (n === 0) return { value: NaN, low: NaN, high: NaN, n };
  const z = 1.959964;
  const p = hits / n;
  const centre = p + z ** 2 / (2 * n);
  const half = z * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2));
  const whole = 1 + z ** 2 / n;
  return { value: p, low: Math.max(0, (centre - half) / whole), high: Math.min(1, (centre + half) / whole), n };
}
