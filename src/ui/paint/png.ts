import { pack } from "../../runtime/pack.ts";
import { writeChunks, type Chunk } from "../../runtime/png/chunks.ts";
import type { Raster } from "../engine/messages.ts";
import type { Mask } from "./mask.ts";

const GREY = 0;
const COLOUR = 2;

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

/** A picture as PNG, 8 bits a channel, bit for bit; what is transparent is not kept. */
export async function rasterPng(raster: Raster): Promise<Uint8Array<ArrayBuffer>> {
  return png([header(raster.width, raster.height, 8, COLOUR), { type: "IDAT", data: await pack(rowsOf(raster)) }]);
}

/**
 * Pictures of one size as one animated PNG (APNG 1.0), which runs for ever; programs that know no animation show the
 * first picture.
 *
 * @param delays milliseconds for which each is shown.
 */
export async function animatedPng(
  frames: readonly Raster[],
  delays: readonly number[],
): Promise<Uint8Array<ArrayBuffer>> {
  const [first] = frames;
  if (!first) throw new RangeError("0 frames, expected at least 1");
  const { width, height } = first;
  const odd = frames.find((frame) => frame.width !== width || frame.height !== height);
  if (odd) throw new RangeError(`a frame of ${odd.width} × ${odd.height}, expected ${width} × ${height}`);
  const chunks: Chunk[] = [header(width, height, 8, COLOUR), { type: "acTL", data: numbers(frames.length, 0) }];
  let sequence = 0;
  for (const [i, frame] of frames.entries()) {
    chunks.push({ type: "fcTL", data: control(sequence++, width, height, delays[i] ?? 100) });
    const data = await pack(rowsOf(frame));
    if (i === 0) chunks.push({ type: "IDAT", data });
    else chunks.push({ type: "fdAT", data: joined(numbers(sequence++), data) });
  }
  return png(chunks);
}

export function dataUrl(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return `data:image/png;base64,${btoa(text)}`;
}

function png(chunks: readonly Chunk[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(writeChunks([...chunks, { type: "IEND", data: new Uint8Array(0) }]));
}

function header(width: number, height: number, depth: number, colour: number): Chunk {
  return { type: "IHDR", data: joined(numbers(width, height), Uint8Array.of(depth, colour, 0, 0, 0)) };
}

/** Sequence, size, place, delay in thousandths, and: leave the picture, replace what is there. */
function control(sequence: number, width: number, height: number, delay: number): Uint8Array {
  const short = new Uint8Array(6);
  new DataView(short.buffer).setUint16(0, Math.min(65_535, Math.round(delay)));
  new DataView(short.buffer).setUint16(2, 1000);
  return joined(numbers(sequence, width, height, 0, 0), short);
}

/** Red, green and blue by rows, each row with a leading 0: not filtered. */
function rowsOf({ width, height, rgba }: Raster): Uint8Array {
  const rows = new Uint8Array((width * 3 + 1) * height);
  for (let p = 0; p < width * height; p++) {
    const at = Math.floor(p / width) * (width * 3 + 1) + 1 + (p % width) * 3;
    for (let c = 0; c < 3; c++) rows[at + c] = rgba[p * 4 + c] ?? 0;
  }
  return rows;
}

function numbers(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setUint32(i * 4, value));
  return bytes;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
