import type { Planes } from "../../src/runtime/diffusion/planes.ts";

/** How a value halfway between known ones follows from them. */
export type Kernel = "linear" | "cubic";

/** Weights of the four neighbours of a value halfway between two: at −3, −1, 1, 3 pixels. Cubic is Catmull–Rom. */
const WEIGHTS: Readonly<Record<Kernel, readonly number[]>> = {
  linear: [0, 1 / 2, 1 / 2, 0],
  cubic: [-1 / 16, 9 / 16, 9 / 16, -1 / 16],
};

/**
 * Fills even rows (`every-second-line`), or even rows and columns (`super-resolve`), from the odd ones, which are known.
 * At the edge the outermost known value goes on.
 */
export function interpolated(image: Planes, mask: "super-resolve" | "every-second-line", kernel: Kernel): Planes {
  const { C, H, W } = image;
  const data = new Float32Array(image.data);
  for (let c = 0; c < C; c++) {
    for (let x = 0; x < W; x++) fillEven(data, c * H * W + x, W, H, WEIGHTS[kernel]);
    if (mask === "every-second-line") continue;
    for (let y = 0; y < H; y++) fillEven(data, (c * H + y) * W, 1, W, WEIGHTS[kernel]);
  }
  return { ...image, data: data.map((v) => Math.min(1, Math.max(-1, v))) };
}

/** Sets values 0, 2, 4 … of one line from values 1, 3, 5 …. */
function fillEven(data: Float32Array, first: number, stride: number, length: number, weights: readonly number[]): void {
  const last = length - 1 - (length % 2);
  const odd = (i: number): number => data[first + stride * Math.min(last, Math.max(1, i))] ?? 0;
  for (let i = 0; i < length; i += 2) {
    data[first + stride * i] = weights.reduce((sum, w, k) => sum + w * odd(i - 3 + 2 * k), 0);
  }
}

const SWEEPS = 400;

/**
 * Fills a hole of any shape as smoothly as can be: each filled value is the mean of its neighbours (Laplace's equation,
 * by Gauss–Seidel with over-relaxation), known values stay.
 */
export function membrane(image: Planes, keep_mask: Float32Array): Planes {
  const { C, H, W } = image;
  const data = new Float32Array(image.data);
  const hole = [...keep_mask.keys()].filter((i) => keep_mask[i] === 0);
  for (let c = 0; c < C; c++) {
    const plane = data.subarray(c * H * W, (c + 1) * H * W);
    for (const i of hole) plane[i] = 0;
    for (let sweep = 0; sweep < SWEEPS; sweep++)
      for (const i of hole) plane[i] = (plane[i] ?? 0) + 1.8 * (neighbours(plane, i, H, W) - (plane[i] ?? 0));
  }
  return { ...image, data };
}

/** The mean of the four pixels around one, or of those that there are. */
function neighbours(plane: Float32Array, i: number, H: number, W: number): number {
  const x = i % W;
  let [sum, count] = [0, 0];
  for (const [inside, j] of [
    [x > 0, i - 1],
    [x < W - 1, i + 1],
    [i >= W, i - W],
    [i < (H - 1) * W, i + W],
  ] as const) {
    if (!inside) continue;
    sum += plane[j] ?? 0;
    count++;
  }
  return sum / count;
}
