import { HIGH, LOW } from "../../runtime/laboratory/exactness.ts";

/** A place on the plane: pixel 1 and pixel 2. */
export type Place = readonly [left: number, right: number];

/** Where a sample lies. */
export const placeAt = (points: Float32Array, i: number): Place => [points[2 * i] ?? 0, points[2 * i + 1] ?? 0];

const inside = (value: number): number => Math.min(HIGH, Math.max(LOW, value));

/** The sample nearest to a place, if there is one within reach; those beyond the edge lie on it. */
export function nearest(points: Float32Array, [x, y]: Place, reach: number): number | undefined {
  let [best, distance] = [-1, reach];
  for (let i = 0; 2 * i + 1 < points.length; i++) {
    const [left, right] = placeAt(points, i);
    const d = Math.hypot(inside(left) - x, inside(right) - y);
    if (d <= distance) [best, distance] = [i, d];
  }
  return best < 0 ? undefined : best;
}

/** The sample that lies so many places above another by its right pixel, or below it; from none, the lowest. */
export function above(points: Float32Array, from: number | undefined, places: number): number | undefined {
  const count = points.length / 2;
  if (count === 0) return undefined;
  const order = Array.from({ length: count }, (_, i) => i).sort(
    (a, b) => placeAt(points, a)[1] - placeAt(points, b)[1],
  );
  const at = from === undefined ? -1 : order.indexOf(from);
  return order[Math.min(count - 1, Math.max(0, at < 0 ? 0 : at + places))];
}
