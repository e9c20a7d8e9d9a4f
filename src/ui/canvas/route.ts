import { crosses, distanceToSegment, type Point, type Rect } from "./geometry.ts";

/** The way of a wire: a line of points, drawn with its corners rounded, or one smooth bend. */
export interface Route {
  readonly points: readonly Point[];
  readonly smooth: boolean;
}

const STUB = 14;
const CLEARANCE = 7;
const SAMPLES = 24;

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
 * Leads a wire from an output to an input around the nodes: one smooth bend where the way is free, else along a level
 * lane above or below what is in the way.
 *
 * @param obstacles the rectangles of all nodes, the two ends' own included.
 * @param taken ways of other wires, which it does not lie upon.
 */
export function route(a: Point, b: Point, obstacles: readonly Rect[], taken: readonly Route[] = []): Route {
  const bend: Route = { points: [a, b], smooth: true };
  if (b.x - a.x > 2 * STUB - 10 && bendIsFree(a, b, obstacles)) return bend;
  let best: readonly Point[] | undefined;
  let least = Infinity;
  for (const points of candidates(a, b, obstacles)) {
    const cost = costOf(points, obstacles, taken, least);
    if (cost < least) {
      least = cost;
      best = points;
    }
  }
  return best ? { points: best, smooth: false } : bend;
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
  for (let i = 1; i < SAMPLES; i++) {
    const p = bendPoint(a, b, i / SAMPLES);
    for (const r of obstacles) {
      if (p.x > r.x && p.x < r.x + r.width && p.y > r.y - 3 && p.y < r.y + r.height + 3) return false;
    }
  }
  return true;
}

/** Ways with at most two upright pieces, nearest lanes first. */
function* candidates(a: Point, b: Point, obstacles: readonly Rect[]): Generator<readonly Point[]> {
  const near = obstacles.filter((r) => crosses(r, a, b, 260));
  const uprights = (x: number, side: 1 | -1): number[] => [
    ...[0, 1, 2, 3, 4].map((k) => x + side * (STUB + k * 8)),
    ...near.flatMap((r) => [r.x - 12, r.x + r.width + 12]).filter((edge) => (edge - x) * side >= STUB),
  ];
  const middle = (a.y + b.y) / 2;
  const lanes = [
    middle,
    ...near.flatMap((r) => [0, 1, 2].flatMap((k) => [r.y - 12 - k * 7, r.y + r.height + 12 + k * 7])),
  ]
    .sort((p, q) => Math.abs(p - middle) - Math.abs(q - middle))
    .slice(0, 40);
  const starts = nearest(uprights(a.x, 1), a.x);
  const ends = nearest(uprights(b.x, -1), b.x);
  for (const x of starts) if (x <= b.x - STUB) yield [a, { x, y: a.y }, { x, y: b.y }, b];
  for (const x1 of starts) {
    for (const x2 of ends) {
      for (const y of lanes) yield [a, { x: x1, y: a.y }, { x: x1, y }, { x: x2, y }, { x: x2, y: b.y }, b];
    }
  }
}

function nearest(values: readonly number[], to: number): number[] {
  return [...new Set(values)].sort((p, q) => Math.abs(p - to) - Math.abs(q - to)).slice(0, 9);
}

function costOf(points: readonly Point[], obstacles: readonly Rect[], taken: readonly Route[], limit: number): number {
  let cost = points.length * 14;
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    if (!a || !b) continue;
    cost += Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
    if (cost >= limit) return cost;
    const end = i === 1 || i === points.length - 1;
    for (const r of obstacles) if (crosses(r, a, b, end ? -2 : CLEARANCE)) cost += 4000;
    for (const other of taken) if (!other.smooth) cost += shared(a, b, other) * 2;
  }
  return cost;
}

/** How long a piece lies upon (within five pixels of) another wire's pieces of its direction. */
function shared(a: Point, b: Point, other: Route): number {
  let length = 0;
  const level = a.y === b.y;
  for (let i = 1; i < other.points.length; i++) {
    const [c, d] = [other.points[i - 1], other.points[i]];
    if (!c || !d || (c.y === d.y) !== level) continue;
    if (Math.abs(level ? a.y - c.y : a.x - c.x) > 5) continue;
    const [a0, a1, c0, c1] = level ? [a.x, b.x, c.x, d.x] : [a.y, b.y, c.y, d.y];
    length += Math.max(0, Math.min(Math.max(a0, a1), Math.max(c0, c1)) - Math.max(Math.min(a0, a1), Math.min(c0, c1)));
  }
  return length;
}
