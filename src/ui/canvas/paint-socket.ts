import type { SocketType } from "../../runtime/node.ts";
import type { Theme } from "../theme/tokens.ts";

/** Outlines around (0, 0), so that a type is told by shape as well as by colour; each about ten pixels across. */
const outlines: Readonly<Record<SocketType, readonly (readonly [number, number])[] | "circle" | "ring">> = {
  sample: "circle",
  number: "ring",
  model: [
    [-5, 0],
    [-2.5, -4.5],
    [2.5, -4.5],
    [5, 0],
    [2.5, 4.5],
    [-2.5, 4.5],
  ],
  schedule: [
    [-4, -5],
    [5, 0],
    [-4, 5],
  ],
  prediction: [
    [0, -5.5],
    [5.5, 0],
    [0, 5.5],
    [-5.5, 0],
  ],
  image: [
    [-4.5, -4.5],
    [4.5, -4.5],
    [4.5, 4.5],
    [-4.5, 4.5],
  ],
  mask: [
    [-4.5, -4.5],
    [4.5, -4.5],
    [4.5, 4.5],
    [0, 4.5],
    [0, 0],
    [-4.5, 0],
  ],
  label: [
    [-5, -4],
    [2, -4],
    [5.5, 0],
    [2, 4],
    [-5, 4],
  ],
  frame: [
    [-2, -5.5],
    [2, -5.5],
    [2, -2],
    [5.5, -2],
    [5.5, 2],
    [2, 2],
    [2, 5.5],
    [-2, 5.5],
    [-2, 2],
    [-5.5, 2],
    [-5.5, -2],
    [-2, -2],
  ],
};

/** The outline of a type as SVG path data, for the panels. */
export function socketPath(type: SocketType): string {
  const outline = outlines[type];
  if (typeof outline === "string") return "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0Z";
  return `M${outline.map(([x, y]) => `${x} ${y}`).join("L")}Z`;
}

export interface SocketLook {
  readonly x: number;
  readonly y: number;
  readonly type: SocketType | undefined;
  /** Drawn full where a wire ends, hollow where none does. */
  readonly wired: boolean;
  readonly scale?: number;
  readonly faint?: boolean;
}

export function paintSocket(ctx: CanvasRenderingContext2D, look: SocketLook, theme: Theme): void {
  const colour = look.type ? theme.wires[look.type] : theme.edge;
  const scale = look.scale ?? 1;
  ctx.save();
  ctx.translate(look.x, look.y);
  ctx.scale(scale, scale);
  ctx.globalAlpha *= look.faint ? 0.25 : 1;
  ctx.beginPath();
  const outline = look.type ? outlines[look.type] : "ring";
  if (typeof outline === "string") ctx.arc(0, 0, 4.5, 0, 2 * Math.PI);
  else outline.forEach(([x, y], i) => (i === 0 ? ctx.moveTo(x, y) : ctx.lineTo(x, y)));
  ctx.closePath();
  ctx.lineJoin = "round";
  ctx.lineWidth = 5;
  ctx.strokeStyle = theme.raised;
  ctx.stroke();
  ctx.fillStyle = look.wired && outline !== "ring" ? colour : theme.raised;
  ctx.fill();
  ctx.lineWidth = 1.75;
  ctx.strokeStyle = colour;
  ctx.stroke();
  ctx.restore();
}
