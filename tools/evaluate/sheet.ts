import { encode } from "fast-png";
import { toByte } from "../../src/cli/images.ts";
import type { Planes } from "../../src/runtime/diffusion/planes.ts";

/** Pictures of one face side by side. */
export type Strip = readonly Planes[];

const SCALE = 2;
/** Pixels between pictures, and between strips. */
const GAP = 2;
const WIDE_GAP = 14;

/**
 * Lays strips out in columns, at twice their size, nearest pixel, on white.
 *
 * @returns a PNG file.
 */
export function sheetOf(strips: readonly Strip[], columns: number): Uint8Array {
  const [first = []] = strips;
  const side = SCALE * (first[0]?.H ?? 0);
  const rows = Math.ceil(strips.length / columns);
  const stripWidth = first.length * (side + GAP) - GAP;
  const width = columns * (stripWidth + WIDE_GAP) - WIDE_GAP;
  const height = rows * (side + GAP) - GAP;
  const data = new Uint8Array(3 * width * height).fill(255);
  for (const [i, strip] of strips.entries()) {
    const left = (i % columns) * (stripWidth + WIDE_GAP);
    const top = Math.floor(i / columns) * (side + GAP);
    for (const [k, picture] of strip.entries()) put(data, width, picture, left + k * (side + GAP), top);
  }
  return encode({ width, height, channels: 3, depth: 8, data }, { zlib: { level: 9 } });
}

function put(data: Uint8Array, width: number, { data: values, H, W }: Planes, left: number, top: number): void {
  for (let y = 0; y < SCALE * H; y++) {
    for (let x = 0; x < SCALE * W; x++) {
      const from = Math.floor(y / SCALE) * W + Math.floor(x / SCALE);
      const to = 3 * ((top + y) * width + left + x);
      for (let c = 0; c < 3; c++) data[to + c] = toByte(values[c * H * W + from] ?? 0);
    }
  }
}

/** What the network is given: the unknown is mid-grey. */
export function knownPart(truth: Planes, keep_mask: Float32Array): Planes {
  const n = truth.H * truth.W;
  return { ...truth, data: truth.data.map((v, i) => (keep_mask[i % n] === 1 ? v : 0)) };
}
