import { normalCumulative } from "../diffusion/normal.ts";

/**
 * The distribution of pictures of two pixels, as a mixture of small Gaussians in the plane: Σ wₖ N(pₖ, s₀² I).
 * Its ideal denoiser and its exact conditional are known in closed form.
 */
export interface Mixture {
  /** `pₖ`: the left and the right pixel, both in [−1, 1]. */
  readonly points: readonly (readonly [left: number, right: number])[];
  /** `wₖ`, positive, summing to 1; as many as points. */
  readonly weights: readonly number[];
  /** `s₀`, the spread of every point, > 0. */
  readonly spread: number;
}

/** A distribution of one number, as a mixture of Gaussians of one width: Σ wₖ N(mₖ, s²). */
export interface Conditional {
  readonly means: readonly number[];
  readonly weights: readonly number[];
  readonly spread: number;
}

/**
 * The mean of x₀ given x_t (Tweedie): what a network that has learned all there is to learn would say.
 *
 *     v = ᾱ s₀² + 1 − ᾱ      ρₖ = softmax(log wₖ − |x − √ᾱ pₖ|² / 2v)
 *     x̂₀ = Σ ρₖ (pₖ + (s₀² √ᾱ / v)(x − √ᾱ pₖ))
 *
 * @param x the two pixels of x_t.
 * @param alphas_cumprod ᾱ at its level, in (0, 1].
 */
export function idealDenoiser(
  { points, weights, spread }: Mixture,
  x: readonly [number, number],
  alphas_cumprod: number,
): readonly [number, number] {
  const a = Math.sqrt(alphas_cumprod);
  const v = alphas_cumprod * spread ** 2 + 1 - alphas_cumprod;
  const rho = softmax(
    points.map(([left, right], k) => {
      const distance = (x[0] - a * left) ** 2 + (x[1] - a * right) ** 2;
      return Math.log(weights[k] ?? 0) - distance / (2 * v);
    }),
  );
  const gain = (spread ** 2 * a) / v;
  const mean = (i: 0 | 1): number =>
    points.reduce((sum, p, k) => sum + (rho[k] ?? 0) * (p[i] + gain * (x[i] - a * p[i])), 0);
  return [mean(0), mean(1)];
}

/**
 * The right pixel when the left one is known: `p(right | left) = Σ ∝ wₖ N(left; pₖ₁, s₀²) N(right; pₖ₂, s₀²)`.
 */
export function conditionalOn({ points, weights, spread }: Mixture, left: number): Conditional {
  const logs = points.map(([x], k) => Math.log(weights[k] ?? 0) - (left - x) ** 2 / (2 * spread ** 2));
  return { means: points.map(([, right]) => right), weights: softmax(logs), spread };
}

/** `P(right ≤ y)` under a conditional. */
export function cumulative({ means, weights, spread }: Conditional, y: number): number {
  return means.reduce((sum, mean, k) => sum + (weights[k] ?? 0) * normalCumulative((y - mean) / spread), 0);
}

/** The density of a conditional at y. */
export function density({ means, weights, spread }: Conditional, y: number): number {
  const peak = 1 / (spread * Math.sqrt(2 * Math.PI));
  return means.reduce((sum, m, k) => sum + (weights[k] ?? 0) * peak * Math.exp(-((y - m) ** 2) / (2 * spread ** 2)), 0);
}

/** One draw, from two numbers uniform in [0, 1): which point, and where under its bell (by its quantile). */
export function drawFrom({ means, weights, spread }: Conditional, u: number, normal: number): number {
  let rest = u;
  let k = 0;
  while (k < weights.length - 1 && rest >= (weights[k] ?? 0)) rest -= weights[k++] ?? 0;
  return (means[k] ?? 0) + spread * normal;
}

function softmax(logs: readonly number[]): number[] {
  const top = Math.max(...logs);
  const raw = logs.map((log) => Math.exp(log - top));
  const sum = raw.reduce((total, value) => total + value, 0);
  return raw.map((value) => value / sum);
}
