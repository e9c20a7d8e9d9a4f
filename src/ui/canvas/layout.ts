import { hullPadding, noteHeight, union, type Point, type Rect } from "./geometry.ts";
import { socketPlace } from "./paint-node.ts";
import { coarse, crossesAny, fine, homeRoute, route, type Route } from "./route.ts";
import { Surroundings } from "./surroundings.ts";
import type { NodeFace, Scene, WireFace, ZoneFace } from "./scene.ts";

/** Where everything lies that is worked out from where the nodes lie. */
export interface Layout {
  /** By wire key. */
  readonly routes: ReadonlyMap<string, Route>;
  /** By loop. */
  readonly hulls: ReadonlyMap<string, Rect>;
}

/** Room that the words on a frame take. */
const LABEL_WIDTH = 188;
const MANY_WIRES = 100;

/**
 * Leads the wires around the nodes and frames the loops.
 *
 * @param rectOf where a node lies now, which may be under way in a drag.
 * @param before an earlier layout; then only wires at the `moved` nodes, or in their way, are led anew.
 */
export function layOut(
  scene: Scene,
  rectOf: (id: string) => Rect | undefined,
  before?: { readonly layout: Layout; readonly moved: ReadonlySet<string> },
): Layout {
  const faces = new Map(scene.nodes.map((face) => [face.id, face]));
  const hulls = hullsOf(scene.zones, (id) => {
    const rect = rectOf(id);
    return rect && { ...rect, height: rect.height + noteHeight(faces.get(id)?.note) };
  });
  const surroundings = new Surroundings(
    scene.nodes.flatMap((face) => rectOf(face.id) ?? []),
    [...hulls.values()].map((hull) => ({ x: hull.x + 12, y: hull.y + 8, width: LABEL_WIDTH, height: 18 })),
  );
  for (const hull of hulls.values()) surroundings.take(outline(hull));
  const routes = new Map<string, Route>();
  const end = (id: string, side: "input" | "output", index: number): Point | undefined => {
    const [face, rect] = [faces.get(id), rectOf(id)];
    return face && rect ? shifted(socketPlace(face, side, index), rect) : undefined;
  };
  const effort = scene.wires.length > MANY_WIRES ? coarse : fine;
  const inTheWay = [...(before?.moved ?? [])].flatMap((id) => rectOf(id) ?? []);
  const stays = (wire: WireFace, way: Route): boolean =>
    !wire.home && !before?.moved.has(wire.from) && !before?.moved.has(wire.to) && !crossesAny(way, inTheWay);
  for (const wire of before ? scene.wires : ordered(scene.wires, faces)) {
    const old = before?.layout.routes.get(wire.key);
    if (old && stays(wire, old)) {
      routes.set(wire.key, old);
      if (!old.smooth) surroundings.take(old.points);
      continue;
    }
    const [a, b] = [end(wire.from, "output", wire.output), end(wire.to, "input", wire.input)];
    if (!a || !b) continue;
    const hull = wire.home ? hulls.get(wire.to) : undefined;
    const way = hull ? homeRoute(a, b, hull, hullPadding.lane) : route(a, b, surroundings, effort);
    routes.set(wire.key, way);
    if (!way.smooth) surroundings.take(way.points);
  }
  return { routes, hulls };
}

/** The frame of a loop as a way that no wire should lie upon. */
function outline({ x, y, width, height }: Rect): readonly Point[] {
  return [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
    { x, y },
  ];
}

/** The wires home, then the short ones first, so that the long ones go around them. */
function ordered(wires: readonly WireFace[], faces: ReadonlyMap<string, NodeFace>): WireFace[] {
  const length = ({ from, to, home }: WireFace): number => {
    if (home) return -1; // Its way is given.
    const [a, b] = [faces.get(from)?.rect, faces.get(to)?.rect];
    return a && b ? Math.abs(a.x - b.x) + Math.abs(a.y - b.y) : 0;
  };
  return [...wires].sort((a, b) => length(a) - length(b));
}

/** Frames of inner loops first, since the outer ones go around them. */
function hullsOf(zones: readonly ZoneFace[], rectOf: (id: string) => Rect | undefined): Map<string, Rect> {
  const hulls = new Map<string, Rect>();
  const { side, top, bottom } = hullPadding;
  for (const zone of [...zones].sort((a, b) => b.depth - a.depth)) {
    const inner = zones.filter((other) => other.loop !== zone.loop && zone.members.includes(other.loop));
    const rects = [
      ...zone.members.flatMap((id) => rectOf(id) ?? []),
      ...inner.flatMap((other) => hulls.get(other.loop) ?? []),
    ];
    const all = union(rects);
    if (!all) continue;
    hulls.set(zone.loop, {
      x: all.x - side,
      y: all.y - top,
      width: all.width + 2 * side,
      height: all.height + top + bottom,
    });
  }
  return hulls;
}

const shifted = (p: Point, rect: Rect): Point => ({ x: p.x + rect.x, y: p.y + rect.y });
