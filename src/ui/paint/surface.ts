import type { Raster } from "../engine/messages.ts";
import { snapped, type Mask, type Point } from "./mask.ts";

/** Red, green and blue, 0 to 255. */
export type Colour = readonly [number, number, number];

/** How much of the colour lies over the picture: what is known is hardly touched, what is to be filled is covered. */
const KNOWN_TINT = 0.22;
const UNKNOWN_TINT = 0.78;
const NO_PICTURE = 128;

/**
 * The picture under its mask, pixel for pixel: known and to be filled in their two colours.
 *
 * @param picture of the mask's size; middle grey where there is none.
 */
export function tinted(mask: Mask, picture: Raster | undefined, known: Colour, generated: Colour): Raster {
  const { width, height, data } = mask;
  const under = picture?.width === width && picture.height === height ? picture.rgba : undefined;
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let p = 0; p < width * height; p++) {
    const [colour, tint] = data[p] === 1 ? [known, KNOWN_TINT] : [generated, UNKNOWN_TINT];
    for (let c = 0; c < 3; c++) {
      rgba[p * 4 + c] = (under?.[p * 4 + c] ?? NO_PICTURE) * (1 - tint) + (colour[c] ?? 0) * tint;
    }
  }
  return { width, height, rgba };
}

/** Reads `#rrggbb`. */
export function colourOf(text: string): Colour {
  const value = Number.parseInt(text.trim().replace("#", ""), 16);
  return Number.isNaN(value) ? [128, 128, 128] : [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** Draws a raster over the whole canvas, every pixel a sharp square, and the outline of the brush over it. */
export function drawSurface(
  canvas: HTMLCanvasElement,
  raster: Raster,
  brush: { readonly at: Point; readonly size: number } | undefined,
): void {
  const ctx = canvas.getContext("2d");
  if (!ctx) return;
  const small = new OffscreenCanvas(raster.width, raster.height);
  small.getContext("2d")?.putImageData(new ImageData(raster.rgba, raster.width, raster.height), 0, 0);
  ctx.imageSmoothingEnabled = false;
  ctx.drawImage(small, 0, 0, canvas.width, canvas.height);
  if (!brush) return;
  const scale = canvas.width / raster.width;
  const { x, y } = snapped(brush.at, brush.size);
  for (const [colour, width] of [
    ["#000", 3],
    ["#fff", 1.25],
  ] as const) {
    ctx.beginPath();
    ctx.arc(x * scale, y * scale, Math.max(2, (brush.size * scale) / 2), 0, 2 * Math.PI);
    ctx.strokeStyle = colour;
    ctx.lineWidth = (width * canvas.width) / Math.max(1, canvas.clientWidth);
    ctx.stroke();
  }
}
