import { drawnMask, NARROW, WIDE } from "./drawn-masks.ts";
import { checkSize } from "./planes.ts";

/** The six masks of the paper (Lugmayr et al. 2022, §5.1), and the two trivial ones. */
export const MASK_KINDS = [
  "wide",
  "narrow",
  "every_second_line",
  "half",
  "expand",
  "super_resolve_2x",
  "everything_known",
  "nothing_known",
] as const;

export type MaskKind = (typeof MASK_KINDS)[number];

/**
 * A keep mask: 1 = known, 0 = to be filled.
 *
 *     every_second_line   known iff y is odd                       half     known iff x < W / 2
 *     super_resolve_2x    known iff x and y are odd                expand   known in the centred W/4 × H/4
 *     wide, narrow        drawn: strokes and boxes are to be filled, at most half of the picture
 *
 * @param seed of `wide` and `narrow`; the same seed draws the same shapes at every size. The others ignore it.
 * @returns `[H W]`, each 0 or 1.
 * @throws RangeError when the size or the seed is no whole number.
 */
export function keepMask(kind: MaskKind, H: number, W: number, seed = 0): Float32Array {
  checkSize(H, W);
  switch (kind) {
    case "wide":
      return drawnMask(WIDE, H, W, seed);
    case "narrow":
      return drawnMask(NARROW, H, W, seed);
    case "every_second_line":
      return pattern(H, W, (_, y) => y % 2 === 1);
    case "half":
      return pattern(H, W, (x) => x < W / 2);
    case "expand":
      return expand(H, W);
    case "super_resolve_2x":
      return pattern(H, W, (x, y) => x % 2 === 1 && y % 2 === 1);
    case "everything_known":
      return new Float32Array(H * W).fill(1);
    case "nothing_known":
      return new Float32Array(H * W);
  }
}

/** Exchanges known and unknown, `1 − m`; soft edges stay soft. */
export function invert(keep_mask: Float32Array): Float32Array {
  return keep_mask.map((m) => 1 - m);
}

function expand(H: number, W: number): Float32Array {
  const [h, w] = [Math.max(1, Math.round(H / 4)), Math.max(1, Math.round(W / 4))];
  const [y0, x0] = [Math.floor((H - h) / 2), Math.floor((W - w) / 2)];
  return pattern(H, W, (x, y) => x >= x0 && x < x0 + w && y >= y0 && y < y0 + h);
}

function pattern(H: number, W: number, known: (x: number, y: number) => boolean): Float32Array {
  return Float32Array.from({ length: H * W }, (_, i) => (known(i % W, Math.floor(i / W)) ? 1 : 0));
}
