import { css, html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Raster } from "../engine/messages.ts";

/** Pixels as they are, enlarged without smoothing. */
export class RasterView extends LitElement {
  @property({ attribute: false }) raster: Raster | undefined;
  @property() label!: string;

  static override styles = css`
    :host {
      display: block;
      background: var(--sunken);
    }
    canvas {
      display: block;
      width: 100%;
      height: 100%;
      object-fit: contain;
      image-rendering: pixelated;
    }
  `;

  override render(): TemplateResult {
    return html`<canvas role="img" aria-label=${this.label}></canvas>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const canvas = this.renderRoot.querySelector("canvas");
    if (!changed.has("raster") || !canvas) return;
    const { width, height, rgba } = this.raster ?? { width: 1, height: 1, rgba: new Uint8ClampedArray(4) };
    canvas.width = width;
    canvas.height = height;
    canvas.getContext("2d")?.putImageData(new ImageData(rgba, width, height), 0, 0);
  }
}

customElements.define("repaint-raster", RasterView);
