import { css, html, LitElement, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Language } from "../../runtime/text.ts";
import { laboratoryWords } from "../i18n/laboratory.ts";
import { icon, shared } from "../theme/shared.ts";
import { placeAt } from "./pick.ts";

/** So many samples are shown as pictures without being asked for. */
const FIRST = 12;

/**
 * Samples as the pictures that they are: the first few, and the one that is looked at, with its number.
 *
 * @fires pick with a sample's place in the batch, or undefined for none
 */
export class SamplesView extends LitElement {
  @property({ attribute: false }) points!: Float32Array;
  @property({ attribute: false }) picked: number | undefined;
  @property() language!: Language;

  static override styles = [
    shared,
    css`
      :host {
        display: block;
        margin: 8px 0;
      }
      .all {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
      }
      .all button {
        height: auto;
        min-width: 0;
        min-height: 24px;
        padding: 3px;
        border-color: transparent;
      }
      .all button[aria-pressed="true"] {
        border-color: var(--text);
      }
      .two {
        display: inline-flex;
        border: 1px solid var(--edge);
      }
      .two i {
        width: 12px;
        height: 12px;
      }
      .one {
        display: flex;
        align-items: center;
        gap: 8px;
        min-height: 40px;
      }
      .one .two i {
        width: 24px;
        height: 24px;
      }
      .one span:last-of-type {
        flex: 1;
      }
      label {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      input {
        width: 80px;
      }
      p {
        margin: 4px 0;
        color: var(--muted);
      }
    `,
  ];

  override render(): TemplateResult {
    const w = laboratoryWords(this.language);
    const count = this.points.length / 2;
    const { picked } = this;
    return html`<div class="one">
        ${
          picked === undefined
            ? html`<p>${w.noPick}</p>`
            : html`${this.pixels(picked)}<span>${w.sampleOf(picked, placeAt(this.points, picked))}</span>
                <button title=${w.letGo} aria-label=${w.letGo} @click=${() => this.pick(undefined)}>
                  ${icon("x")}
                </button>`
        }
      </div>
      <label
        >${w.sampleNumber}<input
          type="number"
          min="1"
          max=${count}
          .value=${picked === undefined ? "" : String(picked + 1)}
          @change=${this.type}
          @keydown=${(e: Event) => e.stopPropagation()}
        />${w.ofSamples(count)}</label
      >
      <p class="label" id="first">${w.firstSamples}</p>
      <div class="all" role="group" aria-labelledby="first">
        ${Array.from({ length: Math.min(FIRST, count) }, (_, i) => this.picture(i))}
      </div>`;
  }

  private picture(i: number): TemplateResult {
    const label = laboratoryWords(this.language).sampleOf(i, placeAt(this.points, i));
    const isPicked = this.picked === i;
    return html`<button
      title=${label}
      aria-label=${label}
      aria-pressed=${isPicked}
      @click=${() => this.pick(isPicked ? undefined : i)}
    >
      ${this.pixels(i)}
    </button>`;
  }

  /** A picture of two pixels. */
  private pixels(i: number): TemplateResult {
    const grey = (value: number): string => {
      const level = Math.round(255 * Math.min(1, Math.max(0, (value + 1) / 2)));
      return `background: rgb(${level} ${level} ${level})`;
    };
    const [left, right] = placeAt(this.points, i);
    return html`<span class="two"><i style=${grey(left)}></i><i style=${grey(right)}></i></span>`;
  }

  private readonly type = (event: Event): void => {
    const { valueAsNumber } = event.currentTarget as HTMLInputElement;
    const isOne = Number.isInteger(valueAsNumber) && valueAsNumber >= 1 && 2 * valueAsNumber <= this.points.length;
    this.pick(isOne ? valueAsNumber - 1 : undefined);
  };

  private pick(sample: number | undefined): void {
    this.dispatchEvent(new CustomEvent("pick", { detail: sample }));
  }
}

customElements.define("repaint-samples", SamplesView);
