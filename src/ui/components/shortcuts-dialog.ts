import { css, html, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { keyLabel } from "../commands/key-label.ts";
import { keysOfEvent, keysRefused } from "../commands/choose-keys.ts";
import type { CommandEntry, Commands, Scope } from "../commands/registry.ts";
import { keyWords } from "../commands/words.ts";
import { dialogStyles } from "../share/dialog-styles.ts";
import { DialogElement } from "./dialog.ts";
import { shared } from "../theme/shared.ts";

const SCOPES: readonly Scope[] = ["anywhere", "graph", "player"];

/** Every command with its keys, which can be set anew here. Gone once it is closed. */
export class ShortcutsDialog extends DialogElement {
  @property({ attribute: false }) commands!: Commands;
  /** The command that is given new keys. */
  @state() private waiting: string | undefined;
  @state() private complaint = "";

  static override styles = [
    shared,
    dialogStyles,
    css`
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 12px;
        min-height: 28px;
      }
      li button {
        min-width: 72px;
        height: 24px;
        color: var(--muted);
        border-color: var(--line);
      }
      .complaint {
        min-height: 1.4em;
        color: var(--error);
      }
    `,
  ];

  override render(): TemplateResult {
    const w = keyWords(this.language);
    return html`<dialog aria-labelledby="heading" @close=${() => this.remove()} @keydown=${this.key}>
      <div class="body">
        <h2 id="heading">${w.title}</h2>
        <p class="label">${w.about}</p>
        ${SCOPES.map((scope) => this.group(scope, w.scopes[scope]))}
        <p class="complaint" role="alert">${this.complaint}</p>
        <div class="actions">
          <button @click=${() => this.commands.setOwnKeys({})}>${w.reset}</button>
          <button class="main" @click=${this.leave}>${w.close}</button>
        </div>
      </div>
    </dialog>`;
  }

  private group(scope: Scope, title: string): TemplateResult {
    return html`<h3>${title}</h3>
      <ul>
        ${this.commands.list.filter((entry) => entry.scope === scope).map((entry) => this.entry(entry))}
      </ul>`;
  }

  private entry(entry: CommandEntry): TemplateResult {
    const w = keyWords(this.language);
    const keys = this.commands.keysOf(entry).map((each) => keyLabel(each));
    const title = entry.title[this.language];
    return html`<li>
      <span>${title}</span>
      <button
        aria-label="${title}: ${keys.join(", ") || w.none}. ${w.change}"
        aria-pressed=${this.waiting === entry.id}
        @click=${() => ([this.waiting, this.complaint] = [entry.id, ""])}
      >
        ${this.waiting === entry.id ? w.press : keys.join(", ")}
      </button>
    </li>`;
  }

  protected override firstUpdated(): void {
    void this.show();
    this.commands.addEventListener("change", this.refresh);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.commands.removeEventListener("change", this.refresh);
  }

  private readonly refresh = (): void => this.requestUpdate();

  private readonly key = (event: KeyboardEvent): void => {
    const entry = this.commands.list.find(({ id }) => id === this.waiting);
    if (!entry || event.key === "Tab") return void (this.waiting = undefined);
    event.preventDefault();
    const keys = event.key === "Escape" ? undefined : keysOfEvent(event);
    if (event.key === "Escape") this.waiting = undefined;
    if (keys !== undefined) this.give(entry, /^(Delete|Backspace)$/.test(keys) ? [] : [keys]);
  };

  private give(entry: CommandEntry, keys: readonly string[]): void {
    const w = keyWords(this.language);
    const [refused] = keys.map((each) => keysRefused(this.commands, entry, each));
    this.waiting = undefined;
    if (refused === "bare") this.complaint = w.bare(keys.map((each) => keyLabel(each)).join());
    else if (refused) this.complaint = w.taken(keys.map((each) => keyLabel(each)).join(), refused.title[this.language]);
    else this.commands.setOwnKeys({ ...this.commands.ownKeys, [entry.id]: keys });
  }
}

customElements.define("repaint-shortcuts", ShortcutsDialog);
