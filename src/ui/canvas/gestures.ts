import type { Camera } from "./camera.ts";
import { Dragging, isWithin, Resizing } from "./dragging.ts";
import { distance, overlaps, type Point, type Rect } from "./geometry.ts";
import type { GestureHost } from "./gesture-host.ts";
import type { GraphView, Hit } from "./graph-view.ts";
import { Wiring } from "./wiring.ts";

type Mode =
  | { readonly kind: "idle" }
  | {
      readonly kind: "press";
      readonly hit: Hit;
      readonly start: Point;
      readonly extend: boolean;
      readonly long: number;
    }
  | { readonly kind: "pan" }
  | { readonly kind: "box"; readonly start: Point; readonly before: ReadonlySet<string> }
  | { readonly kind: "drag"; readonly dragging: Dragging }
  | { readonly kind: "size"; readonly resizing: Resizing }
  | { readonly kind: "wire"; readonly wiring: Wiring }
  /** A socket was clicked: the wire waits for the click on the other. */
  | { readonly kind: "armed"; readonly wiring: Wiring }
  | { readonly kind: "pinch" };

const SLOP = 4;
/** After which a finger that rests asks for the menu, milliseconds. */
const LONG_PRESS = 550;
const cursors = {
  socket: "crosshair",
  row: "text",
  node: "default",
  wire: "pointer",
  item: "move",
  ground: "grab",
} as const;

/** Turns pointer and wheel events on the canvas into gestures: pan, zoom, pinch, drag, box, wiring, clicks. */
export class Gestures {
  private mode: Mode = { kind: "idle" };
  private readonly pointers = new Map<number, Point>();
  private space = false;
  /** Whether Space, while it is held, has been used to drag. */
  private dragged = false;
  private last: Point = { x: 0, y: 0 };
  private readonly canvas: HTMLCanvasElement;
  private readonly view: GraphView;
  private readonly camera: Camera;
  private readonly host: GestureHost;

  constructor(canvas: HTMLCanvasElement, view: GraphView, camera: Camera, host: GestureHost) {
    this.canvas = canvas;
    this.view = view;
    this.camera = camera;
    this.host = host;
    canvas.addEventListener("pointerdown", (e) => this.down(e));
    canvas.addEventListener("pointermove", (e) => this.move(e));
    canvas.addEventListener("pointerup", (e) => this.up(e));
    canvas.addEventListener("pointercancel", (e) => this.cancel(e));
    canvas.addEventListener("pointerleave", () => this.view.mark({ hovered: undefined }));
    canvas.addEventListener("wheel", (e) => this.camera.wheel(e), { passive: false });
    canvas.addEventListener("contextmenu", (e) => this.context(e));
    canvas.addEventListener("keydown", (e) => this.hold(e, true));
    canvas.addEventListener("keyup", (e) => this.hold(e, false));
  }

  /** Drops what is being done. @returns whether anything was. */
  abandon(): boolean {
    const { mode } = this;
    if (mode.kind === "idle") return false;
    if (mode.kind === "drag") mode.dragging.abandon();
    if (mode.kind === "size") mode.resizing.abandon();
    this.end();
    return true;
  }

  private reach(e: MouseEvent): number {
    const touch = e instanceof PointerEvent && e.pointerType === "touch";
    return (touch ? 22 : 12) / Math.min(1, this.view.scale);
  }

  private hold(e: KeyboardEvent, down: boolean): void {
    if (e.code !== "Space") return;
    if (down && !e.repeat) this.dragged = false;
    if (!down && this.space && !this.dragged) this.host.tapSpace();
    this.space = down;
    this.canvas.style.cursor = down ? "grab" : "";
    e.preventDefault();
  }

  private down(e: PointerEvent): void {
    this.canvas.focus({ preventScroll: true });
    const at = this.camera.screen(e);
    this.pointers.set(e.pointerId, at);
    this.canvas.setPointerCapture(e.pointerId);
    this.last = at;
    this.dragged = true;
    e.preventDefault();
    if (this.pointers.size === 2) {
      this.abandon();
      this.mode = { kind: "pinch" };
    } else if (e.button === 1 || this.space) this.become({ kind: "pan" });
    else if (e.button === 0) this.press(e, at);
  }

  private press(e: PointerEvent, at: Point): void {
    const start = this.camera.toGraph(at);
    if (this.mode.kind === "armed") {
      const { wiring } = this.mode;
      this.end();
      return wiring.lay(start, this.reach(e));
    }
    const long = e.pointerType === "touch" ? window.setTimeout(() => this.longPress(at), LONG_PRESS) : 0;
    const extend = e.shiftKey || e.ctrlKey || e.metaKey;
    this.mode = { kind: "press", hit: this.view.hit(start, this.reach(e)), start, extend, long };
  }

  private move(e: PointerEvent): void {
    const at = this.camera.screen(e);
    const before = this.pointers.get(e.pointerId) ?? at;
    if (this.pointers.has(e.pointerId)) this.pointers.set(e.pointerId, at);
    if (this.mode.kind === "pinch") {
      const other = [...this.pointers].find(([id]) => id !== e.pointerId)?.[1];
      if (other) this.camera.pinch(before, at, other);
      return;
    }
    if (this.mode.kind === "idle") return this.hover(e, at);
    if (this.mode.kind === "press") {
      if (distance(this.last, at) < SLOP) return;
      this.become(this.begin(this.mode, e));
    }
    const moved = { x: at.x - this.last.x, y: at.y - this.last.y };
    this.last = at;
    this.follow(this.camera.toGraph(at), moved, this.reach(e));
  }

  private follow(here: Point, moved: Point, reach: number): void {
    const { mode } = this;
    if (mode.kind === "pan") this.camera.pan(moved.x, moved.y);
    else if (mode.kind === "drag") mode.dragging.to(here);
    else if (mode.kind === "size") mode.resizing.to(here);
    else if (mode.kind === "wire" || mode.kind === "armed") mode.wiring.draw(here, reach);
    else if (mode.kind === "box") this.view.setBox(between(mode.start, here));
  }

  /** The press has become a drag: of what was pressed. */
  private begin({ hit, start, extend }: Extract<Mode, { kind: "press" }>, e: PointerEvent): Mode {
    const { view, host } = this;
    switch (hit.kind) {
      case "socket":
        return { kind: "wire", wiring: new Wiring(hit, true, view, host) };
      case "item": {
        const rect = view.rectOf(hit.item.key);
        if (hit.corner && rect) return { kind: "size", resizing: new Resizing(hit.item.key, rect, start, view) };
        return this.drag(hit.item.key, start, extend);
      }
      case "row":
      case "node":
        view.raise(hit.node);
        return this.drag(hit.node, start, extend);
      case "wire":
      case "ground":
        if (!extend || e.pointerType === "touch") return { kind: "pan" };
        return { kind: "box", start, before: host.selected() };
    }
  }

  private drag(key: string, start: Point, extend: boolean): Mode {
    const before = this.host.selected();
    const keys = before.has(key) ? [...before] : extend ? [...before, key] : [key];
    if (!before.has(key)) this.host.select(keys);
    return { kind: "drag", dragging: new Dragging(keys, start, this.view, this.host) };
  }

  private up(e: PointerEvent): void {
    const here = this.camera.toGraph(this.camera.screen(e));
    const { mode } = this;
    this.pointers.delete(e.pointerId);
    if ((mode.kind === "pinch" && this.pointers.size > 0) || mode.kind === "armed") return;
    this.end();
    if (mode.kind === "press") this.click(mode);
    else if (mode.kind === "drag") mode.dragging.drop();
    else if (mode.kind === "size") mode.resizing.drop(this.host);
    else if (mode.kind === "wire") mode.wiring.lay(here, this.reach(e));
    else if (mode.kind === "box") this.takeBox(between(mode.start, here), mode.before);
  }

  private takeBox(box: Rect, before: ReadonlySet<string>): void {
    const inside = this.view.within((rect, kind) => (kind === "group" ? isWithin(rect, box) : overlaps(rect, box)));
    this.host.select([...new Set([...before, ...inside])]);
  }

  private click({ hit, extend }: Extract<Mode, { kind: "press" }>): void {
    const { host } = this;
    host.selectWire(hit.kind === "wire" ? hit.wire.key : undefined);
    if (hit.kind === "wire" || hit.kind === "ground") {
      if (!extend) host.select([]);
      return;
    }
    if (hit.kind === "socket" && !extend) {
      this.mode = { kind: "armed", wiring: new Wiring(hit, false, this.view, host) };
      return this.mode.wiring.draw(this.camera.toGraph(this.last), 0);
    }
    if (hit.kind === "node" && hit.dot && !extend) return host.toggleStop(hit.node);
    const key = hit.kind === "item" ? hit.item.key : hit.node;
    const selected = host.selected();
    if (hit.kind !== "item") this.view.raise(key);
    if (extend)
      return host.select(selected.has(key) ? [...selected].filter((other) => other !== key) : [...selected, key]);
    host.select([key]);
    if (hit.kind !== "item") host.reveal(key);
    if (hit.kind === "row") host.editParam(hit.node, hit.param, hit.rect);
  }

  private context(e: MouseEvent): void {
    e.preventDefault();
    if (this.mode.kind === "idle" || this.mode.kind === "press") this.menu(this.camera.screen(e), this.reach(e));
  }

  private longPress(at: Point): void {
    if (this.mode.kind === "press") this.menu(at, 22 / Math.min(1, this.view.scale));
  }

  /** Selects what is there, unless it is selected, and asks for the menu. */
  private menu(at: Point, reach: number): void {
    this.end();
    const hit = this.view.hit(this.camera.toGraph(at), reach);
    const key = hit.kind === "item" ? hit.item.key : "node" in hit ? hit.node : undefined;
    this.host.selectWire(hit.kind === "wire" ? hit.wire.key : undefined);
    if (key !== undefined && !this.host.selected().has(key)) this.host.select([key]);
    this.host.menu(at, key !== undefined || hit.kind === "wire");
  }

  private hover(e: PointerEvent, at: Point): void {
    const hit = this.view.hit(this.camera.toGraph(at), this.reach(e));
    this.view.mark({ hovered: "node" in hit ? hit.node : undefined });
    if (this.space) return;
    const point = (hit.kind === "node" && hit.dot) || (hit.kind === "item" && hit.corner);
    this.canvas.style.cursor = !point ? cursors[hit.kind] : hit.kind === "item" ? "nwse-resize" : "pointer";
  }

  private cancel(e: PointerEvent): void {
    this.pointers.delete(e.pointerId);
    this.abandon();
  }

  private become(mode: Mode): void {
    if (this.mode.kind === "press") clearTimeout(this.mode.long);
    this.mode = mode;
  }

  private end(): void {
    this.become({ kind: "idle" });
    this.view.setDraft(undefined);
    this.view.setBox(undefined);
    this.view.mark({ target: undefined });
  }
}

function between(a: Point, b: Point): Rect {
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}
