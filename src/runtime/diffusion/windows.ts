import type { Frame, Size } from "./frame.ts";
import { checkPlanes, type Planes } from "./planes.ts";

/** Holes nearer to one another than this many pixels are one, e.g. the letters of a word. */
const NEAR = 8;

/** How thick a hole may be in its window, as a share of the window's side. */
const THICKEST = 3 / 8;

/** The middle part of a window, as a share of its side: what it is laid for. Outside it, it shows context. */
const CORE = 5 / 8;

/** A window is shown this much smaller from try to try, until all of them are few enough. */
const COARSER = 2 ** 0.25;

/**
 * Windows of one shape that together show every hole with what is around it, each as fine as its hole allows: a compact
 * hole is at most three eighths of its window, and a long thin one, such as a scratch, is followed by several. Where more than
 * `count` would be needed, they are made larger, which shows the network less detail.
 *
 * @param keep_mask one plane, less than one half is to be filled.
 * @param size of the network's pictures; windows are at least so large, in pixels of the picture, where there is room.
 * @returns 1 to `count` frames on whole pixels, within the picture unless one shows all of it; none where everything is known.
 */
export function windowsOf(keep_mask: Planes, size: Size, count: number): readonly Frame[] {
  checkPlanes(keep_mask);
  const holes = holesOf(keep_mask);
  for (let coarser = 1; ; coarser *= COARSER) {
    const frames = covering(holes, [keep_mask.H, keep_mask.W], size, coarser);
    if (frames.length <= Math.max(1, count)) return frames;
  }
}

/** Cells of `NEAR` pixels that hold a part of one hole, and how thick that hole is. */
interface Hole {
  /** What of each cell is to be filled, in pixels. */
  readonly parts: readonly Frame[];
  readonly thickness: number;
}

function covering(holes: readonly Hole[], of: Size, size: Size, coarser: number): readonly Frame[] {
  const frames: Frame[] = [];
  const whole = Math.max(of[0] / size[0], of[1] / size[1]);
  for (const { parts, thickness } of holes) {
    const scale = coarser * Math.max(1, thickness / THICKEST / Math.min(...size));
    if (scale >= whole) return [around({ x: 0, y: 0, width: of[1], height: of[0] }, sidesOf(size, whole), of)];
    const sides = sidesOf(size, scale);
    for (const core of cores(parts, [CORE * sides[0], CORE * sides[1]])) {
      if (!frames.some((other) => isCoreOf(other, core))) frames.push(around(core, sides, of));
    }
  }
  return frames;
}

const sidesOf = ([h, w]: Size, scale: number): Size => [Math.ceil(h * scale - 1e-9), Math.ceil(w * scale - 1e-9)];

/** Groups of parts, each no larger than `[h, w]`: from the top left on, whatever fits. */
function cores(parts: readonly Frame[], [h, w]: Size): readonly Frame[] {
  const left = new Set(parts);
  const found: Frame[] = [];
  for (const first of parts) {
    if (!left.has(first)) continue;
    let core = first;
    // Neighbours stand near one another in the order of the walk along the hole.
    for (const part of left) {
      const both = union(core, part);
      if (part !== first && (both.width > w || both.height > h)) continue;
      core = both;
      left.delete(part);
    }
    found.push(core);
  }
  return found;
}

const union = (a: Frame, b: Frame): Frame => {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  const [right, bottom] = [Math.max(a.x + a.width, b.x + b.width), Math.max(a.y + a.height, b.y + b.height)];
  return { x, y, width: right - x, height: bottom - y };
};

/** Whether a window laid for something else shows this with as much context. */
function isCoreOf(window: Frame, { x, y, width, height }: Frame): boolean {
  const [dx, dy] = [((1 - CORE) / 2) * window.width, ((1 - CORE) / 2) * window.height];
  const inX = x >= window.x + dx && x + width <= window.x + window.width - dx;
  return inX && y >= window.y + dy && y + height <= window.y + window.height - dy;
}

function around(core: Frame, [height, width]: Size, [H, W]: Size): Frame {
  const placed = (middle: number, length: number, whole: number): number => {
    if (length >= whole) return 0 - Math.floor((length - whole) / 2);
    return Math.max(0, Math.min(whole - length, Math.round(middle - length / 2)));
  };
  const x = placed(core.x + core.width / 2, width, W);
  return { x, y: placed(core.y + core.height / 2, height, H), width, height };
}

/** Cells of the picture that hold something to fill, joined where they touch, in the order of a walk from neighbour to neighbour. */
function holesOf({ data, H, W }: Planes): readonly Hole[] {
  const columns = Math.ceil(W / NEAR);
  const parts = new Map<number, Frame>();
  const deep = thicknessOf(data, [H, W]);
  const thickest = new Map<number, number>();
  for (let y = 0; y < H; y++) {
    for (let x = 0; x < W; x++) {
      const depth = deep[y * W + x] ?? 0;
      if (depth === 0) continue;
      const cell = Math.floor(y / NEAR) * columns + Math.floor(x / NEAR);
      const pixel = { x, y, width: 1, height: 1 };
      const part = parts.get(cell);
      parts.set(cell, part ? union(part, pixel) : pixel);
      if (depth > (thickest.get(cell) ?? 0)) thickest.set(cell, depth);
    }
  }
  const left = new Set(parts.keys());
  return [...parts.keys()].flatMap((cell): Hole[] => {
    if (!left.delete(cell)) return [];
    const joined = connected(cell, columns, left);
    return [
      {
        parts: joined.flatMap((one) => parts.get(one) ?? []),
        thickness: Math.max(...joined.map((one) => 2 * (thickest.get(one) ?? 0) - 1)),
      },
    ];
  });
}

/** All that can be reached over cells that touch, corners included; they are taken out of `left`. */
function connected(start: number, columns: number, left: Set<number>): readonly number[] {
  const found = [start];
  for (let i = 0; i < found.length; i++) {
    const [row, column] = [Math.floor((found[i] ?? 0) / columns), (found[i] ?? 0) % columns];
    for (const dy of [-1, 0, 1]) {
      for (const dx of [-1, 0, 1]) {
        const next = (row + dy) * columns + column + dx;
        if (column + dx >= 0 && column + dx < columns && left.delete(next)) found.push(next);
      }
    }
  }
  return found;
}

/** For each pixel to be filled its distance to the nearest known one, counted in pixels as a king walks; 0 where known. */
function thicknessOf(data: Float32Array, [H, W]: Size): Uint16Array {
  const deep = new Uint16Array(H * W);
  const at = (y: number, x: number): number => (y < 0 || y >= H || x < 0 || x >= W ? FAR : (deep[y * W + x] ?? FAR));
  const pass = (y: number, x: number, s: number): void => {
    const i = y * W + x;
    if ((data[i] ?? 0) >= 0.5) return;
    const near = Math.min(at(y, x - s), at(y - s, x - 1), at(y - s, x), at(y - s, x + 1));
    deep[i] = Math.min(s === 1 ? FAR : (deep[i] ?? FAR), near + 1);
  };
  for (let y = 0; y < H; y++) for (let x = 0; x < W; x++) pass(y, x, 1);
  for (let y = H - 1; y >= 0; y--) for (let x = W - 1; x >= 0; x--) pass(y, x, -1);
  return deep;
}

const FAR = 32_767;
