import { keepMask, type MaskKind } from "../../runtime/diffusion/masks.ts";

/** Which pixels are known, at the model's resolution: 1 = known, 0 = to be filled; nothing in between. Never changed. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  /** `[H W]`, each 0 or 1. */
  readonly data: Uint8Array;
}

/** What a pixel of a mask can be. */
export type Ink = 0 | 1;

/** A place in pixels; the first pixel reaches from 0 to 1, so its centre is at 0.5. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Whole pixels: the left and upper ones, and how many. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const LARGEST_BRUSH = 128;

/** The presets of the mask node by the name of their generator. */
const PRESET_KINDS: Readonly<Record<string, MaskKind>> = {
  half: "half",
  expand: "expand",
  "every-second-line": "every_second_line",
  "super-resolve": "super_resolve_2x",
  wide: "wide",
  narrow: "narrow",
};

/** The six masks of the paper, as the mask node names them. */
export const presetNames: readonly string[] = Object.keys(PRESET_KINDS);

export function filled(width: number, height: number, ink: Ink): Mask {
  return { width, height, data: new Uint8Array(width * height).fill(ink) };
}

/** One of the paper's masks. @throws RangeError for a name that is none of `presetNames`. */
export function preset(name: string, width: number, height: number, seed = 0): Mask {
  const kind = Object.hasOwn(PRESET_KINDS, name) ? PRESET_KINDS[name] : undefined;
  if (!kind) throw new RangeError(`preset "${name}", expected one of ${presetNames.join(", ")}`);
  return { width, height, data: Uint8Array.from(keepMask(kind, height, width, seed)) };
}

/** White is known, split at one half, as the mask node reads a painting. */
export function maskOfPixels(width: number, height: number, rgba: ArrayLike<number>): Mask {
  const at = (i: number): number => rgba[i] ?? 0;
  const data = Uint8Array.from({ length: width * height }, (_, p) =>
    0.299 * at(p * 4) + 0.587 * at(p * 4 + 1) + 0.114 * at(p * 4 + 2) >= 127.5 ? 1 : 0,
  );
  return { width, height, data };
}

/**
 * Draws a round brush along a line. A pixel is painted when its centre lies within half the brush's size of the line;
 * brushes of odd size stand on the centres of pixels and those of even size on their corners, so edges are symmetric.
 *
 * @param size diameter in pixels, from 1.
 */
export function stroke(mask: Mask, from: Point, to: Point, size: number, ink: Ink): Mask {
  const [a, b] = [snapped(from, size), snapped(to, size)];
  const reach = size / 2;
  const box = {
    x: Math.floor(Math.min(a.x, b.x) - reach),
    y: Math.floor(Math.min(a.y, b.y) - reach),
    width: Math.ceil(Math.abs(a.x - b.x) + size) + 1,
    height: Math.ceil(Math.abs(a.y - b.y) + size) + 1,
  };
  return paint(mask, box, ink, (x, y) => distance({ x, y }, a, b) <= reach + 1e-9);
}

export function rectangle(mask: Mask, box: Box, ink: Ink): Mask {
  return paint(mask, box, ink, () => true);
}

/** The ellipse that touches the four sides of the box. */
export function ellipse(mask: Mask, box: Box, ink: Ink): Mask {
  const [rx, ry] = [box.width / 2, box.height / 2];
  const [cx, cy] = [box.x + rx, box.y + ry];
  return paint(mask, box, ink, (x, y) => ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1);
}

/** Exchanges known and to be filled. */
export function inverted(mask: Mask): Mask {
  return { ...mask, data: mask.data.map((value) => 1 - value) };
}

/** The pixels that a drag from one place to another covers, both ends included. */
export function boxOf(a: Point, b: Point): Box {
  const [x, y] = [Math.floor(Math.min(a.x, b.x)), Math.floor(Math.min(a.y, b.y))];
  return { x, y, width: Math.floor(Math.max(a.x, b.x)) - x + 1, height: Math.floor(Math.max(a.y, b.y)) - y + 1 };
}

/** Share of the pixels that are known, from 0 to 1. */
export function knownShare({ data }: Mask): number {
  return data.reduce((sum, value) => sum + value, 0) / Math.max(1, data.length);
}

export function sameMask(a: Mask, b: Mask): boolean {
  return a.width === b.width && a.height === b.height && a.data.every((value, i) => value === b.data[i]);
}

/** Where the middle of a brush stands: on the centre of a pixel, or on a corner where the size is even. */
export function snapped({ x, y }: Point, size: number): Point {
  return size % 2 === 1 ? { x: Math.floor(x) + 0.5, y: Math.floor(y) + 0.5 } : { x: Math.round(x), y: Math.round(y) };
}

/** Gives `ink` to the pixels of a box whose centres pass; the same mask where that changes nothing. */
function paint(mask: Mask, box: Box, ink: Ink, inside: (x: number, y: number) => boolean): Mask {
  const { width, height } = mask;
  const data = mask.data.slice();
  let changed = false;
  for (let y = Math.max(0, box.y); y < Math.min(height, box.y + box.height); y++) {
    for (let x = Math.max(0, box.x); x < Math.min(width, box.x + box.width); x++) {
      if (data[y * width + x] === ink || !inside(x + 0.5, y + 0.5)) continue;
      data[y * width + x] = ink;
      changed = true;
    }
  }
  return changed ? { width, height, data } : mask;
}

/** Distance of a point from a segment. */
function distance(p: Point, a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, ((p.x - a.x) * dx + (p.y - a.y) * dy) / length));
  return Math.hypot(p.x - a.x - share * dx, p.y - a.y - share * dy);
}
