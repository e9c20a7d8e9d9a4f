import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { NodeDefinition, Registry } from "../../runtime/node.ts";
import type { Language } from "../../runtime/text.ts";
import { emit } from "../events.ts";
import { words } from "../i18n/index.ts";
import { load } from "../parts.ts";
import { NodeFinder } from "../search/node-finder.ts";
import { icon, shared, socketIcon } from "../theme/shared.ts";

/** The type under which a dragged node travels. */
export const nodeDragType = "application/x-repaint-node";

type Tab = "nodes" | "outline";

/**
 * All node types by category, or the ones that do what is typed, the best first; and beside them, on a tab of its own, what
 * is in the slot `outline`. A click on a type adds a node at the middle of the view; a drag adds it where it is dropped.
 *
 * @fires add
 * @fires command `fold-left`
 */
export class NodePalette extends LitElement {
  @property({ attribute: false }) registry!: Registry;
  @property() language: Language = "en";
  @property({ type: Boolean, reflect: true }) folded = false;
  @state() query = "";
  /** The tab that is shown alone, without the way to the other one. */
  @property() alone: Tab | undefined;
  @state() tab: Tab = "nodes";
  private readonly finder = new NodeFinder(this);

  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-direction: column;
        width: 224px;
        min-height: 0;
        background: var(--panel);
        border-right: 1px solid var(--line);
      }
      :host([folded]) {
        width: 40px;
      }
      .head {
        display: flex;
        align-items: center;
        justify-content: space-between;
        height: 40px;
        padding: 0 4px 0 12px;
        font-weight: 600;
      }
      :host([folded]) .head {
        padding: 0 5px;
      }
      .head > button {
        padding: 0 6px;
      }
      [role="tablist"] {
        display: flex;
        gap: 4px;
        margin-left: -8px;
      }
      [role="tab"] {
        padding: 0 8px;
        color: var(--muted);
      }
      [role="tab"][aria-selected="true"] {
        color: var(--text);
        background: var(--raised);
      }
      .alone {
        padding-top: 12px;
      }
      .alone,
      [role="tabpanel"] {
        display: flex;
        flex-direction: column;
        flex: 1;
        min-height: 0;
      }
      .search {
        margin: 0 12px 4px;
      }
      .list {
        flex: 1;
        overflow: auto;
        padding: 0 8px 12px;
        scrollbar-width: thin;
        scrollbar-color: var(--edge) transparent;
      }
      h2 {
        margin: 12px 4px 2px;
        font-size: var(--label-size);
        font-weight: 400;
        color: var(--muted);
      }
      .list button {
        width: 100%;
        height: 26px;
        padding: 0 4px;
        justify-content: flex-start;
      }
      .list button span {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      p {
        margin: 12px 4px;
        color: var(--muted);
      }
    `,
  ];

  /** Turns to one of the tabs. */
  async show(tab: Tab): Promise<void> {
    this.tab = tab;
    await this.updateComplete;
  }

  override render(): TemplateResult {
    const w = words(this.language);
    const hint = this.folded ? w.unfold : w.fold;
    if (this.alone) return html`<div class="alone" id="panel">${this.content(this.alone)}</div>`;
    return html`<div class="head">
        ${
          this.folded
            ? nothing
            : html`<div role="tablist" @keydown=${this.tabKey}>
                ${this.tabButton("nodes", w.nodes)}${this.tabButton("outline", w.outline.outline)}
              </div>`
        }
        <button
          title=${hint}
          aria-label=${hint}
          aria-expanded=${!this.folded}
          @click=${() => emit(this, "command", "fold-left")}
        >
          ${icon("panel-left")}
        </button>
      </div>
      ${
        this.folded
          ? nothing
          : html`<div id="panel" role="tabpanel" aria-labelledby=${`tab-${this.tab}`}>${this.content(this.tab)}</div>`
      }`;
  }

  private content(tab: Tab): TemplateResult {
    if (tab === "nodes") return this.body();
    void load("repaint-outline");
    return html`<slot name="outline"></slot>`;
  }

  private tabButton(tab: Tab, title: string): TemplateResult {
    const chosen = this.tab === tab;
    return html`<button
      role="tab"
      id="tab-${tab}"
      aria-selected=${chosen}
      aria-controls="panel"
      tabindex=${chosen ? 0 : -1}
      @click=${() => (this.tab = tab)}
    >
      ${title}
    </button>`;
  }

  private readonly tabKey = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    void this.show(this.tab === "nodes" ? "outline" : "nodes").then(() => {
      this.renderRoot.querySelector<HTMLElement>("[aria-selected=true]")?.focus();
    });
  };

  private body(): TemplateResult {
    const w = words(this.language);
    const isSearched = this.query.trim() !== "";
    const found = this.finder.found(this.registry, this.query, this.language);
    const categories = [...new Set(found.map((definition) => definition.category))];
    return html`<input
        class="search"
        type="search"
        placeholder=${w.search}
        aria-label=${w.search}
        .value=${this.query}
        @focus=${() => this.finder.prepare(this.registry, this.language)}
        @input=${(e: Event) => (this.query = (e.target as HTMLInputElement).value)}
        @keydown=${(e: KeyboardEvent) => this.searchKey(e, found[0])}
      />
      <div class="list" @keydown=${this.listKey}>
        ${found.length === 0 ? html`<p>${w.nothingFound}</p>` : nothing}
        ${
          isSearched
            ? found.map((d) => this.entry(d))
            : categories.map(
                (category) =>
                  html`<h2>${w.categories[category]}</h2>
                    ${found.filter((d) => d.category === category).map((d) => this.entry(d))}`,
              )
        }
      </div>`;
  }

  /** Enter adds the first that was found, ↓ goes on to the others, Escape takes the search back. */
  private searchKey(event: KeyboardEvent, first: NodeDefinition | undefined): void {
    if (event.isComposing) return;
    if (event.key === "Enter" && first && this.query.trim() !== "") emit(this, "add", { type: first.type });
    else if (event.key === "ArrowDown") this.renderRoot.querySelector<HTMLElement>(".list button")?.focus();
    else if (event.key === "Escape") this.query = "";
    else return;
    event.preventDefault();
  }

  private readonly listKey = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const buttons = [...this.renderRoot.querySelectorAll<HTMLElement>(".list button")];
    const at = buttons.findIndex((button) => button.matches(":focus"));
    if (step === undefined || at < 0) return;
    event.preventDefault();
    (buttons[at + step] ?? this.renderRoot.querySelector<HTMLElement>(step < 0 ? ".search" : ":focus"))?.focus();
  };

  private entry(definition: NodeDefinition): TemplateResult {
    const output = definition.outputs[0]?.type;
    const type = output === undefined ? definition.inputs[0]?.types[0] : typeof output === "string" ? output : "sample";
    return html`<button
      draggable="true"
      title=${definition.help[this.language]}
      @click=${() => emit(this, "add", { type: definition.type })}
      @dragstart=${(e: DragEvent) => {
        e.dataTransfer?.setData(nodeDragType, definition.type);
        e.dataTransfer?.setData(`${nodeDragType}+${definition.type}`, definition.type); // Names can be read on the way.
      }}
    >
      ${socketIcon(type, output !== undefined)}<span>${definition.title[this.language]}</span>
    </button>`;
  }
}

customElements.define("repaint-palette", NodePalette);

declare global {
  interface HTMLElementTagNameMap {
    "repaint-palette": NodePalette;
  }
}
