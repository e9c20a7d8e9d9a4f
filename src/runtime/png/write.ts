import { pack } from "../pack.ts";
import type { Raster } from "../picture/raster.ts";
import { writeChunks, type Chunk } from "./chunks.ts";

/** PNG's kinds of pixels that are written here. */
export const GREY = 0;
const COLOUR = 2;

/** A picture as PNG, 8 bits a channel, bit for bit; what is transparent is not kept. */
export async function rasterPng(raster: Raster): Promise<Uint8Array<ArrayBuffer>> {
  return png([header(raster.width, raster.height, 8, COLOUR), { type: "IDAT", data: await pack(rowsOf(raster)) }]);
}

/**
 * Pictures of one size as one animated PNG (APNG 1.0), which runs for ever; programs that know no animation show the
 * first picture.
 */
export class AnimatedPng {
  private readonly chunks: Chunk[] = [];
  private readonly width: number;
  private readonly height: number;
  private frames = 0;
  private sequence = 0;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
  }

  /** @param delay milliseconds for which it is shown. */
  async add(frame: Raster, delay: number): Promise<void> {
    const { width, height } = this;
    this.chunks.push({ type: "fcTL", data: control(this.sequence++, width, height, delay) });
    const data = await pack(rowsOf(frame));
    if (this.frames++ === 0) this.chunks.push({ type: "IDAT", data });
    else this.chunks.push({ type: "fdAT", data: joined(numbers(this.sequence++), data) });
  }

  finish(): Uint8Array<ArrayBuffer> {
    const first = header(this.width, this.height, 8, COLOUR);
    return png([first, { type: "acTL", data: numbers(this.frames, 0) }, ...this.chunks]);
  }
}

export function png(chunks: readonly Chunk[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(writeChunks([...chunks, { type: "IEND", data: new Uint8Array(0) }]));
}

export function header(width: number, height: number, depth: number, colour: number): Chunk {
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
