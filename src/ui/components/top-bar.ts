import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Language } from "../../runtime/text.ts";
import type { Template } from "../assets.ts";
import { setGraphTitle } from "../edits.ts";
import { emit, type Command } from "../events.ts";
import { words } from "../i18n/index.ts";
import { ALL_SHOWN, type Control } from "../layout/hiding.ts";
import type { IconName } from "../theme/icons.ts";
import { icon, menuStyles, shared } from "../theme/shared.ts";
import type { ThemeName } from "../theme/tokens.ts";

/**
 * The bar at the top: the graph's name, templates, files, own image, language, theme, and what the network runs on.
 *
 * @fires command
 * @fires template with the name of the one that was chosen
 * @fires edit when the graph is renamed
 */
export class TopBar extends LitElement {
  @property() graphTitle!: string;
  @property({ attribute: false }) templates: readonly Template[] = [];
  @property() language: Language = "en";
  @property() theme!: ThemeName;
  @property({ type: Boolean }) canUndo!: boolean;
  @property({ type: Boolean }) canRedo!: boolean;
  @property() device!: string;
  @property() deviceHint!: string;
  /** Whether there is room for words beside the signs. */
  @property({ type: Boolean, reflect: true }) wide = false;
  /** What of it is not shown. */
  @property({ attribute: false }) hide: ReadonlySet<Control> = ALL_SHOWN;

  static override styles = [
    shared,
    menuStyles,
    css`
      :host {
        container-type: inline-size;
        position: relative;
        display: flex;
        align-items: center;
        gap: 4px;
        min-height: 40px;
        padding: 0 12px;
        background: var(--panel);
        border-bottom: 1px solid var(--line);
      }
      .mark {
        width: 20px;
        height: 20px;
        margin-right: 8px;
        flex: none;
      }
      input.title {
        flex: 0 1 208px;
        min-width: 96px;
        font-weight: 600;
        background: none;
        border-color: transparent;
        text-overflow: ellipsis;
      }
      input.title:hover {
        border-color: var(--line);
      }
      .rule {
        width: 1px;
        height: 20px;
        margin: 0 4px;
        background: var(--line);
      }
      .space {
        flex: 1;
      }
      .list {
        width: min(428px, 100vw - 16px);
        max-height: min(70vh, 640px);
      }
      .list strong {
        display: block;
        font-weight: 600;
      }
      .list .label {
        white-space: pre-line;
      }
      .device {
        display: flex;
        align-items: center;
        gap: 6px;
        flex: 0 1 auto;
        min-width: 16px;
        max-width: 300px;
        margin-left: 4px;
        color: var(--muted);
      }
      :host(:not([wide])) {
        flex-wrap: wrap;
        min-height: auto;
        gap: 0;
        padding: 0 8px;
      }
      :host(:not([wide])) :is(.text, .rule, .device span) {
        display: none;
      }
      :host(:not([wide])) input.title {
        flex-grow: 1;
      }
      /* On a phone two rows: what it is called and how it looks, and what is done with it. */
      @container (max-width: 600px) {
        .device,
        .wide,
        .space {
          display: none;
        }
        .mark,
        input.title {
          order: -2;
        }
        input.title {
          flex-basis: 96px;
        }
        .early {
          order: -1;
        }
      }
      .bottom {
        rotate: 90deg;
      }
      .device span {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];

  override render(): TemplateResult {
    const w = words(this.language);
    const l = w.layout;
    const unless = (control: Control, part: () => unknown): unknown => (this.hide.has(control) ? nothing : part());
    const dark = this.theme === "dark";
    return html`
      <svg class="mark" viewBox="0 0 20 20" aria-hidden="true">
        <rect x="1" y="1" width="9" height="18" fill="var(--known)"></rect>
        <rect x="10" y="1" width="9" height="18" fill="var(--generated)"></rect>
      </svg>
      ${unless("title", () => this.titleField())}
      ${unless("learn", () => this.tool("book-open", w.learn, w.learnHint, "learn"))}
      ${unless("templates", () => this.templateMenu())}
      ${unless("files", () => [
        this.tool("folder-open", w.open, w.openHint, "open"),
        this.tool("save", w.save, w.saveHint, "save"),
      ])}
      ${unless("pictures", () => [
        this.tool("image-plus", w.image, w.imageHint, "own-image"),
        this.tool("camera", w.photo, w.photoHint, "own-photo"),
      ])}
      <slot name="share"></slot>
      <span class="rule"></span>
      ${unless("undo", () => [
        this.tool("undo-2", "", w.undo, "undo", !this.canUndo, "early"),
        this.tool("redo-2", "", w.redo, "redo", !this.canRedo, "early"),
      ])}
      ${unless("view", () => this.tool("maximize", "", w.fit, "fit", false, "wide"))}
      <span class="space"></span>
      ${unless(
        "device",
        () =>
          html`<span class="device" title=${this.deviceHint} role="status"
            >${icon("cpu")}<span>${this.device}</span></span
          >`,
      )}
      <span class="rule"></span>
      ${
        this.wide && !this.hide.has("view")
          ? html`${this.tool("panel-right", "", l.foldBottom, "fold-bottom", false, "bottom")}
              ${this.tool("panel-right", "", l.foldRight, "fold-right")}<span class="rule"></span>`
          : nothing
      }
      ${unless(
        "language",
        () =>
          html`<button
            class="early"
            title=${w.languageHint}
            aria-label=${w.languageHint}
            @click=${() => emit(this, "command", "language")}
          >
            ${w.language}
          </button>`,
      )}
      ${unless("theme", () => this.tool(dark ? "sun" : "moon", "", dark ? w.toLight : w.toDark, "theme", false, "early"))}
    `;
  }

  private titleField(): TemplateResult {
    const w = words(this.language);
    return html`<input
      class="title"
      type="text"
      maxlength="200"
      aria-label=${w.nodeName}
      .value=${this.graphTitle || w.untitled}
      @change=${this.rename}
    />`;
  }

  private tool(
    name: IconName,
    text: string,
    hint: string,
    command: Command,
    disabled = false,
    kind = "",
  ): TemplateResult {
    return html`<button
      class=${kind}
      title=${hint}
      aria-label=${text || hint}
      ?disabled=${disabled}
      @click=${() => emit(this, "command", command)}
    >
      ${icon(name)}${text ? html`<span class="text">${text}</span>` : nothing}
    </button>`;
  }

  private templateMenu(): TemplateResult {
    const w = words(this.language);
    return html`<button aria-haspopup="true" popovertarget="templates">${w.templates}${icon("chevron-down")}</button>
      <div class="list" id="templates" popover>
        ${this.templates.map(
          ({ name, title, about }) =>
            html`<button
              popovertarget="templates"
              popovertargetaction="hide"
              @click=${() => emit(this, "template", name)}
            >
              <strong>${title[this.language]}</strong><span class="label">${about[this.language]}</span>
            </button>`,
        )}
      </div>`;
  }

  private rename(event: Event): void {
    const title = (event.target as HTMLInputElement).value.trim();
    if (title !== "" && title !== this.graphTitle) emit(this, "edit", { edit: setGraphTitle(title) });
  }
}

customElements.define("repaint-top-bar", TopBar);
