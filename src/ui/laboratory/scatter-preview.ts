import type { Language } from "../../runtime/text.ts";
import type { Preview } from "../canvas/paint-preview.ts";
import type { Scatter } from "../engine/messages.ts";
import type { Theme } from "../theme/tokens.ts";
import { linesOf } from "./measures.ts";
import { heightFor, paintScatter } from "./paint-scatter.ts";

/** Twice the width that a node has for it, for sharp screens. */
const WIDTH = 472;

/** Keeps one canvas for each node and draws its points into it. */
export class ScatterPreviews {
  private readonly canvases = new Map<string, OffscreenCanvas>();

  preview(id: string, scatter: Scatter, t: number | undefined, language: Language, theme: Theme): Preview {
    const canvas = this.canvases.get(id) ?? new OffscreenCanvas(WIDTH, heightFor(WIDTH));
    this.canvases.set(id, canvas);
    const ctx = canvas.getContext("2d");
    if (ctx) paintScatter(ctx, WIDTH, scatter, theme);
    return {
      image: canvas,
      width: canvas.width,
      height: canvas.height,
      lines: linesOf(scatter, t, language),
      wide: true,
    };
  }
}
