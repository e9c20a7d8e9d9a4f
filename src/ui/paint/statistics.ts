import type { Floats } from "../engine/messages.ts";

/** What is said of a value's numbers. */
export interface Statistics {
  readonly min: number;
  readonly mean: number;
  readonly max: number;
  /** Standard deviation. */
  readonly std: number;
  /** How many numbers lie in each of equal parts of `[min, max]`. */
  readonly histogram: readonly number[];
}

/** @param data at least one number; what is not finite counts for nothing. */
export function statisticsOf(data: Float32Array, bins = 48): Statistics {
  let [min, max, sum, count] = [Infinity, -Infinity, 0, 0];
  for (const value of data) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    count++;
  }
  const mean = sum / count;
  const histogram = new Array<number>(bins).fill(0);
  const factor = max > min ? bins / (max - min) : 0;
  let squares = 0;
  for (const value of data) {
    if (!Number.isFinite(value)) continue;
    squares += (value - mean) ** 2;
    const bin = Math.min(bins - 1, Math.floor((value - min) * factor));
    histogram[bin] = (histogram[bin] ?? 0) + 1;
  }
  return { min, mean, max, std: Math.sqrt(squares / count), histogram };
}

/** The numbers of one pixel, a channel each. A batch lies side by side, as it is shown. */
export function pixelOf({ shape, data }: Floats, x: number, y: number): readonly number[] {
  const [N, C, H, W] = shape;
  const n = Math.floor(y / H) * Math.ceil(Math.sqrt(N)) + Math.floor(x / W);
  if (x < 0 || y < 0 || n >= N) return [];
  const at = (y % H) * W + (x % W);
  return Array.from({ length: C }, (_, c) => data[(n * C + c) * H * W + at] ?? NaN);
}

/** A number for a column of them: three significant places, a true minus. */
export function shortNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  const text = size === 0 ? "0" : size < 1e-3 || size >= 1e4 ? size.toExponential(1) : String(+size.toPrecision(3));
  return value < 0 ? `−${text}` : text;
}
