import { css, html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Problem } from "../../runtime/problem.ts";
import { DialogElement } from "../components/dialog.ts";
import { chooseFiles } from "../files.ts";
import { referenceName } from "../format.ts";
import { modelWords } from "../i18n/models.ts";
import { dialogStyles, listStyles } from "../share/dialog-styles.ts";
import { formatBytes } from "../share/weight.ts";
import { icon, shared } from "../theme/shared.ts";
import { hostOf } from "./download.ts";
import "./answers-form.ts";
import { plainReference } from "../../runtime/model/address.ts";
import type { KeptModel } from "./model-store.ts";
import type { ModelsDesk, Wanted } from "./models-desk.ts";

/**
 * The models that this browser keeps, and those that the graph asks for.
 *
 * @fires close
 */
export class ModelsDialog extends DialogElement {
  @property({ attribute: false }) desk!: ModelsDesk;
  private readonly refresh = (): void => this.requestUpdate();

  static override styles = [
    shared,
    dialogStyles,
    listStyles,
    css`
      li {
        flex-wrap: wrap;
        padding: 6px 0;
      }
      .name span {
        display: block;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .address {
        color: inherit;
      }
      li button {
        border-color: var(--line);
      }
      section p {
        margin-top: 8px;
      }
      .address-line {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      .address-line input {
        flex: 1;
        min-width: 0;
      }
      .address-line button {
        border-color: var(--line);
      }
      progress {
        flex: 1 0 100%;
        height: 4px;
        accent-color: var(--text);
      }
      .trouble {
        flex: 1 0 100%;
        white-space: normal;
        border-left: 2px solid var(--error);
        padding-left: 8px;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.desk.addEventListener("change", this.refresh);
    void this.desk.refresh();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.desk.removeEventListener("change", this.refresh);
  }

  override render(): TemplateResult {
    const w = modelWords(this.language);
    const { models, wanted, problems, space, bare } = this.desk;
    const total = models.reduce((sum, { bytes }) => sum + bytes, 0);
    const { quota = 0 } = space;
    const room = quota > 0 ? [w.room(formatBytes(quota))] : [];
    return html`<dialog aria-labelledby="heading" @close=${() => this.dispatchEvent(new Event("close"))}>
      <div class="body">
        <div class="head">
          <h2 id="heading">${w.title}</h2>
          ${this.cross(w.close)}
        </div>
        ${problems.map((problem) => this.trouble(problem))}
        ${bare.map(
          (network) =>
            html`<repaint-answers .desk=${this.desk} .network=${network} .language=${this.language}></repaint-answers>`,
        )}
        ${
          wanted.length > 0
            ? html`<section>
                <h3>${w.asked}</h3>
                <ul>
                  ${wanted.map((entry) => this.asked(entry))}
                </ul>
                <p class="label">${w.promise}</p>
              </section>`
            : nothing
        }
        <section>
          <h3>${w.here}</h3>
          ${
            models.length > 0
              ? html`<ul>
                  ${models.map((model) => this.kept(model))}
                </ul>`
              : html`<p class="label">${w.none}</p>`
          }
          <p class="label">${[w.total(formatBytes(total)), ...room].join(" · ")}</p>
        </section>
        <form class="address-line" @submit=${this.want}>
          <label for="address">${w.address}</label>
          <input id="address" name="address" placeholder="hf:OWNER/NAME/FILE.onnx" spellcheck="false" required />
          <button>${w.askIt}</button>
        </form>
        <div class="actions"><button @click=${this.open}>${icon("folder-open")}${w.open}</button></div>
      </div>
    </dialog>`;
  }

  private kept(model: KeptModel): TemplateResult {
    const w = modelWords(this.language);
    const title = model.title[this.language];
    const day = new Date(model.used).toLocaleDateString(this.language === "zh" ? "zh-CN" : "en-GB", {
      dateStyle: "medium",
    });
    return html`<li>
      <span class="name" title=${model.reference}
        >${title}
        <span class="label" title="${w.hash} ${model.sha256}"
          >${formatBytes(model.bytes)} · ${w.last(day)} · ${w.hash} ${model.sha256.slice(0, 12)}…</span
        ></span
      >
      <button aria-label="${w.use}: ${title}" @click=${() => this.desk.use(model.reference)}>${w.use}</button>
      <button aria-label="${w.remove}: ${title}" title=${w.remove} @click=${() => void this.desk.remove(model)}>
        ${icon("trash-2")}
      </button>
    </li>`;
  }

  private asked(entry: Wanted): TemplateResult {
    const w = modelWords(this.language);
    const { reference, loaded, total, needed, problems, state } = entry;
    const url = this.desk.urlOf(reference);
    const size = total > 0 ? formatBytes(total) : w.unknownSize;
    const origin = url ? w.fromHost(hostOf(url), size) : reference.startsWith("file:") ? w.fromDisk : w.elsewhere;
    const said = {
      asking: w.asking,
      checking: w.checking,
      bare: w.answerIt,
      running: w.progress(formatBytes(loaded), size),
      paused: w.paused(formatBytes(loaded), size),
    };
    const weighed = needed ? `${origin}; ${w.needs(formatBytes(needed))}` : origin;
    const line = state in said ? said[state as keyof typeof said] : weighed;
    return html`<li>
      <span class="name"
        >${
          url
            ? html`<a class="address" href=${url} title=${url} target="_blank" rel="noreferrer"
                >${referenceName(plainReference(reference), this.language)}</a
              >`
            : referenceName(reference, this.language)
        }<span class="label">${line}</span></span
      >
      ${url ? this.steps(entry, hostOf(url)) : nothing}
      ${state === "running" || state === "paused" ? html`<progress max=${total || 1} value=${loaded}></progress>` : nothing}
      ${this.lackOfRoom(entry)} ${problems.map((problem) => this.trouble(problem))}
    </li>`;
  }

  private steps({ reference, state, total }: Wanted, host: string): TemplateResult | typeof nothing {
    const w = modelWords(this.language);
    const size = total > 0 ? w.download(formatBytes(total)) : w.downloadAny;
    const go = (text: string): TemplateResult =>
      html`<button @click=${() => void this.desk.fetch(reference)}>${text}</button>`;
    const discard = html`<button
      aria-label="${w.discard}: ${referenceName(plainReference(reference), this.language)}"
      title=${w.discard}
      @click=${() => void this.desk.discard(reference)}
    >
      ${icon("trash-2")}
    </button>`;
    switch (state) {
      case "asked":
        return go(total > 0 ? size : w.ask(host));
      case "sized":
        return go(size);
      case "running":
      case "asking":
        return html`<button @click=${() => this.desk.pause(reference)}>${w.pause}</button>`;
      case "paused":
        return html`${go(w.resume)}${discard}`;
      case "failed":
        return html`${go(w.again)}${discard}`;
      case "unfit":
      case "bare":
        return discard;
      default:
        return nothing;
    }
  }

  /** Said before it is downloaded, not after. */
  private lackOfRoom({ total, loaded, state }: Wanted): TemplateResult | typeof nothing {
    const { usage = 0, quota = 0 } = this.desk.space;
    if (quota === 0 || total - loaded < quota - usage || state === "checking") return nothing;
    const w = modelWords(this.language);
    return html`<p class="trouble">${w.noRoom(formatBytes(total - loaded), formatBytes(quota - usage))}</p>`;
  }

  private trouble({ message, remedy }: Problem): TemplateResult {
    return html`<p class="trouble" role="alert">
      ${message[this.language]} <span class="label">${remedy[this.language]}</span>
    </p>`;
  }

  protected override firstUpdated(): void {
    void this.show();
  }

  private async open(): Promise<void> {
    const files = await chooseFiles(".onnx,.json,.data,.bin,.onnx_data", true);
    if (files.length > 0) await this.desk.open(files);
  }

  /** Takes an address that the reader has written. */
  private want(event: SubmitEvent): void {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement)) return;
    const reference = String(new FormData(event.target).get("address") ?? "").trim();
    event.target.reset();
    void this.desk.want(reference);
  }
}

customElements.define("repaint-models", ModelsDialog);
