/** How a bitmap lies in its file (BITMAPCOREHEADER, BITMAPINFOHEADER and the longer ones after it). */
export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  /** The first row in the file is the top one. */
  readonly topFirst: boolean;
  readonly bits: number;
  readonly coding: "plain" | "runs";
  /** Red, green, blue and alpha as bits of a value of 16 or 32 bits; alpha 0 is none. */
  readonly masks: readonly [red: number, green: number, blue: number, alpha: number];
  /** Red, green, blue of each index. */
  readonly palette: readonly (readonly [number, number, number])[];
  /** Where the pixels begin. */
  readonly start: number;
}

const depths = [1, 2, 4, 8, 16, 24, 32];

/** @throws RangeError saying what is wrong with it. */
export function readBmpHeader(bytes: Uint8Array): BmpHeader {
  if (bytes.length < 26) throw new RangeError("cut off in its header");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = view.getUint32(14, true);
  const core = size === 12;
  if (!core && (size < 16 || bytes.length < 14 + Math.max(size, 40))) throw new RangeError("cut off in its header");
  const bits = view.getUint16(core ? 24 : 28, true);
  const height = core ? view.getUint16(20, true) : view.getInt32(22, true);
  const compression = core ? 0 : view.getUint32(30, true);
  if (!depths.includes(bits)) throw new RangeError(`of ${bits} bits a pixel`);
  const fields = compression === 3 || compression === 6;
  const runs = (compression === 1 && bits === 8) || (compression === 2 && bits === 4);
  if (compression !== 0 && !runs && !(fields && bits >= 16)) throw new RangeError(`of compression ${compression}`);
  const start = view.getUint32(10, true);
  const after = 14 + size + (fields && size === 40 ? (compression === 6 ? 16 : 12) : 0);
  return {
    width: core ? view.getUint16(18, true) : view.getInt32(18, true),
    height: Math.abs(height),
    topFirst: height < 0,
    bits,
    coding: runs ? "runs" : "plain",
    masks: masksOf(view, size, bits, compression),
    palette: bits > 8 ? [] : paletteOf(bytes, after, Math.min(start, bytes.length), core ? 3 : 4, 2 ** bits),
    start,
  };
}

function masksOf(view: DataView, size: number, bits: number, compression: number): BmpHeader["masks"] {
  if (compression !== 3 && compression !== 6) {
    return bits === 16 ? [0x7c00, 0x03e0, 0x001f, 0] : [0xff0000, 0xff00, 0xff, 0];
  }
  const hasAlpha = compression === 6 || size >= 56;
  if (view.byteLength < (hasAlpha ? 70 : 66)) throw new RangeError("cut off in its header");
  const mask = (i: number): number => view.getUint32(54 + 4 * i, true);
  return [mask(0), mask(1), mask(2), hasAlpha ? mask(3) : 0];
}

function paletteOf(bytes: Uint8Array, from: number, to: number, step: number, most: number): BmpHeader["palette"] {
  const count = Math.min(most, Math.floor((to - from) / step));
  return Array.from({ length: Math.max(0, count) }, (_, i) => {
    const at = from + step * i;
    return [bytes[at + 2] ?? 0, bytes[at + 1] ?? 0, bytes[at] ?? 0];
  });
}
