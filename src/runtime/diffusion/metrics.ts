import { checkPlanes, type Planes } from "./planes.ts";

// Each value is read by `values[i] ?? 0` and not by one function for all arrays: that one would know no type to be fast for.

/** Length of the range [−1, 1]. */
const L = 2;

/**
 * Mean squared error over the region.
 *
 *     mse = Σ w (a − b)² / (C Σ w)
 *
 * @param a, b pictures of one shape, in [−1, 1].
 * @param region `[H W]`, the weight w of each pixel: 1 counts, 0 does not. The whole picture by default.
 * @returns NaN when the region is empty.
 * @throws RangeError when the shapes differ.
 */
export function mse(a: Planes, b: Planes, region?: Float32Array): number {
  checkAlike(a, b, region);
  return weightedMean(a, squaredErrors(a.data, b.data), region);
}

function squaredErrors(p: Float32Array, q: Float32Array): Float64Array {
  const out = new Float64Array(p.length);
  for (let i = 0; i < out.length; i++) {
    const error = (p[i] ?? 0) - (q[i] ?? 0);
    out[i] = error * error;
  }
  return out;
}

/**
 * Peak signal-to-noise ratio over the region, in decibels.
 *
 *     psnr = 10 log10(L² / mse),  L = 2
 *
 * @returns Infinity for equal pictures, NaN when the region is empty.
 * @throws RangeError when the shapes differ.
 */
export function psnr(a: Planes, b: Planes, region?: Float32Array): number {
  return 10 * Math.log10((L * L) / mse(a, b, region));
}

/**
 * Structural similarity (Wang et al. 2004, Eq. 13), the mean of the local values over the region and the channels.
 *
 *     ssim = (2 μ_a μ_b + c1) (2 σ_ab + c2) / ((μ_a² + μ_b² + c1) (σ_a² + σ_b² + c2))
 *
 * with c1 = (0.01 L)², c2 = (0.03 L)², L = 2 and local moments under an 11 × 11 Gaussian of σ = 1.5. The picture goes
 * on beyond its edges as in a mirror, so that a hole at the edge has values too.
 *
 * @returns 1 for equal pictures, NaN when the region is empty.
 * @throws RangeError when the shapes differ.
 */
export function ssim(a: Planes, b: Planes, region?: Float32Array): number {
  return ssimOver(a, b, [region])[0] ?? NaN;
}

/** `ssim` over each of several regions of the same two pictures, whose local values are computed once. */
export function ssimOver(a: Planes, b: Planes, regions: readonly (Float32Array | undefined)[]): readonly number[] {
  for (const region of regions) checkAlike(a, b, region);
  const map = ssimMap(a, b);
  return regions.map((region) => weightedMean(a, map, region));
}

/** The local values of `ssim`, `C H W`. */
function ssimMap(a: Planes, b: Planes): Float64Array {
  const [c1, c2] = [(0.01 * L) ** 2, (0.03 * L) ** 2];
  const blur = (values: Float64Array): Float64Array => gaussian(values, a);
  const [mean_a, mean_b] = [blur(new Float64Array(a.data)), blur(new Float64Array(b.data))];
  // The two variances come as their sum alone.
  const [squares, ab] = [blur(sumOfSquares(a.data, b.data)), blur(product(a.data, b.data))];
  const map = new Float64Array(mean_a.length);
  for (let i = 0; i < map.length; i++) {
    const u = mean_a[i] ?? 0;
    const v = mean_b[i] ?? 0;
    const covariance = (ab[i] ?? 0) - u * v;
    const variances = (squares[i] ?? 0) - u * u - v * v;
    map[i] = ((2 * u * v + c1) * (2 * covariance + c2)) / ((u * u + v * v + c1) * (variances + c2));
  }
  return map;
}

function product(p: Float32Array, q: Float32Array): Float64Array {
  const out = new Float64Array(p.length);
  for (let i = 0; i < out.length; i++) out[i] = (p[i] ?? 0) * (q[i] ?? 0);
  return out;
}

function sumOfSquares(p: Float32Array, q: Float32Array): Float64Array {
  const out = new Float64Array(p.length);
  for (let i = 0; i < out.length; i++) out[i] = (p[i] ?? 0) * (p[i] ?? 0) + (q[i] ?? 0) * (q[i] ?? 0);
  return out;
}

const RADIUS = 5;
const WEIGHTS = gaussianWeights(1.5);

function gaussianWeights(sigma: number): Float64Array {
  const raw = Float64Array.from({ length: 2 * RADIUS + 1 }, (_, i) =>
    Math.exp(-((i - RADIUS) ** 2) / (2 * sigma ** 2)),
  );
  const sum = raw.reduce((total, w) => total + w, 0);
  return raw.map((w) => w / sum);
}

/** Blurs along rows, then along columns. */
function gaussian(values: Float64Array, { C, H, W }: Planes): Float64Array {
  const [across, down] = [sources(W), sources(H)];
  const [rows, out] = [new Float64Array(values.length), new Float64Array(values.length)];
  const line = new Float64Array(W + 2 * RADIUS);
  const along = Int32Array.from({ length: 2 * RADIUS + 1 }, (_, k) => k);
  for (let row = 0; row < C * H; row++) {
    for (let i = 0; i < W; i++) line[RADIUS + i] = values[row * W + i] ?? 0;
    for (let i = 0; i < RADIUS; i++) {
      line[i] = values[row * W + (across[i] ?? 0)] ?? 0;
      line[RADIUS + W + i] = values[row * W + (across[RADIUS + W + i] ?? 0)] ?? 0;
    }
    blurInto(rows, row * W, W, line, along);
  }
  const starts = new Int32Array(2 * RADIUS + 1);
  for (let c = 0; c < C; c++)
    for (let y = 0; y < H; y++) {
      for (let k = 0; k < starts.length; k++) starts[k] = (c * H + (down[y + k] ?? 0)) * W;
      blurInto(out, (c * H + y) * W, W, rows, starts);
    }
  return out;
}

/** out[start + i] = Σ_k WEIGHTS[k] · from[at[k] + i] for n values; WEIGHTS are the same from both ends. */
function blurInto(out: Float64Array, start: number, n: number, from: Float64Array, at: Int32Array): void {
  const [w0 = 0, w1 = 0, w2 = 0, w3 = 0, w4 = 0, w5 = 0] = WEIGHTS;
  const [a0 = 0, a1 = 0, a2 = 0, a3 = 0, a4 = 0, a5 = 0, b4 = 0, b3 = 0, b2 = 0, b1 = 0, b0 = 0] = at;
  for (let i = 0; i < n; i++) {
    out[start + i] =
      w0 * ((from[a0 + i] ?? 0) + (from[b0 + i] ?? 0)) +
      w1 * ((from[a1 + i] ?? 0) + (from[b1 + i] ?? 0)) +
      w2 * ((from[a2 + i] ?? 0) + (from[b2 + i] ?? 0)) +
      w3 * ((from[a3 + i] ?? 0) + (from[b3 + i] ?? 0)) +
      w4 * ((from[a4 + i] ?? 0) + (from[b4 + i] ?? 0)) +
      w5 * (from[a5 + i] ?? 0);
  }
}

/** Where each value of a line of n, continued by a radius on both sides, is taken from. */
function sources(n: number): Int32Array {
  return Int32Array.from({ length: n + 2 * RADIUS }, (_, i) => mirrored(i - RADIUS, n));
}

/** Continues a line of n values by its mirror image: … 1 0 | 0 1 … n−1 | n−1 n−2 … */
function mirrored(i: number, n: number): number {
  const folded = ((i % (2 * n)) + 2 * n) % (2 * n);
  return folded < n ? folded : 2 * n - 1 - folded;
}

/** The mean of values `C H W` over the region. */
function weightedMean({ C, H, W }: Planes, values: Float64Array, region: Float32Array | undefined): number {
  const n = H * W;
  let [sum, weights] = [0, 0];
  for (let i = 0; i < n; i++) {
    const weight = region === undefined ? 1 : (region[i] ?? 0);
    if (weight === 0) continue;
    weights += weight;
    for (let c = 0; c < C; c++) sum += weight * (values[c * n + i] ?? 0);
  }
  return weights === 0 ? NaN : sum / (C * weights);
}

function checkAlike(a: Planes, b: Planes, region: Float32Array | undefined): void {
  checkPlanes(a);
  checkPlanes(b);
  if (a.C !== b.C || a.H !== b.H || a.W !== b.W) {
    throw new RangeError(`the second picture is ${b.C}×${b.H}×${b.W}, expected ${a.C}×${a.H}×${a.W} like the first`);
  }
  if (region !== undefined && region.length !== a.H * a.W) {
    throw new RangeError(`the region has ${region.length} values, expected ${a.H}×${a.W} = ${a.H * a.W}`);
  }
}
