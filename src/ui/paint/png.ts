import { pack } from "../../runtime/pack.ts";
import { GREY, header, png } from "../../runtime/png/write.ts";
import type { Mask } from "./mask.ts";

/** A mask as PNG, one bit a pixel: white is known. */
export async function maskPng({ width, height, data }: Mask): Promise<Uint8Array<ArrayBuffer>> {
  const stride = Math.ceil(width / 8) + 1;
  const rows = new Uint8Array(stride * height); // The first byte of each row says that it is not filtered.
  for (let p = 0; p < width * height; p++) {
    if (data[p] !== 1) continue;
    const [x, y] = [p % width, Math.floor(p / width)];
    const at = y * stride + 1 + (x >> 3);
    rows[at] = (rows[at] ?? 0) | (0x80 >> (x & 7));
  }
  return png([header(width, height, 1, GREY), { type: "IDAT", data: await pack(rows) }]);
}

/** A mask as the mask node's `painted` param takes it. */
export async function maskUrl(mask: Mask): Promise<string> {
  return dataUrl(await maskPng(mask));
}

export function dataUrl(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return `data:image/png;base64,${btoa(text)}`;
}
