import { css, html, LitElement, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Language } from "../../runtime/text.ts";
import { keyLabel } from "../commands/key-label.ts";
import type { CommandEntry } from "../commands/registry.ts";
import { shared } from "../theme/shared.ts";

/**
 * What can be done with what was clicked: commands, with their keys.
 *
 * @fires done when one is chosen, or none
 */
export class CanvasMenu extends LitElement {
  @property({ attribute: false }) entries!: readonly CommandEntry[];
  @property() language!: Language;

  static override styles = [
    shared,
    css`
      :host {
        display: block;
        padding: 4px;
        border: 1px solid var(--edge);
        border-radius: 6px;
        background: var(--raised);
      }
      button {
        width: 100%;
        height: 30px;
        justify-content: space-between;
      }
      button:hover:not(:disabled),
      button:focus-visible {
        background: var(--line);
      }
      @media (pointer: coarse) {
        button {
          height: 44px;
        }
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<div role="menu" @keydown=${this.key} @focusout=${this.leave}>
      ${this.entries.map(
        (entry) =>
          html`<button role="menuitem" tabindex="-1" @click=${() => this.choose(entry)}>
            ${entry.title[this.language]}<span class="label">${entry.keys?.[0] ? keyLabel(entry.keys[0]) : ""}</span>
          </button>`,
      )}
    </div>`;
  }

  private get buttons(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll("button")];
  }

  protected override firstUpdated(): void {
    this.buttons[0]?.focus();
  }

  private key(e: KeyboardEvent): void {
    const { buttons } = this;
    const at = buttons.findIndex((button) => button.matches(":focus"));
    e.stopPropagation();
    if (e.key === "ArrowDown") buttons[(at + 1) % buttons.length]?.focus();
    else if (e.key === "ArrowUp") buttons.at(at - 1)?.focus();
    else if (e.key === "Escape" || e.key === "Tab") this.done();
    else return;
    e.preventDefault();
  }

  private leave(e: FocusEvent): void {
    if (!this.buttons.some((button) => button === e.relatedTarget)) this.done();
  }

  private choose(entry: CommandEntry): void {
    this.done();
    entry.run();
  }

  private done(): void {
    this.dispatchEvent(new Event("done"));
  }
}

customElements.define("repaint-canvas-menu", CanvasMenu);
