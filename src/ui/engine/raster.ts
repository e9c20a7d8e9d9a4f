import type { Picture } from "../../runtime/node.ts";
import type { Raster } from "./messages.ts";

/**
 * Turns planes of floats into pixels, rounded to the nearest of 256 values; a batch becomes a grid, left to right.
 *
 * @param range of the floats: what is black and what is white.
 */
export function rasterOf({ shape, data }: Picture, range: readonly [number, number] = [-1, 1]): Raster {
  const [N, C, H, W] = shape;
  const columns = Math.ceil(Math.sqrt(N));
  const [width, height] = [columns * W, Math.ceil(N / columns) * H];
  const rgba = new Uint8ClampedArray(width * height * 4);
  const [low, factor] = [range[0], 255 / (range[1] - range[0])];
  const plane = H * W;
  for (let n = 0; n < N; n++) {
    const [left, top] = [(n % columns) * W, Math.floor(n / columns) * H];
    for (let p = 0; p < plane; p++) {
      const at = ((top + Math.floor(p / W)) * width + left + (p % W)) * 4;
      for (let c = 0; c < 3; c++) {
        const value = data[(n * C + (C < 3 ? 0 : c)) * plane + p] ?? 0;
        rgba[at + c] = Math.round((value - low) * factor);
      }
      rgba[at + 3] = 255;
    }
  }
  return { width, height, rgba };
}

/** Longest side of a picture on the way. */
const MAX_SHOWN = 1024;

/** A picture as it is shown on the way: of a large one every second, third… pixel of every such row. */
export function shown(picture: Picture): Picture {
  const [N, C, H, W] = picture.shape;
  const step = Math.ceil(Math.max(H, W) / MAX_SHOWN);
  if (step <= 1) return picture;
  const [h, w] = [Math.ceil(H / step), Math.ceil(W / step)];
  const data = new Float32Array(N * C * h * w);
  for (let p = 0; p < N * C; p++)
    for (let y = 0; y < h; y++)
      for (let x = 0; x < w; x++) data[(p * h + y) * w + x] = picture.data[(p * H + y * step) * W + x * step] ?? 0;
  return { shape: [N, C, h, w], data };
}

/** Turns pixels into a picture `1 3 H W` in [0, 1]; what is transparent lies over white. */
export function pictureOf({ width, height, rgba }: Raster): Picture {
  const plane = width * height;
  const data = new Float32Array(3 * plane);
  let alphas: Float32Array | undefined;
  for (let p = 0; p < plane; p++) {
    const alpha = (rgba[p * 4 + 3] ?? 255) / 255;
    if (alpha < 1) (alphas ??= new Float32Array(plane).fill(1))[p] = alpha;
    for (let c = 0; c < 3; c++) {
      const value = (rgba[p * 4 + c] ?? 0) / 255;
      data[c * plane + p] = alpha === 1 ? value : value * alpha + 1 - alpha;
    }
  }
  return { shape: [1, 3, height, width], data, ...(alphas && { alpha: alphas }) };
}
