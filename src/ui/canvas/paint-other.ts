import type { Theme } from "../theme/tokens.ts";
import { overlaps, sizes, type Rect } from "./geometry.ts";
import { fitted, titleFont } from "./words.ts";

/** How a node differs from the graph that its graph is compared with: that lacks it, or has it otherwise. */
export type Otherness = "−" | "≠";

/** A node that only the other graph has, where that has it. */
export interface MissingNode {
  readonly title: string;
  readonly x: number;
  readonly y: number;
}

/** Around a node that is other in another graph: a broken frame, and its sign at its corner. */
export function paintOther(
  ctx: CanvasRenderingContext2D,
  sign: Otherness,
  width: number,
  height: number,
  theme: Theme,
): void {
  ctx.beginPath();
  ctx.roundRect(-5, -5, width + 10, height + 10, sizes.radius + 5);
  ctx.lineWidth = 2;
  ctx.strokeStyle = theme.text;
  ctx.setLineDash([5, 4]);
  ctx.stroke();
  ctx.setLineDash([]);
  paintSign(ctx, sign, { x: -5, y: -5 }, theme);
}

/** Outlines of the nodes that only the other graph has: where it has them, or below what lies there. */
export function paintMissing(
  ctx: CanvasRenderingContext2D,
  missing: readonly MissingNode[],
  taken: readonly Rect[],
  theme: Theme,
): void {
  const all = [...taken];
  for (const { title, x, y } of missing) {
    const rect = { x, y, width: sizes.minWidth, height: sizes.title };
    for (let other = over(rect, all); other; other = over(rect, all)) rect.y = other.y + other.height + 18;
    all.push(rect);
    ctx.beginPath();
    ctx.roundRect(rect.x, rect.y, rect.width, rect.height, sizes.radius);
    ctx.fillStyle = theme.canvas;
    ctx.fill();
    ctx.lineWidth = 1.5;
    ctx.strokeStyle = theme.muted;
    ctx.setLineDash([5, 4]);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.font = titleFont;
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    ctx.fillStyle = theme.muted;
    ctx.fillText(fitted(ctx, title, rect.width - 24), rect.x + 14, rect.y + rect.height / 2 + 1);
    paintSign(ctx, "+", rect, theme);
  }
}

const over = (rect: Rect, others: readonly Rect[]): Rect | undefined => others.find((other) => overlaps(rect, other));

function paintSign(
  ctx: CanvasRenderingContext2D,
  sign: string,
  { x, y }: { x: number; y: number },
  theme: Theme,
): void {
  ctx.beginPath();
  ctx.arc(x, y, 9, 0, 2 * Math.PI);
  ctx.fillStyle = theme.text;
  ctx.fill();
  ctx.font = titleFont;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillStyle = theme.raised;
  ctx.fillText(sign, x, y + 0.5);
}
