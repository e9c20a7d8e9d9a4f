import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Language } from "../../runtime/text.ts";
import type { Explained } from "../engine/messages.ts";
import { emit } from "../events.ts";
import { visibleId } from "../own/visible.ts";
import { sameProgram } from "../same-program.ts";
import { icon, shared } from "../theme/shared.ts";
import type { Beside } from "./beside.ts";
import { besideStyles } from "./beside-styles.ts";
import { besideWords } from "./words.ts";

/** Milliseconds after which an edited graph is explained anew. */
const AFTER = 120;

/**
 * The pseudocode of the graph, each line lit while its node is at work. Choosing a line selects its node, and a node that is
 * selected elsewhere has its lines marked here.
 *
 * @fires locate @fires select @fires status
 */
export class ExplainPanel extends LitElement {
  @property({ attribute: false }) beside!: Beside;
  @property({ attribute: false }) graph!: GraphFile;
  @property() language!: Language;
  /** The path of the node at which the run is: of a folded one, the node inside. */
  @property() active: string | undefined;
  @property({ attribute: false }) selected: ReadonlySet<string> = new Set();
  @state() private shown: Explained | undefined;
  private explained: GraphFile | undefined;
  private timer = 0;

  static override styles = [
    shared,
    besideStyles,
    css`
      .page {
        padding: 12px 0 20px;
      }
      .page > p {
        padding: 0 16px;
      }
      [role="listbox"] {
        display: block;
        margin: 0;
        padding: 0;
        font: 14px/1.5 var(--math);
        outline-offset: -2px;
      }
      [role="option"] {
        display: grid;
        grid-template-columns: 28px minmax(0, 1fr);
        gap: 12px;
        padding: 2px 16px 2px 8px;
        cursor: pointer;
      }
      [role="option"]:hover {
        background: var(--raised);
      }
      [role="option"] > :first-child {
        font: var(--label-size) / 1.9 var(--font);
        font-variant-numeric: tabular-nums;
        text-align: right;
        color: var(--muted);
      }
      .text {
        padding-left: calc(20px * var(--depth) + 14px);
        text-indent: -14px;
        overflow-wrap: anywhere;
      }
      :is(sub, sup) {
        font-size: 11px;
        line-height: 0;
      }
      [aria-selected="true"] {
        background: var(--raised);
        box-shadow: inset 3px 0 var(--text);
      }
      .lit {
        box-shadow: inset 3px 0 var(--generated);
      }
      .lit .text {
        color: var(--generated);
      }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isAsBefore = this.explained && sameProgram(this.explained, this.graph) && !changed.has("language");
    if (!changed.has("graph") && !changed.has("language")) return;
    if (isAsBefore) return;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), this.shown ? AFTER : 0);
  }

  protected override updated(changed: PropertyValues<this>): void {
    const sought = changed.has("active") ? ".lit" : changed.has("selected") ? '[aria-selected="true"]' : "";
    if (sought) this.renderRoot.querySelector(sought)?.scrollIntoView({ block: "nearest" });
  }

  override render(): TemplateResult {
    const w = besideWords(this.language);
    const { lines = [], problems = [], latex = "" } = this.shown ?? {};
    const at = lines.findIndex(({ node }) => this.selected.has(visibleId(node)));
    return html`<div class="head">
        <h2 id="heading">${w.explain}</h2>
        ${latex ? html`<button @click=${() => void this.copy(latex)}>${w.copyLatex}</button>` : nothing}
        <button aria-label=${w.close} title=${w.close} @click=${() => this.beside.close()}>${icon("x")}</button>
      </div>
      <div class="page">
        <p class="label">${w.explainAbout}</p>
        ${problems.map(({ message }) => html`<p class="problem">${message[this.language]}</p>`)}
        <div
          role="listbox"
          tabindex="0"
          aria-labelledby="heading"
          aria-activedescendant=${at < 0 ? nothing : `line-${at}`}
          @keydown=${this.key}
        >
          ${lines.map(
            ({ node, depth, text }, i) =>
              html`<div
                role="option"
                id="line-${i}"
                data-node=${node}
                class=${node === this.active ? "lit" : ""}
                aria-selected=${this.selected.has(visibleId(node))}
                @click=${() => emit(this, "locate", visibleId(node))}
              >
                <span>${i + 1}</span><span class="text" style="--depth: ${depth}">${typeset(text)}</span>
              </div>`,
          )}
        </div>
      </div>`;
  }

  private async ask(): Promise<void> {
    const { graph, beside } = this;
    const { engine } = beside.studio;
    if (!engine) return;
    this.explained = graph;
    const explained = await engine.explain(graph, this.language);
    if (this.explained === graph) this.shown = explained;
  }

  /** Goes to the line of the next node, up or down. */
  private readonly key = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const lines = this.shown?.lines ?? [];
    if (step === undefined || lines.length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const own = lines.flatMap(({ node }, i) => (this.selected.has(visibleId(node)) ? [i] : []));
    let next = own.length === 0 ? (step > 0 ? 0 : lines.length - 1) : ((step > 0 ? own.at(-1) : own[0]) ?? 0) + step;
    next = Math.min(lines.length - 1, Math.max(0, next));
    const node = lines[next]?.node;
    if (node !== undefined) emit(this, "select", { nodes: [visibleId(node)] });
  };

  private async copy(text: string): Promise<void> {
    await navigator.clipboard.writeText(text);
    emit(this, "status", besideWords(this.language).copied);
  }
}

/** Levels, θ and 0 as indices, names of nodes raised, as a paper has them. */
function typeset(text: string): readonly (string | TemplateResult)[] {
  return text.split(/((?:_(?:[ts](?:−1)?|θ)(?![\p{L}\p{N}_]))|₀|\^[\p{L}][\p{L}\p{N}-]*)/u).map((piece, i) => {
    if (i % 2 === 0) return piece;
    if (piece === "₀") return html`<sub>0</sub>`;
    return piece.startsWith("_") ? html`<sub>${piece.slice(1)}</sub>` : html`<sup>${piece.slice(1)}</sup>`;
  });
}

customElements.define("repaint-explain", ExplainPanel);

declare global {
  interface HTMLElementTagNameMap {
    "repaint-explain": ExplainPanel;
  }
}
