/** One chunk of a PNG file (ISO/IEC 15948, §5): four letters and its bytes, a view of the file. */
export interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
}

/** A PNG file that does not keep to the format; `message` says where. */
export class PngError extends Error {
  override readonly name = "PngError";
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const;

export function isPng(bytes: Uint8Array): boolean {
  return signature.every((byte, i) => bytes[i] === byte);
}

/**
 * Splits a PNG file into its chunks, `IHDR` to `IEND`; what follows `IEND` is left out.
 *
 * @throws PngError when it is no PNG, when it is cut off, or when a checksum differs.
 */
export function readChunks(png: Uint8Array): readonly Chunk[] {
  if (!isPng(png)) throw new PngError("not a PNG file");
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const chunks: Chunk[] = [];
  for (let at = signature.length; at < png.length;) {
    if (at + 12 > png.length) throw new PngError(`cut off after ${png.length} bytes`);
    const length = view.getUint32(at);
    const end = at + 8 + length;
    if (end + 4 > png.length) throw new PngError(`cut off after ${png.length} bytes`);
    const type = String.fromCharCode(...png.subarray(at + 4, at + 8));
    if (crc32(png.subarray(at + 4, end)) !== view.getUint32(end)) throw new PngError(`damaged in its ${type} chunk`);
    chunks.push({ type, data: png.subarray(at + 8, end) });
    if (type === "IEND") return chunks;
    at = end + 4;
  }
  throw new PngError("cut off: it has no end");
}

export function writeChunks(chunks: readonly Chunk[]): Uint8Array {
  const size = chunks.reduce<number>((sum, { data }) => sum + 12 + data.length, signature.length);
  const png = new Uint8Array(size);
  const view = new DataView(png.buffer);
  png.set(signature);
  let at: number = signature.length;
  for (const { type, data } of chunks) {
    view.setUint32(at, data.length);
    for (let i = 0; i < 4; i++) png[at + 4 + i] = type.charCodeAt(i);
    png.set(data, at + 8);
    const end = at + 8 + data.length;
    view.setUint32(end, crc32(png.subarray(at + 4, end)));
    at = end + 4;
  }
  return png;
}

/** What the first chunk says. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly channels: number;
  readonly palette: boolean;
}

const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/**
 * Reads width, height and pixel format without looking at anything else, so that a size can be refused before decoding.
 *
 * @throws PngError
 */
export function readHeader(png: Uint8Array): PngHeader {
  if (!isPng(png)) throw new PngError("not a PNG file");
  if (png.length < 33 || String.fromCharCode(...png.subarray(12, 16)) !== "IHDR") throw new PngError("no header");
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const colour = view.getUint8(25);
  const channels = channelsOf[colour];
  if (channels === undefined) throw new PngError(`unknown colour type ${colour}`);
  return {
    width: view.getUint32(16),
    height: view.getUint32(20),
    depth: view.getUint8(24),
    channels,
    palette: colour === 3,
  };
}

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** CRC-32 of PNG, gzip and zip: polynomial 0xEDB88320, reflected. */
export function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = (table[(c ^ byte) & 0xff] ?? 0) ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}
