import type { Raster } from "../engine/messages.ts";

/** Share of a mask that is white, which is what is known: 0 to 1. */
export function knownShare(mask: Raster | undefined): number | undefined {
  if (!mask || mask.rgba.length === 0) return undefined;
  let sum = 0;
  for (let i = 0; i < mask.rgba.length; i += 4) sum += mask.rgba[i] ?? 0;
  return sum / 255 / (mask.rgba.length / 4);
}

/** How two pictures of one size differ: their difference four times as bright, and its mean in units of 255. */
export function meanDifference(a: Raster, b: Raster): { readonly raster: Raster; readonly mean: number } | undefined {
  if (a.width !== b.width || a.height !== b.height) return undefined;
  const rgba = new Uint8ClampedArray(a.rgba.length);
  let sum = 0;
  for (let i = 0; i < rgba.length; i++) {
    const difference = Math.abs((a.rgba[i] ?? 0) - (b.rgba[i] ?? 0));
    const isAlpha = i % 4 === 3;
    rgba[i] = isAlpha ? 255 : 4 * difference;
    if (!isAlpha) sum += difference;
  }
  return { raster: { width: a.width, height: a.height, rgba }, mean: sum / (rgba.length * 0.75) };
}
