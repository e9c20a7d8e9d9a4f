import { MOST_POINTS, POINTS, readCloud, writeCloud } from "../../runtime/laboratory/clouds.ts";
import type { Mixture } from "../../runtime/laboratory/mixture.ts";

type Point = readonly [number, number];

/** Points nearer than this are the one that is meant, in units of pixels' values. */
const REACH = 0.06;

const inside = (value: number): number => Math.min(1, Math.max(-1, Math.round(value * 100) / 100 || 0));

/** The distribution that a model's reference names, where it names one. */
export const mixtureIn = (reference: string): Mixture | undefined =>
  reference.startsWith(POINTS) ? readCloud(reference.slice(POINTS.length)) : undefined;

/** A distribution as a model's reference. */
export const referenceOf = (mixture: Mixture): string => POINTS + writeCloud(mixture);

/** Which point lies at a place, if one does. */
export function pointAt({ points }: Mixture, [x, y]: Point): number | undefined {
  let best: number | undefined;
  let least = REACH;
  points.forEach(([px, py], k) => {
    const distance = Math.hypot(px - x, py - y);
    if (distance <= least) [best, least] = [k, distance];
  });
  return best;
}

/** A point more, as heavy as the heaviest; the same distribution where it is full. */
export function withPoint(mixture: Mixture | undefined, [x, y]: Point, spread: number): Mixture {
  const { points, weights } = mixture ?? { points: [], weights: [] };
  if (mixture && points.length >= MOST_POINTS) return mixture;
  return normalised([...points, [inside(x), inside(y)]], [...weights, Math.max(...weights, 1e-6)], spread);
}

/** A point less; undefined where none is left. */
export function withoutPoint({ points, weights, spread }: Mixture, at: number): Mixture | undefined {
  if (points.length <= 1) return undefined;
  const keep = <T>(_: T, k: number): boolean => k !== at;
  return normalised(points.filter(keep), weights.filter(keep), spread);
}

function normalised(points: readonly Point[], raw: readonly number[], spread: number): Mixture {
  const sum = raw.reduce((total, weight) => total + weight, 0);
  return { points, weights: raw.map((weight) => weight / sum), spread };
}
