import { isPng, readHeader } from "../../runtime/png/chunks.ts";
import { isNpy, NpyError, readNpy } from "../../runtime/picture/npy.ts";
import { carriesProfile } from "../../runtime/picture/profile.ts";
import type { Picture } from "../../runtime/node.ts";
import { problem, UserError, type Problem } from "../../runtime/problem.ts";
import { planesOf } from "./planes-of.ts";

const MAX_SIDE = 16_384;
const MAX_PIXELS = 64e6;

/** The start of a file, in which every format says what it is, how large, and whether it has a profile. */
const HEAD = 1 << 20;

/**
 * Decodes a picture file with the browser's own decoder, or data of NumPy (`.npy`), which keep their values.
 *
 * @param name for messages.
 * @throws UserError `not-an-image`, `image-too-large`, `image-unreadable`.
 */
export async function decodePicture(file: Blob, name: string): Promise<Picture> {
  const head = await headOf(file);
  if (isNpy(head)) return dataOf(new Uint8Array(await file.arrayBuffer()), name);
  const bitmap = await decodeBitmap(file, name);
  try {
    return planesOf(bitmap);
  } finally {
    bitmap.close();
  }
}

/** What is known of a picture before it is used: its size, and of an array how its values are to be taken. */
export interface PictureFacts {
  readonly size: readonly [height: number, width: number];
  /** Channels of an array of several. */
  readonly layers?: number;
  /** Its values are in units of their own. */
  readonly own: boolean;
}

/** What `decodePicture` will give. @throws UserError as that does. */
export async function pictureFacts(file: Blob, name: string): Promise<PictureFacts> {
  if (isNpy(await headOf(file))) {
    const { shape, layers, own } = await decodePicture(file, name);
    return { size: [shape[2], shape[3]], own: own === true, ...(layers && { layers: shape[1] }) };
  }
  const bitmap = await decodeBitmap(file, name);
  const size = [bitmap.height, bitmap.width] as const;
  bitmap.close();
  return { size, own: false };
}

const headOf = async (file: Blob): Promise<Uint8Array> => new Uint8Array(await file.slice(0, HEAD).arrayBuffer());

function dataOf(bytes: Uint8Array, name: string): Picture {
  try {
    return readNpy(bytes, (width, height) => {
      if (!isAllowed(width, height)) throw tooLarge(name, width, height);
    });
  } catch (error) {
    throw error instanceof NpyError ? new UserError(notData(name, error)) : error;
  }
}

const isAllowed = (width: number, height: number): boolean =>
  Math.max(width, height) <= MAX_SIDE && width * height <= MAX_PIXELS;

/**
 * Decodes to a bitmap; its values are touched only where the file carries a colour profile, which is converted to sRGB.
 *
 * @throws UserError as `decodePicture`.
 */
export async function decodeBitmap(blob: Blob, name: string): Promise<ImageBitmap> {
  const head = await headOf(blob);
  if (isPng(head)) checkHeader(head, name);
  const managed = carriesProfile(head);
  const options: ImageBitmapOptions = { colorSpaceConversion: managed ? "default" : "none", premultiplyAlpha: "none" };
  const bitmap = await createImageBitmap(blob, options).catch(() => undefined);
  if (!bitmap) throw notAnImage(name);
  if (isAllowed(bitmap.width, bitmap.height)) return bitmap;
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
  if (!isAllowed(width, height)) throw tooLarge(name, width, height);
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

function notData(name: string, { reason }: NpyError): Problem {
  const short = name.slice(0, 60);
  return problem(
    "image-unreadable",
    { en: `"${short}" cannot be read: ${reason.en}.`, zh: `无法读取“${short}”：${reason.zh}。` },
    {
      en: "Save it with NumPy as float32, float64 or uint8, channels first: np.save(name, x).",
      zh: "请用 NumPy 以 float32、float64 或 uint8、通道在前保存：np.save(name, x)。",
    },
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
