import { css, html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { DialogElement } from "../components/dialog.ts";
import { formatNumber } from "../format.ts";
import { documentsWords } from "../i18n/documents.ts";
import { words } from "../i18n/index.ts";
import type { Kept } from "../share/desk.ts";
import { dialogStyles, listStyles } from "../share/dialog-styles.ts";
import { icon, shared } from "../theme/shared.ts";
import type { Snapshot } from "./vault.ts";

/**
 * The graphs that this browser keeps: earlier states of this one, named copies, other documents.
 *
 * @fires close
 * @fires keep with the name for a copy of what is open
 * @fires open with what to open
 * @fires remove with what to remove
 */
export class DocumentsDialog extends DialogElement {
  @property({ attribute: false }) kept!: Kept;

  static override styles = [
    shared,
    dialogStyles,
    listStyles,
    css`
      form {
        display: flex;
        gap: 8px;
      }
      form input {
        flex: 1;
      }
      form button {
        border-color: var(--line);
      }
    `,
  ];

  override render(): TemplateResult {
    const w = documentsWords(this.language);
    const { points, copies, others } = this.kept;
    const empty = points.length + copies.length + others.length === 0;
    return html`<dialog aria-labelledby="heading" @close=${() => this.dispatchEvent(new Event("close"))}>
      <div class="body">
        <div class="head">
          <h2 id="heading">${w.documents}</h2>
          ${this.cross(w.close)}
        </div>
        <form @submit=${this.keep}>
          <input type="text" name="name" maxlength="100" required placeholder=${w.copyName} aria-label=${w.copyName} />
          <button>${w.keep}</button>
        </form>
        ${empty ? html`<p class="label">${w.documentsEmpty}</p>` : nothing} ${this.section(w.points, points, false)}
        ${this.section(w.copies, copies, true)} ${this.section(w.others, others, true)}
      </div>
    </dialog>`;
  }

  private section(title: string, list: readonly Snapshot[], removable: boolean): TemplateResult | typeof nothing {
    if (list.length === 0) return nothing;
    const w = documentsWords(this.language);
    return html`<section>
      <h3>${title}</h3>
      <ul>
        ${list.map((entry) => {
          const name = entry.title[this.language] || words(this.language).untitled;
          return html`<li>
            <span class="name" title=${name}>${name}</span>
            <span class="label">${w.nodesOf(formatNumber(entry.nodes))} · ${this.when(entry.saved)}</span>
            <button aria-label=${`${w.openThis}: ${name}`} @click=${() => this.tell("open", entry)}>
              ${w.openThis}
            </button>
            ${
              removable
                ? html`<button
                    aria-label=${`${w.remove}: ${name}`}
                    title=${w.remove}
                    @click=${() => this.tell("remove", entry)}
                  >
                    ${icon("trash-2")}
                  </button>`
                : nothing
            }
          </li>`;
        })}
      </ul>
    </section>`;
  }

  protected override firstUpdated(): void {
    void this.show();
  }

  private when(saved: number): string {
    const locale = this.language === "zh" ? "zh-CN" : "en-GB";
    return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" }).format(saved);
  }

  private keep(event: SubmitEvent): void {
    event.preventDefault();
    const form = event.currentTarget;
    if (!(form instanceof HTMLFormElement)) return;
    const name = String(new FormData(form).get("name") ?? "").trim();
    if (name === "") return;
    form.reset();
    this.dispatchEvent(new CustomEvent("keep", { detail: name }));
  }

  private tell(what: "open" | "remove", snapshot: Snapshot): void {
    this.dispatchEvent(new CustomEvent(what, { detail: snapshot }));
  }
}

customElements.define("repaint-documents", DocumentsDialog);
