import { css, html, LitElement, nothing, unsafeCSS, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import { toMathML } from "../../runtime/equation/mathml.ts";
import { parseEquation } from "../../runtime/equation/parse.ts";
import type { SocketType, Stage } from "../../runtime/node.ts";
import type { Language } from "../../runtime/text.ts";
import type { HelpTexts } from "../help/kinds.ts";
import { helpTexts } from "../help/texts.ts";

/** Font sizes in px: as in the text around it, and the smallest that can be read; what is longer is scrolled. */
const [SIZE, LEAST] = [15, 11.5];

/** The stage of a node typeset, its symbols in the colours of the wires that they come from. */
export class EquationView extends LitElement {
  @property({ attribute: false }) stage!: Stage;
  /** What each input carries. */
  @property({ attribute: false }) types!: Readonly<Record<string, SocketType>>;
  @property() language!: Language;
  /** Which symbol is explained, counted as they stand. */
  @state() private at: number | undefined;
  @state() private texts: HelpTexts | undefined;

  static override styles = css`
    :host {
      display: block;
      overflow-x: auto;
      padding: 8px 0;
      scrollbar-width: thin;
      scrollbar-color: var(--edge) transparent;
    }
    math {
      font-family: var(--math);
      font-size: var(--size, ${unsafeCSS(SIZE)}px);
      width: fit-content;
    }
    mtable {
      margin: 0;
    }
    mtd {
      padding: 3px 2px;
      text-align: left;
    }
    mtd.left {
      text-align: right;
    }
    .sym.at {
      outline: 1px solid currentColor;
      outline-offset: 1px;
    }
    p {
      position: sticky;
      left: 0;
      min-height: 2.8em;
      margin: 4px 0 0;
      color: var(--muted);
      font-size: var(--label-size);
      line-height: 1.4;
    }
  `;

  constructor() {
    super();
    this.addEventListener("focus", () => this.show(this.at ?? 0));
    this.addEventListener("blur", () => (this.at = undefined));
    this.addEventListener("keydown", this.key);
  }

  private get symbols(): readonly Element[] {
    return [...this.renderRoot.querySelectorAll(".sym")];
  }

  /** The name of the symbol that is explained, and what is said of it. */
  private get said(): { readonly name: string; readonly sentence: string } | undefined {
    const name = this.at === undefined ? undefined : this.symbols[this.at]?.getAttribute("data-name");
    const sentence = name ? this.texts?.symbols[name] : undefined;
    return name && sentence ? { name, sentence } : undefined;
  }

  /** Explains a symbol; the words are fetched with the first. */
  private show(at: number | undefined): void {
    this.at = at;
    if (at !== undefined && !this.texts) void helpTexts(this.language).then((texts) => (this.texts = texts));
  }

  private readonly point = (event: PointerEvent): void => {
    const symbol = event.target instanceof Element ? event.target.closest(".sym") : null;
    if (symbol) this.show(this.symbols.indexOf(symbol));
  };

  private readonly key = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const count = this.symbols.length;
    if (step === 0 || count === 0) return;
    event.preventDefault();
    event.stopPropagation();
    this.show(((this.at ?? 0) + step + count) % count);
  };

  override render(): TemplateResult {
    const mathml = this.mathml();
    if (mathml === undefined) return html`${nothing}`;
    // The text is made by toMathML, which escapes all that it is given.
    return html`<style>
        ${this.colours()}
      </style>
      <div @pointerover=${this.point}>${unsafeHTML(mathml)}</div>
      <p role="status">${this.at === undefined ? nothing : this.said?.sentence}</p>`;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("stage")) this.at = undefined;
    if (changed.has("language") && this.texts) void helpTexts(this.language).then((texts) => (this.texts = texts));
  }

  protected override updated(): void {
    this.symbols.forEach((symbol, i) => symbol.classList.toggle("at", i === this.at));
    this.fit();
    void document.fonts.ready.then(() => this.fit()); // The font of mathematics may still be on its way.
  }

  /** Makes a long equation as small as its place asks for, within what can be read. */
  private fit(): void {
    this.style.removeProperty("--size");
    const math = this.renderRoot.querySelector("math");
    const [has, wants] = [this.clientWidth, math?.getBoundingClientRect().width ?? 0];
    if (has > 0 && wants > has) this.style.setProperty("--size", `${Math.max(LEAST, (SIZE * has) / wants)}px`);
  }

  private mathml(): string | undefined {
    try {
      const { text, scalars, numbers } = this.stage;
      const names = [...Object.keys(scalars ?? {}), ...Object.keys(numbers ?? {})];
      return toMathML(parseEquation(text), {}, { scalars: names });
    } catch {
      return undefined; // What is wrong with it is among the problems.
    }
  }

  private colours(): string {
    const inputs = Object.entries(this.stage.tensors).map(([name, { input }]) => [name, this.types[input]] as const);
    const rules = inputs.flatMap(([name, type]) =>
      type && /^\w+$/.test(name) ? [`.sym[data-name="${name}"] { color: var(--wire-${type}); }`] : [],
    );
    const noise = (this.stage.noise ?? []).filter((name) => /^\w+$/.test(name));
    return [...rules, ...noise.map((name) => `.sym[data-name="${name}"] { color: var(--noise); }`)].join("\n");
  }
}

customElements.define("repaint-equation", EquationView);
