import { checkPlanes, checkSize, clampPlanes, type Planes } from "./planes.ts";
import { roundHalfEven } from "./respacing.ts";

/** `box` averages, `bicubic` is Keys' cubic with a = −0.5, widened when it shrinks; `nearest` takes one pixel. */
export type Filter = "box" | "bicubic" | "nearest";

/**
 * Resizes each plane, pixel centres at half-integers, edges cut off the filter and its rest scaled to sum 1.
 *
 *     out[i] = Σ_k f((k + ½ − (i + ½) s) / max(s, 1)) in[k] / Σ f,  s = old size / new size
 *
 * Rows and columns one after the other, in float64. Bicubic may overshoot the range of its input.
 *
 * @throws RangeError when a size is no whole number of pixels.
 */
export function resize(planes: Planes, H: number, W: number, filter: Filter): Planes {
  checkPlanes(planes);
  checkSize(H, W);
  const { C } = planes;
  const [across, down] = [tapsOf(planes.W, W, filter), tapsOf(planes.H, H, filter)];
  const data = new Float32Array(C * H * W);
  // Whichever leaves less for the other comes first; columns are summed line by line, which waits for no sum before.
  const isLower = H < planes.H;
  const rows = new Float64Array(isLower ? H * planes.W : planes.H * W);
  const line = new Float64Array(isLower ? planes.W : W);
  for (let c = 0; c < C; c++) {
    const from = c * planes.H * planes.W;
    const to = c * H * W;
    if (isLower) {
      for (let y = 0; y < H; y++) rows.set(sumOfLines(line, planes.data, from, tap(down, y)), y * planes.W);
      for (let y = 0; y < H; y++)
        for (let x = 0; x < W; x++) data[to + y * W + x] = weighted(rows, y * planes.W, tap(across, x));
    } else {
      for (let y = 0; y < planes.H; y++)
        for (let x = 0; x < W; x++) rows[y * W + x] = weighted(planes.data, from + y * planes.W, tap(across, x));
      for (let y = 0; y < H; y++) data.set(sumOfLines(line, rows, 0, tap(down, y)), to + y * W);
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

/** Taps of the sizes that were asked for last: a filter within a loop asks for the same ones at each level. */
const known = new Map<string, readonly Taps[]>();
const MOST_KNOWN = 16;

export function tapsOf(from: number, to: number, filter: Filter): readonly Taps[] {
  const key = `${from} ${to} ${filter}`;
  const found = known.get(key);
  if (found) return found;
  const taps = makeTaps(from, to, filter);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, taps);
  return taps;
}

function makeTaps(from: number, to: number, filter: Filter): Taps[] {
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

type Floats = Float32Array | Float64Array;

/** Values of a line, weighed. `at` in these loops would cost three times the product itself. */
function weighted(values: Floats, start: number, { first, weights }: Taps): number {
  let sum = 0;
  for (let k = 0; k < weights.length; k++) sum += (weights[k] ?? 0) * (values[start + first + k] ?? 0);
  return sum;
}

/** Whole lines, weighed and added up in `line`. */
function sumOfLines(line: Float64Array, values: Floats, start: number, { first, weights }: Taps): Float64Array {
  line.fill(0);
  for (let k = 0; k < weights.length; k++) {
    const weight = weights[k] ?? 0;
    const from = start + (first + k) * line.length;
    for (let x = 0; x < line.length; x++) line[x] = (line[x] ?? 0) + weight * (values[from + x] ?? 0);
  }
  return line;
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
