import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Language } from "../../runtime/text.ts";
import { emit } from "../events.ts";
import { words } from "../i18n/index.ts";
import { icon, menuStyles, shared } from "../theme/shared.ts";
import { linkWeight } from "./weight.ts";

/** What the menu asks for. */
export type ShareWish = "copy-link" | "documents" | "models";

/**
 * The menu of the bar with which a graph is shared and kept.
 *
 * @fires share with what is wished
 * @fires command `save-pytorch`, `save-notebook`
 */
export class ShareMenu extends LitElement {
  @property({ attribute: false }) graph!: GraphFile;
  @property() language: Language = "en";
  /** Whether graphs are kept in this browser. */
  @property({ type: Boolean }) stores = false;
  @state() private link = "";

  static override styles = [
    shared,
    menuStyles,
    css`
      :host([compact]) .text {
        display: none;
      }
      .list {
        width: min(300px, 80vw);
      }
      .list .label {
        display: block;
        min-height: 1lh;
      }
    `,
  ];

  override render(): TemplateResult {
    const w = words(this.language).sharing;
    return html`<button title=${w.shareHint} aria-label=${w.share} aria-haspopup="true" popovertarget="list">
        ${icon("share-2")}<span class="text">${w.share}</span>
      </button>
      <div class="list" id="list" popover @beforetoggle=${this.weigh}>
        ${this.item(() => this.wish("copy-link"), w.copyLink, this.link && linkWeight(this.link, w))}
        ${this.stores ? this.item(() => this.wish("documents"), w.restore, w.restoreHint) : nothing}
        ${this.item(() => this.wish("models"), w.models, w.modelsHint)}
        ${this.item(() => emit(this, "command", "save-pytorch"), w.pytorch, w.pytorchHint)}
        ${this.item(() => emit(this, "command", "save-notebook"), w.notebook, w.notebookHint)}
      </div>`;
  }

  private async weigh({ newState }: ToggleEvent): Promise<void> {
    if (newState === "open") this.link = await (await import("./link.ts")).encodeLink(this.graph);
  }

  private wish(wish: ShareWish): void {
    this.dispatchEvent(new CustomEvent("share", { detail: wish }));
  }

  private item(act: () => void, title: string, hint: string): TemplateResult {
    return html`<button popovertarget="list" popovertargetaction="hide" @click=${act}>
      ${title}<span class="label">${hint}</span>
    </button>`;
  }
}

customElements.define("repaint-share-menu", ShareMenu);
