import type { Picture } from "../runtime/node.ts";

export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  /** EXIF orientation, 1 to 8; 1 is upright. */
  readonly orientation: number;
}

export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

/**
 * Reads the size and the orientation of a JPEG file from its markers, before anything is decoded.
 *
 * @throws RangeError when no size comes before the picture.
 */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let orientation = 1;
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (marker === 0xe1) orientation = exifOrientation(bytes.subarray(at + 4, at + 2 + length)) ?? orientation;
    // SOF0…SOF15 but for DHT, JPG and DAC
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7), orientation };
    }
    if (marker === 0xda || length < 2) break;
    at += 2 + length;
  }
  throw new RangeError("it has no size");
}

/** Tag 0x0112 of the first directory of an EXIF block. */
function exifOrientation(block: Uint8Array): number | undefined {
  if (block.length < 20 || String.fromCharCode(...block.subarray(0, 4)) !== "Exif") return undefined;
  const tiff = new DataView(block.buffer, block.byteOffset + 6, block.byteLength - 6);
  const little = tiff.getUint16(0) === 0x4949;
  const directory = tiff.getUint32(4, little);
  if (directory + 2 > tiff.byteLength) return undefined;
  const count = tiff.getUint16(directory, little);
  for (let i = 0; i < count; i++) {
    const entry = directory + 2 + 12 * i;
    if (entry + 12 > tiff.byteLength) return undefined;
    if (tiff.getUint16(entry, little) !== 0x0112) continue;
    const value = tiff.getUint16(entry + 8, little);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}

/** Turns a picture as its EXIF orientation says: 2 to 4 mirror and turn by half, 5 to 8 also exchange the sides. */
export function upright(picture: Picture, orientation: number): Picture {
  if (orientation === 1) return picture;
  const [N, C, h, w] = picture.shape;
  const swaps = orientation >= 5;
  const [H, W] = swaps ? [w, h] : [h, w];
  const mirrored = [2, 3, 7, 8].includes(orientation);
  const flipped = [3, 4, 6, 7].includes(orientation);
  const data = new Float32Array(picture.data.length);
  for (let plane = 0; plane < N * C; plane++)
    for (let y = 0; y < H; y++)
      for (let x = 0; x < W; x++) {
        const [across, down] = swaps ? [y, x] : [x, y];
        const from = (flipped ? h - 1 - down : down) * w + (mirrored ? w - 1 - across : across);
        data[(plane * H + y) * W + x] = picture.data[plane * h * w + from] ?? 0;
      }
  return { shape: [N, C, H, W], data };
}
