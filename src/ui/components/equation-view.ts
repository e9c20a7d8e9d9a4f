import { css, html, LitElement, nothing, unsafeCSS, type TemplateResult } from "lit";
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import { toMathML } from "../../runtime/equation/mathml.ts";
import { parseEquation } from "../../runtime/equation/parse.ts";
import type { SocketType, Stage } from "../../runtime/node.ts";

/** Font sizes in px: as in the text around it, and the smallest that can be read; what is longer is scrolled. */
const [SIZE, LEAST] = [15, 11.5];

/** The stage of a node typeset, its symbols in the colours of the wires that they come from. */
export class EquationView extends LitElement {
  static override properties = { stage: { attribute: false }, types: { attribute: false } };
  declare stage: Stage;
  /** What each input carries. */
  declare types: Readonly<Record<string, SocketType>>;

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
  `;

  override render(): TemplateResult {
    const mathml = this.mathml();
    if (mathml === undefined) return html`${nothing}`;
    // The text is made by toMathML, which escapes all that it is given.
    return html`<style>
        ${this.colours()}</style
      >${unsafeHTML(mathml)}`;
  }

  protected override updated(): void {
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
