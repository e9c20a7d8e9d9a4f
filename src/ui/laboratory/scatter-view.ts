import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Exactness } from "../../runtime/laboratory/exactness.ts";
import type { Language } from "../../runtime/text.ts";
import type { Scatter } from "../engine/messages.ts";
import { emit } from "../events.ts";
import { laboratoryWords } from "../i18n/laboratory.ts";
import { shared } from "../theme/shared.ts";
import { themes, type ThemeName } from "../theme/tokens.ts";
import { linesOf, measuredText, percent, variationOf } from "./measures.ts";
import { heightFor, paintScatter } from "./paint-scatter.ts";

/** Points of the plane before their data, and how exact they are, in words. */
export class ScatterView extends LitElement {
  static override properties = { scatter: { attribute: false }, t: { type: Number }, language: {} };
  declare scatter: Scatter;
  declare t: number | undefined;
  declare language: Language;
  private readonly theming = new MutationObserver(() => this.paint());

  static override styles = [
    shared,
    css`
      :host {
        display: block;
      }
      canvas {
        display: block;
        width: 100%;
      }
      ul,
      dl {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 12px;
        margin: 8px 0;
        padding: 0;
        list-style: none;
      }
      li::before {
        content: "";
        display: inline-block;
        width: 8px;
        height: 8px;
        margin-right: 4px;
        background: var(--of);
      }
      .line::before {
        height: 2px;
        width: 12px;
        vertical-align: middle;
      }
      dl {
        display: grid;
        grid-template-columns: auto auto;
        justify-content: space-between;
      }
      dt {
        color: var(--muted);
      }
      dd {
        margin: 0;
        text-align: right;
        white-space: nowrap;
        font-variant-numeric: tabular-nums;
      }
      .curve {
        border-color: var(--line);
      }
      p {
        margin: 4px 0 0;
        color: var(--muted);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    const root = themed(this);
    if (root) this.theming.observe(root, { attributeFilter: ["theme"] });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.theming.disconnect();
  }

  override render(): TemplateResult {
    const w = laboratoryWords(this.language);
    const { scatter, t } = this;
    const { mixture, known } = scatter;
    const count = scatter.points.length / 2;
    return html`<canvas
        role="img"
        aria-label=${w.picture(count, linesOf(scatter, t, this.language).join(" "))}
      ></canvas>
      <ul class="label">
        <li style="--of: var(--generated)">${w.points}</li>
        ${mixture ? html`<li style="--of: var(--known)">${w.data}</li>` : nothing}
        ${
          known === undefined
            ? nothing
            : html`<li class="line" style="--of: var(--text)">${w.exact}</li>
                <li class="line" style="--of: var(--text)">${w.known(known.toFixed(2))}</li>`
        }
      </ul>
      ${this.measures()}
      <button class="curve" @click=${() => emit(this, "command", "exactness")}>${w.curve} …</button>
      <p class="label">${t === undefined ? "" : `t = ${t} · `}${w.axes}</p>`;
  }

  private measures(): TemplateResult {
    const w = laboratoryWords(this.language);
    const { scatter } = this;
    const variation = variationOf(scatter);
    if (variation === undefined) return html`<p>${w.unheld}</p>`;
    if (scatter.exactness) return this.exactness(scatter.exactness);
    return html`<dl>
        <dt>${w.total_variation}</dt>
        <dd data-measure="total_variation">${variation.toFixed(3)}</dd>
      </dl>
      <p class="label">${w.resting}</p>`;
  }

  private exactness({ total_variation, floor, energy_distance, off_data }: Exactness): TemplateResult {
    const w = laboratoryWords(this.language);
    return html`<dl>
        <dt>${w.total_variation}</dt>
        <dd data-measure="total_variation">${measuredText(total_variation, 3, this.language)}</dd>
        <dt>${w.floor}</dt>
        <dd data-measure="floor">${floor.toFixed(3)}</dd>
        <dt>${w.energy_distance}</dt>
        <dd data-measure="energy_distance">${measuredText(energy_distance, 4, this.language)}</dd>
        <dt>${w.off_data}</dt>
        <dd data-measure="off_data">${percent(off_data, this.language)}</dd>
      </dl>
      <p class="label">${w.held}</p>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("scatter")) this.paint();
  }

  private paint(): void {
    const canvas = this.renderRoot.querySelector("canvas");
    const ctx = canvas?.getContext("2d");
    if (!canvas || !ctx) return;
    const width = Math.round((this.clientWidth || 256) * Math.max(1, devicePixelRatio));
    const height = heightFor(width);
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    paintScatter(ctx, width, this.scatter, themes[this.theme]);
  }

  private get theme(): ThemeName {
    return themed(this)?.getAttribute("theme") === "light" ? "light" : "dark";
  }
}

/** The editor around, which carries the theme. */
function themed(from: Node): Element | undefined {
  for (let node: Node | null = from; node; node = node.parentNode ?? (node instanceof ShadowRoot ? node.host : null))
    if (node instanceof Element && node.hasAttribute("theme")) return node;
  return undefined;
}

customElements.define("repaint-scatter", ScatterView);
