import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { Language } from "../../runtime/text.ts";
import "../storage/documents-dialog.ts";
import type { Snapshot } from "../storage/vault.ts";
import "./consent-dialog.ts";
import type { Desk } from "./desk.ts";

/** The dialogs of saving and sharing. */
export class DeskView extends LitElement {
  static override properties = { desk: { attribute: false }, language: {} };
  declare desk: Desk;
  declare language: Language;
  private readonly refresh = (): void => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    this.desk.addEventListener("change", this.refresh);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.desk.removeEventListener("change", this.refresh);
  }

  override render(): TemplateResult {
    const { desk, language } = this;
    return html`<repaint-consent
        .proposal=${desk.sharing.proposal}
        .language=${language}
        @answer=${(event: CustomEvent<boolean>) => desk.answer(event.detail)}
      ></repaint-consent>
      ${
        desk.kept
          ? html`<repaint-documents
              .kept=${desk.kept}
              .language=${language}
              @close=${() => desk.closeList()}
              @keep=${(event: CustomEvent<string>) => void desk.keepCopy(event.detail)}
              @open=${(event: CustomEvent<Snapshot>) => desk.openKept(event.detail)}
              @remove=${(event: CustomEvent<Snapshot>) => void desk.remove(event.detail)}
            ></repaint-documents>`
          : nothing
      }`;
  }
}

customElements.define("repaint-desk", DeskView);
