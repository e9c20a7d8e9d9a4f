import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Language } from "../../runtime/text.ts";
import { shared } from "../theme/shared.ts";
import type { HelpTexts } from "./kinds.ts";
import { helpTexts } from "./texts.ts";

const SUMMARY: Readonly<Record<Language, string>> = {
  en: "Why it is there, and what goes wrong without it",
  zh: "为何需要它，没有它会怎样",
};
const PLACE: Readonly<Record<Language, string>> = { en: "In the paper: ", zh: "在论文中：" };

/** The second level of a node's help, unfolded and fetched when it is asked for. */
export class WhyView extends LitElement {
  /** Of the node. */
  @property() type!: string;
  @property() language!: Language;
  @state() private texts: HelpTexts | undefined;
  @state() private open = false;

  static override styles = [
    shared,
    css`
      :host {
        display: block;
        margin: 8px 0;
      }
      summary {
        color: var(--muted);
        cursor: pointer;
      }
      p {
        margin: 6px 0 0;
      }
    `,
  ];

  override render(): TemplateResult | typeof nothing {
    const why = this.texts?.nodes[this.type];
    return html`<details
      ?open=${this.open}
      @toggle=${(e: Event) => (this.open = (e.target as HTMLDetailsElement).open)}
    >
      <summary>${SUMMARY[this.language]}</summary>
      ${
        why
          ? html`<p>${why.why}</p>
              <p class="label">${PLACE[this.language]}${why.place}</p>`
          : nothing
      }
    </details>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (!this.open || (this.texts && !changed.has("language"))) return;
    void helpTexts(this.language).then((texts) => (this.texts = texts));
  }
}

customElements.define("repaint-why", WhyView);
