import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Language } from "../../runtime/text.ts";
import { words } from "../i18n/index.ts";
import { icon, menuStyles, shared } from "../theme/shared.ts";
import { linkWeight } from "./weight.ts";

/** What the menu asks for. */
export type ShareWish = "copy-link" | "documents" | "models";

/**
 * The menu of the bar with which a graph is shared and kept.
 *
 * @fires share with what is wished
 */
export class ShareMenu extends LitElement {
  static override properties = {
    graph: { attribute: false },
    language: {},
    stores: { type: Boolean },
    open: { state: true },
  };
  declare graph: GraphFile;
  declare language: Language;
  /** Whether graphs are kept in this browser. */
  declare stores: boolean;
  declare open: boolean;
  private link = "";

  static override styles = [
    shared,
    menuStyles,
    css`
      :host {
        position: relative;
        display: inline-block;
      }
      :host([compact]) .text {
        display: none;
      }
      .list {
        width: min(300px, 80vw);
      }
      .list .label {
        display: block;
      }
    `,
  ];

  constructor() {
    super();
    this.language = "en";
    this.open = false;
    this.stores = false;
    this.addEventListener("focusout", ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && this.renderRoot.contains(relatedTarget))) this.open = false;
    });
    this.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.open = false;
    });
  }

  override render(): TemplateResult {
    const w = words(this.language).sharing;
    return html`<button
        title=${w.shareHint}
        aria-label=${w.share}
        aria-haspopup="true"
        aria-expanded=${this.open}
        @click=${this.toggle}
      >
        ${icon("share-2")}<span class="text">${w.share}</span>
      </button>
      ${this.open ? html`<div class="list">${this.items()}</div>` : nothing}`;
  }

  private readonly toggle = async (): Promise<void> => {
    if (!this.open) this.link = await (await import("./link.ts")).encodeLink(this.graph);
    this.open = !this.open;
  };

  private items(): readonly (TemplateResult | typeof nothing)[] {
    const w = words(this.language).sharing;
    return [
      this.item("copy-link", w.copyLink, linkWeight(this.link, w)),
      this.stores ? this.item("documents", w.restore, w.restoreHint) : nothing,
      this.item("models", w.models, w.modelsHint),
    ];
  }

  private item(wish: ShareWish, title: string, hint: string): TemplateResult {
    return html`<button @click=${() => this.choose(wish)}>${title}<span class="label">${hint}</span></button>`;
  }

  private choose(wish: ShareWish): void {
    this.open = false;
    this.dispatchEvent(new CustomEvent("share", { detail: wish }));
  }
}

customElements.define("repaint-share-menu", ShareMenu);
