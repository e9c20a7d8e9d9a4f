import type { Preview } from "../canvas/paint-preview.ts";
import type { Live, Raster, Scatter } from "../engine/messages.ts";
import type { Words } from "../i18n/words.ts";

/** What a node gave, and at which level. */
export interface ShownValue {
  readonly raster: Raster;
  readonly t?: number;
  /** Absent for what was recorded. */
  readonly live?: Live;
  readonly scatter?: Scatter;
}

/** Keeps one small canvas for each node's picture and paints into it whatever comes. */
export class PreviewStore {
  private readonly canvases = new Map<string, OffscreenCanvas>();

  preview(id: string, { raster, t }: ShownValue, w: Words): Preview {
    const { width, height, rgba } = raster;
    let canvas = this.canvases.get(id);
    if (!canvas || canvas.width !== width || canvas.height !== height) {
      canvas = new OffscreenCanvas(width, height);
      this.canvases.set(id, canvas);
    }
    canvas.getContext("2d")?.putImageData(new ImageData(rgba, width, height), 0, 0);
    return { image: canvas, width, height, lines: [...(t === undefined ? [] : [`t = ${t}`]), w.sizeOf(width, height)] };
  }
}
