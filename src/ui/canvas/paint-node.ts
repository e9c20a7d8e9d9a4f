import { fontFamily, fontSize, type Theme } from "../theme/tokens.ts";
import { sizes } from "./geometry.ts";
import { paintSocket } from "./paint-socket.ts";
import type { NodeFace, RowFace, SocketFace } from "./scene.ts";

/** A picture of a node's value, with a line or two on what it is. */
export interface Preview {
  readonly image: CanvasImageSource;
  readonly width: number;
  readonly height: number;
  readonly lines: readonly string[];
}

/** What changes about a node while the graph stays as it is. */
export interface NodeState {
  readonly selected: boolean;
  readonly hovered: boolean;
  /** The run is here. */
  readonly active: boolean;
  readonly preview: Preview | undefined;
  /** While a wire is being laid: which sockets would take it. Undefined: none is. */
  readonly fits: ((side: "input" | "output", socket: SocketFace) => boolean) | undefined;
  /** Seen from so far that its words could not be read. */
  readonly far: boolean;
}

export const titleFont = `600 ${fontSize.text}px ${fontFamily}`;
export const textFont = `${fontSize.text - 1}px ${fontFamily}`;
const labelFont = `${fontSize.label}px ${fontFamily}`;

/** Draws a node with its top left corner, title included, at (0, 0). */
export function paintNode(ctx: CanvasRenderingContext2D, face: NodeFace, state: NodeState, theme: Theme): void {
  const { width, height } = face.rect;
  paintBody(ctx, face, state, theme);
  if (state.far) return paintFar(ctx, face, state, theme);
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  ctx.font = titleFont;
  ctx.fillStyle = face.known ? theme.text : theme.muted;
  ctx.fillText(fitted(ctx, face.title, width - 40), 12, sizes.title / 2 + 1);
  paintMark(ctx, face, state, theme);
  ctx.font = textFont;
  face.inputs.forEach((socket, i) => paintSocketRow(ctx, "input", socket, i, face, state, theme));
  face.outputs.forEach((socket, i) => paintSocketRow(ctx, "output", socket, i, face, state, theme));
  face.rows.forEach((row, i) => paintRow(ctx, row, face.rowsTop + i * sizes.param, width, theme));
  if (face.previewTop !== undefined) paintPreview(ctx, face.previewTop, width, height, state.preview, theme);
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
  ctx.beginPath();
  ctx.roundRect(0.5, 0.5, width - 1, height - 1, sizes.radius);
  ctx.fillStyle = theme.raised;
  ctx.fill();
  ctx.strokeStyle = theme.line;
  ctx.lineWidth = 1;
  ctx.beginPath();
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
  const look = { x, y, type: socket.type, wired: socket.wired, scale: fits ? 1.3 : 1, faint };
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
  ctx.fillStyle = theme.sunken;
  ctx.fill();
  ctx.textAlign = "left";
  ctx.fillStyle = theme.muted;
  ctx.fillText(row.name, 14, middle + 0.5);
  const room = width - 40 - ctx.measureText(row.name).width;
  ctx.textAlign = "right";
  ctx.fillStyle = theme.text;
  ctx.fillText(fitted(ctx, row.value, room), width - 14, middle + 0.5);
}

function paintPreview(
  ctx: CanvasRenderingContext2D,
  top: number,
  width: number,
  height: number,
  preview: Preview | undefined,
  theme: Theme,
  far = false,
): void {
  const side = sizes.preview - 8;
  const box = { x: 8, y: top + 4, width: width - 16, height: Math.min(side, height - top - 10) };
  const ratio = preview ? preview.width / preview.height : 1;
  const wide = Math.min(box.width, box.height * ratio);
  const tall = wide / ratio;
  const y = box.y + (box.height - tall) / 2;
  if (!preview) {
    ctx.fillStyle = theme.sunken;
    ctx.fillRect(box.x, y, wide, tall);
    return;
  }
  ctx.imageSmoothingEnabled = false;
  ctx.drawImage(preview.image, box.x, y, wide, tall);
  ctx.imageSmoothingEnabled = true;
  ctx.strokeStyle = theme.edge;
  ctx.lineWidth = 1;
  ctx.strokeRect(box.x - 0.5, y - 0.5, wide + 1, tall + 1);
  if (far || box.width - wide < 40) return;
  ctx.font = labelFont;
  ctx.textAlign = "left";
  ctx.fillStyle = theme.muted;
  preview.lines.forEach((line, i) => ctx.fillText(line, box.x + wide + 8, y + 8 + i * 16, box.width - wide - 8));
  ctx.font = textFont;
}

/** The text, cut with an ellipsis where it is too long. */
function fitted(ctx: CanvasRenderingContext2D, text: string, room: number): string {
  if (ctx.measureText(text).width <= room) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (ctx.measureText(`${text.slice(0, middle)}…`).width <= room) low = middle;
    else high = middle - 1;
  }
  return `${text.slice(0, low)}…`;
}
