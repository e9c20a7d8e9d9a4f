import { distance, type Point, type Rect } from "./geometry.ts";
import type { GraphView } from "./graph-view.ts";

const LEAST = 0.15;
const MOST = 4;
const MARGIN = 16;

/** Which part of the graph is seen: moved by hand, wheel and pinch, and set by what is to be shown. */
export class Camera {
  private readonly canvas: HTMLElement;
  private readonly view: GraphView;
  private readonly changed: () => void;

  /** @param changed is called when the reader has moved it. */
  constructor(canvas: HTMLElement, view: GraphView, changed: () => void) {
    this.canvas = canvas;
    this.view = view;
    this.changed = changed;
  }

  /** Where an event is, from the canvas's top left corner. */
  screen({ clientX, clientY }: Pick<MouseEvent, "clientX" | "clientY">): Point {
    const { left, top } = this.canvas.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  toGraph({ x, y }: Point): Point {
    const { scale, offset } = this.view;
    return { x: x / scale - offset.x, y: y / scale - offset.y };
  }

  toScreen({ x, y }: Point): Point {
    const { scale, offset } = this.view;
    return { x: (x + offset.x) * scale, y: (y + offset.y) * scale };
  }

  pan(dx: number, dy: number): void {
    const { scale, offset } = this.view;
    this.view.look({ x: offset.x + dx / scale, y: offset.y + dy / scale }, scale);
    this.changed();
  }

  /** Zooms around a point of the screen. */
  zoom(factor: number, at: Point): void {
    const { scale, offset } = this.view;
    const next = Math.max(LEAST, Math.min(MOST, scale * factor));
    const k = 1 / next - 1 / scale;
    this.view.look({ x: offset.x + at.x * k, y: offset.y + at.y * k }, next);
    this.changed();
  }

  /** One of two fingers has moved. */
  pinch(before: Point, now: Point, other: Point): void {
    this.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
    const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
    this.zoom(distance(now, other) / Math.max(1, distance(before, other)), middle);
  }

  /** Zooms by how far the wheel was turned; a trackpad's two fingers pan, its pinch (which sets ctrlKey) zooms. */
  wheel(e: WheelEvent): void {
    e.preventDefault();
    const unit = e.deltaMode === 1 ? 16 : e.deltaMode === 2 ? 400 : 1;
    const fine = e.deltaMode === 0 && (e.deltaX !== 0 || Math.abs(e.deltaY) < 40) && !e.ctrlKey;
    if (fine || e.shiftKey) {
      const [dx, dy] = e.shiftKey && e.deltaX === 0 ? [e.deltaY, 0] : [e.deltaX, e.deltaY];
      this.pan(-dx * unit, -dy * unit);
    } else this.zoom(Math.exp(-e.deltaY * unit * (e.ctrlKey ? 0.01 : 0.0015)), this.screen(e));
  }

  /** Shows a rectangle of the graph whole in the middle of a window. @param largest scale. */
  frame(rect: Rect, width: number, height: number, largest: number): void {
    if (width <= 0 || height <= 0) return;
    const scale = Math.min(largest, (width - 2 * MARGIN) / rect.width, (height - 2 * MARGIN) / rect.height);
    const offset = {
      x: (width / scale - rect.width) / 2 - rect.x,
      y: (height / scale - rect.height) / 2 - rect.y,
    };
    this.view.look(offset, scale);
  }

  /** Puts a point of the graph into the middle of a window. */
  centre(at: Point, width: number, height: number): void {
    const { scale } = this.view;
    this.view.look({ x: width / scale / 2 - at.x, y: height / scale / 2 - at.y }, scale);
    this.changed();
  }

  /** Brings a rectangle into sight, and moves no further than it must. */
  reveal(rect: Rect, width: number, height: number): void {
    const { scale, offset } = this.view;
    const shift = (low: number, size: number, room: number): number => {
      if (size + 2 * MARGIN > room || low < MARGIN) return MARGIN - low;
      return Math.min(0, room - MARGIN - low - size);
    };
    const { x, y } = this.toScreen(rect);
    const dx = shift(x, rect.width * scale, width);
    const dy = shift(y, rect.height * scale, height);
    if (dx !== 0 || dy !== 0) this.view.look({ x: offset.x + dx / scale, y: offset.y + dy / scale }, scale);
  }
}
