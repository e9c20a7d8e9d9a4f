import type { Frame, Size } from "./frame.ts";
import { checkPlanes, checkSize, type Planes } from "./planes.ts";
import { resize } from "./resize.ts";

/** The smallest frame around all that is to be filled; undefined where everything is known. */
export function holeOf({ data, H, W }: Planes): Frame | undefined {
  let [left, top, right, bottom] = [W, H, -1, -1];
  for (let y = 0; y < H; y++) {
    for (let x = 0; x < W; x++) {
      if ((data[y * W + x] ?? 0) >= 0.5) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  return right < 0 ? undefined : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** How a window is laid around a hole. */
export interface Around {
  /** What is seen of the picture on each side of the hole, as a share of its longer side. */
  readonly margin: number;
  /** `keep`: of the network's shape, beyond the edges where it must be; `stretch`: within the picture, whatever its shape. */
  readonly aspect: "keep" | "stretch";
}

/**
 * The window that a network of size `[h, w]` is shown around a hole in a picture of size `of`: with context, on whole
 * pixels, no smaller than the network's picture where there is room. It stays within the picture and takes less margin
 * for that; only a hole that needs more reaches beyond the edges, at most to show the whole picture.
 */
export function windowAround(hole: Frame | undefined, of: Size, size: Size, { margin, aspect }: Around): Frame {
  const inner = hole ?? { x: 0, y: 0, width: of[1], height: of[0] };
  const pad = hole ? 2 * margin * Math.max(hole.width, hole.height) : 0;
  const wanted: Size = [inner.height + pad, inner.width + pad];
  const [height, width] =
    aspect === "stretch"
      ? [Math.min(of[0], Math.max(wanted[0], size[0])), Math.min(of[1], Math.max(wanted[1], size[1]))].map(Math.round)
      : sides(inner, wanted, of, size);
  return {
    x: placed(inner.x + inner.width / 2, width ?? of[1], of[1]),
    y: placed(inner.y + inner.height / 2, height ?? of[0], of[0]),
    width: width ?? of[1],
    height: height ?? of[0],
  };
}

/** Height and width of a window of the shape `size`. */
function sides(hole: Frame, wanted: Size, of: Size, size: Size): readonly number[] {
  const scale = ([h, w]: Size): number => Math.max(h / size[0], w / size[1]);
  const inside = Math.min(of[0] / size[0], of[1] / size[1]);
  const least = scale([hole.height, hole.width]);
  const best = Math.max(1, scale(wanted));
  const taken = least <= inside ? Math.max(least, Math.min(best, inside)) : Math.min(best, scale(of));
  return size.map((side) => Math.ceil(side * taken - 1e-9));
}

/** Where a side of a window begins: about a middle, within the picture, or around it where it is longer. */
function placed(middle: number, length: number, of: number): number {
  if (length >= of) return 0 - Math.floor((length - of) / 2);
  return Math.min(of - length, Math.max(0, Math.round(middle - length / 2)));
}

/**
 * What a frame on whole pixels shows, at `[H, W]`. Shrinking averages exactly the pixels that each one covers, so
 * that nothing of a hole comes into a pixel that `keepThrough` calls known; enlarging is bicubic. Beyond the edges
 * the outermost pixels go on.
 */
export function cutOut(picture: Planes, frame: Frame, [H, W]: Size): Planes {
  checkPlanes(picture);
  checkSize(H, W);
  if (frame.width >= W && frame.height >= H) return averaged(picture, frame, [H, W]);
  return resize(averaged(picture, frame, [frame.height, frame.width]), H, W, "bicubic");
}

function averaged(picture: Planes, frame: Frame, [H, W]: Size): Planes {
  const across = sharesOf(frame.x, frame.width, W, picture.W);
  const down = sharesOf(frame.y, frame.height, H, picture.H);
  const plane = picture.H * picture.W;
  const data = new Float32Array(picture.C * H * W);
  const row = new Float64Array(W);
  const sum = new Float64Array(W);
  for (let c = 0; c < picture.C; c++) {
    let at = -1;
    for (let y = 0; y < H; y++) {
      sum.fill(0);
      for (const [from, share] of down[y] ?? []) {
        // A row lies under at most two rows of the result, one after the other.
        if (at !== from) averageRow(picture.data, c * plane + from * picture.W, across, row);
        at = from;
        for (let x = 0; x < W; x++) sum[x] = (sum[x] ?? 0) + share * (row[x] ?? 0);
      }
      data.set(sum, (c * H + y) * W);
    }
  }
  return { data, C: picture.C, H, W };
}

function averageRow(data: Float32Array, start: number, across: readonly Shares[], row: Float64Array): void {
  for (const [x, shares] of across.entries()) {
    let sum = 0;
    for (const [from, share] of shares) sum += share * (data[start + from] ?? 0);
    row[x] = sum;
  }
}

type Shares = readonly (readonly [index: number, share: number])[];

/** For each of `count` pixels the pixels that it covers, and its share in each, in sum 1. */
function sharesOf(start: number, length: number, count: number, size: number): readonly Shares[] {
  const scale = length / count;
  return Array.from({ length: count }, (_, i): Shares => {
    const [from, end] = [start + i * scale, start + (i + 1) * scale];
    const shares: [number, number][] = [];
    for (let k = Math.floor(from + 1e-6); k < end - 1e-6; k++) {
      const index = Math.min(size - 1, Math.max(0, k));
      shares.push([index, Math.min(k + 1, end) - Math.max(k, from)]);
    }
    const sum = shares.reduce((total, [, share]) => total + share, 0);
    return shares.map(([index, share]) => [index, share / sum]);
  });
}
