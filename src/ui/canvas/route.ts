import { crosses, distanceToSegment, type Point, type Rect } from "./geometry.ts";
import { type Surroundings, uprightCost, levelCost } from "./surroundings.ts";

/** The way of a wire: a line of points, drawn with its corners rounded, or one smooth bend. */
export interface Route {
  readonly points: readonly Point[];
  readonly smooth: boolean;
}

/** How many ways are compared. */
export interface Effort {
  readonly uprights: number;
  readonly lanes: number;
}

export const fine: Effort = { uprights: 8, lanes: 64 };
/** For graphs with hundreds of wires. */
export const coarse: Effort = { uprights: 4, lanes: 12 };

const STUB = 14;
const SAMPLES = 24;
/** What one more corner costs, in pixels of way. */
const CORNER = 14;

/** A point of the smooth bend from `a`, which leaves to the right, to `b`, which is entered from the left. */
export function bendPoint(a: Point, b: Point, k: number): Point {
  const reach = bendReach(a, b);
  const u = 1 - k;
  const [p, q, r, s] = [u * u * u, 3 * u * u * k, 3 * u * k * k, k * k * k];
  return {
    x: p * a.x + q * (a.x + reach) + r * (b.x - reach) + s * b.x,
    y: p * a.y + q * a.y + r * b.y + s * b.y,
  };
}

/** How far the handles of the smooth bend reach. */
export function bendReach(a: Point, b: Point): number {
  const dx = Math.abs(b.x - a.x);
  return Math.max(24, Math.min(dx * 0.5, 140));
}

/**
 * Leads a wire from an output to an input around the nodes: one smooth bend where the way is free, else level and upright
 * pieces, at most two of the latter, along the way that is shortest and crosses the fewest nodes and labels.
 *
 * @param around everything that lies about, the two ends' own nodes included.
 */
export function route(a: Point, b: Point, around: Surroundings, effort: Effort = fine): Route {
  const bend: Route = { points: [a, b], smooth: true };
  if (b.x - a.x > 2 * STUB - 10 && bendIsFree(a, b, around.nodes)) return bend;
  const points = bestWay(a, b, around.near(a, b), effort);
  return points ? { points, smooth: false } : bend;
}

/** The wire home: down behind the last node, along the bottom of the hull, up to the loop's `back`. */
export function homeRoute(a: Point, b: Point, hull: Rect, lane: number): Route {
  const right = hull.x + hull.width - 14;
  const left = hull.x + 14;
  const bottom = hull.y + hull.height - lane;
  return {
    smooth: false,
    points: [a, { x: right, y: a.y }, { x: right, y: bottom }, { x: left, y: bottom }, { x: left, y: b.y }, b],
  };
}

/** Whether a way leads through one of these rectangles. */
export function crossesAny({ points, smooth }: Route, rects: readonly Rect[]): boolean {
  const [a, b] = points;
  if (smooth) return a !== undefined && b !== undefined && !bendIsFree(a, b, rects);
  return points.some((to, i) => {
    const from = points[i - 1];
    return from !== undefined && rects.some((rect) => crosses(rect, from, to, -2));
  });
}

/** How far a point lies from a wire. */
export function distanceToRoute(p: Point, way: Route): number {
  const points = way.smooth ? bendPoints(way) : way.points;
  let least = Infinity;
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    if (a && b) least = Math.min(least, distanceToSegment(p, a, b));
  }
  return least;
}

function bendPoints({ points: [a, b] }: Route): Point[] {
  if (!a || !b) return [];
  return Array.from({ length: SAMPLES + 1 }, (_, i) => bendPoint(a, b, i / SAMPLES));
}

function bendIsFree(a: Point, b: Point, obstacles: readonly Rect[]): boolean {
  const [top, bottom] = [Math.min(a.y, b.y) - 3, Math.max(a.y, b.y) + 3];
  const inReach = obstacles.filter((r) => r.y < bottom && r.y + r.height > top && r.x < b.x && r.x + r.width > a.x);
  if (inReach.length === 0) return true;
  for (let i = 1; i < SAMPLES; i++) {
    const p = bendPoint(a, b, i / SAMPLES);
    for (const r of inReach) {
      if (p.x > r.x && p.x < r.x + r.width && p.y > r.y - 3 && p.y < r.y + r.height + 3) return false;
    }
  }
  return true;
}

/** Compares all ways over a few uprights at both ends and a few level lanes between. */
function bestWay(a: Point, b: Point, around: Surroundings, effort: Effort): readonly Point[] | undefined {
  const starts = uprights(a.x, 1, around.nodes, effort.uprights);
  const ends = uprights(b.x, -1, around.nodes, effort.uprights);
  const lanes = lanesBetween(a, b, around.nodes, effort.lanes);
  let best: readonly Point[] | undefined;
  let least = Infinity;
  for (const x of starts) {
    if (x > b.x - STUB) continue;
    const cost =
      2 * CORNER +
      levelCost(around, a.y, a.x, x, true) +
      uprightCost(around, x, a.y, b.y) +
      levelCost(around, b.y, x, b.x, true);
    if (cost >= least) continue;
    least = cost;
    best = [a, { x, y: a.y }, { x, y: b.y }, b];
  }
  const out = starts.map((x) => levelCost(around, a.y, a.x, x, true));
  const into = ends.map((x) => levelCost(around, b.y, x, b.x, true));
  for (const y of lanes) {
    const down = starts.map((x, i) => (out[i] ?? 0) + uprightCost(around, x, a.y, y));
    const up = ends.map((x, i) => (into[i] ?? 0) + uprightCost(around, x, y, b.y));
    for (const [i, x1] of starts.entries()) {
      for (const [k, x2] of ends.entries()) {
        const sides = 4 * CORNER + (down[i] ?? 0) + (up[k] ?? 0);
        if (sides + Math.abs(x2 - x1) >= least) continue;
        const cost = sides + levelCost(around, y, x1, x2, false);
        if (cost >= least) continue;
        least = cost;
        best = [a, { x: x1, y: a.y }, { x: x1, y }, { x: x2, y }, { x: x2, y: b.y }, b];
      }
    }
  }
  return best;
}

/** Where a wire may turn up or down after it has left (`side` 1) or before it comes in (−1). */
function uprights(x: number, side: 1 | -1, nodes: readonly Rect[], count: number): number[] {
  const own = [0, 1, 2, 3].map((k) => x + side * (STUB + k * 8));
  const edges = nodes.flatMap((r) => [r.x - 12, r.x + r.width + 12]).filter((edge) => (edge - x) * side >= STUB);
  return nearest([...own, ...edges], x, count);
}

function lanesBetween(a: Point, b: Point, nodes: readonly Rect[], count: number): number[] {
  const middle = (a.y + b.y) / 2;
  const beside = nodes.flatMap((r) => [0, 1, 2].flatMap((k) => [r.y - 12 - k * 7, r.y + r.height + 12 + k * 7]));
  return nearest([middle, ...beside], middle, count);
}

function nearest(values: readonly number[], to: number, count: number): number[] {
  return [...new Set(values)].sort((p, q) => Math.abs(p - to) - Math.abs(q - to)).slice(0, count);
}
