import { LGraph, LGraphCanvas, LGraphNode, LiteGraph, type Link } from "litegraph.js/build/litegraph.core.js";
import { sizes, type Point, type Rect } from "./canvas/geometry.ts";
import type { NodeFace, Scene } from "./canvas/scene.ts";

/** What the adapter asks its owner to paint. Coordinates are the graph's; a node is painted from its own top left corner. */
export interface Painter {
  ground(ctx: CanvasRenderingContext2D, area: ArrayLike<number>): void;
  wire(ctx: CanvasRenderingContext2D, key: string): void;
  /** On top of ground and wires, below the nodes. */
  between(ctx: CanvasRenderingContext2D): void;
  node(ctx: CanvasRenderingContext2D, id: string): void;
  /** A node's picture alone, over what is there of it. */
  picture(ctx: CanvasRenderingContext2D, id: string): void;
  above(ctx: CanvasRenderingContext2D): void;
}

LiteGraph.MAX_NUMBER_OF_NODES = 10_000;

/**
 * The one place that knows litegraph. Of the library are used: its graph of nodes and links, the two-layer drawing with
 * culling, and the finding of nodes under a point. Never its `configure`, `serialize`, clipboard, menus, dialogs, widgets
 * or event handlers: they are not safe with foreign files, and the document is the truth, of which this is a projection.
 */
export class LitegraphAdapter {
  private readonly graph = new LGraph();
  private readonly view: LGraphCanvas;
  private readonly nodes = new Map<string, { node: LGraphNode; sockets: string }>();
  private readonly ids = new Map<number, string>();
  private readonly links = new Map<string, { link: Link; ends: string }>();
  private readonly keys = new Map<number, string>();
  /** Nodes of which only the picture is to be drawn again. */
  private readonly pictures = new Set<string>();
  private readonly painter: Painter;
  private pixelRatio = 1;
  private frame = 0;

  constructor(canvas: HTMLCanvasElement, painter: Painter) {
    const view = new LGraphCanvas(canvas, this.graph, { skip_events: true, skip_render: true, autoresize: false });
    this.view = view;
    this.painter = painter;
    this.graph.updateExecutionOrder = () => undefined; // It would sort all nodes anew for each wire, and nobody asks.
    view.background_image = null;
    view.clear_background_color = null;
    view.show_info = false;
    view.render_canvas_border = false;
    view.onDrawBackground = (ctx, area) => painter.ground(ctx, area);
    view.onDrawForeground = (ctx) => painter.above(ctx);
    view.onRender = (_canvas, ctx) => {
      ctx.save();
      view.ds.toCanvasContext(ctx);
      painter.between(ctx);
      ctx.restore();
    };
    view.renderLink = (ctx, _from, _to, link) => {
      const key = link ? this.keys.get(link.id) : undefined;
      if (key !== undefined) painter.wire(ctx, key);
    };
    view.drawNode = (node, ctx) => {
      const id = this.ids.get(node.id);
      ctx.translate(0, -sizes.title);
      if (id !== undefined) painter.node(ctx, id);
    };
    // The library draws in device pixels as if they were CSS pixels; these two make it sharp at any ratio.
    view.ds.toCanvasContext = (ctx) => {
      const { scale, offset } = view.ds;
      ctx.scale(scale * this.pixelRatio, scale * this.pixelRatio);
      ctx.translate(offset[0] ?? 0, offset[1] ?? 0);
    };
    view.ds.computeVisibleArea = () => {
      const { scale, offset, visible_area } = view.ds;
      const { width, height } = view.canvas;
      const k = 1 / (scale * this.pixelRatio);
      visible_area.set([-(offset[0] ?? 0), -(offset[1] ?? 0), width * k, height * k]);
    };
  }

  /** Makes litegraph's nodes and links those of the scene, touching only what differs. */
  project(scene: Scene): void {
    const present = new Set(scene.nodes.map((face) => face.id));
    for (const [id, { node }] of this.nodes) if (!present.has(id)) this.drop(id, node);
    for (const face of scene.nodes) this.projectNode(face);
    const wires = new Map(scene.wires.map((wire) => [wire.key, wire]));
    for (const [key, { link, ends }] of this.links) {
      const wire = wires.get(key);
      if (wire && `${wire.from}.${wire.output}` === ends && this.graph.links[link.id]) continue;
      if (this.graph.links[link.id]) this.graph.removeLink(link.id);
      this.links.delete(key);
      this.keys.delete(link.id);
    }
    for (const wire of scene.wires) {
      const [from, to] = [this.nodes.get(wire.from), this.nodes.get(wire.to)];
      if (this.links.has(wire.key) || !from || !to || wire.output < 0 || wire.input < 0) continue;
      const link = from.node.connect(wire.output, to.node, wire.input);
      if (!link) continue;
      this.links.set(wire.key, { link, ends: `${wire.from}.${wire.output}` });
      this.keys.set(link.id, wire.key);
    }
    this.redraw(true);
  }

  private projectNode(face: NodeFace): void {
    const sockets = JSON.stringify([face.inputs.map((s) => s.name), face.outputs.map((s) => s.name)]);
    const old = this.nodes.get(face.id);
    if (old && old.sockets !== sockets) this.drop(face.id, old.node);
    const known = this.nodes.get(face.id)?.node;
    const node = known ?? new LGraphNode(face.title);
    if (!known) {
      for (const socket of face.inputs) node.addInput(socket.name, "*");
      for (const socket of face.outputs) node.addOutput(socket.name, "*");
      this.graph.add(node, true);
      this.nodes.set(face.id, { node, sockets });
      this.ids.set(node.id, face.id);
    }
    node.pos = [face.rect.x, face.rect.y + sizes.title];
    node.size = [face.rect.width, face.rect.height - sizes.title];
    const place = (i: number): number => sizes.padding + (i + 0.5) * sizes.socket;
    node.inputs?.forEach((slot, i) => (slot.pos = [0, place(i)]));
    node.outputs?.forEach((slot, i) => (slot.pos = [face.rect.width, place(i)]));
  }

  private drop(id: string, node: LGraphNode): void {
    this.graph.remove(node);
    this.nodes.delete(id);
    this.ids.delete(node.id);
  }

  /** Puts a node somewhere else for the while of a drag. */
  place(id: string, { x, y }: Point): void {
    const entry = this.nodes.get(id);
    if (entry) entry.node.pos = [x, y + sizes.title];
    this.redraw(true);
  }

  /** Where a node lies, title included. */
  rectOf(id: string): Rect | undefined {
    const node = this.nodes.get(id)?.node;
    if (!node) return undefined;
    const [x = 0, y = 0] = node.pos;
    const [width = 0, height = 0] = node.size;
    return { x, y: y - sizes.title, width, height: height + sizes.title };
  }

  /** The uppermost node at a point, or within `margin` of it. */
  nodeAt({ x, y }: Point, margin = 0): string | undefined {
    const node = this.graph.getNodeOnPos(x, y, null, margin);
    return node ? this.ids.get(node.id) : undefined;
  }

  raise(id: string): void {
    const node = this.nodes.get(id)?.node;
    if (node) this.view.bringToFront(node);
    this.redraw(false);
  }

  get scale(): number {
    return this.view.ds.scale;
  }

  /** The point of the graph at the canvas's top left corner is `-offset`. */
  get offset(): Point {
    const { offset } = this.view.ds;
    return { x: offset[0] ?? 0, y: offset[1] ?? 0 };
  }

  look(offset: Point, scale: number): void {
    this.view.ds.offset.set([offset.x, offset.y]);
    this.view.ds.scale = scale;
    this.redraw(true);
  }

  /** @param width of the canvas, in device pixels. */
  resize(width: number, height: number, pixelRatio: number): void {
    const { canvas } = this.view;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    this.pixelRatio = pixelRatio;
    this.draw(true);
  }

  /** Draws with the next frame. `all`: wires and ground too, not only what lies on the nodes. */
  redraw(all: boolean): void {
    this.view.dirty_canvas = true;
    if (all) this.view.dirty_bgcanvas = true;
    this.frame ||= requestAnimationFrame(() => this.draw(false));
  }

  /** Draws a node's picture anew with the next frame, and the whole canvas only where something lies over the node. */
  redrawPicture(id: string): void {
    this.pictures.add(id);
    this.frame ||= requestAnimationFrame(() => this.draw(false));
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    this.graph.clear();
    this.view.setGraph(null);
  }

  private draw(all: boolean): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    if ([...this.pictures].some((id) => this.isCovered(id))) this.view.dirty_canvas = true;
    if (!all && !this.view.dirty_canvas && !this.view.dirty_bgcanvas)
      for (const id of this.pictures) this.drawPicture(id);
    else this.view.draw(all, all);
    this.pictures.clear();
  }

  private drawPicture(id: string): void {
    const { ctx } = this.view;
    const rect = this.rectOf(id);
    if (!rect) return;
    ctx.save();
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    this.view.ds.toCanvasContext(ctx);
    ctx.translate(rect.x, rect.y);
    this.painter.picture(ctx, id);
    ctx.restore();
  }

  /** Whether another node reaches over this one. */
  private isCovered(id: string): boolean {
    const rect = this.rectOf(id);
    return (
      rect !== undefined && [...this.nodes.keys()].some((other) => other !== id && overlap(rect, this.rectOf(other)))
    );
  }
}

/** Whether two rectangles meet, with room for what is drawn around nodes. */
function overlap(a: Rect, b: Rect | undefined): boolean {
  const room = 8;
  if (!b) return false;
  const [across, down] = [Math.max(a.x, b.x), Math.max(a.y, b.y)];
  return (
    across < Math.min(a.x + a.width, b.x + b.width) + room && down < Math.min(a.y + a.height, b.y + b.height) + room
  );
}
