import { at, checkPlanes, type Planes } from "./planes.ts";
import { resize, type Filter } from "./resize.ts";

/**
 * Keeps what survives a picture N times smaller: down by N and up again (Choi et al. 2021, ILVR, φ_N). Linear in the picture.
 *
 * @param N how many times smaller, ≥ 1; 1 leaves every value as it is. A side that N does not divide is rounded up.
 */
export function lowPass(planes: Planes, N: number, filter: Filter): Planes {
  if (!(N >= 1)) throw new RangeError(`N = ${N}, expected a number ≥ 1`);
  if (N === 1) return planes;
  const small = resize(planes, Math.ceil(planes.H / N), Math.ceil(planes.W / N), filter);
  return resize(small, planes.H, planes.W, filter);
}

/**
 * Convolves with a Gaussian of standard deviation `sigma` pixels, cut off at four of them, edges mirrored. Rows, then columns.
 *
 *     out[i] = Σ_k exp(−k² / 2σ²) in[i + k] / Σ_k exp(−k² / 2σ²)
 */
export function blur(planes: Planes, sigma: number): Planes {
  checkPlanes(planes);
  if (!(sigma >= 0)) throw new RangeError(`sigma = ${sigma}, expected a number of pixels ≥ 0`);
  if (sigma === 0) return planes;
  const reach = Math.ceil(4 * sigma);
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const { C, H, W } = planes;
  const rows = convolved(Float64Array.from(planes.data), C * H, W, 1, W, weights, sum);
  const data = new Float32Array(planes.data.length);
  for (let c = 0; c < C; c++) {
    const plane = convolved(rows.subarray(c * H * W, (c + 1) * H * W), W, H, W, 1, weights, sum);
    data.set(plane, c * H * W);
  }
  return { data, C, H, W };
}

/** Convolves `lines` lines of `length` values, `step` apart, lines `stride` apart. */
function convolved(
  data: Float64Array,
  lines: number,
  length: number,
  step: number,
  stride: number,
  weights: Float64Array,
  sum: number,
): Float64Array {
  const out = new Float64Array(data.length);
  const reach = (weights.length - 1) / 2;
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < length; i++) {
      let total = 0;
      for (let k = -reach; k <= reach; k++)
        total += at(weights, k + reach) * at(data, line * stride + mirrored(i + k, length) * step);
      out[line * stride + i * step] = total / sum;
    }
  }
  return out;
}

/** The pixel that stands for one beyond the edge: … 2 1 0 | 0 1 2 … */
function mirrored(i: number, length: number): number {
  const period = 2 * length;
  const place = ((i % period) + period) % period;
  return place < length ? place : period - 1 - place;
}

/** Room around a picture, filled with one value. */
export function padded(
  planes: Planes,
  { left, right, top, bottom }: Readonly<Record<"left" | "right" | "top" | "bottom", number>>,
  value: number,
): Planes {
  checkPlanes(planes);
  const { C } = planes;
  const [H, W] = [planes.H + top + bottom, planes.W + left + right];
  const data = new Float32Array(C * H * W).fill(value);
  for (let c = 0; c < C; c++)
    for (let y = 0; y < planes.H; y++) {
      const from = (c * planes.H + y) * planes.W;
      data.set(planes.data.subarray(from, from + planes.W), (c * H + top + y) * W + left);
    }
  return { data, C, H, W };
}
