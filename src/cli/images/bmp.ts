import type { Picture } from "../../runtime/node.ts";
import { UserError } from "../../runtime/problem.ts";
import { readBmpHeader, type BmpHeader } from "./bmp-header.ts";
import { checkSize, unreadable } from "./limits.ts";
import { overWhite } from "./over-white.ts";

/**
 * Decodes a Windows or OS/2 bitmap: palettes of 1 to 8 bits, plain or in runs, and 16 to 32 bits with any bit fields.
 * Why by hand: docs/decisions.
 *
 * @returns `1 3 H W` in [0, 1].
 * @throws UserError `image-unreadable`, `image-too-large`.
 */
export function decodeBmp(bytes: Uint8Array, name: string): Picture {
  try {
    const header = readBmpHeader(bytes);
    const { width, height, palette, coding, bits } = header;
    checkSize(width, height, name);
    const pixels = bits > 8 ? direct(bytes, header) : coloured(indices(bytes, header, coding === "runs"), palette);
    return overWhite(pixels, width, height, 4, 1);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(unreadable(name, `it is ${error.message}`, `文件有误（${error.message}）`));
  }
}

function coloured(index: Uint8Array, palette: BmpHeader["palette"]): Float32Array {
  const rgba = new Float32Array(4 * index.length).fill(1);
  index.forEach((value, i) =>
    rgba.set(
      (palette[value] ?? [0, 0, 0]).map((part) => part / 255),
      4 * i,
    ),
  );
  return rgba;
}

function indices(bytes: Uint8Array, header: BmpHeader, runs: boolean): Uint8Array {
  if (runs) return unrolled(bytes, header);
  const { width, height, bits } = header;
  const index = new Uint8Array(width * height);
  const perByte = 8 / bits;
  eachRow(bytes, header, (from, y) => {
    for (let x = 0; x < width; x++) {
      const byte = bytes[from + Math.floor(x / perByte)] ?? 0;
      index[y * width + x] = (byte >> (8 - bits * ((x % perByte) + 1))) & (2 ** bits - 1);
    }
  });
  return index;
}

/** Values of 16, 24 or 32 bits, each field spread over 0…1; an alpha that is nowhere set means none. */
function direct(bytes: Uint8Array, header: BmpHeader): Float32Array {
  const { width, height, bits, masks } = header;
  const fields = masks.map((mask) => {
    const shift = mask === 0 ? 0 : Math.clz32(mask & -mask) ^ 31;
    return { mask, shift, top: mask === 0 ? 1 : mask >>> shift };
  });
  const rgba = new Float32Array(4 * width * height);
  const step = bits / 8;
  let clear = true;
  eachRow(bytes, header, (from, y) => {
    for (let x = 0; x < width; x++) {
      const at = from + x * step;
      const high =
        bits === 16 ? 0 : (bytes[at + 2] ?? 0) * 0x10000 + (bits === 32 ? (bytes[at + 3] ?? 0) * 0x1000000 : 0);
      const value = (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 0x100 + high;
      fields.forEach(({ mask, shift, top }, c) => {
        rgba[4 * (y * width + x) + c] = ((value & mask) >>> shift) / top;
      });
      clear &&= rgba[4 * (y * width + x) + 3] === 0;
    }
  });
  if (clear) for (let i = 3; i < rgba.length; i += 4) rgba[i] = 1;
  return rgba;
}

function eachRow(bytes: Uint8Array, header: BmpHeader, take: (from: number, y: number) => void): void {
  const { width, height, bits, start, topFirst } = header;
  const stride = Math.ceil((width * bits) / 32) * 4;
  // The last row may lack what only fills it up.
  if (start + stride * (height - 1) + Math.ceil((width * bits) / 8) > bytes.length) throw new RangeError("cut off");
  for (let row = 0; row < height; row++) take(start + row * stride, topFirst ? row : height - 1 - row);
}

/** Runs of one index, strings of several, and jumps (BI_RLE8, BI_RLE4); what is jumped over keeps index 0. */
function unrolled(bytes: Uint8Array, { width, height, bits, start, topFirst }: BmpHeader): Uint8Array {
  const index = new Uint8Array(width * height);
  let [x, row, at] = [0, 0, start];
  const next = (): number => {
    const byte = bytes[at++];
    if (byte === undefined) throw new RangeError("cut off");
    return byte;
  };
  const put = (value: number): void => {
    if (x < width && row < height) index[(topFirst ? row : height - 1 - row) * width + x] = value;
    x++;
  };
  const half = (byte: number, i: number): number => (bits === 8 ? byte : i % 2 === 0 ? byte >> 4 : byte & 15);
  for (;;) {
    const [count, value] = [next(), next()];
    if (count > 0) for (let i = 0; i < count; i++) put(half(value, i));
    else if (value === 0) [x, row] = [0, row + 1];
    else if (value === 1) return index;
    else if (value === 2) [x, row] = [x + next(), row + next()];
    else {
      const from = at;
      for (let i = 0, byte = 0; i < value; i++) {
        if (bits === 8 || i % 2 === 0) byte = next();
        put(half(byte, i));
      }
      at += (at - from) % 2;
    }
  }
}
