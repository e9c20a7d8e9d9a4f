import { type Point, type Rect } from "./geometry.ts";
import type { GestureHost } from "./gesture-host.ts";
import type { GraphView } from "./graph-view.ts";
import type { WireFace } from "./scene.ts";

const GRID = 4;
const onGrid = (value: number): number => Math.round(value / GRID) * GRID;

/** Whether one rectangle lies wholly within another. */
export const isWithin = (inner: Rect, outer: Rect): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

/** Dragging nodes, groups with what lies in them, and notes. A single node without wires can be put on a wire. */
export class Dragging {
  private readonly start: Point;
  private readonly from: ReadonlyMap<string, Point>;
  private readonly lone: string | undefined;
  private readonly view: GraphView;
  private readonly host: GestureHost;
  private onto: WireFace | undefined;

  constructor(keys: readonly string[], start: Point, view: GraphView, host: GestureHost) {
    this.start = start;
    this.view = view;
    this.host = host;
    const all = new Set(keys);
    for (const key of keys) {
      const frame = key.startsWith("group:") ? view.rectOf(key) : undefined;
      if (frame) for (const inner of view.within((rect) => rect !== frame && isWithin(rect, frame))) all.add(inner);
    }
    this.from = new Map(
      [...all].flatMap((key) => {
        const rect = view.rectOf(key);
        return rect ? [[key, { x: rect.x, y: rect.y }] as const] : [];
      }),
    );
    const [only] = all.size === 1 ? all : [];
    const face = only === undefined ? undefined : view.faceOf(only);
    const wired = face && [...face.inputs, ...face.outputs].some((socket) => socket.wired);
    this.lone = face && !wired ? face.id : undefined;
  }

  to(here: Point): void {
    const [dx, dy] = [onGrid(here.x - this.start.x), onGrid(here.y - this.start.y)];
    for (const [key, at] of this.from) this.view.place(key, { x: at.x + dx, y: at.y + dy });
    if (this.lone === undefined) return;
    const wire = this.view.wireAt(here, 24);
    this.onto = wire && this.host.fitsOn(this.lone, wire) ? wire : undefined;
    this.view.mark({ target: this.onto?.key });
  }

  drop(): void {
    const places = [...this.from.keys()].flatMap((key) => {
      const rect = this.view.rectOf(key);
      return rect ? [[key, [rect.x, rect.y] as const] as const] : [];
    });
    this.host.move(new Map(places), this.onto);
  }

  /** Puts everything back. */
  abandon(): void {
    for (const [key, at] of this.from) this.view.place(key, at);
  }
}

/** Dragging the corner of a group or note. */
export class Resizing {
  private readonly key: string;
  private readonly before: Rect;
  private readonly start: Point;
  private readonly view: GraphView;

  constructor(key: string, before: Rect, start: Point, view: GraphView) {
    this.key = key;
    this.before = before;
    this.start = start;
    this.view = view;
  }

  to(here: Point): void {
    const width = Math.max(96, this.before.width + onGrid(here.x - this.start.x));
    const height = Math.max(48, this.before.height + onGrid(here.y - this.start.y));
    this.view.resizeItem(this.key, { ...this.before, width, height });
  }

  drop(host: GestureHost): void {
    const { width, height } = this.view.rectOf(this.key) ?? this.before;
    host.resize(this.key, width, height);
  }

  abandon(): void {
    this.view.resizeItem(this.key, this.before);
  }
}
