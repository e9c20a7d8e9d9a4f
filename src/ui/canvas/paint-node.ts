import type { Theme } from "../theme/tokens.ts";
import { jumpColour } from "../timeline/colours.ts";
import { sizes } from "./geometry.ts";
import { paintNodeNote } from "./paint-items.ts";
import { paintOther, type Otherness } from "./paint-other.ts";
import { paintPreview, type Preview } from "./paint-preview.ts";
import { paintSocket } from "./paint-socket.ts";
import { fitted, textFont, titleFont } from "./words.ts";
import type { NodeFace, RowFace, SocketFace } from "./scene.ts";

/** What changes about a node while the graph stays as it is. */
export interface NodeState {
  readonly selected: boolean;
  readonly hovered: boolean;
  /** The run is here; it goes on, or waits. */
  readonly active: boolean;
  readonly paused: boolean;
  /** Runs pause here. */
  readonly stops: boolean;
  /** It is other in the graph that this one is compared with. */
  readonly marked: Otherness | undefined;
  readonly preview: Preview | undefined;
  /** While a wire is being laid: which sockets would take it. Undefined: none is. */
  readonly fits: ((side: "input" | "output", socket: SocketFace) => boolean) | undefined;
  /** Seen from so far that its words could not be read. */
  readonly far: boolean;
  /** Sockets are made for fingers. */
  readonly coarse: boolean;
}

/** Draws a node with its top left corner, title included, at (0, 0). */
export function paintNode(ctx: CanvasRenderingContext2D, face: NodeFace, state: NodeState, theme: Theme): void {
  const { width, height } = face.rect;
  paintBody(ctx, face, state, theme);
  if (state.marked) paintOther(ctx, state.marked, width, height, theme);
  if (state.far) return paintFar(ctx, face, state, theme);
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  ctx.font = titleFont;
  ctx.fillStyle = face.known ? theme.text : theme.muted;
  ctx.fillText(fitted(ctx, face.title, width - (state.stops || state.hovered ? 52 : 40)), 12, sizes.title / 2 + 1);
  paintMark(ctx, face, state, theme);
  paintDot(ctx, face, state, theme);
  if (face.note) paintNodeNote(ctx, face.note, face.rect, theme);
  ctx.font = textFont;
  face.inputs.forEach((socket, i) => paintSocketRow(ctx, "input", socket, i, face, state, theme));
  face.outputs.forEach((socket, i) => paintSocketRow(ctx, "output", socket, i, face, state, theme));
  face.rows.forEach((row, i) => paintRow(ctx, row, face.rowsTop + i * sizes.param, width, theme));
  if (face.previewTop !== undefined) paintPreview(ctx, face.previewTop, width, height, state.preview, theme);
}

/** Only the picture of a node that is there already, from its top left corner. */
export function paintPictureAlone(
  ctx: CanvasRenderingContext2D,
  { rect: { width, height }, previewTop }: NodeFace,
  preview: Preview | undefined,
  theme: Theme,
  far: boolean,
): void {
  if (previewTop === undefined) return;
  ctx.beginPath();
  ctx.rect(7, previewTop + 2, width - 14, height - previewTop - 6);
  ctx.clip();
  ctx.fillStyle = theme.raised;
  ctx.fillRect(7, previewTop + 2, width - 14, height - previewTop - 6);
  ctx.textBaseline = "middle";
  paintPreview(ctx, previewTop, width, height, preview, theme, far);
}

/** A node seen from afar: bars for words, dots for sockets. */
function paintFar(ctx: CanvasRenderingContext2D, face: NodeFace, state: NodeState, theme: Theme): void {
  const { width, height } = face.rect;
  ctx.fillStyle = theme.muted;
  ctx.fillRect(12, 11, Math.min(width - 50, face.title.length * 7), 8);
  paintMark(ctx, face, state, theme);
  ctx.fillStyle = theme.sunken;
  if (face.rows.length > 0) ctx.fillRect(8, face.rowsTop + 2, width - 16, face.rows.length * sizes.param - 4);
  for (const side of ["input", "output"] as const) {
    (side === "input" ? face.inputs : face.outputs).forEach((socket, i) => {
      const { x, y } = socketPlace(face, side, i);
      ctx.fillStyle = socket.type ? theme.wires[socket.type] : theme.edge;
      ctx.fillRect(x - 5, y - 5, 10, 10);
    });
  }
  if (face.previewTop !== undefined) paintPreview(ctx, face.previewTop, width, height, state.preview, theme, true);
}

/** Where the middle of a socket lies, from the top left corner of the node. */
export function socketPlace(face: NodeFace, side: "input" | "output", index: number): { x: number; y: number } {
  const y = sizes.title + sizes.padding + (Math.max(0, index) + 0.5) * sizes.socket;
  return { x: side === "input" ? 0 : face.rect.width, y };
}

function paintBody(ctx: CanvasRenderingContext2D, face: NodeFace, state: NodeState, theme: Theme): void {
  const { width, height } = face.rect;
  ctx.fillStyle = theme.raised;
  if (state.far && !state.selected && !state.active && face.problem !== "error") {
    ctx.fillRect(0, 0, width, height);
    ctx.strokeStyle = face.jump === undefined ? theme.edge : jumpColour(theme.name, face.jump);
    ctx.lineWidth = face.jump === undefined ? 1 : 3;
    ctx.strokeRect(0, 0, width, height);
    return;
  }
  ctx.beginPath();
  ctx.roundRect(0.5, 0.5, width - 1, height - 1, sizes.radius);
  ctx.fill();
  ctx.strokeStyle = theme.line;
  ctx.lineWidth = 1;
  ctx.beginPath();
  if (face.jump !== undefined) {
    ctx.strokeStyle = jumpColour(theme.name, face.jump);
    ctx.lineWidth = 2.5;
  }
  ctx.moveTo(1, sizes.title - 0.5);
  ctx.lineTo(width - 1, sizes.title - 0.5);
  ctx.stroke();
  ctx.beginPath();
  const strong = state.selected;
  const inset = strong ? 0 : 0.5;
  ctx.roundRect(inset, inset, width - 2 * inset, height - 2 * inset, sizes.radius);
  ctx.lineWidth = strong ? 2 : 1;
  ctx.strokeStyle =
    face.problem === "error" ? theme.error : strong ? theme.text : state.hovered ? theme.muted : theme.edge;
  if (!face.known) ctx.setLineDash([4, 3]);
  ctx.stroke();
  ctx.setLineDash([]);
  if (state.active) paintRing(ctx, width, height, state.paused, theme);
}

/** Around the node where the run is: whole while it goes on, broken while it waits. */
function paintRing(ctx: CanvasRenderingContext2D, width: number, height: number, paused: boolean, theme: Theme): void {
  ctx.beginPath();
  ctx.roundRect(-3, -3, width + 6, height + 6, sizes.radius + 3);
  ctx.lineWidth = 2;
  ctx.strokeStyle = theme.generated;
  if (paused) ctx.setLineDash([8, 5]);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** Where the sign lies that runs pause at this node, from its top left corner. */
export const dotPlace = ({ rect }: Pick<NodeFace, "rect">): { x: number; y: number } => ({
  x: rect.width - 34,
  y: sizes.title / 2,
});

/** The sign that runs pause here: full where they do, an outline where a click would make them. */
function paintDot(ctx: CanvasRenderingContext2D, face: NodeFace, state: NodeState, theme: Theme): void {
  if (!state.stops && !state.hovered) return;
  const { x, y } = dotPlace(face);
  ctx.beginPath();
  ctx.arc(x, y, 4.5, 0, 2 * Math.PI);
  ctx.lineWidth = 1.5;
  ctx.strokeStyle = ctx.fillStyle = state.stops ? theme.text : theme.muted;
  if (state.stops) ctx.fill();
  ctx.stroke();
}

/** At the right of the title: a disc where the run is, a ring for an error, a triangle for a warning. */
function paintMark(ctx: CanvasRenderingContext2D, face: NodeFace, state: NodeState, theme: Theme): void {
  const [x, y] = [face.rect.width - 16, sizes.title / 2];
  ctx.beginPath();
  if (state.active) {
    ctx.arc(x, y, 4.5, 0, 2 * Math.PI);
    ctx.fillStyle = theme.generated;
    ctx.fill();
  } else if (face.problem) {
    if (face.problem === "error") ctx.arc(x, y, 6, 0, 2 * Math.PI);
    else {
      ctx.moveTo(x, y - 6);
      ctx.lineTo(x + 6.5, y + 5);
      ctx.lineTo(x - 6.5, y + 5);
      ctx.closePath();
    }
    ctx.lineWidth = 1.5;
    ctx.strokeStyle = face.problem === "error" ? theme.error : theme.muted;
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(x, y - 2.5);
    ctx.lineTo(x, y + 1);
    ctx.moveTo(x, y + 2.6);
    ctx.lineTo(x, y + 3.4);
    ctx.stroke();
  }
}

function paintSocketRow(
  ctx: CanvasRenderingContext2D,
  side: "input" | "output",
  socket: SocketFace,
  index: number,
  face: NodeFace,
  state: NodeState,
  theme: Theme,
): void {
  const { x, y } = socketPlace(face, side, index);
  const fits = state.fits?.(side, socket);
  const faint = fits === false;
  const look = {
    x,
    y,
    type: socket.type,
    wired: socket.wired,
    scale: (fits ? 1.3 : 1) * (state.coarse ? 1.5 : 1),
    faint,
  };
  paintSocket(ctx, look, theme);
  ctx.globalAlpha = faint ? 0.35 : 1;
  ctx.fillStyle = socket.wired || !socket.optional || side === "output" ? theme.text : theme.muted;
  ctx.textAlign = side === "input" ? "left" : "right";
  ctx.fillText(socket.title, side === "input" ? 12 : x - 12, y + 0.5);
  ctx.globalAlpha = 1;
}

function paintRow(ctx: CanvasRenderingContext2D, row: RowFace, top: number, width: number, theme: Theme): void {
  const middle = top + sizes.param / 2;
  ctx.beginPath();
  ctx.roundRect(8, top + 2, width - 16, sizes.param - 4, 3);
  if (row.locked) {
    ctx.strokeStyle = theme.line;
    ctx.setLineDash([3, 3]);
    ctx.stroke();
    ctx.setLineDash([]);
  } else {
    ctx.fillStyle = theme.sunken;
    ctx.fill();
  }
  ctx.textAlign = "left";
  ctx.fillStyle = theme.muted;
  ctx.fillText(row.name, 14, middle + 0.5);
  const room = width - sizes.rowInset - ctx.measureText(row.name).width;
  ctx.textAlign = "right";
  ctx.fillStyle = row.locked ? theme.muted : theme.text;
  ctx.fillText(fitted(ctx, row.value, room), width - 14, middle + 0.5);
}
