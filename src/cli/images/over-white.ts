import type { Picture } from "../../runtime/node.ts";

/**
 * Turns interleaved values (grey, grey and alpha, RGB, RGBA) into planes; what is transparent lies over white.
 *
 * @param top the value of white.
 * @returns `1 3 H W` in [0, 1], with its alpha where any pixel is not opaque.
 */
export function overWhite(
  values: ArrayLike<number>,
  width: number,
  height: number,
  channels: number,
  top: number,
): Picture {
  const n = width * height;
  const data = new Float32Array(3 * n);
  const alphaAt = channels % 2 === 0 ? channels - 1 : undefined;
  const alphas = new Float32Array(alphaAt === undefined ? 0 : n);
  for (let i = 0; i < n; i++) {
    const at = i * channels;
    const alpha = alphaAt === undefined ? 1 : (values[at + alphaAt] ?? top) / top;
    if (alphaAt !== undefined) alphas[i] = alpha;
    for (let c = 0; c < 3; c++) {
      const value = (values[at + (channels >= 3 ? c : 0)] ?? 0) / top;
      data[c * n + i] = alpha === 1 ? value : value * alpha + 1 - alpha;
    }
  }
  const clear = alphas.some((alpha) => alpha < 1);
  return { shape: [1, 3, height, width], data, ...(clear && { alpha: alphas }) };
}
