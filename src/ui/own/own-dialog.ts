import type { TemplateResult } from "lit";
import { html } from "lit";
import { property } from "lit/decorators.js";
import { DialogElement, hasClosed } from "../components/dialog.ts";
import type { Studio } from "../studio.ts";

/** A dialog about the reader's own node types: opens once it is drawn, at its title where it has one, and is gone once closed. */
export abstract class OwnDialog extends DialogElement {
  @property({ attribute: false }) studio!: Studio;

  protected override async firstUpdated(): Promise<void> {
    await this.show();
    const field = this.renderRoot.querySelector<HTMLInputElement>("input[name=title]");
    field?.focus();
    field?.select();
  }

  protected framed(kind: "" | "wide", body: TemplateResult): TemplateResult {
    return html`<dialog
      class=${kind}
      aria-labelledby="heading"
      @close=${(e: Event) => hasClosed(e) && this.remove()}
      @keydown=${(e: Event) => e.stopPropagation()}
    >
      ${body}
    </dialog>`;
  }
}
