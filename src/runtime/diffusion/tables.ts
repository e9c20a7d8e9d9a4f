import { at } from "./planes.ts";

/** The per-step constants of a diffusion process, by their published names. */
export const TABLE_NAMES = [
  "betas",
  "alphas",
  "alphas_cumprod",
  "alphas_cumprod_prev",
  "sqrt_alphas_cumprod",
  "sqrt_one_minus_alphas_cumprod",
  "sqrt_recip_alphas_cumprod",
  "sqrt_recipm1_alphas_cumprod",
  "sqrt_one_minus_betas",
  "sqrt_betas",
  "log_betas",
  "posterior_variance",
  "posterior_log_variance_clipped",
  "fixed_large_log_variance",
  "posterior_mean_coef1",
  "posterior_mean_coef2",
  "noise_scale",
] as const;

export type TableName = (typeof TABLE_NAMES)[number];
export type Tables = Readonly<Record<TableName, Float64Array>>;

/**
 * Derives every per-step constant of a Gaussian diffusion process from its betas (Ho et al. 2020, Eq. 4, 7).
 *
 *     alphas[t]               = 1 − betas[t]
 *     alphas_cumprod[t]       = Π_{s ≤ t} alphas[s]
 *     posterior_variance[t]   = betas[t] (1 − alphas_cumprod[t−1]) / (1 − alphas_cumprod[t])
 *     posterior_mean_coef1[t] = betas[t] √alphas_cumprod[t−1] / (1 − alphas_cumprod[t])
 *     posterior_mean_coef2[t] = √alphas[t] (1 − alphas_cumprod[t−1]) / (1 − alphas_cumprod[t])
 *
 * Level 0 is the clean image: betas 0, alphas_cumprod 1, posterior coefficients 1 and 0. posterior_variance is 0 at
 * level 1, so the two variance logarithms take level 2 there (and log betas[1] when T = 1); all logarithms repeat level
 * 1 at level 0, so that every entry is finite. `noise_scale` is 0 up to level 1, where the last step adds no noise.
 *
 * @param respaced_betas `[T]`, each in (0, 1); entry 0 is level 1.
 * @returns arrays of `[T + 1]`, float64, indexed by level.
 */
export function tablesOf(respaced_betas: Float64Array): Tables {
  const T = respaced_betas.length;
  const betas = new Float64Array(T + 1);
  betas.set(respaced_betas, 1);
  const alphas = betas.map((beta) => 1 - beta);
  const alphas_cumprod = cumulative(T, 1, (t, before) => before * at(alphas, t));
  const alphas_cumprod_prev = shifted(alphas_cumprod);
  // 1 − ᾱ by its own recursion: exact where ᾱ is so near 1 that subtracting would cancel.
  const one_minus = cumulative(T, 0, (t, before) => at(betas, t) + at(alphas, t) * before);
  const share = one_minus.map((now, t) => (t === 0 ? 0 : at(one_minus, t - 1) / now));
  const posterior_variance = betas.map((beta, t) => beta * at(share, t));
  return {
    betas,
    alphas,
    alphas_cumprod,
    alphas_cumprod_prev,
    sqrt_alphas_cumprod: alphas_cumprod.map(Math.sqrt),
    sqrt_one_minus_alphas_cumprod: one_minus.map(Math.sqrt),
    sqrt_recip_alphas_cumprod: alphas_cumprod.map((a) => Math.sqrt(1 / a)),
    sqrt_recipm1_alphas_cumprod: one_minus.map((v, t) => Math.sqrt(v / at(alphas_cumprod, t))),
    sqrt_one_minus_betas: alphas.map(Math.sqrt),
    sqrt_betas: betas.map(Math.sqrt),
    ...logarithms(betas, posterior_variance),
    posterior_variance,
    posterior_mean_coef1: betas.map((beta, t) =>
      t === 0 ? 1 : (beta * Math.sqrt(at(alphas_cumprod_prev, t))) / at(one_minus, t),
    ),
    posterior_mean_coef2: alphas.map((alpha, t) => Math.sqrt(alpha) * at(share, t)),
    noise_scale: betas.map((_, t) => (t > 1 ? 1 : 0)),
  };
}

type Logarithms = Pick<Tables, "log_betas" | "posterior_log_variance_clipped" | "fixed_large_log_variance">;

function logarithms(betas: Float64Array, posterior_variance: Float64Array): Logarithms {
  const T = betas.length - 1;
  const log_betas = betas.map((_, t) => Math.log(at(betas, Math.max(t, 1))));
  const first = T > 1 ? Math.log(at(posterior_variance, 2)) : at(log_betas, 1);
  return {
    log_betas,
    posterior_log_variance_clipped: posterior_variance.map((v, t) => (t > 1 ? Math.log(v) : first)),
    fixed_large_log_variance: log_betas.map((log_beta, t) => (t > 1 ? log_beta : first)),
  };
}

function cumulative(T: number, start: number, next: (t: number, before: number) => number): Float64Array {
  const out = new Float64Array(T + 1);
  let value = start;
  out[0] = value;
  for (let t = 1; t <= T; t++) out[t] = value = next(t, value);
  return out;
}

function shifted(values: Float64Array): Float64Array {
  return values.map((_, t) => at(values, Math.max(0, t - 1)));
}
