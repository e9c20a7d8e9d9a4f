import type { Picture } from "../../runtime/node.ts";

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
