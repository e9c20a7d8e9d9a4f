import { LitegraphAdapter } from "../litegraph-adapter.ts";
import { themes, type Theme } from "../theme/tokens.ts";
import { contains, distance, hullPadding, sizes, union, type Point, type Rect } from "./geometry.ts";
import { layOut, type Layout } from "./layout.ts";
import { paintNode, socketPlace, type Preview } from "./paint-node.ts";
import { paintSocket } from "./paint-socket.ts";
import { paintDots, paintHull, paintLabel, paintPill, paintWire } from "./paint-wires.ts";
import { distanceToRoute } from "./route.ts";
import { emptyScene, type NodeFace, type Scene, type SocketFace, type WireFace } from "./scene.ts";

/** What lies under a point. */
export type Hit =
  | {
      readonly kind: "socket";
      readonly node: string;
      readonly side: "input" | "output";
      readonly index: number;
      readonly socket: SocketFace;
    }
  | { readonly kind: "row"; readonly node: string; readonly param: string; readonly rect: Rect }
  | { readonly kind: "node"; readonly node: string }
  | { readonly kind: "wire"; readonly wire: WireFace }
  | { readonly kind: "ground" };

/** A wire that is being laid: one end is at a socket, the other at the pointer. */
export interface Draft {
  readonly node: string;
  readonly side: "input" | "output";
  readonly index: number;
  readonly to: Point;
  readonly fits: (node: string, side: "input" | "output", socket: SocketFace) => boolean;
}

/** What is marked on the canvas. */
export interface Marks {
  readonly selected: ReadonlySet<string>;
  readonly wire: string | undefined;
  readonly hovered: string | undefined;
  readonly active: string | undefined;
}

/** Below this scale words are smaller than five pixels. */
const FAR = 0.36;
const noMarks: Marks = { selected: new Set(), wire: undefined, hovered: undefined, active: undefined };

/** The picture of a graph on a canvas: lays it out, paints it and says what lies where. It changes no graph. */
export class GraphView {
  private readonly adapter: LitegraphAdapter;
  private scene: Scene = emptyScene;
  private faces = new Map<string, NodeFace>();
  private wires = new Map<string, WireFace>();
  private layout: Layout = { routes: new Map(), hulls: new Map() };
  private readonly moved = new Set<string>();
  private anew = true;
  private stale = true;
  private readonly pills = new Map<string, Rect>();
  private readonly previews = new Map<string, Preview>();
  private theme: Theme = themes.dark;
  private marks = noMarks;
  private draft: Draft | undefined;
  private box: Rect | undefined;

  constructor(canvas: HTMLCanvasElement) {
    this.adapter = new LitegraphAdapter(canvas, {
      ground: (ctx, area) => this.paintGround(ctx, area),
      wire: (ctx, key) => this.paintWire(ctx, key),
      node: (ctx, id) => this.paintNode(ctx, id),
      between: (ctx) => this.paintLabels(ctx),
      above: (ctx) => this.paintAbove(ctx),
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
    for (const id of this.previews.keys()) if (!this.faces.has(id)) this.previews.delete(id);
    this.stale = true;
    this.adapter.project(scene);
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.adapter.redraw(true);
  }

  mark(marks: Partial<Marks>): void {
    const wires = "wire" in marks && marks.wire !== this.marks.wire;
    this.marks = { ...this.marks, ...marks };
    this.adapter.redraw(wires);
  }

  raise(id: string): void {
    this.adapter.raise(id);
  }

  setPreview(id: string, preview: Preview | undefined): void {
    if (preview) this.previews.set(id, preview);
    else this.previews.delete(id);
    this.adapter.redraw(false);
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

  /** Puts a node somewhere else until the next `show`. */
  place(id: string, at: Point): void {
    this.moved.add(id);
    this.stale = true;
    this.adapter.place(id, at);
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

  rectOf(id: string): Rect | undefined {
    return this.adapter.rectOf(id);
  }

  faceOf(id: string): NodeFace | undefined {
    return this.faces.get(id);
  }

  /** The middle of a socket. */
  socketAt(node: string, side: "input" | "output", index: number): Point | undefined {
    const [face, rect] = [this.faces.get(node), this.rectOf(node)];
    if (!face || !rect) return undefined;
    const place = socketPlace(face, side, index);
    return { x: rect.x + place.x, y: rect.y + place.y };
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

  /** The nodes whose rectangles fulfil a condition. */
  nodesIn(test: (rect: Rect) => boolean): string[] {
    return this.scene.nodes
      .map((face) => face.id)
      .filter((id) => {
        const rect = this.rectOf(id);
        return rect !== undefined && test(rect);
      });
  }

  /** The rectangle around everything, frames included. */
  bounds(): Rect | undefined {
    this.settle();
    return union([...this.scene.nodes.flatMap((face) => this.rectOf(face.id) ?? []), ...this.layout.hulls.values()]);
  }

  /** What lies at a point. @param reach how near a socket or wire counts, canvas pixels: more for fingers. */
  hit(at: Point, reach: number): Hit {
    this.settle();
    const socket = this.socketHit(at, reach);
    if (socket) return socket;
    const id = this.adapter.nodeAt(at);
    const [face, rect] = [
      id === undefined ? undefined : this.faces.get(id),
      id === undefined ? undefined : this.rectOf(id),
    ];
    if (id !== undefined && face && rect && contains(rect, at))
      return rowHit(face, rect, at) ?? { kind: "node", node: id };
    for (const [key, pill] of this.pills) {
      const wire = this.wires.get(key);
      if (wire && contains(pill, at)) return { kind: "wire", wire };
    }
    const near = this.scene.wires
      .map((wire) => ({ wire, way: this.layout.routes.get(wire.key) }))
      .flatMap(({ wire, way }) => (way ? [{ wire, far: distanceToRoute(at, way) }] : []))
      .filter(({ far }) => far <= reach * 0.6)
      .sort((a, b) => a.far - b.far)[0];
    return near ? { kind: "wire", wire: near.wire } : { kind: "ground" };
  }

  dispose(): void {
    this.adapter.dispose();
  }

  private socketHit(at: Point, reach: number): Hit | undefined {
    const id = this.adapter.nodeAt(at, reach);
    const nodes = id === undefined ? this.scene.nodes : [this.faces.get(id), ...this.scene.nodes];
    let best: Hit | undefined;
    let least = reach;
    for (const face of nodes) {
      const rect = face && this.rectOf(face.id);
      if (!face || !rect || !contains(rect, at, reach)) continue;
      for (const side of ["input", "output"] as const) {
        (side === "input" ? face.inputs : face.outputs).forEach((socket, index) => {
          const place = socketPlace(face, side, index);
          const far = distance(at, { x: rect.x + place.x, y: rect.y + place.y });
          if (far >= least) return;
          least = far;
          best = { kind: "socket", node: face.id, side, index, socket };
        });
      }
    }
    return best;
  }

  /** Works out wires and frames again where nodes have moved. */
  private settle(): void {
    if (!this.stale) return;
    this.stale = false;
    const before = this.anew ? undefined : { layout: this.layout, moved: this.moved };
    this.layout = layOut(this.scene, (id) => this.rectOf(id), before);
    this.anew = false;
    this.moved.clear();
  }

  private paintGround(ctx: CanvasRenderingContext2D, area: ArrayLike<number>): void {
    this.settle();
    paintDots(ctx, area, this.scale, this.theme);
    const zones = [...this.scene.zones].sort((a, b) => a.depth - b.depth);
    for (const zone of zones) {
      const hull = this.layout.hulls.get(zone.loop);
      if (hull) paintHull(ctx, hull, this.theme);
    }
    this.pills.clear();
    for (const wire of this.scene.wires) if (wire.home) this.paintHome(ctx, wire);
  }

  /** The library leaves out wires whose ends are out of sight, so those that go the long way round are drawn here. */
  private paintHome(ctx: CanvasRenderingContext2D, wire: WireFace): void {
    const [way, hull] = [this.layout.routes.get(wire.key), this.layout.hulls.get(wire.to)];
    if (!way) return;
    const strong = this.marks.wire === wire.key;
    paintWire(ctx, way, { type: wire.type, home: true, strong }, this.theme);
    const zone = this.scene.zones.find((z) => z.loop === wire.to);
    if (!hull || !zone) return;
    const middle = { x: hull.x + hull.width / 2, y: hull.y + hull.height - hullPadding.lane };
    this.pills.set(wire.key, paintPill(ctx, zone.pill, middle, { strong }, this.theme));
  }

  private paintWire(ctx: CanvasRenderingContext2D, key: string): void {
    const [wire, way] = [this.wires.get(key), this.layout.routes.get(key)];
    if (!wire || wire.home || !way) return;
    const inside = this.scene.zones.some(({ members }) => members.includes(wire.from) && members.includes(wire.to));
    paintWire(ctx, way, { type: wire.type, home: false, strong: this.marks.wire === key, inside }, this.theme);
  }

  private paintLabels(ctx: CanvasRenderingContext2D): void {
    for (const zone of this.scene.zones) {
      const hull = this.layout.hulls.get(zone.loop);
      if (hull) paintLabel(ctx, zone.label, hull, this.theme);
    }
  }

  private paintNode(ctx: CanvasRenderingContext2D, id: string): void {
    const face = this.faces.get(id);
    if (!face) return;
    const { draft, marks } = this;
    const fits = draft && ((side: "input" | "output", socket: SocketFace) => draft.fits(id, side, socket));
    const state = {
      selected: marks.selected.has(id),
      hovered: marks.hovered === id,
      active: marks.active === id,
      preview: this.previews.get(id),
      fits,
      far: this.scale < FAR,
    };
    paintNode(ctx, face, state, this.theme);
  }

  private paintAbove(ctx: CanvasRenderingContext2D): void {
    if (this.box) {
      ctx.lineWidth = 1 / this.scale;
      ctx.strokeStyle = this.theme.text;
      ctx.setLineDash([4 / this.scale, 3 / this.scale]);
      ctx.strokeRect(this.box.x, this.box.y, this.box.width, this.box.height);
      ctx.setLineDash([]);
    }
    const { draft } = this;
    const start = draft && this.socketAt(draft.node, draft.side, draft.index);
    if (!draft || !start) return;
    const face = this.faces.get(draft.node);
    const type = (draft.side === "input" ? face?.inputs : face?.outputs)?.[draft.index]?.type;
    const points = draft.side === "output" ? [start, draft.to] : [draft.to, start];
    paintWire(ctx, { points, smooth: true }, { type, home: false, strong: true }, this.theme);
    paintSocket(ctx, { ...draft.to, type, wired: true }, this.theme);
  }
}

/** The nodes that lie or look otherwise than before, as far as wires are concerned, and those whose wires differ. */
function changedNodes(before: Scene, after: Scene): Set<string> {
  const looks = (scene: Scene): Map<string, string> => new Map(scene.nodes.map((face) => [face.id, lookOf(face)]));
  const old = looks(before);
  const changed = new Set([...looks(after)].filter(([id, look]) => old.get(id) !== look).map(([id]) => id));
  const ends = new Map(before.wires.map((wire) => [wire.key, `${wire.from}.${wire.output}`]));
  for (const wire of after.wires) if (ends.get(wire.key) !== `${wire.from}.${wire.output}`) changed.add(wire.to);
  return changed;
}

function lookOf({ rect, inputs, outputs }: NodeFace): string {
  return [
    rect.x,
    rect.y,
    rect.width,
    rect.height,
    ...inputs.map((s) => s.name),
    "/",
    ...outputs.map((s) => s.name),
  ].join();
}

function rowHit(face: NodeFace, rect: Rect, at: Point): Hit | undefined {
  const index = Math.floor((at.y - rect.y - face.rowsTop) / sizes.param);
  const row = face.rows[index];
  if (!row || at.x < rect.x + 8 || at.x > rect.x + rect.width - 8) return undefined;
  const top = rect.y + face.rowsTop + index * sizes.param;
  const rowRect = { x: rect.x + 8, y: top + 2, width: rect.width - 16, height: sizes.param - 4 };
  return { kind: "row", node: face.id, param: row.param, rect: rowRect };
}
