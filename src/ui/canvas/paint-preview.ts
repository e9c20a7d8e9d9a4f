import type { Theme } from "../theme/tokens.ts";
import { sizes } from "./geometry.ts";
import { labelFont, textFont } from "./words.ts";

/** A picture of a node's value, with a line or two on what it is. */
export interface Preview {
  readonly image: CanvasImageSource;
  readonly width: number;
  readonly height: number;
  readonly lines: readonly string[];
  /** It takes the whole width and is drawn smoothly; its lines stand below. */
  readonly wide?: true;
}

/** Draws a node's picture into its place, which begins at `top`. */
export function paintPreview(
  ctx: CanvasRenderingContext2D,
  top: number,
  width: number,
  height: number,
  preview: Preview | undefined,
  theme: Theme,
  far = false,
): void {
  if (preview?.wide) return paintWide(ctx, top, width, preview, theme, far);
  const box = { x: 8, y: top + 4, width: width - 16, height: Math.min(sizes.preview - 8, height - top - 10) };
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

function paintWide(
  ctx: CanvasRenderingContext2D,
  top: number,
  width: number,
  preview: Preview,
  theme: Theme,
  far: boolean,
): void {
  const wide = width - 16;
  const tall = (wide * preview.height) / preview.width;
  ctx.drawImage(preview.image, 8, top + 4, wide, tall);
  if (far) return;
  ctx.font = labelFont;
  ctx.textAlign = "left";
  ctx.fillStyle = theme.muted;
  preview.lines.forEach((line, i) => ctx.fillText(line, 8, top + tall + 16 + i * 16, wide));
  ctx.font = textFont;
}
