import type { GraphLink } from "../../runtime/graph/format.ts";
import { distance, overlaps, type Point, type Rect } from "./geometry.ts";
import type { GraphView, Hit } from "./graph-view.ts";
import type { SocketFace } from "./scene.ts";

/** What a person has done with the pointer, for the owner of the graph to act on. */
export interface GestureHost {
  select(ids: readonly string[]): void;
  selectWire(key: string | undefined): void;
  selected(): ReadonlySet<string>;
  /** Nodes were dragged to where they lie now. */
  move(places: ReadonlyMap<string, readonly [number, number]>): void;
  connect(link: GraphLink): void;
  /** Takes off the wire at an input; `instead`: the wire that was laid with its loose end. */
  rewire(to: string, input: string, instead: GraphLink | undefined): void;
  /** A row of a node was clicked; `rect` in canvas coordinates. */
  editParam(node: string, param: string, rect: Rect): void;
  /** Why this wire cannot be laid, or undefined. Also shown while the pointer is over the socket. */
  refusal(link: GraphLink): string | undefined;
  /** A node was clicked and wants to be seen whole. */
  reveal(id: string): void;
  say(words: string): void;
  /** A wire was dropped on the ground. */
  dropped(at: Point, from: { readonly node: string; readonly socket: string; readonly side: "input" | "output" }): void;
  viewChanged(): void;
}

interface Wiring {
  readonly node: string;
  readonly side: "input" | "output";
  readonly index: number;
  readonly socket: string;
  /** The input whose wire was picked up. */
  readonly loose?: { readonly to: string; readonly input: string };
}

type Mode =
  | { readonly kind: "idle" }
  | { readonly kind: "press"; readonly hit: Hit; readonly start: Point; readonly extend: boolean }
  | { readonly kind: "pan" }
  | { readonly kind: "box"; readonly start: Point }
  | { readonly kind: "drag"; readonly start: Point; readonly from: ReadonlyMap<string, Point> }
  | { readonly kind: "wire"; readonly wiring: Wiring }
  | { readonly kind: "pinch" };

const SLOP = 4;

/** Turns pointer and wheel events on the canvas into gestures: pan, zoom, pinch, drag, box, wiring, clicks. */
export class Gestures {
  private mode: Mode = { kind: "idle" };
  private readonly pointers = new Map<number, Point>();
  private space = false;
  private last: Point = { x: 0, y: 0 };
  private readonly canvas: HTMLCanvasElement;
  private readonly view: GraphView;
  private readonly host: GestureHost;
  private readonly stop = new AbortController();

  constructor(canvas: HTMLCanvasElement, view: GraphView, host: GestureHost) {
    this.canvas = canvas;
    this.view = view;
    this.host = host;
    const { signal } = this.stop;
    canvas.addEventListener("pointerdown", (e) => this.down(e), { signal });
    canvas.addEventListener("pointermove", (e) => this.move(e), { signal });
    canvas.addEventListener("pointerup", (e) => this.up(e), { signal });
    canvas.addEventListener("pointercancel", (e) => this.cancel(e), { signal });
    canvas.addEventListener("pointerleave", () => this.view.mark({ hovered: undefined }), { signal });
    canvas.addEventListener("wheel", (e) => this.wheel(e), { signal, passive: false });
    canvas.addEventListener("contextmenu", (e) => e.preventDefault(), { signal });
    canvas.addEventListener("keydown", (e) => this.hold(e, true), { signal });
    canvas.addEventListener("keyup", (e) => this.hold(e, false), { signal });
  }

  /** Ends listening. */
  dispose(): void {
    this.stop.abort();
  }

  /** Drops what is being done. @returns whether anything was. */
  abandon(): boolean {
    if (this.mode.kind === "idle") return false;
    if (this.mode.kind === "drag") for (const [id, at] of this.mode.from) this.view.place(id, at);
    this.end();
    return true;
  }

  /** Zooms around a point of the screen. */
  zoom(factor: number, at: Point): void {
    const { scale, offset } = this.view;
    const next = Math.max(0.15, Math.min(4, scale * factor));
    const k = 1 / next - 1 / scale;
    this.view.look({ x: offset.x + at.x * k, y: offset.y + at.y * k }, next);
    this.host.viewChanged();
  }

  private screen(e: MouseEvent): Point {
    const { left, top } = this.canvas.getBoundingClientRect();
    return { x: e.clientX - left, y: e.clientY - top };
  }

  private toGraph({ x, y }: Point): Point {
    const { scale, offset } = this.view;
    return { x: x / scale - offset.x, y: y / scale - offset.y };
  }

  private reach(e: PointerEvent): number {
    return (e.pointerType === "touch" ? 22 : 12) / Math.min(1, this.view.scale);
  }

  private hold(e: KeyboardEvent, down: boolean): void {
    if (e.code !== "Space") return;
    this.space = down;
    this.canvas.style.cursor = down ? "grab" : "";
    e.preventDefault();
  }

  private down(e: PointerEvent): void {
    this.canvas.focus({ preventScroll: true });
    const at = this.screen(e);
    this.pointers.set(e.pointerId, at);
    this.canvas.setPointerCapture(e.pointerId);
    this.last = at;
    if (this.pointers.size === 2) {
      this.abandon();
      this.mode = { kind: "pinch" };
      return;
    }
    if (e.button === 1 || this.space) this.mode = { kind: "pan" };
    else if (e.button === 0) {
      const start = this.toGraph(at);
      this.mode = {
        kind: "press",
        hit: this.view.hit(start, this.reach(e)),
        start,
        extend: e.shiftKey || e.ctrlKey || e.metaKey,
      };
    }
    e.preventDefault();
  }

  private move(e: PointerEvent): void {
    const at = this.screen(e);
    if (this.mode.kind === "pinch") return this.pinch(e.pointerId, at);
    const before = this.last;
    if (this.mode.kind === "idle") return this.hover(e, at);
    this.pointers.set(e.pointerId, at);
    if (this.mode.kind === "press") {
      if (distance(before, at) < SLOP) return;
      this.mode = this.begin(this.mode, e);
    }
    const here = this.toGraph(at);
    this.last = at;
    if (this.mode.kind === "pan") this.pan(at.x - before.x, at.y - before.y);
    else if (this.mode.kind === "drag") this.drag(this.mode, here);
    else if (this.mode.kind === "wire") this.draw(this.mode.wiring, here, this.reach(e));
    else if (this.mode.kind === "box") this.view.setBox(between(this.mode.start, here));
  }

  /** The press has become a drag: of what was pressed. */
  private begin({ hit, start, extend }: Extract<Mode, { kind: "press" }>, e: PointerEvent): Mode {
    switch (hit.kind) {
      case "socket":
        return { kind: "wire", wiring: this.pickUp(hit) };
      case "row":
      case "node": {
        const before = this.host.selected();
        const ids = before.has(hit.node) ? [...before] : extend ? [...before, hit.node] : [hit.node];
        if (!before.has(hit.node)) this.host.select(ids);
        this.view.raise(hit.node);
        const from = ids.flatMap((id) => {
          const rect = this.view.rectOf(id);
          return rect ? [[id, { x: rect.x, y: rect.y }] as const] : [];
        });
        return { kind: "drag", start, from: new Map(from) };
      }
      case "wire":
      case "ground":
        return extend && e.pointerType !== "touch" ? { kind: "box", start } : { kind: "pan" };
    }
  }

  /** A wired input gives up its wire, which is then held at its far end. */
  private pickUp(hit: Extract<Hit, { kind: "socket" }>): Wiring {
    const plain = { node: hit.node, side: hit.side, index: hit.index, socket: hit.socket.name };
    if (hit.side === "output" || !hit.socket.wired) return plain;
    const source = this.view.sourceOf(hit.node, hit.socket.name);
    return source ? { ...source, side: "output", loose: { to: hit.node, input: hit.socket.name } } : plain;
  }

  private drag({ start, from }: Extract<Mode, { kind: "drag" }>, here: Point): void {
    const [dx, dy] = [Math.round((here.x - start.x) / 4) * 4, Math.round((here.y - start.y) / 4) * 4];
    for (const [id, at] of from) this.view.place(id, { x: at.x + dx, y: at.y + dy });
  }

  private draw(wiring: Wiring, here: Point, reach: number): void {
    const target = this.target(wiring, here, reach);
    const to = target ? (this.view.socketAt(target.node, target.side, target.index) ?? here) : here;
    const fits = (node: string, side: "input" | "output", socket: SocketFace): boolean =>
      (node === wiring.node && side === wiring.side && socket.name === wiring.socket) ||
      (side !== wiring.side && this.host.refusal(linkOf(wiring, node, socket.name)) === undefined);
    this.view.setDraft({ node: wiring.node, side: wiring.side, index: wiring.index, to, fits });
    this.host.say(target ? (this.host.refusal(linkOf(wiring, target.node, target.socket.name)) ?? "") : "");
  }

  private target(wiring: Wiring, here: Point, reach: number): Extract<Hit, { kind: "socket" }> | undefined {
    const hit = this.view.hit(here, reach * 1.5);
    return hit.kind === "socket" && hit.side !== wiring.side ? hit : undefined;
  }

  private up(e: PointerEvent): void {
    const here = this.toGraph(this.screen(e));
    const { mode } = this;
    this.pointers.delete(e.pointerId);
    if (mode.kind === "pinch" && this.pointers.size > 0) return;
    this.end();
    if (mode.kind === "press") this.click(mode);
    else if (mode.kind === "drag") {
      const places = [...mode.from.keys()].flatMap((id) => {
        const rect = this.view.rectOf(id);
        return rect ? [[id, [rect.x, rect.y] as const] as const] : [];
      });
      this.host.move(new Map(places));
    } else if (mode.kind === "wire") this.lay(mode.wiring, here, this.reach(e));
    else if (mode.kind === "box") {
      const box = between(mode.start, here);
      this.host.select(this.view.nodesIn((rect) => overlaps(rect, box)));
    }
  }

  private lay(wiring: Wiring, here: Point, reach: number): void {
    const target = this.target(wiring, here, reach);
    const { loose } = wiring;
    if (!target) {
      if (loose) this.host.rewire(loose.to, loose.input, undefined);
      else this.host.dropped(here, wiring);
      return;
    }
    const link = linkOf(wiring, target.node, target.socket.name);
    const refusal = this.host.refusal(link);
    if (refusal !== undefined) this.host.say(refusal);
    else if (loose) this.host.rewire(loose.to, loose.input, link);
    else this.host.connect(link);
  }

  private click({ hit, extend }: Extract<Mode, { kind: "press" }>): void {
    this.host.selectWire(hit.kind === "wire" ? hit.wire.key : undefined);
    if (hit.kind === "wire" || hit.kind === "ground") {
      if (!extend) this.host.select([]);
      return;
    }
    const selected = this.host.selected();
    this.view.raise(hit.node);
    if (!extend) {
      this.host.select([hit.node]);
      this.host.reveal(hit.node);
    } else if (selected.has(hit.node)) this.host.select([...selected].filter((id) => id !== hit.node));
    else this.host.select([...selected, hit.node]);
    if (hit.kind === "row" && !extend) this.host.editParam(hit.node, hit.param, hit.rect);
  }

  private hover(e: PointerEvent, at: Point): void {
    const hit = this.view.hit(this.toGraph(at), this.reach(e));
    this.view.mark({ hovered: "node" in hit ? hit.node : undefined });
    if (this.space) return;
    const cursors = { socket: "crosshair", row: "text", node: "default", wire: "pointer", ground: "grab" } as const;
    this.canvas.style.cursor = cursors[hit.kind];
  }

  private pan(dx: number, dy: number): void {
    const { scale, offset } = this.view;
    this.view.look({ x: offset.x + dx / scale, y: offset.y + dy / scale }, scale);
    this.host.viewChanged();
  }

  private pinch(id: number, at: Point): void {
    const other = [...this.pointers].find(([key]) => key !== id)?.[1];
    const before = this.pointers.get(id);
    this.pointers.set(id, at);
    if (!other || !before) return;
    const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
    this.pan((at.x - before.x) / 2, (at.y - before.y) / 2);
    this.zoom(distance(at, other) / Math.max(1, distance(before, other)), middle);
  }

  /** Zooms by how far the wheel was turned; a trackpad's two fingers pan, its pinch (which sets ctrlKey) zooms. */
  private wheel(e: WheelEvent): void {
    e.preventDefault();
    const unit = e.deltaMode === 1 ? 16 : e.deltaMode === 2 ? 400 : 1;
    const fine = e.deltaMode === 0 && (e.deltaX !== 0 || Math.abs(e.deltaY) < 40) && !e.ctrlKey;
    if (fine || e.shiftKey) {
      const [dx, dy] = e.shiftKey && e.deltaX === 0 ? [e.deltaY, 0] : [e.deltaX, e.deltaY];
      this.pan(-dx * unit, -dy * unit);
    } else this.zoom(Math.exp(-e.deltaY * unit * (e.ctrlKey ? 0.01 : 0.0015)), this.screen(e));
  }

  private cancel(e: PointerEvent): void {
    this.pointers.delete(e.pointerId);
    this.abandon();
  }

  private end(): void {
    this.mode = { kind: "idle" };
    this.view.setDraft(undefined);
    this.view.setBox(undefined);
  }
}

function linkOf(wiring: Wiring, node: string, socket: string): GraphLink {
  return wiring.side === "output"
    ? [wiring.node, wiring.socket, node, socket]
    : [node, socket, wiring.node, wiring.socket];
}

function between(a: Point, b: Point): Rect {
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}
