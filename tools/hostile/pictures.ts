import { readFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import { encode } from "fast-png";
import jpeg from "jpeg-js";
import { openSharp } from "../../src/cli/images/sharp.ts";
import { readChunks, writeChunks } from "../../src/runtime/png/chunks.ts";
import { joined } from "./made.ts";

const [WIDTH, HEIGHT] = [9, 7];

function png(channels: number, depth: 8 | 16): Uint8Array {
  const values = Array.from({ length: WIDTH * HEIGHT * channels }, (_, i) => (i * 37) % 2 ** depth);
  const data = depth === 16 ? Uint16Array.from(values) : Uint8Array.from(values);
  return encode({ width: WIDTH, height: HEIGHT, channels, depth, data });
}

const rgba = (width: number, height: number): Uint8Array =>
  Uint8Array.from({ length: width * height * 4 }, (_, i) => (i * 29) % 256);
const jpegOf = (width: number, height: number): Uint8Array =>
  jpeg.encode({ width, height, data: rgba(width, height) }, 80).data;

/** Small whole pictures: grey, grey with alpha, RGB, RGBA, and 16 bits. */
export const pngs = [png(1, 8), png(2, 8), png(3, 8), png(4, 8), png(3, 16)];
export const jpegs = [jpegOf(16, 16), jpegOf(33, 17)];
export const sample = readFileSync(new URL("../../models/samples/face-1000000.png", import.meta.url));

/** One of each kind that is read here; those that need a library only where it is. */
export async function everyKind(): Promise<readonly Uint8Array[]> {
  const library = await openSharp();
  const own = [...pngs, ...jpegs, sample, bitmap(24), bitmap(32)];
  if (!("sharp" in library)) return own;
  const image = library.sharp(rgba(WIDTH, HEIGHT), { raw: { width: WIDTH, height: HEIGHT, channels: 4 } });
  const [webp, gif, tiff, avif] = await Promise.all([
    image.clone().webp().toBuffer(),
    image.clone().gif().toBuffer(),
    image.clone().tiff().toBuffer(),
    image.clone().avif({ effort: 0 }).toBuffer(),
  ]);
  return [...own, webp, gif, tiff, avif];
}

function bitmap(bits: 24 | 32): Uint8Array {
  const stride = Math.ceil((WIDTH * bits) / 32) * 4;
  const header = new DataView(new ArrayBuffer(54));
  header.setUint16(0, 0x424d);
  header.setUint32(10, 54, true);
  header.setUint32(14, 40, true);
  header.setInt32(18, WIDTH, true);
  header.setInt32(22, HEIGHT, true);
  header.setUint16(26, 1, true);
  header.setUint16(28, bits, true);
  return joined(new Uint8Array(header.buffer), rgba(stride, HEIGHT).subarray(0, stride * HEIGHT));
}

/** A PNG that says it is of some size, with so many zeros packed inside. */
function bomb(width: number, height: number, zeros: number): Uint8Array {
  const [header] = readChunks(png(1, 8));
  const data = new Uint8Array(header?.data ?? []);
  new DataView(data.buffer).setUint32(0, width);
  new DataView(data.buffer).setUint32(4, height);
  return writeChunks([
    { type: "IHDR", data },
    { type: "IDAT", data: deflateSync(new Uint8Array(zeros), { level: 9 }) },
    { type: "IEND", data: new Uint8Array(0) },
  ]);
}

/** Small files that say they are large, or unpack to more than they say. */
export const bombs = [
  bomb(1e9, 1e9, 1000),
  bomb(0xffffffff, 0xffffffff, 10),
  bomb(8, 8, 50_000_000),
  bomb(16_384, 1, 9),
];
