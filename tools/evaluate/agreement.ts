import type { Planes } from "../../src/runtime/diffusion/planes.ts";
import { PALETTES, PARTS, zones, type Anatomy, type Colour, type Part } from "./anatomy.ts";

/** Fewest pixels of a part, known as well as filled, for it to be judged; and how many of the filled must show it. */
const ENOUGH = 16;
const SHOWN = 8;

/** How a part was filled. */
export interface PartAgreement {
  /** Of the filled pixels that show the part, those with the right colour: 0 to 1. */
  readonly share: number;
  /** Whether the colour that the most of them have is the right one. */
  readonly same: boolean;
}

export type Agreement = Readonly<Partial<Record<Part, PartAgreement>>>;

/**
 * Whether the fill has the colours of what is known. For each part that is seen on both sides of the mask: the filled
 * pixels where the true drawing shows it plainly; each takes the nearest colour (Euclidean, RGB) of the part's palette and of
 * this face's other parts. Those that take a colour of the palette show the part, and agree when it is the right one; where
 * the fill has another part instead (a beard over skin), its shape differs from the truth, and its colour is not judged.
 *
 * @param keep_mask `[H W]`, 1 = known.
 */
export function agreementWithKnown(fill: Planes, anatomy: Anatomy, keep_mask: Float32Array): Agreement {
  const result: Partial<Record<Part, PartAgreement>> = {};
  for (const part of PARTS) {
    const pixels = pixelsWhere(anatomy.masks[part], (v) => v === 1);
    const hidden = pixels.filter((i) => keep_mask[i] === 0);
    if (hidden.length < ENOUGH || pixels.length - hidden.length < ENOUGH) continue;
    const own = PALETTES[part];
    const others = PARTS.filter((other) => other !== part).map((other) => anatomy.colours[other]);
    const counts = countNearest(fill, hidden, [...own, ...others]).slice(0, own.length);
    const shown = counts.reduce((sum, count) => sum + count, 0);
    if (shown < SHOWN) continue;
    const right = own.findIndex((colour) => distance(colour, anatomy.colours[part]) === 0);
    result[part] = { share: (counts[right] ?? 0) / shown, same: largest(counts) === right };
  }
  return result;
}

/**
 * Whether a picture has one colour left and right, however its face is drawn: in the zones where every drawing shows a
 * part, the colour that the most pixels on the left have, and how many on the right have it too.
 */
export function leftAgainstRight(picture: Planes): Agreement {
  const result: Partial<Record<Part, PartAgreement>> = {};
  for (const part of PARTS) {
    const zone = zones()[part];
    const right = pixelsWhere(zone, (v) => v === 2);
    const colour = largest(
      countNearest(
        picture,
        pixelsWhere(zone, (v) => v === 1),
        PALETTES[part],
      ),
    );
    const counts = countNearest(picture, right, PALETTES[part]);
    result[part] = { share: (counts[colour] ?? 0) / right.length, same: largest(counts) === colour };
  }
  return result;
}

/** In the zones where every drawing shows a part: the share of pixels that are nearest to `colour` of the part's palette. */
export function shareOfColour(picture: Planes, part: Part, colour: Colour): number {
  const pixels = pixelsWhere(zones()[part], (v) => v !== 0);
  const counts = countNearest(picture, pixels, PALETTES[part]);
  return (counts[PALETTES[part].findIndex((other) => distance(other, colour) === 0)] ?? 0) / pixels.length;
}

/** The mean share of the parts that could be judged; NaN when there are none. */
export function meanShare(agreement: Agreement): number {
  const shares = Object.values(agreement).map(({ share }) => share);
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/** Whether all parts that could be judged have the right colour; undefined when there are none. */
export function allSame(agreement: Agreement): boolean | undefined {
  const parts = Object.values(agreement);
  return parts.length === 0 ? undefined : parts.every(({ same }) => same);
}

function pixelsWhere(mask: Uint8Array, chosen: (v: number) => boolean): readonly number[] {
  return [...mask.keys()].filter((i) => chosen(mask[i] ?? 0));
}

/** How many of the pixels are nearest to each colour; the first of equals counts. */
function countNearest(picture: Planes, pixels: readonly number[], colours: readonly Colour[]): number[] {
  const n = picture.H * picture.W;
  const counts = colours.map(() => 0);
  const byte = (i: number): number => ((picture.data[i] ?? 0) + 1) * 127.5;
  for (const i of pixels) {
    const pixel: Colour = [byte(i), byte(n + i), byte(2 * n + i)];
    const distances = colours.map((colour) => distance(colour, pixel));
    const nearest = distances.indexOf(Math.min(...distances));
    counts[nearest] = (counts[nearest] ?? 0) + 1;
  }
  return counts;
}

function distance([a, b, c]: Colour, [d, e, f]: Colour): number {
  return (a - d) ** 2 + (b - e) ** 2 + (c - f) ** 2;
}

function largest(counts: readonly number[]): number {
  return counts.indexOf(Math.max(...counts));
}
