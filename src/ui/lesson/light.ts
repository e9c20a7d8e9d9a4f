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
  whereIs(
    key: string,
    part?: { readonly socket: string; readonly side?: "output" } | { readonly param: string },
  ): Point | undefined;
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

/** Where on the screen that is seen which a text refers to; empty where it is not seen. */
export function placesOf(reference: Reference, root: ParentNode): readonly Rect[] {
  switch (reference.kind) {
    case "symbol":
      return symbols(reference.name, root);
    case "handle":
      return within(root, "repaint-timeline", `.handle.${reference.handle}`);
    case "wire":
      return wire(reference, root.querySelector<Canvas>("repaint-canvas"));
    default:
      return [placeOf(reference, root)].filter((place) => place !== undefined);
  }
}

/** Boxes of what a part of the editor holds. */
function within(root: ParentNode, part: string, what: string): readonly Rect[] {
  const inside = [...(root.querySelector(part)?.shadowRoot?.querySelectorAll(what) ?? [])];
  return inside.map(boxOf).filter((box) => box !== undefined);
}

/** A symbol in the equations of the lesson's text and of the inspector. */
function symbols(name: string, root: ParentNode): readonly Rect[] {
  const sought = `.sym[data-name="${name}"]`;
  const inspector = root.querySelector("repaint-inspector")?.shadowRoot;
  return [
    ...within(root, "repaint-lesson", sought),
    ...(inspector ? within(inspector, "repaint-equation", sought) : []),
  ];
}

/** Both ends of a wire, and the way between. */
function wire(
  { from, output, to, input }: Extract<Reference, { kind: "wire" }>,
  canvas: Canvas | null,
): readonly Rect[] {
  const window = boxOf(canvas);
  const a = canvas?.whereIs(from, { socket: output, side: "output" });
  const b = canvas?.whereIs(to, { socket: input });
  if (!canvas || !window || !a || !b) return [];
  const half = 9 * canvas.scale;
  const place = {
    x: Math.min(a.x, b.x) - half,
    y: Math.min(a.y, b.y) - half,
    width: Math.abs(a.x - b.x) + 2 * half,
    height: Math.abs(a.y - b.y) + 2 * half,
  };
  return [inside(place, window)].filter((seen) => seen !== undefined);
}

function placeOf(
  reference: Exclude<Reference, { kind: "symbol" | "handle" | "wire" }>,
  root: ParentNode,
): Rect | undefined {
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
  { kind, node, name }: Extract<Reference, { kind: "param" | "socket" }>,
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
