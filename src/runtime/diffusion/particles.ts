/** Weights that sum to 1, of logarithms that need no scale. */
function normalised(log_weights: ArrayLike<number>): Float64Array {
  const logs = Float64Array.from(log_weights, (log) => (Number.isNaN(log) ? -Infinity : log));
  const top = logs.reduce((most, log) => Math.max(most, log), -Infinity);
  if (top === -Infinity) return logs.fill(1 / logs.length);
  const raw = top === Infinity ? logs.map((log) => (log === Infinity ? 1 : 0)) : logs.map((log) => Math.exp(log - top));
  const sum = raw.reduce((total, weight) => total + weight, 0);
  return raw.map((weight) => weight / sum);
}

/**
 * Systematic resampling (Douc & Cappé 2005, §2.4): one uniform number places N evenly spaced marks on the weights laid end to
 * end, so that a particle of weight w is copied ⌊N w⌋ or ⌈N w⌉ times.
 *
 * @param log_weights `[N]`; NaN counts as impossible; if all are impossible, every particle is kept.
 * @param u uniform in [0, 1).
 * @returns `[N]`, which particle takes each place, in rising order.
 */
export function systematic(log_weights: ArrayLike<number>, u: number): Uint32Array {
  const weights = normalised(log_weights);
  const N = weights.length;
  const chosen = new Uint32Array(N);
  let [k, passed] = [0, weights[0] ?? 1];
  for (let i = 0; i < N; i++) {
    const mark = (i + u) / N;
    while (k < N - 1 && mark >= passed) passed += weights[++k] ?? 0;
    chosen[i] = k;
  }
  return chosen;
}

/** `(Σ w)² / Σ w²`: how many equally weighted particles these are worth, 1 to N (Kong et al. 1994). */
export function effectiveSampleSize(log_weights: ArrayLike<number>): number {
  return 1 / normalised(log_weights).reduce((sum, weight) => sum + weight * weight, 0);
}
