/** Canvas coordinates, CSS pixels at scale 1. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What a node is made of, from top to bottom: title, one row a pair of sockets, one row a param, the picture. */
export const sizes = {
  title: 30,
  socket: 22,
  param: 24,
  preview: 108,
  /** Points of the plane, with two lines below. */
  points: 216,
  padding: 6,
  /** Of a note. */
  line: 17,
  radius: 6,
  /** Of a param's row besides its name and value. */
  rowInset: 40,
  minWidth: 168,
  maxWidth: 252,
} as const;

/** The frame around the nodes of a loop: room for its label above and for the wire home below. */
export const hullPadding = { side: 30, top: 34, bottom: 42, lane: 22 } as const;

/** What the lines of a note below a node take. */
export const noteHeight = (lines: readonly string[] | undefined): number => (lines ? lines.length * sizes.line + 8 : 0);

export function union(rects: Iterable<Rect>): Rect | undefined {
  let left = Infinity;
  let top = Infinity;
  let right = -Infinity;
  let bottom = -Infinity;
  for (const r of rects) {
    left = Math.min(left, r.x);
    top = Math.min(top, r.y);
    right = Math.max(right, r.x + r.width);
    bottom = Math.max(bottom, r.y + r.height);
  }
  return left === Infinity ? undefined : { x: left, y: top, width: right - left, height: bottom - top };
}

export function contains(rect: Rect, { x, y }: Point, margin = 0): boolean {
  return (
    x >= rect.x - margin &&
    x <= rect.x + rect.width + margin &&
    y >= rect.y - margin &&
    y <= rect.y + rect.height + margin
  );
}

export function overlaps(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Whether a straight piece of a wire, upright or level, meets a rectangle. */
export function crosses(rect: Rect, a: Point, b: Point, margin: number): boolean {
  return (
    Math.max(a.x, b.x) > rect.x - margin &&
    Math.min(a.x, b.x) < rect.x + rect.width + margin &&
    Math.max(a.y, b.y) > rect.y - margin &&
    Math.min(a.y, b.y) < rect.y + rect.height + margin
  );
}

export const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/** How far a point lies from a piece of a line. */
export function distanceToSegment(p: Point, a: Point, b: Point): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const square = dx * dx + dy * dy;
  const k = square === 0 ? 0 : Math.max(0, Math.min(1, ((p.x - a.x) * dx + (p.y - a.y) * dy) / square));
  return distance(p, { x: a.x + k * dx, y: a.y + k * dy });
}
