import { css, html, LitElement, type TemplateResult } from "lit";
import { property, query } from "lit/decorators.js";
import type { Language } from "../../runtime/text.ts";
import { icon } from "../theme/shared.ts";

/** A dialog that is a place to work in: painter, crop frame, gallery. */
export const sheetStyles = css`
  dialog {
    max-height: calc(100vh - 16px);
    padding: 16px;
    border-radius: 6px;
  }
`;

/**
 * Whether the dialog of a `close` event is closed. The event comes a moment after the closing; a dialog that was opened
 * again meanwhile, by a quick key, is not meant by it.
 */
export const hasClosed = ({ target }: Event): boolean => target instanceof HTMLDialogElement && !target.open;

/** An element that draws one dialog over everything else. */
export abstract class DialogElement extends LitElement {
  @property() language: Language = "en";
  @query("dialog") protected readonly dialog!: HTMLDialogElement | null;

  /** Opens it, once it is drawn. */
  protected async show(): Promise<void> {
    await this.updateComplete;
    if (this.dialog?.open === false) this.dialog.showModal();
  }

  protected readonly leave = (): void => this.dialog?.close();

  /** The way out, as a sign. */
  protected cross(label: string): TemplateResult {
    return html`<button aria-label=${label} title=${label} @click=${this.leave}>${icon("x")}</button>`;
  }
}
