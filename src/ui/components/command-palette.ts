import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { found, type Choice, type Meaning } from "../commands/choice.ts";
import { listWords } from "../outline/list-words.ts";
import { shared } from "../theme/shared.ts";
import { DialogElement, hasClosed } from "./dialog.ts";

/**
 * A searchable list over everything else, from which one thing is chosen: a command, a node, a socket.
 *
 * `await palette.choose(choices, label)` gives the id of what was chosen, or undefined.
 */
export class CommandPalette extends DialogElement {
  @state() private choices: readonly Choice[] = [];
  @state() private label = "";
  @state() private query = "";
  @state() private at = 0;
  private meant: Meaning = () => [];
  private answer: ((id: string | undefined) => void) | undefined;

  static override styles = [
    shared,
    css`
      dialog {
        width: min(560px, calc(100vw - 24px));
        max-height: min(480px, 80vh);
        margin-top: 12vh;
        padding: 0;
        border-radius: 8px;
        overflow: hidden;
      }
      dialog[open] {
        display: flex;
        flex-direction: column;
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 40%);
      }
      input[type="text"] {
        flex: none;
        height: 44px;
        padding: 0 16px;
        border: 0;
        border-bottom: 1px solid var(--line);
        border-radius: 0;
        background: none;
        outline: none;
        font-size: 15px;
      }
      .list {
        flex: 1;
        min-height: 0;
        overflow: auto;
        padding: 4px;
        scrollbar-width: thin;
      }
      .group {
        padding: 8px 12px 2px;
        font-size: var(--label-size);
        color: var(--muted);
      }
      [role="option"] {
        display: flex;
        align-items: baseline;
        gap: 8px;
        min-height: 30px;
        padding: 5px 12px;
        border-radius: 4px;
        cursor: pointer;
      }
      [aria-selected="true"] {
        background: var(--raised);
        box-shadow: inset 2px 0 var(--text);
      }
      .detail {
        flex: 1;
        color: var(--muted);
        font-size: 12px;
        text-align: right;
      }
      kbd {
        flex: none;
        font: inherit;
        font-size: 12px;
        color: var(--muted);
      }
      p {
        margin: 0;
        padding: 12px 16px;
        color: var(--muted);
      }
    `,
  ];

  /**
   * Opens the list.
   *
   * @param meant ids of what is meant by a text, whatever it is called.
   * @returns the id of what is chosen, or undefined when nothing is.
   */
  async choose(choices: readonly Choice[], label: string, meant: Meaning = () => []): Promise<string | undefined> {
    this.close(undefined);
    [this.choices, this.label, this.meant, this.query, this.at] = [choices, label, meant, "", 0];
    await this.show();
    return await new Promise((resolve) => (this.answer = resolve));
  }

  override render(): TemplateResult {
    const list = found(this.choices, this.query, this.meant(this.query));
    return html`<dialog
      aria-label=${this.label}
      @close=${(event: Event) => hasClosed(event) && this.close(undefined)}
      @click=${(event: Event) => event.target === event.currentTarget && this.close(undefined)}
      @keydown=${(event: KeyboardEvent) => this.key(event, list)}
    >
      <input
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck="false"
        aria-label=${this.label}
        aria-expanded="true"
        aria-controls="list"
        aria-autocomplete="list"
        aria-activedescendant=${list[this.at] ? `option-${this.at}` : nothing}
        placeholder=${this.label}
        .value=${this.query}
        @input=${this.typed}
      />
      <div class="list" id="list" role="listbox" aria-label=${this.label}>
        ${list.map((choice, i) => this.option(choice, i, list[i - 1]?.group))}
      </div>
      ${list.length === 0 ? html`<p role="status">${listWords(this.language).nothingFound}</p>` : nothing}
    </dialog>`;
  }

  private option({ title, detail, keys, group, id }: Choice, i: number, before: string | undefined): TemplateResult {
    const searched = this.query.trim() !== "";
    const heading = !searched && group !== undefined && group !== before;
    return html`${heading ? html`<div class="group" role="presentation">${group}</div>` : nothing}
      <div
        role="option"
        id="option-${i}"
        aria-selected=${i === this.at}
        @click=${() => this.close(id)}
        @pointermove=${() => (this.at = i)}
      >
        <span>${title}</span
        ><span class="detail">${detail || (searched ? group : nothing)}</span
        >${keys ? html`<kbd>${keys}</kbd>` : nothing}
      </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("at")) this.renderRoot.querySelector(`#option-${this.at}`)?.scrollIntoView({ block: "nearest" });
  }

  private typed(event: Event): void {
    if (event.target instanceof HTMLInputElement) [this.query, this.at] = [event.target.value, 0];
  }

  private key(event: KeyboardEvent, list: readonly Choice[]): void {
    event.stopPropagation();
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    const step = steps[event.key];
    const last = list.length - 1;
    if (step !== undefined) {
      const next = this.at + step;
      const ends = Math.abs(step) > 1 ? [0, last] : [last, 0];
      this.at = next < 0 ? (ends[0] ?? 0) : next > last ? (ends[1] ?? 0) : next;
    } else if (event.key === "Enter" && !event.isComposing && list[this.at]) this.close(list[this.at]?.id);
    else return;
    event.preventDefault();
  }

  /** The dialog gives the focus back to where it was, then the answer is told. */
  private close(id: string | undefined): void {
    const { answer } = this;
    this.answer = undefined;
    this.leave();
    answer?.(id);
  }
}

customElements.define("repaint-command-palette", CommandPalette);

declare global {
  interface HTMLElementTagNameMap {
    "repaint-command-palette": CommandPalette;
  }
}
