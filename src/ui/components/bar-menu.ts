import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { keyLabel } from "../commands/key-label.ts";
import type { CommandEntry, Commands } from "../commands/registry.ts";
import { emit } from "../events.ts";
import type { Language } from "../../runtime/text.ts";
import { icon, menuStyles, shared } from "../theme/shared.ts";

/**
 * A menu of the bar: commands by their titles, in groups, and above them what is in its slot.
 *
 * @fires perform
 */
export class BarMenu extends LitElement {
  @property() label!: string;
  /** Three dots for a name. */
  @property({ type: Boolean }) short = false;
  @property({ attribute: false }) commands!: Commands;
  /** Ids of commands. */
  @property({ attribute: false }) groups: readonly (readonly string[])[] = [];
  @property() language: Language = "en";
  @state() private open = false;

  static override styles = [
    shared,
    menuStyles,
    css`
      .list {
        width: min(320px, 100vw - 16px);
        max-height: calc(100vh - 64px);
        overflow: auto;
        scrollbar-width: thin;
      }
      .list button {
        display: flex;
        align-items: center;
        justify-content: space-between;
        padding: 6px 8px;
      }
      [role="group"] + [role="group"] {
        margin-top: 4px;
        padding-top: 4px;
        border-top: 1px solid var(--line);
      }
      .list .label {
        flex: none;
      }
      @media (pointer: coarse) {
        .list .label {
          display: none;
        }
      }
    `,
  ];

  override render(): TemplateResult {
    const { label, short } = this;
    return html`<button aria-haspopup="true" aria-label=${label} title=${label} popovertarget="list">
        ${short ? icon("ellipsis") : html`${label}${icon("chevron-down")}`}
      </button>
      <div class="list" id="list" popover @beforetoggle=${(e: ToggleEvent) => (this.open = e.newState === "open")}>
        <slot></slot>
        ${this.open ? this.groups.map((ids) => this.group(ids)) : nothing}
      </div>`;
  }

  private group(ids: readonly string[]): TemplateResult {
    const entries = ids.flatMap((id) => this.commands.list.find((entry) => entry.id === id) ?? []);
    return html`<div role="group" aria-label=${this.label}>${entries.map((entry) => this.item(entry))}</div>`;
  }

  private item(entry: CommandEntry): TemplateResult {
    const [keys] = this.commands.keysOf(entry);
    return html`<button
      popovertarget="list"
      popovertargetaction="hide"
      ?disabled=${entry.enabled?.() === false}
      @click=${() => emit(this, "perform", entry.id)}
    >
      ${entry.title[this.language]}<span class="label">${keys === undefined ? "" : keyLabel(keys)}</span>
    </button>`;
  }
}

customElements.define("repaint-bar-menu", BarMenu);
