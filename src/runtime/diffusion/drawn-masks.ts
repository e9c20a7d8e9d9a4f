import { randomBelow, type Below } from "./random.ts";

/** What to draw, in pixels of a picture whose shorter side is 256; ranges include both ends. */
export interface Drawing {
  readonly strokes: Range;
  readonly width: Range;
  readonly length: Range;
  /** Drawn instead of strokes with probability `weight` / (1 + `weight`). */
  readonly boxes?: { readonly weight: number; readonly count: Range; readonly side: Range; readonly margin: number };
}

type Range = readonly [first: number, last: number];

/** LaMa's "thick" masks at 256 (Suvorov et al. 2022), the paper's Wide. */
export const WIDE: Drawing = {
  strokes: [1, 6],
  width: [5, 104],
  length: [10, 209],
  boxes: { weight: 0.3, count: [1, 3], side: [30, 150], margin: 10 },
};

/** LaMa's "thin" masks at 256, the paper's Narrow. */
export const NARROW: Drawing = { strokes: [4, 51], width: [5, 14], length: [10, 49] };

/** Where a hole is, in pixels of the 256 canvas, whose pixel centres lie at whole numbers. */
type Hole =
  | { readonly kind: "line"; readonly from: Point; readonly to: Point; readonly width: number }
  | { readonly kind: "box"; readonly from: Point; readonly to: Point };
type Point = readonly [x: number, y: number];

/** A canvas whose shorter side is 256, and how many picture pixels one of its pixels is. */
interface Canvas {
  readonly H: number;
  readonly W: number;
  readonly scale: number;
}

const MOST_FILLED = 0.5;
const ATTEMPTS = 100;

/**
 * Draws holes as LaMa's generator does and returns what is left as known. Drawings that leave no hole, or that fill
 * more than half of the picture, are drawn again, as in the published test masks.
 *
 * @returns `[H W]`, 1 = known; the same seed draws the same shapes at every size.
 */
export function drawnMask(drawing: Drawing, H: number, W: number, seed: number): Float32Array {
  const below = randomBelow(seed);
  const scale = Math.min(H, W) / 256;
  const canvas = { H: Math.round(H / scale), W: Math.round(W / scale), scale };
  let best = new Float32Array(H * W);
  let least = 1;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const keep_mask = new Float32Array(H * W).fill(1);
    for (const hole of holesOf(drawing, canvas, below)) cut(keep_mask, H, W, hole, scale);
    const filled = 1 - keep_mask.reduce((sum, m) => sum + m, 0) / keep_mask.length;
    if (filled > 0 && filled <= MOST_FILLED) return keep_mask;
    if (filled > 0 && filled < least) [best, least] = [keep_mask, filled];
  }
  return best;
}

function holesOf(drawing: Drawing, canvas: Canvas, below: Below): Hole[] {
  const { boxes } = drawing;
  const asBoxes = boxes !== undefined && below(2 ** 32) / 2 ** 32 < boxes.weight / (1 + boxes.weight);
  return asBoxes ? boxHoles(boxes, canvas, below) : strokeHoles(drawing, canvas, below);
}

/** Strokes of 1 to 5 straight segments, each going on from the last in one of four directions, mirrored for every other stroke. */
function strokeHoles({ strokes, width, length }: Drawing, { H, W }: Canvas, below: Below): Hole[] {
  const holes: Hole[] = [];
  const count = within(strokes, below);
  for (let stroke = 0; stroke < count; stroke++) {
    let from: Point = [below(W), below(H)];
    for (let left = 1 + below(5); left > 0; left--) {
      const turn = 0.01 + below(4);
      const angle = stroke % 2 === 0 ? 2 * Math.PI - turn : turn;
      const far = within(length, below);
      const to: Point = [
        Math.min(W, Math.max(0, Math.trunc(from[0] + far * Math.sin(angle)))),
        Math.min(H, Math.max(0, Math.trunc(from[1] + far * Math.cos(angle)))),
      ];
      holes.push({ kind: "line", from, to, width: within(width, below) });
      from = to;
    }
  }
  return holes;
}

function boxHoles(boxes: NonNullable<Drawing["boxes"]>, { H, W }: Canvas, below: Below): Hole[] {
  const { margin, side } = boxes;
  return Array.from({ length: within(boxes.count, below) }, (): Hole => {
    const [w, h] = [within(side, below), within(side, below)];
    const x = margin + below(W - 2 * margin - w + 1);
    const y = margin + below(H - 2 * margin - h + 1);
    return { kind: "box", from: [x, y], to: [x + w - 1, y + h - 1] };
  });
}

/** Sets the pixels of a hole to 0: those whose centre is at most half a width from the segment, or inside the box. */
function cut(keep_mask: Float32Array, H: number, W: number, hole: Hole, scale: number): void {
  // A line thinner than a pixel would fall between the centres.
  const reach = hole.kind === "line" ? Math.max(hole.width, 1 / scale) / 2 : 0.5;
  const [left, right] = [Math.min(hole.from[0], hole.to[0]) - reach, Math.max(hole.from[0], hole.to[0]) + reach];
  const [top, bottom] = [Math.min(hole.from[1], hole.to[1]) - reach, Math.max(hole.from[1], hole.to[1]) + reach];
  const centre = (i: number): number => (i + 0.5) / scale - 0.5;
  const firstPixel = (edge: number): number => Math.max(0, Math.floor((edge + 0.5) * scale - 0.5));
  for (let y = firstPixel(top); y < H && centre(y) <= bottom; y++) {
    for (let x = firstPixel(left); x < W && centre(x) <= right; x++) {
      const inside =
        hole.kind === "line"
          ? distanceSquared([centre(x), centre(y)], hole.from, hole.to) <= reach * reach
          : centre(x) >= left && centre(y) >= top;
      if (inside) keep_mask[y * W + x] = 0;
    }
  }
}

function distanceSquared([x, y]: Point, from: Point, to: Point): number {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - from[0]) * dx + (y - from[1]) * dy) / length));
  return (x - from[0] - along * dx) ** 2 + (y - from[1] - along * dy) ** 2;
}

function within([first, last]: Range, below: Below): number {
  return first + below(last - first + 1);
}
