import type { Shape } from "../../runtime/backend.ts";
import { rasterOf, type Raster } from "../../runtime/picture/raster.ts";

/**
 * Colours from dark violet by green to light yellow, of which each is lighter than the one before by the same step as
 * the eye sees it: a straight climb of L in Oklab (Ottosson 2020, https://bottosson.github.io/posts/oklab/).
 *
 * @param share of the way, 0 to 1.
 * @returns red, green and blue, 0 to 255.
 */
export function colourAt(share: number): readonly [number, number, number] {
  const s = Math.min(1, Math.max(0, share));
  const L = 0.25 + 0.68 * s;
  const hue = ((305 - 200 * s) * Math.PI) / 180;
  const chroma = 0.11 - 0.04 * Math.sin(Math.PI * s) + 0.03 * s * s;
  return toRgb(L, chroma * Math.cos(hue), chroma * Math.sin(hue));
}

/** Oklab to sRGB of 8 bits. */
function toRgb(L: number, a: number, b: number): readonly [number, number, number] {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const byte = (v: number): number => {
    const part = v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055;
    return Math.round(255 * Math.min(1, Math.max(0, part)));
  };
  return [
    byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    byte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

let table: Uint8Array | undefined;

/** 256 colours, three bytes each. */
const colours = (): Uint8Array =>
  (table ??= Uint8Array.from(Array.from({ length: 256 }, (_, i) => colourAt(i / 255)).flat()));

/** The scale as a gradient of CSS, from left to right. */
export const gradient = (): string =>
  `linear-gradient(to right, ${Array.from({ length: 9 }, (_, i) => `rgb(${colourAt(i / 8).join(" ")})`).join(", ")})`;

/** One channel of data in colours, and the values at the two ends of the scale. */
export interface Mapped {
  readonly raster: Raster;
  readonly low: number;
  readonly high: number;
}

/** Shows one channel of data in colours, from its own least value to its largest; a batch becomes a grid. */
export function mapped({ shape, data }: { shape: Shape; data: Float32Array }, channel = 0): Mapped {
  const [N, C, H, W] = shape;
  const plane = H * W;
  const values = new Float32Array(N * plane);
  for (let n = 0; n < N; n++) {
    const at = (n * C + Math.min(channel, C - 1)) * plane;
    values.set(data.subarray(at, at + plane), n * plane);
  }
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const raster = rasterOf({ shape: [N, 1, H, W], data: values }, [low, high > low ? high : low + 1]);
  const { rgba } = raster;
  const scale = colours();
  for (let i = 0; i < rgba.length; i += 4) {
    const from = 3 * (rgba[i] ?? 0);
    if (rgba[i + 3] === 0) continue; // Room in the grid that no picture takes.
    for (let c = 0; c < 3; c++) rgba[i + c] = scale[from + c] ?? 0;
  }
  return { raster, low, high };
}

/** Every channel of a mask in one, for the eye: white where all are known, black where none is. */
export function maskShown({ shape, data }: { shape: Shape; data: Float32Array }): { shape: Shape; data: Float32Array } {
  const [N, C, H, W] = shape;
  if (C === 1) return { shape, data };
  const plane = H * W;
  const mean = new Float32Array(N * plane);
  for (let i = 0; i < data.length; i++) {
    const at = Math.floor(i / (C * plane)) * plane + (i % plane);
    mean[at] = (mean[at] ?? 0) + (data[i] ?? 0) / C;
  }
  return { shape: [N, 1, H, W], data: mean };
}
