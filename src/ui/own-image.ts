import { decodeBitmap } from "./engine/decode.ts";
import { centred, type Frame, type Size } from "./paint/crop.ts";

/** A picture for a graph: a part of it at the network's size, or all of it at its own. */
export interface ChosenPicture {
  readonly url: string;
  readonly whole: boolean;
}

/** Longest file that a graph carries as it is, in bytes; a graph has at most 8 MB as text. */
const MAX_BYTES = 5_000_000;
const CARRIED = ["image/png", "image/jpeg", "image/webp"];

/**
 * All of a picture file as a `data:` URL: its own bytes where a graph can carry them, so that nothing is lost, else
 * written anew as WebP, half as large until it fits.
 */
export async function wholePicture(file: File, bitmap: ImageBitmap): Promise<string> {
  if (CARRIED.includes(file.type) && file.size <= MAX_BYTES) return await dataUrl(file);
  for (let scale = 1; ; scale /= 2) {
    const canvas = new OffscreenCanvas(Math.ceil(bitmap.width * scale), Math.ceil(bitmap.height * scale));
    const ctx = canvas.getContext("2d");
    if (!ctx) throw new Error("no 2D canvas");
    ctx.imageSmoothingQuality = "high";
    ctx.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const blob = await canvas.convertToBlob({ type: "image/webp", quality: 0.95 });
    if (blob.size <= MAX_BYTES) return await dataUrl(blob);
  }
}

/**
 * The middle of a picture file at a given size, as a `data:` PNG that a graph can carry.
 *
 * @throws UserError `not-an-image`, `image-too-large`.
 */
export async function croppedPicture(file: File, width: number, height: number): Promise<ChosenPicture> {
  const bitmap = await decodeBitmap(file, file.name);
  try {
    return { url: await cutOut(bitmap, centred(bitmap, { width, height }), { width, height }), whole: false };
  } finally {
    bitmap.close();
  }
}

/** A part of a picture at a given size, as a `data:` PNG; what is transparent lies on white. */
export async function cutOut(bitmap: ImageBitmap, frame: Frame, { width, height }: Size): Promise<string> {
  const canvas = new OffscreenCanvas(width, height);
  const ctx = canvas.getContext("2d");
  if (!ctx) throw new Error("no 2D canvas");
  ctx.fillStyle = "#fff";
  ctx.fillRect(0, 0, width, height);
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
