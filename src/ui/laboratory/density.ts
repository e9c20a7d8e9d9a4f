import type { Mixture } from "../../runtime/laboratory/mixture.ts";

/**
 * The density of a mixture on a square grid, its largest value 1. Rows go down, so the first holds the largest right pixels.
 *
 * @param side points of the grid each way.
 * @param range of both pixels, from edge to edge.
 * @returns `side · side` numbers, row by row.
 */
export function densityOf(
  { points, weights, spread }: Mixture,
  side: number,
  range: readonly [number, number],
): Float32Array {
  const [low, high] = range;
  const place = (i: number): number => low + ((i + 0.5) * (high - low)) / side;
  const bell = (centre: number): Float64Array =>
    Float64Array.from({ length: side }, (_, i) => Math.exp(-((place(i) - centre) ** 2) / (2 * spread ** 2)));
  const density = new Float32Array(side * side);
  points.forEach(([x, y], k) => {
    const [across, up] = [bell(x), bell(y)];
    for (let row = 0; row < side; row++) {
      const height = (weights[k] ?? 0) * (up[side - 1 - row] ?? 0);
      if (height < 1e-12) continue;
      for (let column = 0; column < side; column++) {
        const at = row * side + column;
        density[at] = (density[at] ?? 0) + height * (across[column] ?? 0);
      }
    }
  });
  const top = density.reduce((most, value) => Math.max(most, value), 0);
  return top > 0 ? density.map((value) => value / top) : density;
}
