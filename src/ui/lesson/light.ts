import type { Point } from "../canvas/geometry.ts";
import type { Reference } from "./references.ts";

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The canvas, as far as a light has to know it. */
interface Canvas extends Element {
  whereIs(key: string, part?: { readonly socket: string } | { readonly param: string }): Point | undefined;
  rectOf(key: string): Rect | undefined;
  readonly scale: number;
}

const parts = {
  plot: "repaint-timeline",
  player: "repaint-player",
  run: "repaint-run-bar",
  result: "repaint-result",
  nodes: "repaint-palette",
} as const;

/** Where on the screen that is seen which a text refers to; undefined where it is not seen. */
export function placeOf(reference: Reference, root: ParentNode): Rect | undefined {
  if (!("node" in reference)) return boxOf(root.querySelector(parts[reference.kind]));
  const canvas = root.querySelector<Canvas>("repaint-canvas");
  const whole = canvas?.rectOf(reference.node);
  const window = boxOf(canvas);
  if (!canvas || !whole || !window) return undefined;
  const place = reference.kind === "node" ? whole : partOf(canvas, reference, whole);
  return place && inside(place, window);
}

function partOf(
  canvas: Canvas,
  { kind, node, name }: Extract<Reference, { name: string }>,
  whole: Rect,
): Rect | undefined {
  const at = canvas.whereIs(node, kind === "param" ? { param: name } : { socket: name });
  if (!at) return undefined;
  const half = 13 * canvas.scale;
  if (kind === "socket") return { x: at.x - half, y: at.y - half, width: 2 * half, height: 2 * half };
  return { x: whole.x, y: at.y - half, width: whole.width, height: 2 * half };
}

function boxOf(element: Element | null): Rect | undefined {
  const box = element?.getBoundingClientRect();
  return box && box.width > 0 && box.height > 0 ? box : undefined;
}

/** What of a place is seen in a window. */
function inside(place: Rect, window: Rect): Rect | undefined {
  const x = Math.max(place.x, window.x);
  const y = Math.max(place.y, window.y);
  const width = Math.min(place.x + place.width, window.x + window.width) - x;
  const height = Math.min(place.y + place.height, window.y + window.height) - y;
  return width > 4 && height > 4 ? { x, y, width, height } : undefined;
}
