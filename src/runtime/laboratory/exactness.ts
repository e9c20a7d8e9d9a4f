import { randomBelow } from "../diffusion/random.ts";
import { cumulative, type Conditional } from "./mixture.ts";

/** A number with its 95 % interval. */
export interface Measured {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** How far a sampler's answers are from the exact conditional. */
export interface Exactness {
  readonly samples: number;
  /** Total variation over `BINS` bins of [−1.5, 1.5], both tails in the outermost: 0 is exact, 1 has nothing in common. */
  readonly total_variation: Measured;
  /** What exact draws of this number would show in its place, in the mean: nothing can fall below it. */
  readonly floor: number;
  /** `2 ∫ (F − G)² dy` (Székely & Rizzo 2013, in one dimension), less what exact draws would show; in pixels. */
  readonly energy_distance: Measured;
  /** The share of answers further than four spreads from everything that the conditional allows. */
  readonly off_data: Measured;
}

export const BINS = 60;
export const [LOW, HIGH] = [-1.5, 1.5];
/** Points of the conditional below this weight count as not allowed. */
const NEGLIGIBLE = 1e-4;

/**
 * Measures answers against the exact conditional, with percentile intervals of a bootstrap over the answers.
 *
 * @param samples right pixels; not one may be NaN.
 * @param rounds resamplings of the bootstrap.
 * @throws RangeError when there are none, or one is no number.
 */
export function exactness(samples: Float32Array, exact: Conditional, rounds = 200): Exactness {
  if (samples.length === 0) throw new RangeError("samples is empty, expected at least one answer");
  const bad = samples.findIndex((y) => !Number.isFinite(y));
  if (bad >= 0) throw new RangeError(`samples[${bad}] = ${samples[bad]}, expected a number`);
  const bins = Uint8Array.from(samples, binOf);
  const shares = binShares(exact);
  const off = Uint8Array.from(samples, (y) => (isOff(y, exact) ? 1 : 0));
  const order = samples.toSorted();
  const truth = Float64Array.from(order, (y) => cumulative(exact, y));
  const rank = rankOf(samples);
  const chance = energyByChance(exact, samples.length);
  const all = new Uint16Array(samples.length).fill(1);
  const measures = (times: Uint16Array): readonly [number, number, number] => [
    variation(bins, times, shares),
    energy(order, truth, exact, times, rank) - chance,
    mean(off, times),
  ];
  const values = measures(all);
  const drawn = bootstrap(samples.length, rounds, measures);
  const measured = (i: 0 | 1 | 2): Measured =>
    interval(
      values[i],
      drawn.map((row) => row[i]),
    );
  return {
    samples: samples.length,
    total_variation: measured(0),
    floor: variationByChance(shares, samples.length),
    energy_distance: measured(1),
    off_data: measured(2),
  };
}

/** The right pixels of pictures of two, which stand pair by pair. */
export function rightPixels(pairs: ArrayLike<number>): Float32Array {
  return Float32Array.from({ length: pairs.length / 2 }, (_, i) => pairs[2 * i + 1] ?? NaN);
}

/** Which bin a right pixel falls into, 0 to `BINS` − 1. */
export function binOf(y: number): number {
  return Math.min(BINS - 1, Math.max(0, Math.floor(((y - LOW) / (HIGH - LOW)) * BINS)));
}

/** What share of the exact conditional each bin holds. */
export function binShares(exact: Conditional): Float64Array {
  const edge = (i: number): number =>
    i === 0 ? 0 : i === BINS ? 1 : cumulative(exact, LOW + (i * (HIGH - LOW)) / BINS);
  return Float64Array.from({ length: BINS }, (_, i) => edge(i + 1) - edge(i));
}

/** How many of the answers fall into each bin, as shares. */
export function histogram(samples: ArrayLike<number>): Float64Array {
  const counts = new Float64Array(BINS);
  for (let i = 0; i < samples.length; i++) {
    const bin = binOf(samples[i] ?? 0);
    counts[bin] = (counts[bin] ?? 0) + 1 / samples.length;
  }
  return counts;
}

function variation(bins: Uint8Array, times: Uint16Array, shares: Float64Array): number {
  const counts = new Float64Array(BINS);
  for (let i = 0; i < bins.length; i++) counts[bins[i] ?? 0] = (counts[bins[i] ?? 0] ?? 0) + (times[i] ?? 0);
  return counts.reduce((sum, count, b) => sum + Math.abs(count / bins.length - (shares[b] ?? 0)), 0) / 2;
}

/** E|share − p| of a binomial share is about √(2 p (1 − p) / π n); half the sum over bins. */
function variationByChance(shares: Float64Array, n: number): number {
  return shares.reduce((sum, p) => sum + Math.sqrt((2 * Math.max(0, p * (1 - p))) / (Math.PI * n)), 0) / 2;
}

/**
 * `2 ∫ (F_n − G)² dy`, between one answer and the next by the trapezoid of (F_n − G)², in the tails by that of G alone.
 *
 * @param times how often each answer counts; of the whole sum of n.
 */
function energy(
  order: Float32Array,
  truth: Float64Array,
  exact: Conditional,
  times: Uint16Array,
  rank: Uint32Array,
): number {
  const n = order.length;
  let [sum, passed] = [0, 0];
  for (let i = 0; i + 1 < n; i++) {
    passed += times[rank[i] ?? 0] ?? 0;
    const F = passed / n;
    const [y0, y1] = [order[i] ?? 0, order[i + 1] ?? 0];
    const [d0, d1] = [F - (truth[i] ?? 0), F - (truth[i + 1] ?? 0)];
    // G is close to a line between neighbours that are close; across a gap it is taken in pieces.
    sum += y1 - y0 < exact.spread / 4 ? ((y1 - y0) * (d0 * d0 + d0 * d1 + d1 * d1)) / 3 : across(y0, y1, F, exact);
  }
  const [first, last] = [order[0] ?? 0, order[n - 1] ?? 0];
  const reach = 8 * exact.spread + 1;
  sum += across(Math.min(first, -reach), first, 0, exact) + across(last, Math.max(last, reach), 1, exact);
  return 2 * sum;
}

/** ∫ (F − G)² over a stretch where F is constant, by trapezoids of a quarter spread. */
function across(from: number, to: number, F: number, exact: Conditional): number {
  const pieces = Math.max(1, Math.ceil((to - from) / (exact.spread / 4)));
  const width = (to - from) / pieces;
  let sum = 0;
  for (let i = 0; i <= pieces; i++) {
    const d = F - cumulative(exact, from + i * width);
    sum += d * d * (i === 0 || i === pieces ? 0.5 : 1);
  }
  return sum * width;
}

/** E of `2 ∫ (F_n − G)²` for exact draws: `(2 / n) ∫ G (1 − G) dy`. */
function energyByChance(exact: Conditional, n: number): number {
  const reach = 8 * exact.spread + 1;
  const steps = Math.ceil((2 * reach) / (exact.spread / 4));
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    const G = cumulative(exact, -reach + ((i + 0.5) * 2 * reach) / steps);
    sum += (G * (1 - G) * 2 * reach) / steps;
  }
  return (2 / n) * sum;
}

function isOff(y: number, { means, weights, spread }: Conditional): boolean {
  return means.every((m, k) => (weights[k] ?? 0) < NEGLIGIBLE || Math.abs(y - m) > 4 * spread);
}

function mean(values: Uint8Array, times: Uint16Array): number {
  return values.reduce((sum, value, i) => sum + value * (times[i] ?? 0), 0) / values.length;
}

/** For each place in order of size, which answer stands there. */
function rankOf(samples: Float32Array): Uint32Array {
  return Uint32Array.from(samples.keys()).sort((a, b) => (samples[a] ?? 0) - (samples[b] ?? 0));
}

function bootstrap<T>(n: number, rounds: number, measure: (times: Uint16Array) => T): T[] {
  const below = randomBelow(1);
  return Array.from({ length: rounds }, () => {
    const times = new Uint16Array(n);
    for (let i = 0; i < n; i++) {
      const one = below(n);
      times[one] = (times[one] ?? 0) + 1;
    }
    return measure(times);
  });
}

/**
 * The 95 % interval of a measure: its value, and as far to either side as the bootstrap's percentiles lie from the
 * bootstrap's own middle. The middle itself is not used: resampling adds chance once more, which biases it upwards.
 */
function interval(value: number, drawn: readonly number[]): Measured {
  const order = drawn.toSorted((a, b) => a - b);
  const quantile = (q: number): number => order[Math.round(q * (order.length - 1))] ?? value;
  const middle = quantile(0.5);
  return {
    value,
    low: Math.max(0, value - (middle - quantile(0.025))),
    high: value + (quantile(0.975) - middle),
  };
}
