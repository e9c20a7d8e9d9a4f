import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Language, Text } from "../../runtime/text.ts";
import { shared } from "../theme/shared.ts";
import { themeStyles } from "../theme/tokens.ts";

const texts: Readonly<Record<"version" | "threads", Text>> = {
  version: { en: "A new version of the editor is ready.", zh: "编辑器的新版本已就绪。" },
  threads: {
    en: "After a reload runs use all processor cores.",
    zh: "重新载入后，运行将使用全部处理器核心。",
  },
};
const kept: Text = { en: " Your graph is kept.", zh: "您的图会保留。" };
const now: Text = { en: "Reload", zh: "重新载入" };
const later: Text = { en: "Later", zh: "稍后" };
const busy = (others: number): Text => ({
  en: `Close the other ${others === 1 ? "page" : `${others} pages`} of this editor first: they still use the old version.`,
  zh: `请先关闭此编辑器的另外 ${others} 个页面：它们仍在使用旧版本。`,
});

/** A reload that is offered and never forced: a line at the edge of the page that stays until it is answered. */
export class ReloadOffer extends LitElement {
  @property() what!: "version" | "threads";
  @property() language!: Language;
  @property({ reflect: true }) theme!: "dark" | "light";
  @state() others: number | undefined;
  accept: () => Promise<number> = () => Promise.resolve(0);

  static override styles = [
    shared,
    themeStyles,
    css`
      :host {
        position: fixed;
        inset: auto 0 max(12px, env(safe-area-inset-bottom)) 0;
        z-index: 100;
        display: flex;
        justify-content: center;
        padding: 0 12px;
        pointer-events: none;
      }
      div {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
        max-width: 560px;
        padding: 8px 8px 8px 16px;
        background: var(--raised);
        border: 1px solid var(--edge);
        border-radius: 8px;
        box-shadow: 0 4px 24px rgb(0 0 0 / 0.35);
        pointer-events: auto;
      }
      p {
        flex: 1 1 240px;
        margin: 0;
      }
    `,
  ];

  override render(): TemplateResult {
    const { language, others } = this;
    const text = others ? busy(others)[language] : `${texts[this.what][language]}${kept[language]}`;
    return html`<div role="status">
      <p>${text}</p>
      ${others ? nothing : html`<button class="main" @click=${() => void this.answer()}>${now[language]}</button>`}
      <button @click=${() => this.remove()}>${later[language]}</button>
    </div>`;
  }

  private async answer(): Promise<void> {
    this.others = await this.accept();
  }
}

customElements.define("repaint-reload-offer", ReloadOffer);
