import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { NodeDefinition, Registry } from "../../runtime/node.ts";
import type { Language } from "../../runtime/text.ts";
import { emit } from "../events.ts";
import { words } from "../i18n/index.ts";
import { icon, shared, socketIcon } from "../theme/shared.ts";

/** The type under which a dragged node travels. */
export const nodeDragType = "application/x-repaint-node";

/**
 * All node types by category. A click adds one at the middle of the view; a drag adds it where it is dropped.
 *
 * @fires add
 */
export class NodePalette extends LitElement {
  static override properties = {
    registry: { attribute: false },
    language: {},
    folded: { type: Boolean, reflect: true },
    query: { state: true },
  };
  declare registry: Registry;
  declare language: Language;
  declare folded: boolean;
  declare query: string;

  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-direction: column;
        width: 192px;
        min-height: 0;
        background: var(--panel);
        border-right: 1px solid var(--line);
      }
      :host([folded]) {
        width: 40px;
      }
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        height: 40px;
        padding: 0 4px 0 12px;
        font-weight: 600;
      }
      :host([folded]) header {
        padding: 0 5px;
      }
      header button {
        padding: 0 6px;
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
      h3 {
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

  constructor() {
    super();
    this.query = "";
    this.folded = false;
    this.language = "en";
  }

  override render(): TemplateResult {
    const w = words(this.language);
    const hint = this.folded ? w.unfold : w.fold;
    return html`<header>
        ${this.folded ? nothing : w.nodes}
        <button title=${hint} aria-label=${hint} aria-expanded=${!this.folded} @click=${this.toggle}>
          ${icon("panel-left")}
        </button>
      </header>
      ${this.folded ? nothing : this.body()}`;
  }

  private body(): TemplateResult {
    const w = words(this.language);
    const found = [...this.registry.values()].filter((definition) => this.answers(definition));
    const categories = [...new Set(found.map((definition) => definition.category))];
    return html`<input
        class="search"
        type="search"
        placeholder=${w.search}
        aria-label=${w.search}
        .value=${this.query}
        @input=${(e: Event) => (this.query = (e.target as HTMLInputElement).value)}
        @keydown=${(e: KeyboardEvent) => e.stopPropagation()}
      />
      <div class="list">
        ${found.length === 0 ? html`<p>${w.nothingFound}</p>` : nothing}
        ${categories.map(
          (category) =>
            html`<h3>${w.categories[category]}</h3>
              ${found.filter((d) => d.category === category).map((d) => this.entry(d))}`,
        )}
      </div>`;
  }

  private entry(definition: NodeDefinition): TemplateResult {
    const output = definition.outputs[0]?.type;
    const type = output === undefined ? definition.inputs[0]?.types[0] : typeof output === "string" ? output : "sample";
    return html`<button
      draggable="true"
      title=${definition.help[this.language]}
      @click=${() => emit(this, "add", { type: definition.type })}
      @dragstart=${(e: DragEvent) => e.dataTransfer?.setData(nodeDragType, definition.type)}
    >
      ${socketIcon(type, output !== undefined)}<span>${definition.title[this.language]}</span>
    </button>`;
  }

  private answers({ title, type, help }: NodeDefinition): boolean {
    const query = this.query.trim().toLowerCase();
    return [title.en, title.zh, type, help[this.language]].some((text) => text.toLowerCase().includes(query));
  }

  private toggle(): void {
    this.folded = !this.folded;
  }
}

customElements.define("repaint-palette", NodePalette);
