import { decodeBitmap } from "./engine/decode.ts";

/**
 * A picture file at a given size, its middle cut out, as a `data:` PNG that a graph can carry.
 *
 * @throws UserError `not-an-image`, `image-too-large`.
 */
export async function croppedPicture(file: File, width: number, height: number): Promise<string> {
  const bitmap = await decodeBitmap(file, file.name);
  const scale = Math.max(width / bitmap.width, height / bitmap.height);
  const [w, h] = [width / scale, height / scale];
  const canvas = new OffscreenCanvas(width, height);
  const ctx = canvas.getContext("2d");
  if (!ctx) throw new Error("no 2D canvas");
  ctx.fillStyle = "#fff";
  ctx.fillRect(0, 0, width, height);
  ctx.imageSmoothingQuality = "high";
  ctx.drawImage(bitmap, (bitmap.width - w) / 2, (bitmap.height - h) / 2, w, h, 0, 0, width, height);
  bitmap.close();
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
