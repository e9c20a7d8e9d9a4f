import type { Picture } from "../node.ts";

/** A picture as it is shown: 8 bits, several side by side for a batch. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

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

/** A picture with every pixel as a square of `factor` × `factor`. */
export function enlarged({ width, height, rgba }: Raster, factor: number): Raster {
  if (factor === 1) return { width, height, rgba };
  const [W, H] = [width * factor, height * factor];
  const from = new Uint32Array(rgba.buffer, rgba.byteOffset, width * height);
  const to = new Uint32Array(W * H);
  for (let y = 0; y < H; y++) {
    const row = Math.floor(y / factor) * width;
    for (let x = 0; x < W; x++) to[y * W + x] = from[row + Math.floor(x / factor)] ?? 0;
  }
  return { width: W, height: H, rgba: new Uint8ClampedArray(to.buffer) };
}
