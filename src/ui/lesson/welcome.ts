import { css, html, LitElement, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Language } from "../../runtime/text.ts";
import { shared } from "../theme/shared.ts";
import { lessonWords } from "./words.ts";

/**
 * What this is, in two sentences, for who comes for the first time; and three ways to begin.
 *
 * @fires choose with `learn`, `build` or `try`
 */
export class Welcome extends LitElement {
  @property() language!: Language;

  static override styles = [
    shared,
    css`
      section {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 10px 24px;
        padding: 14px 20px;
        background: var(--raised);
        border-bottom: 1px solid var(--line);
      }
      p {
        flex: 1 1 420px;
        max-width: 74ch;
        margin: 0;
        font-size: 15px;
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      button {
        height: 34px;
        padding: 0 14px;
        border-color: var(--edge);
      }
      button.main {
        font-weight: 600;
        color: var(--canvas);
        background: var(--text);
      }
      button.main:hover {
        background: var(--muted);
      }
    `,
  ];

  override render(): TemplateResult {
    const w = lessonWords(this.language);
    const choose = (way: "learn" | "build" | "try") => (): unknown =>
      this.dispatchEvent(new CustomEvent("choose", { detail: way }));
    return html`<section aria-label=${w.welcomeLabel}>
      <p>${w.welcome}</p>
      <div class="ways">
        <button class="main" @click=${choose("learn")}>${w.welcomeLearn}</button>
        <button @click=${choose("build")}>${w.welcomeBuild}</button>
        <button @click=${choose("try")}>${w.welcomeTry}</button>
      </div>
    </section>`;
  }
}

customElements.define("repaint-welcome", Welcome);

declare global {
  interface HTMLElementTagNameMap {
    "repaint-welcome": Welcome;
  }
}
