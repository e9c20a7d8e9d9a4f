import type { SocketRef } from "../outline/targets.ts";
import type { Theme } from "../theme/tokens.ts";
import { hullPadding, type Point, type Rect } from "./geometry.ts";
import type { Lie, Side } from "./hits.ts";
import { paintGroup, paintNote } from "./paint-items.ts";
import { paintNode, paintPictureAlone, socketPlace } from "./paint-node.ts";
import { paintMissing, type MissingNode, type Otherness } from "./paint-other.ts";
import type { Preview } from "./paint-preview.ts";
import { paintSocket } from "./paint-socket.ts";
import { paintDots, paintHull, paintLabel, paintPill, paintWire } from "./paint-wires.ts";
import type { SocketFace, WireFace } from "./scene.ts";

/** A wire that is being laid: one end is at a socket, the other at the pointer. */
export interface Draft {
  readonly node: string;
  readonly side: Side;
  readonly index: number;
  readonly to: Point;
  readonly fits: (node: string, side: Side, socket: SocketFace) => boolean;
}

/** What is marked on the canvas. */
export interface Marks {
  /** Nodes, groups and notes. */
  readonly selected: ReadonlySet<string>;
  readonly wire: string | undefined;
  readonly hovered: string | undefined;
  /** The node at which the run is, and whether it waits there. */
  readonly active: string | undefined;
  readonly paused: boolean;
  /** Nodes at which runs pause. */
  readonly stops: ReadonlySet<string>;
  /** Nodes that are other in the graph that this one is compared with, and those that only that one has. */
  readonly marked: ReadonlyMap<string, Otherness>;
  readonly missing: readonly MissingNode[];
  /** A wire that would take what is dropped. */
  readonly target: string | undefined;
  /** The socket that has the keys' focus, or that somebody was led to. */
  readonly socket: SocketRef | undefined;
}

export const noMarks: Marks = {
  selected: new Set(),
  wire: undefined,
  hovered: undefined,
  active: undefined,
  paused: false,
  stops: new Set(),
  marked: new Map(),
  missing: [],
  target: undefined,
  socket: undefined,
};

/** All that a picture of the graph is painted from. */
export interface Picture extends Lie {
  readonly marks: Marks;
  readonly draft: Draft | undefined;
  readonly box: Rect | undefined;
  readonly theme: Theme;
  readonly scale: number;
  /** Sockets are drawn for fingers. */
  readonly coarse: boolean;
  wireOf(key: string): WireFace | undefined;
  previewOf(id: string): Preview | undefined;
  readonly pills: Map<string, Rect>;
  /** Where the sample is seen on its way. */
  readonly token: { readonly at: Point | undefined } | undefined;
}

/** Below this scale words are smaller than five pixels. */
const FAR = 0.36;

export function paintGround(p: Picture, ctx: CanvasRenderingContext2D, area: ArrayLike<number>): void {
  paintDots(ctx, area, p.scale, p.theme);
  for (const item of p.scene.items) {
    const rect = item.kind === "group" ? p.rectOf(item.key) : undefined;
    if (rect) paintGroup(ctx, item, rect, p.marks.selected.has(item.key), p.theme);
  }
  for (const zone of [...p.scene.zones].sort((a, b) => a.depth - b.depth)) {
    const hull = p.layout.hulls.get(zone.loop);
    if (hull) paintHull(ctx, hull, p.theme);
  }
  p.pills.clear();
  for (const wire of p.scene.wires) if (wire.home) paintHome(p, ctx, wire);
}

const isStrong = ({ marks }: Picture, key: string): boolean => marks.wire === key || marks.target === key;

/** The library leaves out wires whose ends are out of sight, so those that go the long way round are drawn here. */
function paintHome(p: Picture, ctx: CanvasRenderingContext2D, wire: WireFace): void {
  const [way, hull] = [p.layout.routes.get(wire.key), p.layout.hulls.get(wire.to)];
  if (!way) return;
  const strong = isStrong(p, wire.key);
  paintWire(ctx, way, { type: wire.type, home: true, strong }, p.theme);
  const zone = p.scene.zones.find((z) => z.loop === wire.to);
  if (!hull || !zone) return;
  const middle = { x: hull.x + hull.width / 2, y: hull.y + hull.height - hullPadding.lane };
  p.pills.set(wire.key, paintPill(ctx, zone.pill, middle, { strong }, p.theme));
}

export function paintWireOf(p: Picture, ctx: CanvasRenderingContext2D, key: string): void {
  const [wire, way] = [p.wireOf(key), p.layout.routes.get(key)];
  if (!wire || wire.home || !way) return;
  const inside = p.scene.zones.some(({ members }) => members.includes(wire.from) && members.includes(wire.to));
  const far = p.scale < FAR;
  paintWire(ctx, way, { type: wire.type, home: false, strong: isStrong(p, key), inside, far }, p.theme);
}

/** Above the wires: the words of the loops, and the notes. */
export function paintWords(p: Picture, ctx: CanvasRenderingContext2D): void {
  for (const zone of p.scene.zones) {
    const hull = p.layout.hulls.get(zone.loop);
    if (hull) paintLabel(ctx, zone.label, hull, p.theme);
  }
  for (const item of p.scene.items) {
    const rect = item.kind === "note" ? p.rectOf(item.key) : undefined;
    if (rect) paintNote(ctx, item, rect, p.marks.selected.has(item.key), p.theme);
  }
  const taken = p.scene.nodes.flatMap(({ id }) => p.rectOf(id) ?? []);
  paintMissing(ctx, p.marks.missing, taken, p.theme);
}

export function paintNodeOf(p: Picture, ctx: CanvasRenderingContext2D, id: string): void {
  const face = p.faceOf(id);
  if (!face) return;
  const { draft, marks } = p;
  const state = {
    selected: marks.selected.has(id),
    hovered: marks.hovered === id,
    active: marks.active === id,
    paused: marks.paused,
    stops: marks.stops.has(id),
    marked: marks.marked.get(id),
    preview: p.previewOf(id),
    fits: draft && ((side: Side, socket: SocketFace) => draft.fits(id, side, socket)),
    far: p.scale < FAR,
    coarse: p.coarse,
  };
  paintNode(ctx, face, state, p.theme);
}

/** A node's picture alone, over what is there of it. */
export function paintPictureOf(p: Picture, ctx: CanvasRenderingContext2D, id: string): void {
  const face = p.faceOf(id);
  if (face) paintPictureAlone(ctx, face, p.previewOf(id), p.theme, p.scale < FAR);
}

export function paintAbove(p: Picture, ctx: CanvasRenderingContext2D): void {
  if (p.box) {
    ctx.lineWidth = 1 / p.scale;
    ctx.strokeStyle = p.theme.text;
    ctx.setLineDash([4 / p.scale, 3 / p.scale]);
    ctx.strokeRect(p.box.x, p.box.y, p.box.width, p.box.height);
    ctx.setLineDash([]);
  }
  paintFocus(p, ctx);
  paintDraft(p, ctx);
  paintToken(p, ctx);
}

function paintToken({ token, theme }: Picture, ctx: CanvasRenderingContext2D): void {
  if (!token?.at) return;
  ctx.beginPath();
  ctx.arc(token.at.x, token.at.y, 7, 0, 2 * Math.PI);
  ctx.fillStyle = theme.wires.sample;
  ctx.fill();
  ctx.lineWidth = 2;
  ctx.strokeStyle = theme.canvas;
  ctx.stroke();
}

/** A ring around the socket that has the focus. */
function paintFocus(p: Picture, ctx: CanvasRenderingContext2D): void {
  const { socket } = p.marks;
  const face = socket && p.faceOf(socket.node);
  const list = socket?.side === "input" ? face?.inputs : face?.outputs;
  const index = list?.findIndex(({ name }) => name === socket?.name) ?? -1;
  const at = socket && index >= 0 ? socketAt(p, socket.node, socket.side, index) : undefined;
  if (!at) return;
  ctx.beginPath();
  ctx.arc(at.x, at.y, 10, 0, 2 * Math.PI);
  ctx.lineWidth = 2;
  ctx.strokeStyle = p.theme.text;
  ctx.stroke();
}

function paintDraft(p: Picture, ctx: CanvasRenderingContext2D): void {
  const { draft } = p;
  const start = draft && socketAt(p, draft.node, draft.side, draft.index);
  if (!draft || !start) return;
  const face = p.faceOf(draft.node);
  const type = (draft.side === "input" ? face?.inputs : face?.outputs)?.[draft.index]?.type;
  const points = draft.side === "output" ? [start, draft.to] : [draft.to, start];
  paintWire(ctx, { points, smooth: true }, { type, home: false, strong: true }, p.theme);
  paintSocket(ctx, { ...draft.to, type, wired: true }, p.theme);
}

/** The middle of a socket. */
export function socketAt(lie: Lie, node: string, side: Side, index: number): Point | undefined {
  const [face, rect] = [lie.faceOf(node), lie.rectOf(node)];
  if (!face || !rect) return undefined;
  const place = socketPlace(face, side, index);
  return { x: rect.x + place.x, y: rect.y + place.y };
}
