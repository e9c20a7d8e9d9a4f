import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Language } from "../../runtime/text.ts";
import type { Template } from "../assets.ts";
import type { Commands } from "../commands/registry.ts";
import { setGraphTitle } from "../edits.ts";
import { emit, type Command } from "../events.ts";
import { words } from "../i18n/index.ts";
import { ALL_SHOWN, type Control } from "../layout/hiding.ts";
import type { IconName } from "../theme/icons.ts";
import { icon, menuStyles, shared } from "../theme/shared.ts";
import type { ThemeName } from "../theme/tokens.ts";
import "./bar-menu.ts";

/** What opens beside the graph and over it, and which panels are seen. */
const VIEW = [
  ["explain", "compare", "sweep"],
  ["exactness", "study", "gallery"],
  ["fold-left", "fold-right", "fold-bottom", "minimap"],
  ["palette", "shortcuts"],
];
/** Where one panel is seen at a time, there is none to fold. */
const VIEW_NARROW = [
  ["explain", "compare", "sweep"],
  ["exactness", "study", "gallery"],
  ["palette", "shortcuts"],
];
/** What a phone's bar has no room for. */
const MORE: readonly (readonly [Control, readonly string[]])[] = [
  ["learn", ["learn"]],
  ["files", ["open", "save"]],
  ["pictures", ["own-image", "own-photo"]],
  ["view", ["explain", "compare", "sweep"]],
  ["view", ["exactness", "study", "gallery", "palette"]],
  ["theme", ["theme"]],
];

/**
 * The bar at the top: the graph's name, templates, files, own image, views, language, theme, and what the network runs on.
 * On a phone what is rarely needed there is in a menu.
 *
 * @fires perform with the id of a command
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
  /** Whether there is room for one row of a few signs only. */
  @property({ type: Boolean, reflect: true }) phone = false;
  @property({ attribute: false }) commands!: Commands;
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
      :host(:not([wide])) :is(.text, .rule, .device) {
        display: none;
      }
      :host(:not([wide])) input.title {
        flex: 1 1 96px;
      }
      :host([phone]) {
        flex-wrap: nowrap;
        padding: 0 4px;
      }
      :host([phone]) .mark {
        display: none;
      }
      :host([phone]) input.title {
        flex-basis: 64px;
        min-width: 0;
      }
      /* What is there elsewhere too goes first: in the menu, at its sign, on the canvas. */
      @container (max-width: 1280px) {
        .device span {
          display: none;
        }
      }
      @container (max-width: 1180px) {
        .folds {
          display: none;
        }
      }
      @container (max-width: 360px) {
        .redo {
          display: none;
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
    const mark = html`<svg class="mark" viewBox="0 0 20 20" aria-hidden="true">
      <rect x="1" y="1" width="9" height="18" fill="var(--known)"></rect>
      <rect x="10" y="1" width="9" height="18" fill="var(--generated)"></rect>
    </svg>`;
    const title = unless("title", () => this.titleField());
    const templates = unless("templates", () => this.templateMenu());
    const history = unless("undo", () => [
      this.tool("undo-2", "", w.undo, "undo", !this.canUndo),
      this.tool("redo-2", "", w.redo, "redo", !this.canRedo, "redo"),
    ]);
    const language = unless("language", () => this.languageButton());
    if (this.phone) return html`${mark}${title}${history}${templates}${language}${this.moreMenu()}`;
    return html`${mark}${title} ${unless("learn", () => this.tool("book-open", w.learn, w.learnHint, "learn"))}
      ${templates}
      ${unless("files", () => [
        this.tool("folder-open", w.open, w.openHint, "open"),
        this.tool("save", w.save, w.saveHint, "save"),
      ])}
      ${unless("pictures", () => [
        this.tool("image-plus", w.image, w.imageHint, "own-image"),
        this.tool("camera", w.photo, w.photoHint, "own-photo"),
      ])}
      ${unless("view", () => this.menu(l.view, this.wide ? VIEW : VIEW_NARROW))}
      <slot name="share"></slot>
      <span class="rule"></span>
      ${history} ${unless("view", () => this.tool("maximize", "", w.fit, "fit"))}
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
          ? html`${this.tool("panel-right", "", l.foldBottom, "fold-bottom", false, "bottom folds")}
              ${this.tool("panel-right", "", l.foldRight, "fold-right", false, "folds")}<span
                class="rule folds"
              ></span>`
          : nothing
      }
      ${language} ${unless("theme", () => this.tool(dark ? "sun" : "moon", "", dark ? w.toLight : w.toDark, "theme"))} `;
  }

  private menu(label: string, groups: readonly (readonly string[])[], short = false): TemplateResult {
    return html`<repaint-bar-menu
      .label=${label}
      ?short=${short}
      .commands=${this.commands}
      .groups=${groups}
      .language=${this.language}
      >${short ? html`<slot name="share"></slot>` : nothing}</repaint-bar-menu
    >`;
  }

  private moreMenu(): TemplateResult {
    const shown = MORE.filter(([control]) => !this.hide.has(control)).map(([, ids]) => ids);
    return this.menu(words(this.language).layout.more, shown, true);
  }

  private languageButton(): TemplateResult {
    const w = words(this.language);
    return html`<button
      title=${w.languageHint}
      aria-label=${w.languageHint}
      @click=${() => emit(this, "command", "language")}
    >
      ${w.language}
    </button>`;
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
        <button popovertarget="templates" popovertargetaction="hide" @click=${() => emit(this, "perform", "new")}>
          <strong>${w.empty}</strong><span class="label">${w.emptyHint}</span>
        </button>
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
