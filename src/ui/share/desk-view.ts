import { html, LitElement, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Language } from "../../runtime/text.ts";
import type { Snapshot } from "../storage/vault.ts";
import { load } from "../parts.ts";
import type { Desk } from "./desk.ts";

/** The dialogs of saving and sharing. */
export class DeskView extends LitElement {
  @property({ attribute: false }) desk!: Desk;
  @property() language!: Language;
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
    if (desk.sharing.proposal) void load("repaint-consent");
    if (desk.kept) void load("repaint-documents");
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
      }${
        desk.models
          ? html`<repaint-models
              .desk=${desk.models}
              .language=${language}
              @close=${() => desk.closeModels()}
            ></repaint-models>`
          : nothing
      }`;
  }
}

customElements.define("repaint-desk", DeskView);
