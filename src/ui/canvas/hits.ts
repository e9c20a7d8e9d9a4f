import { contains, distance, sizes, type Point, type Rect } from "./geometry.ts";
import type { Layout } from "./layout.ts";
import { itemSizes } from "./paint-items.ts";
import { dotPlace, socketPlace } from "./paint-node.ts";
import { distanceToRoute } from "./route.ts";
import type { ItemFace, NodeFace, Scene, SocketFace, WireFace } from "./scene.ts";

export type Side = "input" | "output";

/** What lies under a point. */
export type Hit =
  | {
      readonly kind: "socket";
      readonly node: string;
      readonly side: Side;
      readonly index: number;
      readonly socket: SocketFace;
    }
  | { readonly kind: "row"; readonly node: string; readonly param: string; readonly rect: Rect }
  /** `dot`: at the place of its breakpoint. */
  | { readonly kind: "node"; readonly node: string; readonly dot: boolean }
  | { readonly kind: "wire"; readonly wire: WireFace }
  /** `corner`: where it is resized. A group is hit at its title and corner alone. */
  | { readonly kind: "item"; readonly item: ItemFace; readonly corner: boolean }
  | { readonly kind: "ground" };

/** What lies where now, drags under way included. */
export interface Lie {
  readonly scene: Scene;
  readonly layout: Layout;
  readonly pills: ReadonlyMap<string, Rect>;
  faceOf(id: string): NodeFace | undefined;
  rectOf(key: string): Rect | undefined;
  /** The uppermost node at a point or within a margin of it. */
  nodeAt(at: Point, margin?: number): string | undefined;
}

/** What lies at a point. @param reach how near a socket or wire counts, canvas pixels: more for fingers. */
export function hitAt(lie: Lie, at: Point, reach: number): Hit {
  return (
    socketHit(lie, at, reach) ??
    nodeHit(lie, at, reach) ??
    itemHit(lie, at, "note") ??
    wireNear(lie, at, reach * 0.6) ??
    itemHit(lie, at, "group") ?? { kind: "ground" }
  );
}

/** The wire nearest to a point. @param skip wires of this node are passed over. */
export function wireNear(lie: Lie, at: Point, reach: number): (Hit & { readonly kind: "wire" }) | undefined {
  let best: WireFace | undefined;
  let least = reach;
  for (const wire of lie.scene.wires) {
    const pill = lie.pills.get(wire.key);
    const way = lie.layout.routes.get(wire.key);
    const far = pill && contains(pill, at) ? 0 : way ? distanceToRoute(at, way) : Infinity;
    if (far > least) continue;
    least = far;
    best = wire;
  }
  return best && { kind: "wire", wire: best };
}

function socketHit(lie: Lie, at: Point, reach: number): Hit | undefined {
  const upper = lie.nodeAt(at, reach);
  const faces = [upper === undefined ? undefined : lie.faceOf(upper), ...lie.scene.nodes];
  let best: Hit | undefined;
  let least = reach;
  for (const face of faces) {
    const rect = face && lie.rectOf(face.id);
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

function nodeHit(lie: Lie, at: Point, reach: number): Hit | undefined {
  const id = lie.nodeAt(at);
  const [face, rect] = id === undefined ? [] : [lie.faceOf(id), lie.rectOf(id)];
  if (!face || !rect || !contains(rect, at)) return undefined;
  const dot = dotPlace(face);
  const onDot = distance(at, { x: rect.x + dot.x, y: rect.y + dot.y }) < Math.min(14, reach);
  return rowHit(face, rect, at) ?? { kind: "node", node: face.id, dot: onDot };
}

function rowHit(face: NodeFace, rect: Rect, at: Point): Hit | undefined {
  const index = Math.floor((at.y - rect.y - face.rowsTop) / sizes.param);
  const row = face.rows[index];
  if (!row || at.x < rect.x + 8 || at.x > rect.x + rect.width - 8) return undefined;
  const top = rect.y + face.rowsTop + index * sizes.param;
  const rowRect = { x: rect.x + 8, y: top + 2, width: rect.width - 16, height: sizes.param - 4 };
  return { kind: "row", node: face.id, param: row.param, rect: rowRect };
}

function itemHit(lie: Lie, at: Point, kind: ItemFace["kind"]): Hit | undefined {
  for (const item of lie.scene.items.toReversed()) {
    const rect = item.kind === kind ? lie.rectOf(item.key) : undefined;
    if (!rect || !contains(rect, at)) continue;
    const { corner: side, title } = itemSizes;
    const corner = at.x > rect.x + rect.width - side && at.y > rect.y + rect.height - side;
    if (corner || kind === "note" || at.y < rect.y + title) return { kind: "item", item, corner };
  }
  return undefined;
}
