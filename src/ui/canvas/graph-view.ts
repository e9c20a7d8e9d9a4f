import { LitegraphAdapter } from "../litegraph-adapter.ts";
import { themes, type Theme } from "../theme/tokens.ts";
import { changedNodes } from "./changes.ts";
import { union, type Point, type Rect } from "./geometry.ts";
import { hitAt, wireNear, type Hit, type Side } from "./hits.ts";
import { layOut, type Layout } from "./layout.ts";
import {
  noMarks,
  paintAbove,
  paintGround,
  paintNodeOf,
  paintPictureOf,
  paintWireOf,
  paintWords,
  socketAt,
} from "./paint-graph.ts";
import type { Draft, Marks, Picture } from "./paint-graph.ts";
import type { Preview } from "./paint-preview.ts";
import type { Token } from "./token.ts";
import { emptyScene, type NodeFace, type Scene, type WireFace } from "./scene.ts";

/** Milliseconds of the sample's way to the next node in slow motion: a little less than it stays at one. */
const TRAVEL = 220;

export type { Hit } from "./hits.ts";

/** The picture of a graph on a canvas: lays it out, paints it and says what lies where. It changes no graph. */
export class GraphView implements Picture {
  scene: Scene = emptyScene;
  layout: Layout = { routes: new Map(), hulls: new Map() };
  theme: Theme = themes.dark;
  marks: Marks = noMarks;
  draft: Draft | undefined;
  box: Rect | undefined;
  coarse = false;
  readonly pills = new Map<string, Rect>();
  /** The sample on its way; from the first time that it goes one. */
  token: Token | undefined;
  private readonly adapter: LitegraphAdapter;
  private faces = new Map<string, NodeFace>();
  private wires = new Map<string, WireFace>();
  /** Where groups and notes lie, drags under way included. */
  private readonly items = new Map<string, Rect>();
  private readonly previews = new Map<string, Preview>();
  private readonly moved = new Set<string>();
  private anew = true;
  private stale = true;

  /** @param painted is called after each painting. */
  constructor(canvas: HTMLCanvasElement, painted: () => void = () => undefined) {
    this.adapter = new LitegraphAdapter(canvas, {
      ground: (ctx, area) => {
        this.settle();
        paintGround(this, ctx, area);
      },
      wire: (ctx, key) => paintWireOf(this, ctx, key),
      node: (ctx, id) => paintNodeOf(this, ctx, id),
      picture: (ctx, id) => paintPictureOf(this, ctx, id),
      between: (ctx) => paintWords(this, ctx),
      above: (ctx) => {
        paintAbove(this, ctx);
        painted();
      },
    });
  }

  show(scene: Scene): void {
    const changed = changedNodes(this.scene, scene);
    // Where most of it is new, all of it is laid out; else what did not move keeps its wires.
    this.anew = changed.size > scene.nodes.length / 2;
    for (const id of changed) this.moved.add(id);
    this.scene = scene;
    this.faces = new Map(scene.nodes.map((face) => [face.id, face]));
    this.wires = new Map(scene.wires.map((wire) => [wire.key, wire]));
    this.items.clear();
    for (const { key, rect } of scene.items) this.items.set(key, rect);
    for (const id of this.previews.keys()) if (!this.faces.has(id)) this.previews.delete(id);
    this.stale = true;
    this.adapter.project(scene);
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.adapter.redraw(true);
  }

  mark(marks: Partial<Marks>): void {
    const behind = (["wire", "target", "selected", "missing"] as const).some(
      (key) => key in marks && marks[key] !== this.marks[key],
    );
    this.marks = { ...this.marks, ...marks };
    this.adapter.redraw(behind);
  }

  raise(id: string): void {
    this.adapter.raise(id);
  }

  setPreview(id: string, preview: Preview | undefined): void {
    if (preview) this.previews.set(id, preview);
    else this.previews.delete(id);
    // What is drawn above nodes may lie over the picture, and would be covered by it.
    const isBare = !this.draft && !this.box && !this.token?.at && !this.marks.socket;
    if (isBare) this.adapter.redrawPicture(id);
    else this.adapter.redraw(false);
  }

  clearPreviews(): void {
    this.previews.clear();
    this.adapter.redraw(false);
  }

  /** Shows or hides a wire that is being laid. */
  setDraft(draft: Draft | undefined): void {
    this.draft = draft;
    this.adapter.redraw(false);
  }

  /** Shows or hides the rectangle of a selection. */
  setBox(box: Rect | undefined): void {
    this.box = box;
    this.adapter.redraw(false);
  }

  /** Puts a node, group or note somewhere else until the next `show`. */
  place(key: string, at: Point): void {
    const item = this.items.get(key);
    if (item) return this.resizeItem(key, { ...item, ...at });
    this.moved.add(key);
    this.stale = true;
    this.adapter.place(key, at);
  }

  /** Gives a group or note another rectangle until the next `show`. */
  resizeItem(key: string, rect: Rect): void {
    this.items.set(key, rect);
    this.adapter.redraw(true);
  }

  get scale(): number {
    return this.adapter.scale;
  }

  get offset(): Point {
    return this.adapter.offset;
  }

  look(offset: Point, scale: number): void {
    this.adapter.look(offset, scale);
  }

  resize(width: number, height: number, pixelRatio: number): void {
    this.adapter.resize(width, height, pixelRatio);
  }

  rectOf(key: string): Rect | undefined {
    return this.items.get(key) ?? this.adapter.rectOf(key);
  }

  faceOf(id: string): NodeFace | undefined {
    return this.faces.get(id);
  }

  wireOf(key: string): WireFace | undefined {
    return this.wires.get(key);
  }

  previewOf(id: string): Preview | undefined {
    return this.previews.get(id);
  }

  nodeAt(at: Point, margin = 0): string | undefined {
    return this.adapter.nodeAt(at, margin);
  }

  /** The middle of a socket. */
  socketAt(node: string, side: Side, index: number): Point | undefined {
    return socketAt(this, node, side, index);
  }

  /** Where the wire into an input comes from. */
  sourceOf(
    node: string,
    input: string,
  ): { readonly node: string; readonly index: number; readonly socket: string } | undefined {
    const wire = this.wires.get(`${node}.${input}`);
    const socket = wire && this.faces.get(wire.from)?.outputs[wire.output];
    return wire && socket ? { node: wire.from, index: wire.output, socket: socket.name } : undefined;
  }

  /** The nodes, groups and notes whose rectangles fulfil a condition. */
  within(test: (rect: Rect, kind: "node" | "group" | "note") => boolean): string[] {
    const kinds = [
      ...this.scene.nodes.map(({ id }) => [id, "node"] as const),
      ...this.scene.items.map(({ key, kind }) => [key, kind] as const),
    ];
    return kinds.flatMap(([key, kind]) => {
      const rect = this.rectOf(key);
      return rect && test(rect, kind) ? [key] : [];
    });
  }

  /** The rectangle around these nodes, groups and notes; around everything, frames included, when none are named. */
  bounds(keys?: ReadonlySet<string>): Rect | undefined {
    this.settle();
    if (keys) return union([...keys].flatMap((key) => this.rectOf(key) ?? []));
    return union([...this.within(() => true).flatMap((key) => this.rectOf(key) ?? []), ...this.layout.hulls.values()]);
  }

  /** What lies at a point. @param reach how near a socket or wire counts, canvas pixels: more for fingers. */
  hit(at: Point, reach: number): Hit {
    this.settle();
    return hitAt(this, at, reach);
  }

  /** The wire near a point, whatever lies above it. */
  wireAt(at: Point, reach: number): WireFace | undefined {
    this.settle();
    return wireNear(this, at, reach)?.wire;
  }

  /** Shows how the sample goes from one node to the next. What it takes is fetched with the first way. */
  async travel(from: string, to: string): Promise<void> {
    const { Token, wayBetween } = await import("./token.ts");
    this.settle();
    this.token ??= new Token();
    this.token.travel(wayBetween(this.scene, this.layout.routes, from, to), TRAVEL, () => this.adapter.redraw(false));
  }

  dispose(): void {
    this.token?.stop();
    this.adapter.dispose();
  }

  /** Works out wires and frames again where nodes have moved. */
  private settle(): void {
    if (!this.stale) return;
    this.stale = false;
    const before = this.anew ? undefined : { layout: this.layout, moved: this.moved };
    this.layout = layOut(this.scene, (id) => this.adapter.rectOf(id), before);
    this.anew = false;
    this.moved.clear();
  }
}
