import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Language } from "../../runtime/text.ts";
import type { Floats, Raster } from "../engine/messages.ts";
import { emit } from "../events.ts";
import { words } from "../i18n/index.ts";
import { icon, shared } from "../theme/shared.ts";
import "./raster-view.ts";
import type { Pixel } from "./value-view.ts";

/** A finished picture. */
export interface ResultPicture {
  readonly node: string;
  readonly name: string;
  readonly raster: Raster;
  /** Of data: the numbers in units of their own. */
  readonly values?: Floats;
}

/**
 * What was given, with the unknown part left out, beside what was made of it.
 *
 * @fires command `save-picture`, `save-values`, `gallery`
 */
export class ResultPanel extends LitElement {
  @property({ attribute: false }) given: Raster | undefined;
  @property({ attribute: false }) results!: readonly ResultPicture[];
  /** What the network makes of the sample now, and its level: shown until there is a result. */
  @property({ attribute: false }) estimate: { readonly raster: Raster; readonly t?: number } | undefined;
  @property({ type: Boolean }) running!: boolean;
  /** How many runs the gallery has. */
  @property({ attribute: false }) kept!: number;
  @property() language!: Language;
  /** Of data: where is pointed at. */
  @state() private pixel: Pixel | undefined;

  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        gap: 12px;
        max-width: 480px;
        padding: 12px 16px 12px 12px;
        overflow-x: auto;
        scrollbar-width: thin;
      }
      :host([large]) {
        container-type: inline-size;
        flex-wrap: wrap;
        align-content: start;
        gap: 16px;
        padding: 16px;
      }
      :host([presenting]) {
        max-width: 46vw;
      }
      :host([presenting]) :is(repaint-raster, .empty) {
        width: clamp(112px, 27vh - 64px, 276px);
        height: clamp(112px, 27vh - 64px, 276px);
      }
      :host([presenting]) :is(figcaption, .empty) {
        font-size: var(--label-size);
      }
      :host([presenting]) figcaption button {
        display: none;
      }
      :host([large]) :is(repaint-raster, .empty) {
        width: min(320px, 50cqw - 8px);
        height: min(320px, 50cqw - 8px);
      }
      figure {
        display: flex;
        flex-direction: column;
        gap: 4px;
        margin: 0;
      }
      repaint-raster,
      .empty {
        width: 112px;
        height: 112px;
      }
      repaint-value {
        --tall: 92px;
        min-width: 112px;
      }
      :host([large]) repaint-value {
        --tall: min(280px, 50cqw - 48px);
      }
      .empty {
        display: grid;
        place-items: center;
        padding: 12px;
        background: var(--sunken);
        color: var(--muted);
        font-size: 12px;
        text-align: center;
        text-wrap: balance;
      }
      figcaption {
        display: flex;
        justify-content: space-between;
        align-items: center;
        height: 20px;
        color: var(--muted);
        font-size: 12px;
      }
      figcaption button {
        height: 22px;
        padding: 0 4px;
        color: var(--text);
        font-size: 12px;
      }
    `,
  ];

  override render(): TemplateResult {
    const w = words(this.language);
    return html`${
      this.given
        ? html`<figure>
            <figcaption>${w.before}</figcaption>
            <repaint-raster .raster=${this.given} label=${w.before}></repaint-raster>
          </figure>`
        : nothing
    }
    ${this.results.length === 0 ? this.unfinished() : nothing}
    ${this.results.map(
      (result, i) =>
        html`<figure>
          <figcaption>
            ${this.results.length > 1 ? result.name : w.after} ${i === 0 ? this.all() : nothing}
            ${i === 0 && result.values ? this.save("save-values", w.saveValues, "NPY") : nothing}
            ${i === 0 ? this.save("save-picture", w.savePicture, "PNG") : nothing}
          </figcaption>
          ${
            result.values
              ? this.data(result, result.values)
              : html`<repaint-raster .raster=${result.raster} label=${result.name}></repaint-raster>`
          }
        </figure>`,
    )}`;
  }

  private save(command: "save-picture" | "save-values", title: string, ending: string): TemplateResult {
    return html`<button title=${title} @click=${() => emit(this, "command", command)}>
      ${icon("download")}${ending}
    </button>`;
  }

  /** Data: by channel, in colours with their scale. */
  private data({ name, raster }: ResultPicture, floats: Floats): TemplateResult {
    void import("./value-view.ts");
    return html`<repaint-value
      bare
      .value=${{ raster, live: { floats, parts: {}, scalars: {} } }}
      .label=${name}
      .language=${this.language}
      .pixel=${this.pixel}
      @probe=${(e: CustomEvent<Pixel | undefined>) => (this.pixel = e.detail)}
    ></repaint-value>`;
  }

  private unfinished(): TemplateResult {
    const w = words(this.language);
    const { estimate } = this;
    const caption = estimate ? w.estimate(estimate.t) : w.after;
    return html`<figure>
      <figcaption title=${estimate ? w.estimateHint : nothing}>${caption} ${this.all()}</figcaption>
      ${
        estimate
          ? html`<repaint-raster .raster=${estimate.raster} label=${caption}></repaint-raster>`
          : html`<div class="empty">${this.running ? w.resultComes : this.given ? w.noResult : w.noPicture}</div>`
      }
    </figure>`;
  }

  private all(): TemplateResult | typeof nothing {
    if (this.kept === 0) return nothing;
    const w = words(this.language).gallery;
    return html`<button title=${w.open} @click=${() => emit(this, "command", "gallery")}>
      ${w.count(this.kept)}
    </button>`;
  }
}

customElements.define("repaint-result", ResultPanel);
