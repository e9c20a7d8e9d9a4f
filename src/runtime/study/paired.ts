import { randomBelow } from "../diffusion/random.ts";
import { differenceOf, type Estimate, type Paired } from "./estimate.ts";

/** How two settings compare over the pictures that both filled. */
export interface Comparison {
  /** Mean of a − b with its bootstrap interval. */
  readonly difference: Estimate;
  /** Two-sided, of the sign-flip test; NaN below two pictures. */
  readonly p: number;
}

const FLIPS = 9999;
/** Up to so many pairs every sign is tried. */
const EXACT = 13;

/**
 * Compares settings picture by picture. The test flips the signs of the differences (Fisher 1935; Pitman 1937): under the
 * hypothesis that the settings do not differ, each sign is as likely as the other.
 *
 *     p = #{ |Σ ±d| ≥ |Σ d| } / #flips
 *
 * All sign patterns up to 13 pairs; beyond, 9 999 seeded draws and the one seen.
 */
export function compare(pairs: Paired): Comparison {
  return { difference: differenceOf(pairs), p: signFlipTest(pairs.map(([a, b]) => a - b)) };
}

export function signFlipTest(differences: readonly number[]): number {
  const n = differences.length;
  if (n < 2) return NaN;
  const seen = Math.abs(differences.reduce((sum, d) => sum + d, 0));
  // Sums of the same numbers in another order differ by rounding.
  const reached = seen - 1e-9 * differences.reduce((sum, d) => sum + Math.abs(d), 0);
  let hits = 0;
  if (n <= EXACT) {
    for (let signs = 0; signs < 2 ** n; signs++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += (signs >> i) & 1 ? -(differences[i] ?? 0) : (differences[i] ?? 0);
      if (Math.abs(sum) >= reached) hits++;
    }
    return hits / 2 ** n;
  }
  const below = randomBelow(n);
  for (let flip = 0; flip < FLIPS; flip++) {
    let sum = 0;
    for (const d of differences) sum += below(2) === 0 ? d : -d;
    if (Math.abs(sum) >= reached) hits++;
  }
  return (hits + 1) / (FLIPS + 1);
}

/** Holm's correction (Holm 1979): p-values of several tests, so that all hold together. NaN stays NaN and counts for none. */
export function holm(values: readonly number[]): readonly number[] {
  const order = values
    .map((p, i) => ({ p, i }))
    .filter(({ p }) => !Number.isNaN(p))
    .sort((a, b) => a.p - b.p);
  const adjusted = values.map(() => NaN);
  let most = 0;
  for (const [rank, { p, i }] of order.entries()) {
    most = Math.max(most, Math.min(1, p * (order.length - rank)));
    adjusted[i] = most;
  }
  return adjusted;
}

/**
 * The difference that as many pictures as were seen would find with power 0.8 (Cohen 1988, §2.3, in the normal approximation).
 *
 *     δ = (z_{1−α/2} + z_{power}) s / √n,  α = 0.05, power = 0.8
 *
 * To find a smaller one, δ/k, takes k² times as many pictures. NaN below two differences.
 */
export function smallestEffect(differences: readonly number[]): number {
  const n = differences.length;
  if (n < 2) return NaN;
  const mean = differences.reduce((sum, d) => sum + d, 0) / n;
  const variance = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / (n - 1);
  return (1.959964 + 0.841621) * Math.sqrt(variance / n);
}
