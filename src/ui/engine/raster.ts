import type { Picture } from "../../runtime/node.ts";
import type { Raster } from "../../runtime/picture/raster.ts";

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
