import type { Theme } from "../theme/tokens.ts";
import { union, type Point, type Rect } from "./geometry.ts";
import type { GraphView } from "./graph-view.ts";
import { groupColour } from "./paint-items.ts";

/** Where the small picture has the graph: its scale, and the graph's point in its corner. */
export interface MapPlace {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

const MARGIN = 8;

/** The whole graph, and what of it is seen, fitted into a small picture. */
function mapPlace(view: GraphView, seen: Rect, width: number, height: number): MapPlace {
  const all = union([view.bounds() ?? seen, seen]) ?? seen;
  const scale = Math.min((width - 2 * MARGIN) / all.width, (height - 2 * MARGIN) / all.height);
  return {
    scale,
    x: all.x - (width / scale - all.width) / 2,
    y: all.y - (height / scale - all.height) / 2,
  };
}

/** Draws the graph small: blocks for nodes, frames for groups and loops, and the part that is seen. */
export function paintMap(canvas: HTMLCanvasElement, view: GraphView, seen: Rect, theme: Theme): MapPlace | undefined {
  const ctx = canvas.getContext("2d");
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  if (!ctx || width === 0) return undefined;
  const ratio = devicePixelRatio;
  if (canvas.width !== Math.round(width * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const place = mapPlace(view, seen, width, height);
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, width, height);
  const block = ({ x, y, width: w, height: h }: Rect): [number, number, number, number] => [
    (x - place.x) * place.scale,
    (y - place.y) * place.scale,
    Math.max(1.5, w * place.scale),
    Math.max(1.5, h * place.scale),
  ];
  for (const { key, colour, kind } of view.scene.items) {
    const rect = view.rectOf(key);
    ctx.fillStyle = kind === "note" ? theme.line : groupColour(theme.name, colour);
    ctx.globalAlpha = kind === "note" ? 1 : 0.3;
    if (rect) ctx.fillRect(...block(rect));
  }
  ctx.globalAlpha = 1;
  ctx.strokeStyle = theme.wires.sample;
  ctx.lineWidth = 1;
  for (const hull of view.layout.hulls.values()) ctx.strokeRect(...block(hull));
  for (const { id, problem } of view.scene.nodes) {
    const rect = view.rectOf(id);
    const { selected, active } = view.marks;
    ctx.fillStyle =
      active === id ? theme.generated : problem === "error" ? theme.error : selected.has(id) ? theme.text : theme.edge;
    if (rect) ctx.fillRect(...block(rect));
  }
  ctx.strokeStyle = theme.text;
  ctx.strokeRect(...block(seen));
  return place;
}

/** The point of the graph under a point of the small picture. */
export const fromMap = (at: Point, { scale, x, y }: MapPlace): Point => ({ x: at.x / scale + x, y: at.y / scale + y });
