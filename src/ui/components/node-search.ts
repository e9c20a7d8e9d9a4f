import { css, html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { NodeDefinition, Registry } from "../../runtime/node.ts";
import type { Language } from "../../runtime/text.ts";
import { words } from "../i18n/index.ts";
import { NodeFinder } from "../search/node-finder.ts";
import { shared } from "../theme/shared.ts";

/** A node type that can be added, and by which socket it would be wired. */
export interface Offer {
  readonly definition: NodeDefinition;
  readonly socket?: string;
}

/**
 * A field and a list of node types, of which one is chosen with the arrows and Enter or with the pointer.
 *
 * @fires choose with the offer; done when it is left
 */
export class NodeSearch extends LitElement {
  @property({ attribute: false }) offers!: readonly Offer[];
  @property() language!: Language;
  @state() query = "";
  @state() at = 0;
  private readonly finder = new NodeFinder(this);
  private offered: Registry = new Map();

  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-direction: column;
        max-height: 320px;
        padding: 6px;
        border: 1px solid var(--edge);
        border-radius: 6px;
        background: var(--raised);
      }
      ul {
        margin: 4px 0 0;
        padding: 0;
        overflow: auto;
        list-style: none;
        scrollbar-width: thin;
      }
      li {
        display: flex;
        justify-content: space-between;
        gap: 8px;
        padding: 4px 8px;
        border-radius: 4px;
        cursor: pointer;
      }
      li[aria-selected="true"] {
        background: var(--line);
      }
      p {
        margin: 8px;
        color: var(--muted);
      }
    `,
  ];

  private get found(): readonly Offer[] {
    const found = this.finder.found(this.offered, this.query, this.language);
    return found.flatMap((definition) => this.offers.filter((offer) => offer.definition === definition));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("offers") && !changed.has("language")) return;
    this.offered = new Map(this.offers.map(({ definition }) => [definition.type, definition]));
    this.finder.prepare(this.offered, this.language);
  }

  override render(): TemplateResult {
    const w = words(this.language);
    const { found } = this;
    const at = Math.min(this.at, found.length - 1);
    return html`<input
        type="search"
        role="combobox"
        aria-expanded="true"
        aria-controls="list"
        aria-activedescendant=${found.length > 0 ? `o${at}` : ""}
        aria-label=${w.search}
        placeholder=${w.search}
        @input=${(e: Event) => this.seek(e)}
        @keydown=${(e: KeyboardEvent) => this.key(e, found, at)}
      />
      <ul id="list" role="listbox" tabindex="-1" aria-label=${w.nodes} @mousedown=${this.keepFocus}>
        ${found.map((offer, i) => {
          const { definition, socket } = offer;
          const name = [...definition.inputs, ...definition.outputs].find((s) => s.name === socket)?.title;
          return html`<li
            id="o${i}"
            role="option"
            aria-selected=${i === at}
            title=${definition.help[this.language]}
            @pointermove=${() => (this.at = i)}
            @click=${() => this.choose(offer)}
          >
            ${definition.title[this.language]}<span class="label">${name?.[this.language] ?? ""}</span>
          </li>`;
        })}
      </ul>
      ${found.length === 0 ? html`<p>${w.nothingFound}</p>` : ""}`;
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector("input")?.focus();
    this.addEventListener("focusout", (e) => {
      if (!(e.relatedTarget instanceof Node) || !this.contains(e.relatedTarget)) this.done();
    });
  }

  protected override updated(): void {
    this.renderRoot.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  /** A press on a choice leaves the focus in the field: without it the list would be gone before the click. */
  private keepFocus(e: Event): void {
    if (e.target !== e.currentTarget) e.preventDefault();
  }

  private seek(e: Event): void {
    this.query = (e.target as HTMLInputElement).value;
    this.at = 0;
  }

  private key(e: KeyboardEvent, found: readonly Offer[], at: number): void {
    e.stopPropagation();
    const offer = found[at];
    if (e.key === "Escape") this.done();
    else if (e.key === "Enter" && !e.isComposing && offer) this.choose(offer);
    else if (e.key === "ArrowDown") this.at = (at + 1) % Math.max(1, found.length);
    else if (e.key === "ArrowUp") this.at = (at - 1 + found.length) % Math.max(1, found.length);
    else return;
    e.preventDefault();
  }

  private choose(offer: Offer): void {
    this.dispatchEvent(new CustomEvent("choose", { detail: offer }));
  }

  private done(): void {
    this.dispatchEvent(new Event("done"));
  }
}

customElements.define("repaint-node-search", NodeSearch);
