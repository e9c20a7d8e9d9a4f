import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Language } from "../../../runtime/text.ts";
import { shared } from "../../theme/shared.ts";
import type { Presenter } from "./presenter.ts";
import { presentingWords } from "./presenting-words.ts";

/** What lies over the screen while a lesson is presented: the keys for a few seconds, and the black screen. */
export class PresentingView extends LitElement {
  @property({ attribute: false }) presenter!: Presenter;
  /** Counts what has changed in the presenter. */
  @property({ attribute: false }) came!: number;
  @property() language!: Language;

  static override styles = [
    shared,
    css`
      ul {
        position: fixed;
        z-index: 30;
        top: 16px;
        right: 16px;
        left: calc(clamp(400px, 40vw, 820px) + 16px); /* Beside the text. */
        display: flex;
        flex-wrap: wrap;
        justify-content: center;
        gap: 8px 28px;
        margin: 0;
        padding: 14px 24px;
        list-style: none;
        font-size: 17px;
        background: var(--raised);
        border: 1px solid var(--edge);
        border-radius: 8px;
      }
      kbd {
        margin-right: 8px;
        padding: 1px 8px;
        font: inherit;
        font-weight: 600;
        border: 1px solid var(--edge);
        border-radius: 4px;
      }
      .black {
        position: fixed;
        z-index: 40;
        inset: 0;
        width: 100%;
        height: 100%;
        border: 0;
        border-radius: 0;
        background: #000;
        cursor: none;
      }
      .black:hover:not(:disabled) {
        background: #000;
        border: 0;
      }
      .black:focus-visible {
        outline: none;
      }
    `,
  ];

  override render(): TemplateResult {
    const w = presentingWords(this.language);
    const { isBlack, showsKeys } = this.presenter;
    return html`${
      showsKeys
        ? html`<ul>
            ${w.keys.map(([key, meaning]) => html`<li><kbd>${key}</kbd>${meaning}</li>`)}
          </ul>`
        : nothing
    }${
      isBlack
        ? html`<button class="black" aria-label=${w.black} @click=${() => this.presenter.act("black")}></button>`
        : nothing
    }`;
  }
}

customElements.define("repaint-presenting", PresentingView);
