import type { Planes } from "./planes.ts";

/** What marks the hole in somebody's mask. `auto`: transparency where there is any, else black, unless that is nearly all. */
export const HOLES = ["auto", "black", "white", "transparent"] as const;
export type Hole = (typeof HOLES)[number];

/** How a mask was understood. */
export interface MaskReading {
  /** `1 H W`: 1 known, 0 to be filled. */
  readonly keep_mask: Planes;
  /** What was taken as the hole; opaque: the opposite of transparent. */
  readonly hole: "black" | "white" | "transparent" | "opaque";
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
