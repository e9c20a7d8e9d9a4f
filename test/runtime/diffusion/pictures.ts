import type { Planes } from "../../../src/runtime/diffusion/planes.ts";

/** A picture in [−1, 1] that any language makes exactly: ((37x + 91y + 13xy + phase) mod 101) / 50 − 1. */
export function picture(H: number, W: number, phase = 0, C = 1): Planes {
  const data = Float32Array.from({ length: C * H * W }, (_, i) => {
    const [x, y, c] = [i % W, Math.floor(i / W) % H, Math.floor(i / (H * W))];
    return ((37 * x + 91 * y + 13 * x * y + phase + 7 * c) % 101) / 50 - 1;
  });
  return { data, C, H, W };
}

/** a·p + b·q, in float64 until the end. */
export function blend(a: number, p: Planes, b: number, q: Planes): Planes {
  return { ...p, data: p.data.map((v, i) => a * v + b * (q.data[i] ?? NaN)) };
}

/** The largest difference between two lists of numbers. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = a.length === b.length ? 0 : Infinity;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs((a[i] ?? NaN) - (b[i] ?? NaN)));
  return most;
}
