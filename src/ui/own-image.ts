import { decodeBitmap } from "./engine/decode.ts";
import { centred, type Frame, type Size } from "./paint/crop.ts";

/** Which part of a picture was taken, in its pixels; of a whole one none is named. */
export interface Cut {
  readonly of: Size;
  readonly frame?: Frame;
}

/** A picture for a graph: a part of it at the network's size, or all of it as the reader's own file. */
export type ChosenPicture = { readonly cut: Cut } & (
  { readonly url: string; readonly whole: false } | { readonly file: File; readonly whole: true }
);

/** Longest picture file that stands in a graph itself, in bytes: with each edit it is written and checked anew. */
const MAX_BYTES = 1_000_000;
const CARRIED = ["image/png", "image/jpeg", "image/webp"];

/** A picture file as a `data:` URL with its own bytes; undefined where it is to stay outside the graph. */
export async function carried(file: File): Promise<string | undefined> {
  return CARRIED.includes(file.type) && file.size <= MAX_BYTES ? await dataUrl(file) : undefined;
}

/**
 * The middle of a picture file at a given size, as a `data:` PNG that a graph can carry.
 *
 * @throws UserError `not-an-image`, `image-too-large`.
 */
export async function croppedPicture(file: File, width: number, height: number): Promise<ChosenPicture> {
  const bitmap = await decodeBitmap(file, file.name);
  try {
    return await partOf(bitmap, centred(bitmap, { width, height }), { width, height });
  } finally {
    bitmap.close();
  }
}

/**
 * The part of a mask that was taken of its picture, in the mask's own pixels: only the graph makes it smaller, as it calls a pixel
 * known where all that it covers is.
 *
 * @returns undefined where the mask is not of the picture's size.
 * @throws UserError `not-an-image`, `image-too-large`.
 */
export async function maskLike({ of, frame }: Cut, file: File): Promise<ChosenPicture | undefined> {
  const bitmap = await decodeBitmap(file, file.name);
  try {
    if (bitmap.width !== of.width || bitmap.height !== of.height) return undefined;
    if (!frame) return { file, whole: true, cut: { of } };
    const size = { width: Math.max(1, Math.round(frame.width)), height: Math.max(1, Math.round(frame.height)) };
    return { url: await drawn(bitmap, frame, size), whole: false, cut: { of, frame } };
  } finally {
    bitmap.close();
  }
}

/** A part of a picture at a given size; what is transparent lies on white. */
export async function partOf(bitmap: ImageBitmap, frame: Frame, size: Size): Promise<ChosenPicture> {
  const { width, height } = bitmap;
  return { url: await drawn(bitmap, frame, size, "#fff"), whole: false, cut: { of: { width, height }, frame } };
}

async function drawn(bitmap: ImageBitmap, frame: Frame, { width, height }: Size, ground?: string): Promise<string> {
  const canvas = new OffscreenCanvas(width, height);
  const ctx = canvas.getContext("2d");
  if (!ctx) throw new Error("no 2D canvas");
  if (ground !== undefined) {
    ctx.fillStyle = ground;
    ctx.fillRect(0, 0, width, height);
  }
  ctx.imageSmoothingQuality = "high";
  ctx.drawImage(bitmap, frame.x, frame.y, frame.width, frame.height, 0, 0, width, height);
  return await dataUrl(await canvas.convertToBlob({ type: "image/png" }));
}

function dataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error("unreadable"));
    reader.readAsDataURL(blob);
  });
}
