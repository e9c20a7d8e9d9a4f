import type { Picture } from "../../runtime/node.ts";

/** Pixels that are read off a bitmap at once. */
const STRIP = 2 ** 18;

/**
 * The pixels of a bitmap as a picture `1 3 H W` in [0, 1], `1 1 H W` where it has no colour; what is transparent lies over
 * white. It is read in strips, so that a large one is never there in bytes a second time.
 *
 * @throws Error where the browser has no 2D canvas.
 */
export function planesOf(bitmap: ImageBitmap): Picture {
  const { width, height } = bitmap;
  const plane = width * height;
  const rows = Math.max(1, Math.floor(STRIP / width));
  const context = new OffscreenCanvas(width, Math.min(rows, height)).getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("no 2D canvas");
  context.globalCompositeOperation = "copy";
  const data = new Float32Array(3 * plane);
  const seen = { isGrey: true, alpha: undefined as Float32Array | undefined };
  for (let top = 0; top < height; top += rows) {
    context.drawImage(bitmap, 0, -top);
    const strip = context.getImageData(0, 0, width, Math.min(rows, height - top)).data;
    take(strip, data, plane, top * width, seen);
  }
  const { isGrey, alpha } = seen;
  const [C, values] = isGrey ? [1, data.slice(0, plane)] : [3, data];
  return { shape: [1, C, height, width], data: values, ...(alpha && { alpha }) };
}

/** Puts a strip of red, green, blue and alpha into three planes of `plane` pixels, from pixel `first` on. */
function take(
  rgba: Uint8ClampedArray,
  data: Float32Array,
  plane: number,
  first: number,
  seen: { isGrey: boolean; alpha: Float32Array | undefined },
): void {
  for (let i = 0; i < rgba.length / 4; i++) {
    const [r = 0, g = 0, b = 0, a = 255] = [rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2], rgba[4 * i + 3]];
    const at = first + i;
    if (r !== g || r !== b) seen.isGrey = false;
    if (a === 255) {
      data[at] = r / 255;
      data[plane + at] = g / 255;
      data[2 * plane + at] = b / 255;
      continue;
    }
    const alpha = a / 255;
    (seen.alpha ??= new Float32Array(plane).fill(1))[at] = alpha;
    data[at] = (r / 255) * alpha + 1 - alpha;
    data[plane + at] = (g / 255) * alpha + 1 - alpha;
    data[2 * plane + at] = (b / 255) * alpha + 1 - alpha;
  }
}
