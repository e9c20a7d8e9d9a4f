/** Quantiles of the standard normal. */
const Z_TWO_SIDED = 1.959964;

/** What a study is planned by: how large a difference matters, and how surely it is to be found. */
export interface Aim {
  /** A difference that matters, in the measure's own unit, above 0. */
  readonly effect: number;
  /** Probability with which it is found where it is there; 0.8 is usual. */
  readonly power: number;
}

/**
 * How many pictures find a difference, by the spread of a pilot's differences picture by picture (Cohen 1988, §2.3, in the normal
 * approximation). 95 % intervals, two-sided.
 *
 *     n = ((z_{0.975} + z_{power}) s / δ)²
 *
 * @param s standard deviation of the differences.
 */
export function picturesToFind(s: number, { effect, power }: Aim): number {
  return countOf(Z_TWO_SIDED + normalQuantile(power), s, effect);
}

/**
 * How many show that there is no such difference, where there is none at all: that the whole interval lies within ±δ
 * (Schuirmann 1987, two one-sided tests; Julious 2004, Eq. 21, here with the 95 % interval).
 *
 *     n = ((z_{0.975} + z_{(1 + power) / 2}) s / δ)²
 */
export function picturesToBound(s: number, { effect, power }: Aim): number {
  return countOf(Z_TWO_SIDED + normalQuantile((1 + power) / 2), s, effect);
}

/** Not below two: one picture has no spread. */
function countOf(z: number, s: number, effect: number): number {
  return Math.max(2, Math.ceil(((z * s) / effect) ** 2));
}

/** Standard deviation of a sample, NaN below two. */
export function spreadOf(values: readonly number[]): number {
  const n = values.length;
  if (n < 2) return NaN;
  const mean = values.reduce((sum, v) => sum + v, 0) / n;
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (n - 1));
}

/**
 * The quantile of the standard normal, by bisection of its distribution (Abramowitz & Stegun 1964, 7.1.26 for erf).
 *
 * @param p in (0, 1). @throws RangeError outside.
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`a probability is ${p}, expected a number between 0 and 1`);
  let [low, high] = [-8, 8];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (normalShare(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function normalShare(x: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(x)) / Math.SQRT2);
  const tail =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) *
    Math.exp((-x * x) / 2);
  return x < 0 ? tail / 2 : 1 - tail / 2;
}
