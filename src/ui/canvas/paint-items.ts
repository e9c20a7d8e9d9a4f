import type { GroupColour } from "../../runtime/graph/format.ts";
import type { Theme, ThemeName } from "../theme/tokens.ts";
import { sizes, type Rect } from "./geometry.ts";
import type { ItemFace } from "./scene.ts";
import { fitted, textFont, titleFont, wrapped } from "./words.ts";

/** Height of a group's title, by which it is dragged, and side of the corner by which things are resized. */
export const itemSizes = { title: 28, corner: 16, padding: 10, line: sizes.line } as const;

const colours: Readonly<Record<ThemeName, Readonly<Record<GroupColour, string>>>> = {
  dark: { grey: "#8c929b", blue: "#5f93e0", green: "#7fae52", yellow: "#c9ae3c", pink: "#cf6aa4", violet: "#9379dc" },
  light: { grey: "#6d747d", blue: "#2f66bd", green: "#4c7a16", yellow: "#8f7400", pink: "#b53382", violet: "#6d4fc4" },
};

export const groupColour = (theme: ThemeName, colour: GroupColour): string => colours[theme][colour];

/** Draws a group's frame: a tint of its colour, its title in the top left corner. */
export function paintGroup(
  ctx: CanvasRenderingContext2D,
  face: ItemFace,
  rect: Rect,
  selected: boolean,
  theme: Theme,
): void {
  const colour = groupColour(theme.name, face.colour);
  ctx.beginPath();
  ctx.roundRect(rect.x + 0.5, rect.y + 0.5, rect.width - 1, rect.height - 1, 8);
  ctx.globalAlpha = 0.1;
  ctx.fillStyle = colour;
  ctx.fill();
  ctx.globalAlpha = selected ? 1 : 0.6;
  ctx.lineWidth = selected ? 2 : 1;
  ctx.strokeStyle = selected ? theme.text : colour;
  ctx.stroke();
  ctx.globalAlpha = 1;
  ctx.font = titleFont;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.fillStyle = colour;
  ctx.fillText(fitted(ctx, face.words, rect.width - 24), rect.x + 12, rect.y + itemSizes.title / 2 + 1);
  paintCorner(ctx, rect, colour);
}

/** Draws a note: its text on a plain ground, without a frame of colour. */
export function paintNote(
  ctx: CanvasRenderingContext2D,
  face: ItemFace,
  rect: Rect,
  selected: boolean,
  theme: Theme,
): void {
  ctx.beginPath();
  ctx.roundRect(rect.x + 0.5, rect.y + 0.5, rect.width - 1, rect.height - 1, 4);
  ctx.fillStyle = theme.panel;
  ctx.fill();
  ctx.lineWidth = selected ? 2 : 1;
  ctx.strokeStyle = selected ? theme.text : theme.line;
  ctx.stroke();
  ctx.save();
  ctx.clip();
  ctx.font = textFont;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.fillStyle = theme.text;
  const { padding, line } = itemSizes;
  const lines = wrapped(face.words, rect.width - 2 * padding, (text) => ctx.measureText(text).width);
  lines.forEach((words, i) => ctx.fillText(words, rect.x + padding, rect.y + padding + (i + 0.5) * line));
  ctx.restore();
  paintCorner(ctx, rect, theme.edge);
}

/** Two strokes at the corner by which it is resized. */
function paintCorner(ctx: CanvasRenderingContext2D, { x, y, width, height }: Rect, colour: string): void {
  const [right, bottom] = [x + width - 4, y + height - 4];
  ctx.beginPath();
  for (const far of [4, 9]) {
    ctx.moveTo(right - far, bottom);
    ctx.lineTo(right, bottom - far);
  }
  ctx.lineWidth = 1;
  ctx.strokeStyle = colour;
  ctx.stroke();
}

/** What somebody wrote about a node, below it. */
export function paintNodeNote(
  ctx: CanvasRenderingContext2D,
  lines: readonly string[],
  { height }: Pick<Rect, "height">,
  theme: Theme,
): void {
  ctx.font = textFont;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  ctx.lineWidth = 4;
  ctx.strokeStyle = theme.canvas;
  ctx.fillStyle = theme.muted;
  lines.forEach((words, i) => {
    const y = height + 12 + i * itemSizes.line;
    ctx.strokeText(words, 2, y);
    ctx.fillText(words, 2, y);
  });
}
