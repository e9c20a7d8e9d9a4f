import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Param, ParamValue } from "../../runtime/node.ts";
import type { Language } from "../../runtime/text.ts";
import type { Assets } from "../assets.ts";
import { withMask } from "../paint/paintable.ts";
import { emit } from "../events.ts";
import { emptyValue, formatNumber, referenceName, wordFor } from "../format.ts";
import { words } from "../i18n/index.ts";
import { icon, shared } from "../theme/shared.ts";
import { readNumber } from "./read-number.ts";
import { stepped } from "./step-number.ts";

/**
 * One param as a native input. What is typed counts at Enter (in several lines, Ctrl+Enter) or when the field is left; Escape takes it back. One that a
 * lesson locks shows its value and says why it cannot be changed.
 *
 * @fires param when there is a new, valid value
 * @fires choose-picture when a picture file is to be chosen
 * @fires done when a field that lies over the canvas has served
 */
export class ParamField extends LitElement {
  @property() node = "";
  @property({ attribute: false }) param!: Param;
  @property({ attribute: false }) value!: ParamValue;
  @property() language: Language = "en";
  @property({ attribute: false }) assets!: Assets;
  /** The values that it may take and what they are called; none: they are written. */
  @property({ attribute: false }) options: readonly (readonly [string, string])[] = [];
  /** Over the canvas: no unit, no range. */
  @property({ type: Boolean }) compact = false;
  /** A lesson leaves it as it is. */
  @property({ type: Boolean }) locked = false;
  @state() complaint = "";

  static override styles = [
    shared,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      fieldset {
        min-width: 0;
        margin: 0;
        padding: 0;
        border: 0;
      }
      fieldset:disabled :is(input, select, textarea) {
        color: var(--muted);
        background: none;
        border-style: dashed;
        opacity: 1;
        cursor: not-allowed;
      }
      .locked {
        display: flex;
        align-items: center;
        gap: 6px;
        margin-top: 3px;
        color: var(--muted);
        font-size: var(--label-size);
      }
      .locked .icon {
        width: 12px;
        height: 12px;
      }
      .line {
        display: flex;
        align-items: center;
        gap: 6px;
      }
      input[type="text"],
      input[type="number"],
      select,
      textarea {
        flex: 1;
        width: 100%;
      }
      input[aria-invalid="true"] {
        border-color: var(--error);
      }
      .steps {
        display: grid;
        flex: none;
      }
      .steps button {
        width: 20px;
        height: 14px;
        padding: 0;
        color: var(--muted);
      }
      .steps .icon {
        width: 12px;
        height: 12px;
      }
      .steps :first-child .icon {
        rotate: 180deg;
      }
      @media (pointer: coarse) {
        .steps {
          display: none;
        }
      }
      textarea {
        font-family: ui-monospace, "SF Mono", Consolas, "DejaVu Sans Mono", monospace;
        font-size: 12px;
        line-height: 1.5;
      }
      .complaint {
        color: var(--error);
        font-size: var(--label-size);
        margin-top: 2px;
      }
      :host([compact]) input,
      :host([compact]) select {
        height: 24px;
        background: var(--panel);
        border-color: var(--text);
      }
      :host([compact]) .complaint {
        background: var(--panel);
        padding: 2px 4px;
      }
    `,
  ];

  override focus(): void {
    const field = this.renderRoot.querySelector<HTMLInputElement>("input, select, textarea");
    field?.focus();
    if (field instanceof HTMLInputElement && field.type !== "checkbox") field.select();
    if (field instanceof HTMLSelectElement && this.compact) openList(field);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("node") || changed.has("param") || changed.has("value")) this.complaint = "";
  }

  override render(): TemplateResult {
    return html`<fieldset class="line" ?disabled=${this.locked}>${this.field()}</fieldset>
      ${this.locked ? html`<div class="locked">${icon("lock")}${words(this.language).locked}</div>` : nothing}
      ${this.complaint ? html`<div class="complaint" role="alert">${this.complaint}</div>` : nothing}`;
  }

  private field(): TemplateResult {
    const { param } = this;
    switch (param.kind) {
      case "number":
        return this.options.length > 0 ? this.list(this.options, Number) : this.numberField();
      case "seed":
        return this.numberField();
      case "choice":
        return this.list(param.options.map(({ value, title }) => [value, title[this.language]] as const));
      case "flag":
        return html`<input
          type="checkbox"
          aria-label=${param.title[this.language]}
          .checked=${this.value === true}
          @change=${(e: Event) => this.commit((e.target as HTMLInputElement).checked)}
        />`;
      case "text":
        return this.options.length > 0 ? this.list(this.options) : this.textField(param.maxLength);
      case "equation":
        return html`<textarea
          rows="5"
          spellcheck="false"
          aria-label=${param.title[this.language]}
          title=${words(this.language).linesHint}
          .value=${String(this.value)}
          @change=${(e: Event) => this.commit((e.target as HTMLTextAreaElement).value)}
          @keydown=${this.key}
        ></textarea>`;
      case "curve":
        return this.textField(4096);
      case "model":
        return this.modelField();
      case "image":
        return this.pictureField();
    }
  }

  private numberField(): TemplateResult {
    const { param } = this;
    const w = words(this.language);
    const range = param.kind === "number" ? w.range(formatNumber(param.min), formatNumber(param.max)) : "";
    return html`<input
        type="text"
        inputmode="decimal"
        autocomplete="off"
        aria-label=${param.title[this.language]}
        aria-invalid=${this.complaint !== ""}
        title=${range}
        placeholder=${wordFor(param, emptyValue(param) ?? "", this.language) ?? nothing}
        .value=${this.numberText}
        @change=${this.takeNumber}
        @keydown=${this.key}
      />
      ${this.compact ? nothing : this.steps()}
      ${!this.compact && param.unit ? html`<span class="label">${param.unit[this.language]}</span>` : nothing}
      ${
        param.kind === "seed" && !this.compact
          ? html`<button title=${w.newSeed} aria-label=${w.newSeed} @click=${this.newSeed}>
              ${icon("rotate-ccw")}
            </button>`
          : nothing
      }`;
  }

  /** One step up, one down, by the pointer; in the field ↑ and ↓ do so. */
  private steps(): TemplateResult {
    const w = words(this.language);
    const step = (by: number, name: string): TemplateResult =>
      html`<button tabindex="-1" title=${name} aria-label=${name} @click=${() => this.stepBy(by)}>
        ${icon("chevron-down")}
      </button>`;
    return html`<span class="steps">${step(1, w.oneMore)}${step(-1, w.oneLess)}</span>`;
  }

  /** Goes on from what stands in the field, be it taken yet or not. */
  private stepBy(by: number): void {
    const { param, value } = this;
    const typed = this.renderRoot.querySelector("input")?.value ?? "";
    const read = typed === this.numberText ? value : readNumber(typed, param, words(this.language));
    if (!(param.kind === "number" || param.kind === "seed") || typeof read !== "number") return;
    const next = stepped(read, param, by);
    if (next !== value) emit(this, "param", { node: this.node, name: param.name, value: next });
  }

  /** What stands in a number's field. */
  private get numberText(): string {
    return wordFor(this.param, this.value, this.language) === undefined ? String(this.value) : "";
  }

  private textField(maxLength: number): TemplateResult {
    return html`<input
      type="text"
      autocomplete="off"
      maxlength=${maxLength}
      aria-label=${this.param.title[this.language]}
      .value=${String(this.value)}
      @change=${(e: Event) => this.commit((e.target as HTMLInputElement).value)}
      @keydown=${this.key}
    />`;
  }

  private list(options: readonly (readonly [string, string])[], read: (value: string) => ParamValue = String) {
    const current = String(this.value);
    const known = options.some(([value]) => value === current);
    const all = known ? options : [[current, referenceName(current, this.language)] as const, ...options];
    return html`<select
      aria-label=${this.param.title[this.language]}
      @change=${(e: Event) => this.commit(read((e.target as HTMLSelectElement).value))}
      @keydown=${this.key}
    >
      ${all.map(([value, title]) => html`<option value=${value} ?selected=${value === current}>${title}</option>`)}
    </select>`;
  }

  private modelField(): TemplateResult {
    const { modelsHint } = words(this.language).sharing;
    return html`${this.list(this.assets.models.map(({ reference, title }) => [reference, title[this.language]]))}
      <button title=${modelsHint} aria-label=${modelsHint} @click=${() => emit(this, "command", "models")}>
        ${icon("folder-open")}
      </button>`;
  }

  private pictureField(): TemplateResult {
    const w = words(this.language);
    const { samples, masks, pairs } = this.assets;
    const titled = masks.map(({ reference, title }) => [reference, title[this.language]] as const);
    // What may stay empty is a mask.
    const options =
      this.param.default === ""
        ? [["", "–"] as const, ...titled]
        : [
            ...samples.map((name) => [`sample:${name}`, name] as const),
            ...pairs.map(([sample, mask]) => {
              const title = titled.find(([reference]) => reference === mask)?.[1] ?? "";
              return [withMask(sample, mask), w.withMask(referenceName(sample, this.language), title)] as const;
            }),
          ];
    return html`${this.list(options)}
      <button
        title=${w.choosePicture}
        aria-label=${w.choosePicture}
        @click=${() => emit(this, "choose-picture", { node: this.node, param: this.param.name })}
      >
        ${icon("image-plus")}
      </button>`;
  }

  private takeNumber(event: Event): void {
    const field = event.target as HTMLInputElement;
    const read = readNumber(field.value, this.param, words(this.language));
    if (typeof read === "number") this.commit(read);
    else this.complaint = read;
  }

  private newSeed(): void {
    this.commit(crypto.getRandomValues(new Uint32Array(1))[0] ?? 0);
  }

  private key(event: KeyboardEvent): void {
    const field = event.target as HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
    event.stopPropagation();
    // On the canvas the field goes away; in the inspector it takes the value and keeps the focus.
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (by !== undefined && field instanceof HTMLInputElement && field.inputMode === "decimal") {
      event.preventDefault();
      this.stepBy(by);
    } else if (event.key === "Enter" && this.compact) field.blur();
    else if (event.key === "Enter" && isTaken(field, event)) field.dispatchEvent(new Event("change"));
    if (event.key !== "Escape") return;
    field.value = this.param.kind === "number" ? this.numberText : String(this.value);
    this.complaint = "";
    this.dispatchEvent(new CustomEvent("done"));
    this.dispatchEvent(new Event("leave", { bubbles: true }));
  }

  private commit(value: ParamValue): void {
    this.complaint = "";
    if (value !== this.value) emit(this, "param", { node: this.node, name: this.param.name, value });
    this.dispatchEvent(new CustomEvent("done"));
  }
}

/** Whether Enter means that what has been typed counts: in a field of several lines with Ctrl or ⌘. */
const isTaken = (field: HTMLElement, { ctrlKey, metaKey }: KeyboardEvent): boolean =>
  field instanceof HTMLInputElement || (field instanceof HTMLTextAreaElement && (ctrlKey || metaKey));

/** Unfolds a list where the browser lets a page do so. */
function openList(field: HTMLSelectElement): void {
  try {
    field.showPicker();
  } catch {
    // The list has focus and opens with a key or a click.
  }
}

customElements.define("repaint-param", ParamField);
