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

/** Moves a frame back into the picture. */
function within(frame: Frame, picture: Size): Frame {
  const clamp = (value: number, most: number): number => Math.min(Math.max(0, most), Math.max(0, value));
  const [width, height] = [Math.min(frame.width, picture.width), Math.min(frame.height, picture.height)];
  return { x: clamp(frame.x, picture.width - width), y: clamp(frame.y, picture.height - height), width, height };
}
