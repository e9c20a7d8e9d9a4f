import { columnsOf } from "../components/columns.ts";
import type { Walk } from "../engine/messages.ts";
import { formatNumber } from "../format.ts";
import { fontFamily, mathFamily, themes, type Theme, type ThemeName } from "../theme/tokens.ts";
import { jumpColour } from "./colours.ts";
import { levelAt, topOf, type JumpBack } from "./teeth.ts";

const margin = { left: 36, right: 24, top: 10, bottom: 18 } as const;

/** Where transitions and levels lie on the plot, in pixels. */
export interface PlotFrame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly transitions: number;
  readonly top: number;
}

export function frameOf(width: number, height: number, walks: readonly Walk[]): PlotFrame {
  return {
    x: margin.left,
    y: margin.top,
    width: Math.max(1, width - margin.left - margin.right),
    height: Math.max(1, height - margin.top - margin.bottom),
    transitions: Math.max(1, ...walks.map((walk) => walk.transitions)),
    top: Math.max(1, ...walks.map(topOf)),
  };
}

export const placeOf = (frame: PlotFrame, transition: number, level: number): readonly [number, number] => [
  frame.x + (transition / frame.transitions) * frame.width,
  frame.y + frame.height * (1 - level / frame.top),
];

/** The transition under a pixel. */
export function transitionAt(frame: PlotFrame, x: number): number {
  const share = (x - frame.x) / frame.width;
  return Math.round(Math.min(1, Math.max(0, share)) * frame.transitions);
}

export interface Painted {
  /** The walk of the graph as it is edited. */
  readonly walk: Walk;
  /** The walk of a run that goes on with an earlier graph. */
  readonly runWalk: Walk | undefined;
  /** Another schedule, laid over. */
  readonly compared: Walk | undefined;
  readonly jumps: readonly JumpBack[];
  /** Transitions made, and the one that is looked at. */
  readonly done: number;
  readonly cursor: number;
  readonly breaks: readonly number[];
  readonly transitionsLabel: string;
  readonly theme: ThemeName;
}

export function paintPlot(ctx: CanvasRenderingContext2D, frame: PlotFrame, painted: Painted): void {
  const theme = themes[painted.theme];
  paintAxes(ctx, frame, theme, painted);
  paintLimits(ctx, frame, painted);
  const { walk, runWalk, done } = painted;
  ctx.lineWidth = 1.5;
  ctx.lineJoin = "round";
  if (painted.compared) {
    ctx.setLineDash([4, 3]);
    paintWalk(ctx, frame, painted.compared, theme.muted, () => undefined, 0, 0.8);
    ctx.setLineDash([]);
  }
  if (runWalk) {
    paintWalk(ctx, frame, walk, theme.muted, () => undefined, 0, 0.7);
    paintWalk(ctx, frame, runWalk, theme.generated, () => undefined, done);
  } else {
    const colours = new Map(painted.jumps.map((jump) => [jump.id, jumpColour(painted.theme, jump.order)]));
    const rising = (node: number): string | undefined => colours.get(walk.nodes[node] ?? "");
    paintWalk(ctx, frame, walk, theme.generated, rising, done);
  }
  paintCursor(ctx, frame, theme, painted, runWalk ?? walk);
}

/** How the line of t looks: what falls, and what rises by which node. */
interface Strokes {
  readonly falling: string;
  readonly rising: (node: number) => string | undefined;
}

/** The line of t: where it rises, in the colour of the node that makes it rise; what is to come is faint. */
function paintWalk(
  ctx: CanvasRenderingContext2D,
  frame: PlotFrame,
  walk: Walk,
  falling: string,
  rising: (node: number) => string | undefined,
  done: number,
  whole = 1,
): void {
  const line = lineOf(ctx, frame, walk, { falling, rising });
  const { width, height } = line;
  const ratio = ctx.getTransform().a || 1;
  const cut = done > 0 ? Math.min(width, Math.round(ratio * placeOf(frame, done, 0)[0])) : width;
  ctx.globalAlpha = whole;
  if (cut > 0) ctx.drawImage(line, 0, 0, cut, height, 0, 0, cut / ratio, height / ratio);
  ctx.globalAlpha = 0.35;
  const rest = width - cut;
  if (rest > 0) ctx.drawImage(line, cut, 0, rest, height, cut / ratio, 0, rest / ratio, height / ratio);
  ctx.globalAlpha = 1;
}

/** Lines as pictures: while a run goes on only the place changes up to which they are whole. */
const lines = new WeakMap<Walk["to"], { readonly key: string; readonly line: OffscreenCanvas }>();

function lineOf(ctx: CanvasRenderingContext2D, frame: PlotFrame, walk: Walk, strokes: Strokes): OffscreenCanvas {
  const { canvas, lineWidth } = ctx;
  const dashes = ctx.getLineDash();
  const colours = walk.nodes.map((_, node) => strokes.rising(node) ?? "");
  const key = JSON.stringify([frame, canvas.width, canvas.height, lineWidth, dashes, strokes.falling, colours]);
  const known = lines.get(walk.to);
  if (known?.key === key) return known.line;
  const line = new OffscreenCanvas(Math.max(1, canvas.width), Math.max(1, canvas.height));
  const on = line.getContext("2d");
  if (on) {
    on.setTransform(ctx.getTransform());
    Object.assign(on, { lineWidth, lineJoin: "round" });
    on.setLineDash(dashes);
    strokeWalk(on, frame, walk, strokes);
  }
  lines.set(walk.to, { key, line });
  return line;
}

function strokeWalk(
  on: OffscreenCanvasRenderingContext2D,
  frame: PlotFrame,
  walk: Walk,
  { falling, rising }: Strokes,
): void {
  const points = columnsOf(walk, Math.ceil((frame.width * walk.transitions) / frame.transitions) * 2);
  const paths = new Map<string, Path2D>();
  let last = "";
  points.forEach((point, i) => {
    const before = points[i - 1];
    if (!before) return;
    const up = point[1] > before[1];
    const colour = (up ? rising(walk.node[point[0] - 1] ?? -1) : undefined) ?? falling;
    const path = paths.get(colour) ?? new Path2D();
    paths.set(colour, path);
    if (colour !== last) path.moveTo(...placeOf(frame, ...before));
    path.lineTo(...placeOf(frame, ...point));
    last = colour;
  });
  for (const [colour, path] of paths) {
    on.strokeStyle = colour;
    on.stroke(path);
  }
}

function paintAxes(ctx: CanvasRenderingContext2D, frame: PlotFrame, theme: Theme, painted: Painted): void {
  const { x, y, width, height, top } = frame;
  ctx.font = `11px ${fontFamily}`;
  ctx.textBaseline = "middle";
  ctx.lineWidth = 1;
  ctx.textAlign = "right";
  for (const t of ticks(top)) {
    const at = Math.round(placeOf(frame, 0, t)[1]) + 0.5;
    ctx.strokeStyle = theme.line;
    ctx.beginPath();
    ctx.moveTo(x, at);
    ctx.lineTo(x + width, at);
    ctx.stroke();
    ctx.fillStyle = theme.muted;
    ctx.fillText(formatNumber(t), x - 9, at);
  }
  ctx.textAlign = "left";
  ctx.fillText("0", x, y + height + 10);
  ctx.textAlign = "right";
  ctx.fillText(painted.transitionsLabel, x + width, y + height + 10);
  ctx.font = `italic 13px ${mathFamily}`;
  ctx.textAlign = "center";
  ctx.fillText("t", 7, y + height / 2);
  ctx.fillStyle = theme.text;
  ctx.strokeStyle = theme.text;
  ctx.setLineDash([1, 3]);
  for (const t of painted.breaks) {
    const at = Math.round(placeOf(frame, 0, t)[1]) + 0.5;
    ctx.beginPath();
    ctx.arc(x, at, 3, 0, 2 * Math.PI);
    ctx.fill();
    ctx.beginPath();
    ctx.moveTo(x, at);
    ctx.lineTo(x + width, at);
    ctx.stroke();
  }
  ctx.setLineDash([]);
}

/** Where jumps end to climb, for those that have a limit. */
function paintLimits(ctx: CanvasRenderingContext2D, frame: PlotFrame, { jumps, theme }: Painted): void {
  ctx.setLineDash([5, 4]);
  for (const jump of jumps) {
    if (jump.start_resampling + 1 >= frame.top) continue;
    const at = Math.round(placeOf(frame, 0, jump.start_resampling + 1)[1]) + 0.5;
    ctx.strokeStyle = jumpColour(theme, jump.order);
    ctx.beginPath();
    ctx.moveTo(frame.x, at);
    ctx.lineTo(frame.x + frame.width, at);
    ctx.stroke();
  }
  ctx.setLineDash([]);
}

function paintCursor(
  ctx: CanvasRenderingContext2D,
  frame: PlotFrame,
  theme: Theme,
  { cursor, done }: Painted,
  walk: Walk,
): void {
  if (done > 0) {
    ctx.beginPath();
    ctx.arc(...placeOf(frame, done, levelAt(walk, done)), 3.5, 0, 2 * Math.PI);
    ctx.fillStyle = theme.generated;
    ctx.fill();
  }
  if (cursor <= 0) return;
  const [x, y] = placeOf(frame, cursor, levelAt(walk, cursor));
  ctx.strokeStyle = theme.text;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(Math.round(x) + 0.5, frame.y - 4);
  ctx.lineTo(Math.round(x) + 0.5, frame.y + frame.height);
  ctx.stroke();
  if (cursor === done) return;
  ctx.beginPath();
  ctx.arc(x, y, 3.5, 0, 2 * Math.PI);
  ctx.fillStyle = theme.panel;
  ctx.fill();
  ctx.stroke();
}

/** 0, the top, and round numbers between. */
function ticks(top: number): number[] {
  const raw = top / 4;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, raw)));
  const step = [1, 2, 5, 10].map((k) => k * power).find((s) => s >= raw) ?? power;
  const inner = Array.from({ length: Math.floor(top / step) }, (_, i) => (i + 1) * step);
  return [0, ...inner.filter((t) => top - t > step / 2), top];
}
