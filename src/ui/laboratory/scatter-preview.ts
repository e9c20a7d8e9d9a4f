import type { Language } from "../../runtime/text.ts";
import type { Preview } from "../canvas/paint-preview.ts";
import type { Scatter } from "../engine/messages.ts";
import type { Theme } from "../theme/tokens.ts";
import type { ScatterLooks } from "./looks.ts";
import { linesOf } from "./measures.ts";
import { heightFor, paintScatter } from "./paint-scatter.ts";

/** Twice the width that a node has for it, for sharp screens. */
const WIDTH = 472;

/** Keeps one canvas for each node and draws its points into it. */
export class ScatterPreviews {
  private readonly canvases = new Map<string, OffscreenCanvas>();

  preview(id: string, of: Pictured): Preview {
    const canvas = this.canvases.get(id) ?? new OffscreenCanvas(WIDTH, heightFor(WIDTH));
    this.canvases.set(id, canvas);
    return new ScatterPreview(canvas, of);
  }
}

interface Pictured {
  readonly scatter: Scatter;
  readonly t: number | undefined;
  readonly language: Language;
  readonly theme: Theme;
  readonly looks: ScatterLooks;
}

/** Drawn when it is looked at, and not before: several clouds may come between two frames of the page. */
class ScatterPreview implements Preview {
  readonly wide = true;
  private painted = false;
  private words: readonly string[] | undefined;
  private readonly canvas: OffscreenCanvas;
  private readonly of: Pictured;

  constructor(canvas: OffscreenCanvas, of: Pictured) {
    this.canvas = canvas;
    this.of = of;
  }

  get width(): number {
    return this.canvas.width;
  }

  get height(): number {
    return this.canvas.height;
  }

  get image(): OffscreenCanvas {
    const ctx = this.painted ? null : this.canvas.getContext("2d");
    if (ctx) paintScatter(ctx, this.canvas.width, this.of.scatter, this.of.theme, this.of.looks);
    this.painted = true;
    return this.canvas;
  }

  get lines(): readonly string[] {
    return (this.words ??= linesOf(this.of.scatter, this.of.t, this.of.language));
  }
}
