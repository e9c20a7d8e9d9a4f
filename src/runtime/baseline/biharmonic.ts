import { at } from "../diffusion/planes.ts";
import { joined, type Filling } from "./simple.ts";
import { factorise, solve, type Banded } from "./banded.ts";

/**
 * The smoothest surface whose slope goes on from what is known (Damelin & Hoang 2018, "On surface completion and image
 * inpainting by biharmonic functions", Eq. 2):
 *
 *     Δ² u = 0 in the hole,   u = x where x is known
 *
 * with the five-point Laplacian, which sees no change across the border of the picture. Each part of the hole is one system
 * of linear equations, symmetric and positive definite, solved directly. Values stay within those that are known, channel
 * by channel.
 *
 * @throws RangeError where a part of the hole is too large to be solved (`MOST`).
 */
export const biharmonicFilling: Filling = (picture, keep_mask) => {
  const { C, H, W, data } = picture;
  const n = H * W;
  const isKnown = (i: number): boolean => keep_mask[i] === 1;
  const filled = Array.from({ length: C }, () => new Float64Array(n));
  const bounds = filled.map((_, c) => boundsOf(data.subarray(c * n, (c + 1) * n), isKnown));
  const applied = rowsOf(H, W);
  if (bounds[0])
    for (const part of partsOf(keep_mask, H, W)) {
      const place = new Map(part.map((i, k) => [i, k] as const));
      const matrix = factorise(systemOf(part, place, applied));
      for (const [c, values] of filled.entries()) {
        const right = Float64Array.from(part, (i) => {
          let sum = 0;
          for (const [j, weight] of applied(i)) if (isKnown(j)) sum -= weight * at(data, c * n + j);
          return sum;
        });
        for (const [k, value] of solve(matrix, right).entries()) values[at(part, k)] = value;
      }
    }
  return joined(
    picture,
    keep_mask,
    filled.map((values, c) => (i: number) => {
      const [low, high] = bounds[c] ?? [0, 0];
      return Math.min(high, Math.max(low, at(values, i)));
    }),
  );
};

/** Numbers that the factor of one part may have: 256 MB. */
const MOST = 2 ** 25;

function boundsOf(plane: Float32Array, isKnown: (i: number) => boolean): readonly [number, number] | undefined {
  let [low, high] = [Infinity, -Infinity];
  for (const [i, v] of plane.entries()) if (isKnown(i)) [low, high] = [Math.min(low, v), Math.max(high, v)];
  return low <= high ? [low, high] : undefined;
}

type RowAt = (i: number) => ReadonlyMap<number, number>;

/** Row i of Δ², the five-point Laplacian twice. */
function rowsOf(H: number, W: number): RowAt {
  const laplacian = (i: number): readonly (readonly [number, number])[] => {
    const [y, x] = [Math.floor(i / W), i % W];
    const beside = [
      ...(y > 0 ? [i - W] : []),
      ...(y < H - 1 ? [i + W] : []),
      ...(x > 0 ? [i - 1] : []),
      ...(x < W - 1 ? [i + 1] : []),
    ];
    return [[i, -beside.length], ...beside.map((j) => [j, 1] as const)];
  };
  return (i) => {
    const row = new Map<number, number>();
    for (const [j, a] of laplacian(i)) for (const [k, b] of laplacian(j)) row.set(k, (row.get(k) ?? 0) + a * b);
    return row;
  };
}

/** Parts of the hole that no equation joins, each in the order along its shorter side, which keeps the band narrow. */
function partsOf(keep_mask: Float32Array, H: number, W: number): readonly (readonly number[])[] {
  const seen = new Uint8Array(H * W);
  const parts: number[][] = [];
  for (let start = 0; start < H * W; start++) {
    if (keep_mask[start] === 1 || seen[start] === 1) continue;
    const part = [start];
    seen[start] = 1;
    for (const i of part)
      for (const j of reach(i, H, W))
        if (keep_mask[j] !== 1 && seen[j] === 0) {
          seen[j] = 1;
          part.push(j);
        }
    parts.push(ordered(part, W));
  }
  return parts;
}

/** Pixels that share an equation: two steps away at most. */
function reach(i: number, H: number, W: number): readonly number[] {
  const [y, x] = [Math.floor(i / W), i % W];
  const near: number[] = [];
  for (let dy = -2; dy <= 2; dy++)
    for (let dx = Math.abs(dy) - 2; dx <= 2 - Math.abs(dy); dx++) {
      const [r, c] = [y + dy, x + dx];
      if (r >= 0 && r < H && c >= 0 && c < W) near.push(r * W + c);
    }
  return near;
}

function ordered(part: readonly number[], W: number): number[] {
  const span = (values: readonly number[]): number => {
    const [low, high] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
    return high - low;
  };
  const row = (i: number): number => Math.floor(i / W);
  const isWide = span(part.map((i) => i % W)) > span(part.map(row));
  return [...part].sort((a, b) => (isWide ? (a % W) - (b % W) || row(a) - row(b) : a - b));
}

function systemOf(part: readonly number[], place: ReadonlyMap<number, number>, rowAt: RowAt): Banded {
  let width = 0;
  const rows = part.map((i, k) => {
    const own: [number, number][] = [];
    for (const [j, weight] of rowAt(i)) {
      const other = place.get(j);
      if (other === undefined || other > k) continue;
      width = Math.max(width, k - other);
      own.push([other, weight]);
    }
    return own;
  });
  if (part.length * (width + 1) > MOST)
    throw new RangeError(
      `the hole has a part of ${part.length} pixels, whose equations take ${part.length * (width + 1)} numbers, expected at most ${MOST}`,
    );
  const entries = new Float64Array(part.length * (width + 1));
  for (const [k, own] of rows.entries())
    for (const [other, weight] of own) entries[k * (width + 1) + width - (k - other)] = weight;
  return { n: part.length, width, entries };
}
