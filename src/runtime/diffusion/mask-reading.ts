import type { Planes } from "./planes.ts";

/** What marks the hole in somebody's mask. `auto`: transparency where there is any, else black, unless that is nearly all. */
export const HOLES = ["auto", "black", "white", "transparent"] as const;
export type Hole = (typeof HOLES)[number];

/** How a mask was understood. */
export interface MaskReading {
  /** `1 H W`: 1 known, 0 to be filled. */
  readonly keep_mask: Planes;
  /** What was taken as the hole; opaque: the opposite of transparent; painted: where it differs from its picture. */
  readonly hole: "black" | "white" | "transparent" | "opaque" | "painted";
  /** Whether the usual reading would have left nearly nothing known, so that the other one was taken. */
  readonly guessed: boolean;
  /** Share of the pixels that the hole has, 0 to 1. */
  readonly share: number;
  /** Share of the pixels that were neither of both, and fell to the nearer side. */
  readonly soft: number;
  /** Where it was split, between `low` and `high`, the darkest and the lightest value. */
  readonly split: number;
  readonly low: number;
  readonly high: number;
}

/** From this share on a hole is nearly everything, and the mask is probably meant the other way round. */
const NEARLY_ALL = 0.85;
/** Values nearer than this to the ends are no soft edge: what a JPEG makes of black and white. */
const SOFT = 0.1;
/** How far values must lie apart to be two kinds, where all of them are dark, or all light. */
const APART = 0.15;
/** One step of 8 bits. */
const STEP = 1.5 / 255;

/**
 * Reads a mask as people have it: white on black or black on white, with grey edges, of zeros and ones in 8 bits, in
 * colours that are both dark, or in the transparency of a picture.
 *
 * @param luma one plane in [0, 1].
 * @param alpha as many values in [0, 1], where the file has transparent pixels.
 */
export function readMask(luma: Planes, alpha: Float32Array | undefined, wanted: Hole = "auto"): MaskReading {
  const byAlpha = wanted === "transparent" || (wanted === "auto" && alpha !== undefined);
  const values = byAlpha ? (alpha ?? new Float32Array(luma.data.length).fill(1)) : luma.data;
  const split = splitOf(values);
  const data = new Float32Array(values.length);
  let known = 0;
  let soft = 0;
  const [dark, light] = [split.low + SOFT * (split.high - split.low), split.high - SOFT * (split.high - split.low)];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    const isLight = value >= split.split;
    data[i] = isLight ? 1 : 0;
    if (isLight) known++;
    if (value > dark && value < light) soft++;
  }
  const dim = 1 - known / values.length;
  const guessed = wanted === "auto" && dim >= NEARLY_ALL && dim < 1;
  const exchanged = guessed || wanted === "white";
  if (exchanged) for (let i = 0; i < data.length; i++) data[i] = 1 - (data[i] ?? 0);
  const [usual, other] = byAlpha ? (["transparent", "opaque"] as const) : (["black", "white"] as const);
  return {
    keep_mask: { ...luma, data },
    hole: exchanged ? other : usual,
    guessed,
    share: exchanged ? 1 - dim : dim,
    soft: soft / values.length,
    ...split,
  };
}

/** Colours of a pixel that are no farther apart, of 1, are the same one: JPEG changes them by less. */
const SAME = 0.15;
/** Of the nine pixels around one so many differ where something is painted, a thin line included. */
const AROUND = 3;
/** Pixels by which the hole is wider than what differs: the pale edge of a stroke is paint too. */
const EDGE = 2;

/**
 * Reads a mask that is its own picture, with something painted over what is to be filled: what differs is the hole.
 *
 * @param marked three planes in [0, 1].
 * @param given the picture, three planes of the same size in [−1, 1].
 * @returns undefined where half of it differs, so that it is another picture.
 */
export function readPaintedOver(marked: Planes, given: Planes): MaskReading | undefined {
  const { H, W } = marked;
  const n = H * W;
  const differs = new Uint8Array(n);
  let count = 0;
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < 3; c++) {
      const apart = (marked.data[c * n + i] ?? 0) - ((given.data[c * n + i] ?? 0) + 1) / 2;
      if (Math.abs(apart) > SAME) differs[i] = 1;
    }
    count += differs[i] ?? 0;
  }
  if (count > n / 2) return undefined;
  const data = new Float32Array(n).fill(1);
  let filled = 0;
  for (let i = 0; i < n; i++) {
    if (differs[i] === 0) continue;
    const [y, x] = [Math.floor(i / W), i % W];
    let around = 0;
    box(y, x, 1, H, W, (at) => (around += differs[at] ?? 0));
    if (around < AROUND) continue;
    box(y, x, EDGE, H, W, (at) => {
      filled += data[at] ?? 0;
      data[at] = 0;
    });
  }
  const keep_mask = { data, C: 1, H, W };
  return { keep_mask, hole: "painted", guessed: false, share: filled / n, soft: 0, split: 0.5, low: 0, high: 1 };
}

/** The pixels that are no farther from one than `reach`, in rows and in columns. */
function box(y: number, x: number, reach: number, H: number, W: number, take: (at: number) => void): void {
  for (let v = Math.max(0, y - reach); v <= Math.min(H - 1, y + reach); v++)
    for (let u = Math.max(0, x - reach); u <= Math.min(W - 1, x + reach); u++) take(v * W + u);
}

/** One half, but halfway between dark and less dark where no value reaches it, or all do. */
function splitOf(values: Float32Array): Pick<MaskReading, "split" | "low" | "high"> {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const crosses = low < 0.5 && high >= 0.5;
  const isBinary = low === 0 && high > 0 && high <= STEP;
  const apart = isBinary || high - low > APART;
  return { split: !crosses && apart ? (low + high) / 2 : 0.5, low, high };
}
