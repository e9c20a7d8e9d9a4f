import { isPng, readHeader } from "../../runtime/png/chunks.ts";
import { carriesProfile } from "../../runtime/picture/profile.ts";
import type { Picture } from "../../runtime/node.ts";
import { problem, UserError } from "../../runtime/problem.ts";
import { pictureOf } from "./raster.ts";

const MAX_SIDE = 16_384;
const MAX_PIXELS = 64e6;

/**
 * Decodes a picture file with the browser's own decoder.
 *
 * @param name for messages.
 * @throws UserError `not-an-image`, `image-too-large`.
 */
export async function decodePicture(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<Picture> {
  if (isPng(bytes)) checkHeader(bytes, name);
  const bitmap = await decodeBitmap(new Blob([bytes]), name);
  try {
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context) throw notAnImage(name);
    context.drawImage(bitmap, 0, 0);
    const { width, height, data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    return pictureOf({ width, height, rgba: new Uint8ClampedArray(data) });
  } finally {
    bitmap.close();
  }
}

/**
 * Decodes to a bitmap; its values are touched only where the file carries a colour profile, which is converted to sRGB.
 *
 * @throws UserError as `decodePicture`.
 */
export async function decodeBitmap(blob: Blob, name: string): Promise<ImageBitmap> {
  const managed = carriesProfile(new Uint8Array(await blob.arrayBuffer()));
  const options: ImageBitmapOptions = { colorSpaceConversion: managed ? "default" : "none", premultiplyAlpha: "none" };
  const bitmap = await createImageBitmap(blob, options).catch(() => undefined);
  if (!bitmap) throw notAnImage(name);
  if (Math.max(bitmap.width, bitmap.height) <= MAX_SIDE && bitmap.width * bitmap.height <= MAX_PIXELS) return bitmap;
  const { width, height } = bitmap;
  bitmap.close();
  throw tooLarge(name, width, height);
}

/** Refuses a size before anything is unpacked. */
function checkHeader(bytes: Uint8Array, name: string): void {
  let header;
  try {
    header = readHeader(bytes);
  } catch {
    throw notAnImage(name);
  }
  const { width, height } = header;
  if (width === 0 || height === 0) throw notAnImage(name);
  if (Math.max(width, height) > MAX_SIDE || width * height > MAX_PIXELS) throw tooLarge(name, width, height);
}

function notAnImage(name: string): UserError {
  const short = name.slice(0, 60);
  return new UserError(
    problem(
      "not-an-image",
      { en: `"${short}" is not a picture that can be read.`, zh: `“${short}”不是可读取的图片。` },
      {
        en: "Choose a PNG, JPEG, WebP, GIF, BMP or AVIF file; the command line reads TIFF too.",
        zh: "请选择 PNG、JPEG、WebP、GIF、BMP 或 AVIF 文件；命令行还可读取 TIFF。",
      },
    ),
  );
}

function tooLarge(name: string, width: number, height: number): UserError {
  const short = name.slice(0, 60);
  return new UserError(
    problem(
      "image-too-large",
      {
        en: `"${short}" is ${width}×${height} pixels, which is too large.`,
        zh: `“${short}”为 ${width}×${height} 像素，过大。`,
      },
      { en: `Use one of at most ${MAX_SIDE} pixels a side.`, zh: `请使用边长不超过 ${MAX_SIDE} 像素的图片。` },
    ),
  );
}
