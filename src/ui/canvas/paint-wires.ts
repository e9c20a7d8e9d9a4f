import type { SocketType } from "../../runtime/node.ts";
import type { Theme } from "../theme/tokens.ts";
import type { Point, Rect } from "./geometry.ts";
import { textFont } from "./words.ts";
import { bendReach, type Route } from "./route.ts";

const CORNER = 9;

function trace(ctx: CanvasRenderingContext2D, way: Route, plain = false): void {
  const [first, ...rest] = way.points;
  const last = rest.at(-1);
  if (!first || !last) return;
  ctx.beginPath();
  ctx.moveTo(first.x, first.y);
  if (way.smooth) {
    const reach = bendReach(first, last);
    ctx.bezierCurveTo(first.x + reach, first.y, last.x - reach, last.y, last.x, last.y);
    return;
  }
  rest.forEach((point, i) => {
    const next = rest[i + 1];
    if (next && !plain) ctx.arcTo(point.x, point.y, next.x, next.y, cornerOf(rest[i - 1] ?? first, point, next));
    else ctx.lineTo(point.x, point.y);
  });
}

function cornerOf(a: Point, b: Point, c: Point): number {
  const before = Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
  const after = Math.abs(b.x - c.x) + Math.abs(b.y - c.y);
  return Math.min(CORNER, before / 2, after / 2);
}

export interface WireLook {
  readonly type: SocketType | undefined;
  readonly home: boolean;
  readonly strong: boolean;
  /** Within the frame of a loop. */
  readonly inside?: boolean;
  /** Seen from so far that gaps and round corners could not be made out. */
  readonly far?: boolean;
}

/** Draws a wire with a thin gap of the ground around it, so that wires that cross stay apart. */
export function paintWire(ctx: CanvasRenderingContext2D, way: Route, look: WireLook, theme: Theme): void {
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  trace(ctx, way, look.far);
  if (!look.home && !look.far) {
    ctx.strokeStyle = look.inside ? theme.hull : theme.canvas;
    ctx.lineWidth = 5;
    ctx.stroke();
  }
  ctx.strokeStyle = look.type ? theme.wires[look.type] : theme.edge;
  ctx.lineWidth = look.strong ? 3 : 2;
  if (look.home) ctx.setLineDash([9, 6]);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** The frame of a loop. */
export function paintHull(ctx: CanvasRenderingContext2D, hull: Rect, theme: Theme): void {
  ctx.beginPath();
  ctx.roundRect(hull.x + 0.5, hull.y + 0.5, hull.width - 1, hull.height - 1, 12);
  ctx.fillStyle = theme.hull;
  ctx.globalAlpha = 0.8; // The dots of the ground shine through.
  ctx.fill();
  ctx.globalAlpha = 0.55;
  ctx.strokeStyle = theme.wires.sample;
  ctx.lineWidth = 1;
  ctx.stroke();
  ctx.globalAlpha = 1;
}

/** What a loop will do, in the corner of its frame and above the wires. */
export function paintLabel(ctx: CanvasRenderingContext2D, text: string, hull: Rect, theme: Theme): void {
  ctx.font = textFont;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  ctx.lineWidth = 6;
  ctx.strokeStyle = theme.hull;
  ctx.strokeText(text, hull.x + 16, hull.y + 18);
  ctx.fillStyle = theme.wires.sample;
  ctx.fillText(text, hull.x + 16, hull.y + 18);
}

/** The word on the wire home. @returns where it lies: it can be clicked. */
export function paintPill(
  ctx: CanvasRenderingContext2D,
  text: string,
  middle: Point,
  look: { readonly strong: boolean },
  theme: Theme,
): Rect {
  ctx.font = textFont;
  const width = Math.ceil(ctx.measureText(text).width) + 40;
  const rect = { x: middle.x - width / 2, y: middle.y - 12, width, height: 24 };
  ctx.beginPath();
  ctx.roundRect(rect.x, rect.y, rect.width, rect.height, 12);
  ctx.fillStyle = theme.canvas;
  ctx.fill();
  ctx.strokeStyle = theme.wires.sample;
  ctx.lineWidth = look.strong ? 2.5 : 1.5;
  ctx.stroke();
  paintReturn(ctx, rect.x + 18, middle.y);
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.fillStyle = theme.wires.sample;
  ctx.fillText(text, rect.x + 30, middle.y + 0.5);
  return rect;
}

/** An open circle with an arrow head, anticlockwise. */
function paintReturn(ctx: CanvasRenderingContext2D, x: number, y: number): void {
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.arc(x, y, 4.5, -0.75 * Math.PI, 0.95 * Math.PI);
  ctx.stroke();
  ctx.beginPath();
  ctx.moveTo(x - 6.4, y - 5.4);
  ctx.lineTo(x - 3.2, y - 3.2);
  ctx.lineTo(x - 3, y - 7);
  ctx.stroke();
}

/** Pixels of the screen between two dots of the ground, at least. */
const APART = 14.4;

/** The dots of the ground, every 24 pixels; from afar they thin out, so that there are never more than fill the window. */
export function paintDots(
  ctx: Pick<CanvasRenderingContext2D, "fillRect" | "fillStyle">,
  area: ArrayLike<number>,
  scale: number,
  theme: Theme,
): void {
  const [x = 0, y = 0, width = 0, height = 0] = [area[0], area[1], area[2], area[3]];
  ctx.fillStyle = theme.canvas;
  ctx.fillRect(x - 1, y - 1, width + 2, height + 2);
  let step = 24;
  while (step * scale < APART && step < width) step *= 2;
  const size = Math.max(1, 1.25 / scale);
  ctx.fillStyle = theme.dot;
  for (let i = Math.floor(x / step) * step; i < x + width; i += step) {
    for (let j = Math.floor(y / step) * step; j < y + height; j += step) {
      ctx.fillRect(i - size / 2, j - size / 2, size, size);
    }
  }
}
