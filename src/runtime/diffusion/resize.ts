import { checkPlanes, checkSize, clampPlanes, type Planes } from "./planes.ts";
import { roundHalfEven } from "./respacing.ts";

/** `box` averages, `bicubic` is Keys' cubic with a = −0.5, widened when it shrinks; `nearest` takes one pixel. */
export type Filter = "box" | "bicubic" | "nearest";

/**
 * Resizes each plane, pixel centres at half-integers, edges cut off the filter and its rest scaled to sum 1.
 *
 *     out[i] = Σ_k f((k + ½ − (i + ½) s) / max(s, 1)) in[k] / Σ f,  s = old size / new size
 *
 * Rows first, then columns, in float64. Bicubic may overshoot the range of its input.
 *
 * @throws RangeError when a size is no whole number of pixels.
 */
export function resize(planes: Planes, H: number, W: number, filter: Filter): Planes {
  checkPlanes(planes);
  checkSize(H, W);
  const { C } = planes;
  const across = tapsOf(planes.W, W, filter);
  const down = tapsOf(planes.H, H, filter);
  const plane = new Float64Array(planes.H * planes.W);
  const rows = new Float64Array(planes.H * W);
  const data = new Float32Array(C * H * W);
  for (let c = 0; c < C; c++) {
    plane.set(planes.data.subarray(c * plane.length, (c + 1) * plane.length));
    for (let y = 0; y < planes.H; y++) {
      for (let x = 0; x < W; x++) rows[y * W + x] = weighted(plane, y * planes.W, 1, tap(across, x));
    }
    for (let y = 0; y < H; y++) {
      for (let x = 0; x < W; x++) data[(c * H + y) * W + x] = weighted(rows, x, W, tap(down, y));
    }
  }
  return { data, C, H, W };
}

/**
 * Cuts the middle out; an odd pixel over goes to the right and the bottom.
 *
 * @throws RangeError when the picture is smaller than the crop.
 */
export function centreCrop(planes: Planes, H: number, W: number): Planes {
  checkPlanes(planes);
  checkSize(H, W);
  if (H > planes.H || W > planes.W) {
    throw new RangeError(`the picture is ${planes.H}×${planes.W}, expected at least ${H}×${W} to crop`);
  }
  const [top, left] = [Math.floor((planes.H - H) / 2), Math.floor((planes.W - W) / 2)];
  const data = new Float32Array(planes.C * H * W);
  for (let c = 0; c < planes.C; c++) {
    for (let y = 0; y < H; y++) {
      const from = (c * planes.H + top + y) * planes.W + left;
      data.set(planes.data.subarray(from, from + W), (c * H + y) * W);
    }
  }
  return { data, C: planes.C, H, W };
}

/**
 * Brings a picture to a model's size as guided-diffusion does: halve by box while both sides are twice too long, bicubic
 * until the picture just covers the size, crop the middle.
 *
 * @returns `C H W` in [−1, 1], like the picture: the overshoot of the cubic is cut off.
 */
export function fitImage(image: Planes, H: number, W: number): Planes {
  return clampPlanes(fit(image, H, W), -1, 1);
}

function fit(planes: Planes, H: number, W: number): Planes {
  checkSize(H, W);
  let now = checkPlanes(planes);
  while (now.H >= 2 * H && now.W >= 2 * W) now = resize(now, Math.floor(now.H / 2), Math.floor(now.W / 2), "box");
  const [h, w] = coveringSize([now.H, now.W], H, W);
  if (h !== now.H || w !== now.W) now = resize(now, h, w, "bicubic");
  return centreCrop(now, H, W);
}

/** The size to which `fitImage` brings a picture before it crops: the smallest of its shape that covers `H W`. */
export function coveringSize([h, w]: readonly [number, number], H: number, W: number): readonly [number, number] {
  if (h >= 2 * H && w >= 2 * W) return coveringSize([Math.floor(h / 2), Math.floor(w / 2)], H, W);
  const scale = Math.max(H / h, W / w);
  return [Math.max(H, roundHalfEven(h * scale)), Math.max(W, roundHalfEven(w * scale))];
}

/** What one output value is made of: input values from `first` on, each with a weight. */
export interface Taps {
  readonly first: number;
  readonly weights: Float64Array;
}

export function tapsOf(from: number, to: number, filter: Filter): Taps[] {
  const scale = from / to;
  const stretch = Math.max(scale, 1);
  return Array.from({ length: to }, (_, i): Taps => {
    const centre = (i + 0.5) * scale;
    if (filter === "nearest") return { first: Math.min(from - 1, Math.floor(centre)), weights: Float64Array.of(1) };
    const support = (filter === "box" ? 0.5 : 2) * stretch;
    const first = Math.max(0, Math.floor(centre - support + 0.5));
    const end = Math.min(from, Math.floor(centre + support + 0.5));
    const kernel = filter === "box" ? box : cubic;
    const raw = Float64Array.from({ length: end - first }, (_, k) => kernel((first + k + 0.5 - centre) / stretch));
    const sum = raw.reduce((total, w) => total + w, 0);
    return { first, weights: raw.map((w) => w / sum) };
  });
}

function weighted(values: Float64Array, start: number, stride: number, { first, weights }: Taps): number {
  let sum = 0;
  // `at` in this loop would cost three times the product itself.
  for (let k = 0; k < weights.length; k++) sum += (weights[k] ?? 0) * (values[start + (first + k) * stride] ?? 0);
  return sum;
}

function tap(taps: readonly Taps[], i: number): Taps {
  const found = taps[i];
  if (found === undefined) throw new Error(`no taps ${i} among ${taps.length}`);
  return found;
}

function box(u: number): number {
  return u > -0.5 && u <= 0.5 ? 1 : 0;
}

/** Keys 1981, Eq. 4 with a = −0.5. */
function cubic(u: number): number {
  const x = Math.abs(u);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}
