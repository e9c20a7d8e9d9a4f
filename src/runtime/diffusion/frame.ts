import { checkPlanes, checkSize, type Planes } from "./planes.ts";
import { coveringSize } from "./resize.ts";

/** `[height, width]`. */
export type Size = readonly [height: number, width: number];

/** A part of a picture, in its pixels from the top left. It may end between pixels, and reach beyond the edges. */
export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Numbers that should be whole differ from it by no more than this. */
const ROUNDING = 1e-6;

/** All of a picture. */
export const wholeFrame = ([H, W]: Size): Frame => ({ x: 0, y: 0, width: W, height: H });

/** The part that `fitImage` shows at `H W`: it resizes all of the picture, edge to edge, and crops the middle. */
export function coverFrame(of: Size, [H, W]: Size): Frame {
  const [h, w] = coveringSize(of, H, W);
  return partOf(of, [h, w], [Math.floor((h - H) / 2), Math.floor((w - W) / 2)], [H, W]);
}

/** The part that a picture shows which is resized to `[h, w]` and centred in `[H, W]`: it reaches beyond the edges. */
export function containFrame(of: Size, [h, w]: Size, [H, W]: Size): Frame {
  return partOf(of, [h, w], [Math.ceil((h - H) / 2), Math.ceil((w - W) / 2)], [H, W]);
}

/** What lies in a window of a picture that has been resized, edge to edge, to `[h, w]`. */
function partOf([H0, W0]: Size, [h, w]: Size, [top, left]: Size, [H, W]: Size): Frame {
  return { x: (left * W0) / w + 0, y: (top * H0) / h + 0, width: (W * W0) / w, height: (H * H0) / h };
}

/** The same part of the same picture at another size. */
export function frameAt(frame: Frame, from: Size, to: Size): Frame {
  const [down, across] = [to[0] / from[0], to[1] / from[1]];
  return { x: frame.x * across, y: frame.y * down, width: frame.width * across, height: frame.height * down };
}

/** Where all of a picture lies in the pixels of its part, which has the size `[H, W]`. */
export function frameFrom(frame: Frame, of: Size, [H, W]: Size): Frame {
  const [across, down] = [W / frame.width, H / frame.height];
  return { x: -frame.x * across, y: -frame.y * down, width: of[1] * across, height: of[0] * down };
}

/** Whether two sizes are one picture's: the sides have one ratio, as far as whole pixels allow. */
export function sameShape([h, w]: Size, [H, W]: Size): boolean {
  return Math.abs(w - (h * W) / H) < 1 || Math.abs(h - (w * H) / W) < 1;
}

/**
 * A keep mask seen through a frame. No pixel becomes known that is not: one is known only if all that it covers is.
 *
 * @param keep_mask one plane; what is at least one half is known.
 * @param beyond whether what lies beyond the edges is known.
 * @returns `1 H W`, each 0 or 1.
 */
export function keepThrough(keep_mask: Planes, frame: Frame, [H, W]: Size, beyond: 0 | 1 = 0): Planes {
  checkPlanes(keep_mask);
  checkSize(H, W);
  const { data, H: h, W: w } = keep_mask;
  const across = covered(frame.x, frame.width, W);
  const down = covered(frame.y, frame.height, H);
  const rows = new Uint8Array(h * W);
  for (let y = 0; y < h; y++) allKnown({ data, start: y * w, stride: 1, size: w }, across, beyond, rows, y * W, 1);
  const known = new Float32Array(H * W);
  for (let x = 0; x < W; x++) allKnown({ data: rows, start: x, stride: W, size: h }, down, beyond, known, x, W);
  return { data: known, C: 1, H, W };
}

/** For each of `count` pixels which it covers: from `[2i]` to before `[2i + 1]`, beyond the edges too. */
function covered(start: number, length: number, count: number): Float64Array {
  const range = new Float64Array(2 * count);
  for (let i = 0; i < count; i++) {
    range[2 * i] = Math.floor(start + (i * length) / count + ROUNDING);
    range[2 * i + 1] = Math.ceil(start + ((i + 1) * length) / count - ROUNDING);
  }
  return range;
}

/** A row or a column of a mask. */
interface Line {
  readonly data: ArrayLike<number>;
  readonly start: number;
  readonly stride: number;
  readonly size: number;
}

/** Writes 1 where all of a range is known, 0 elsewhere. The unknown are counted once, so wide ranges cost nothing. */
function allKnown(
  { data, start, stride, size }: Line,
  ranges: Float64Array,
  beyond: 0 | 1,
  to: Uint8Array | Float32Array,
  toStart: number,
  toStride: number,
): void {
  const unknown = new Int32Array(size + 1);
  for (let k = 0; k < size; k++) unknown[k + 1] = (unknown[k] ?? 0) + ((data[start + k * stride] ?? 0) >= 0.5 ? 0 : 1);
  for (let i = 0; 2 * i < ranges.length; i++) {
    const [from, end] = [ranges[2 * i] ?? 0, ranges[2 * i + 1] ?? 0];
    const [a, b] = [Math.min(size, Math.max(0, from)), Math.min(size, Math.max(0, end))];
    const within = beyond === 1 || (from >= 0 && end <= size);
    to[toStart + i * toStride] = within && (b <= a || unknown[a] === unknown[b]) ? 1 : 0;
  }
}
