import type { Point } from "./mask.ts";

/** The part of a picture that is taken, in its pixels. It has the shape of the model's pictures and lies within. */
export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** No fewer pixels of the picture than this are spread over the model's. */
const SMALLEST = 8;

/** The largest frame, in the middle. */
export function centred(picture: Size, shape: Size): Frame {
  const scale = Math.min(picture.width / shape.width, picture.height / shape.height);
  const [width, height] = [shape.width * scale, shape.height * scale];
  return { x: (picture.width - width) / 2, y: (picture.height - height) / 2, width, height };
}

export function moved(frame: Frame, picture: Size, dx: number, dy: number): Frame {
  return within({ ...frame, x: frame.x + dx, y: frame.y + dy }, picture);
}

/**
 * Makes a frame larger or smaller about a point of the picture, which stays where it is in the frame.
 *
 * @param factor of its sides; it ends at the picture's edges and at a few pixels.
 */
export function zoomed(frame: Frame, picture: Size, factor: number, about: Point = middle(frame)): Frame {
  const largest = Math.min(picture.width / frame.width, picture.height / frame.height);
  const smallest = Math.min(largest, SMALLEST / Math.min(frame.width, frame.height));
  const scale = Math.min(largest, Math.max(smallest, factor));
  const [width, height] = [frame.width * scale, frame.height * scale];
  const x = about.x - (about.x - frame.x) * scale;
  const y = about.y - (about.y - frame.y) * scale;
  return within({ x, y, width, height }, picture);
}

export function middle({ x, y, width, height }: Frame): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

/** Which side or corner of a frame is held: −1 left or top, 1 right or bottom, 0 neither. */
export interface Handle {
  readonly x: -1 | 0 | 1;
  readonly y: -1 | 0 | 1;
}

export const HANDLES: readonly Handle[] = [
  { x: -1, y: -1 },
  { x: 0, y: -1 },
  { x: 1, y: -1 },
  { x: 1, y: 0 },
  { x: 1, y: 1 },
  { x: 0, y: 1 },
  { x: -1, y: 1 },
  { x: -1, y: 0 },
];

/**
 * Pulls a frame by a handle; the side or corner across from it stays where it is.
 *
 * @param keeps whether it keeps its shape.
 */
export function pulled(frame: Frame, picture: Size, { x, y }: Handle, dx: number, dy: number, keeps: boolean): Frame {
  const least = Math.min(SMALLEST, picture.width, picture.height);
  const [roomX, roomY] = [room(x, frame.x, frame.width, picture.width), room(y, frame.y, frame.height, picture.height)];
  const clamp = (value: number, most: number): number => Math.min(Math.max(least, value), Math.max(least, most));
  if (!keeps) {
    const width = x === 0 ? frame.width : clamp(frame.width + x * dx, roomX);
    const height = y === 0 ? frame.height : clamp(frame.height + y * dy, roomY);
    return anchored(frame, { x, y }, width, height);
  }
  const wish = Math.max(x === 0 ? 0 : 1 + (x * dx) / frame.width, y === 0 ? 0 : 1 + (y * dy) / frame.height);
  const most = Math.min(roomX / frame.width, roomY / frame.height);
  const scale = Math.min(most, Math.max(wish, least / Math.min(frame.width, frame.height)));
  return anchored(frame, { x, y }, frame.width * scale, frame.height * scale);
}

/** How long a side may become within the picture, from its fixed end, or from its middle where neither end is held. */
function room(held: -1 | 0 | 1, start: number, length: number, of: number): number {
  if (held > 0) return of - start;
  if (held < 0) return start + length;
  return 2 * Math.min(start + length / 2, of - start - length / 2);
}

function anchored(frame: Frame, { x, y }: Handle, width: number, height: number): Frame {
  const along = (held: -1 | 0 | 1, start: number, before: number, after: number): number =>
    held > 0 ? start : held < 0 ? start + before - after : start + (before - after) / 2;
  return {
    x: along(x, frame.x, frame.width, width),
    y: along(y, frame.y, frame.height, height),
    width,
    height,
  };
}

/** Moves a frame back into the picture. */
function within(frame: Frame, picture: Size): Frame {
  const clamp = (value: number, most: number): number => Math.min(Math.max(0, most), Math.max(0, value));
  const [width, height] = [Math.min(frame.width, picture.width), Math.min(frame.height, picture.height)];
  return { x: clamp(frame.x, picture.width - width), y: clamp(frame.y, picture.height - height), width, height };
}
