import { at, type Planes } from "../diffusion/planes.ts";

/**
 * A filling: the whole picture, known pixels as they were to the bit.
 *
 * @param picture in any range.
 * @param keep_mask `[H W]`; 1 = known. A pixel with any other value is filled, and joined as `m x + (1 − m) f`.
 */
export type Filling = (picture: Planes, keep_mask: Float32Array) => Planes;

/** What is filled where nothing at all is known: middle grey of [−1, 1]. */
const NOTHING = 0;

/** Every hole takes the mean of what is known, channel by channel: the simplest answer there is. */
export const meanFilling: Filling = (picture, keep_mask) => {
  const { C, H, W, data } = picture;
  const n = H * W;
  return joined(
    picture,
    keep_mask,
    Array.from({ length: C }, (_, c) => {
      let [sum, count] = [0, 0];
      for (let i = 0; i < n; i++) {
        if (keep_mask[i] !== 1) continue;
        sum += at(data, c * n + i);
        count++;
      }
      const mean = count === 0 ? NOTHING : sum / count;
      return () => mean;
    }),
  );
};

/**
 * Every pixel of a hole takes the value of the known pixel that is nearest by Euclid's distance; of several as near, the
 * one in the highest row, and of these the leftmost.
 */
export const nearestFilling: Filling = (picture, keep_mask) => {
  const { C, H, W, data } = picture;
  const n = H * W;
  const nearest = nearestKnown(keep_mask, H, W);
  return joined(
    picture,
    keep_mask,
    Array.from({ length: C }, (_, c) => (i: number) => {
      const from = at(nearest, i);
      return from < 0 ? NOTHING : at(data, c * n + from);
    }),
  );
};

/** Keeps what is known and joins the rest. @param fill for each channel the value at a pixel. */
export function joined(
  { data, C, H, W }: Planes,
  keep_mask: Float32Array,
  fill: readonly ((i: number) => number)[],
): Planes {
  const n = H * W;
  const result = new Float32Array(data);
  for (const [c, valueAt] of fill.entries())
    for (let i = 0; i < n; i++) {
      const m = at(keep_mask, i);
      if (m !== 1) result[c * n + i] = m * at(data, c * n + i) + (1 - m) * valueAt(i);
    }
  return { data: result, C, H, W };
}

/**
 * The nearest known pixel of each pixel, exactly: along the columns first, then for each row over the columns' answers
 * (Saito & Toriwaki 1994).
 *
 * @returns `[H W]`, indices; −1 where nothing is known.
 */
function nearestKnown(keep_mask: Float32Array, H: number, W: number): Int32Array {
  const rows = nearestInColumns(keep_mask, H, W);
  const nearest = new Int32Array(H * W).fill(-1);
  for (let y = 0; y < H; y++)
    for (let x = 0; x < W; x++) {
      let [best, from] = [Infinity, -1];
      // No column further away than the best can be nearer.
      for (let away = 0; away < W && away * away <= best; away++)
        for (const column of away === 0 ? [x] : [x - away, x + away]) {
          const row = column < 0 || column >= W ? -1 : at(rows, y * W + column);
          if (row < 0) continue;
          const distance = away * away + (row - y) ** 2;
          const index = row * W + column;
          if (distance < best || (distance === best && index < from)) [best, from] = [distance, index];
        }
      nearest[y * W + x] = from;
    }
  return nearest;
}

/** Of each pixel the nearest row in which its column is known, the upper one of two; −1 where there is none. */
function nearestInColumns(keep_mask: Float32Array, H: number, W: number): Int32Array {
  const rows = new Int32Array(H * W).fill(-1);
  for (let x = 0; x < W; x++) {
    let last = -1;
    for (let y = 0; y < H; y++) {
      if (keep_mask[y * W + x] === 1) last = y;
      rows[y * W + x] = last;
    }
    last = -1;
    for (let y = H - 1; y >= 0; y--) {
      if (keep_mask[y * W + x] === 1) last = y;
      const above = at(rows, y * W + x);
      if (last >= 0 && (above < 0 || last - y < y - above)) rows[y * W + x] = last;
    }
  }
  return rows;
}
