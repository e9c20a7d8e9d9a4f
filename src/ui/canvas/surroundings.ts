import { crosses, type Point, type Rect } from "./geometry.ts";

/** A level or upright piece of a way: where it lies across, and from where to where it goes along. */
interface Piece {
  readonly at: number;
  readonly low: number;
  readonly high: number;
}

/** How far to the sides of the straight way things are looked at. */
const NEARBY = 280;
/** How near a wire comes to a node that it passes. */
const CLEARANCE = 7;
const NODE_COST = 4000;
const LABEL_COST = 150;
/** Of each pixel that lies upon another wire. */
const SHARED_COST = 2;
const SAME_PLACE = 5;

/** What a wire goes around. */
export class Surroundings {
  /** Never crossed if it can be helped. */
  readonly nodes: readonly Rect[];
  /** Rather not crossed. */
  readonly labels: readonly Rect[];
  readonly level: Piece[];
  readonly upright: Piece[];

  constructor(nodes: readonly Rect[], labels: readonly Rect[], level: Piece[] = [], upright: Piece[] = []) {
    this.nodes = nodes;
    this.labels = labels;
    this.level = level;
    this.upright = upright;
  }

  /** Adds a way that others shall not lie upon. */
  take(points: readonly Point[]): void {
    points.forEach((b, i) => {
      const a = points[i - 1];
      if (!a) return;
      if (a.y === b.y) this.level.push({ at: a.y, low: Math.min(a.x, b.x), high: Math.max(a.x, b.x) });
      else if (a.x === b.x) this.upright.push({ at: a.x, low: Math.min(a.y, b.y), high: Math.max(a.y, b.y) });
    });
  }

  /** What lies about the way between two points. */
  near(a: Point, b: Point): Surroundings {
    const close = (rect: Rect): boolean => crosses(rect, a, b, NEARBY);
    return new Surroundings(this.nodes.filter(close), this.labels.filter(close), this.level, this.upright);
  }
}

/** @param end it leaves or enters a node, whose edge it touches. */
export function levelCost(around: Surroundings, y: number, from: number, to: number, end: boolean): number {
  const [low, high] = from < to ? [from, to] : [to, from];
  const margin = end ? -2 : CLEARANCE;
  let cost = high - low + SHARED_COST * shared(around.level, y, low, high);
  for (const r of around.nodes) {
    if (high > r.x - margin && low < r.x + r.width + margin && y > r.y - margin && y < r.y + r.height + margin) {
      cost += NODE_COST;
    }
  }
  for (const r of around.labels) {
    if (high > r.x && low < r.x + r.width && y > r.y && y < r.y + r.height) cost += LABEL_COST;
  }
  return cost;
}

export function uprightCost(around: Surroundings, x: number, from: number, to: number): number {
  const [low, high] = from < to ? [from, to] : [to, from];
  let cost = high - low + SHARED_COST * shared(around.upright, x, low, high);
  for (const r of around.nodes) {
    if (
      x > r.x - CLEARANCE &&
      x < r.x + r.width + CLEARANCE &&
      high > r.y - CLEARANCE &&
      low < r.y + r.height + CLEARANCE
    ) {
      cost += NODE_COST;
    }
  }
  for (const r of around.labels) {
    if (x > r.x && x < r.x + r.width && high > r.y && low < r.y + r.height) cost += LABEL_COST;
  }
  return cost;
}

/** How long a piece lies upon others. */
function shared(pieces: readonly Piece[], at: number, low: number, high: number): number {
  let length = 0;
  for (const piece of pieces) {
    if (Math.abs(piece.at - at) > SAME_PLACE) continue;
    length += Math.max(0, Math.min(high, piece.high) - Math.max(low, piece.low));
  }
  return length;
}
