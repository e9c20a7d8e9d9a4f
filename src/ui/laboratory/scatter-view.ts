import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { HIGH, LOW, type Exactness } from "../../runtime/laboratory/exactness.ts";
import type { Language } from "../../runtime/text.ts";
import type { Scatter } from "../engine/messages.ts";
import { emit } from "../events.ts";
import { laboratoryWords } from "../i18n/laboratory.ts";
import { shared } from "../theme/shared.ts";
import { themes, type ThemeName } from "../theme/tokens.ts";
import { PLAIN, type ScatterLooks } from "./looks.ts";
import { linesOf, measuredText, percent, variationOf } from "./measures.ts";
import { originColours } from "./origin-colours.ts";
import { heightFor, paintScatter, PLANE } from "./paint-scatter.ts";
import { above, nearest, placeAt } from "./pick.ts";
import "./samples-view.ts";

/** Pixels around a sample within which it is pointed at. */
const REACH = 12;
/** How far the keys go along the samples in the order of their right pixels, as a share of all. */
const STRIDES: Readonly<Record<string, number>> = {
  ArrowUp: 0.005,
  ArrowRight: 0.005,
  ArrowDown: -0.005,
  ArrowLeft: -0.005,
  PageUp: 0.1,
  PageDown: -0.1,
  End: 1,
  Home: -1,
};

/** Points of the plane before their data, how exact they are, in words, and the picture that one of them is. */
export class ScatterView extends LitElement {
  @property({ attribute: false }) scatter!: Scatter;
  @property({ type: Number }) t: number | undefined;
  @property({ attribute: false }) looks: ScatterLooks = PLAIN;
  @property() language!: Language;
  /** The sample that is looked at, by its place in the batch, and the one that is pointed at. */
  @state() picked: number | undefined;
  @state() hovered: number | undefined;
  private readonly theming = new MutationObserver(() => this.paint());

  static override styles = [
    shared,
    css`
      :host {
        display: block;
      }
      .picture {
        position: relative;
      }
      canvas {
        display: block;
        width: 100%;
      }
      .plane {
        position: absolute;
        inset: 0 auto 0 0;
        width: ${100 * PLANE}%;
        cursor: crosshair;
        touch-action: pan-y;
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
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 16px;
      }
      .ways label {
        display: flex;
        align-items: center;
        gap: 6px;
      }
      .origins::before {
        content: none;
      }
      .origins span {
        display: inline-flex;
        margin-right: 4px;
      }
      .origins i {
        width: 8px;
        height: 8px;
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
    return html`<div class="picture">
        <canvas role="img" aria-label=${w.picture(count, linesOf(scatter, t, this.language).join(" "))}></canvas>
        ${count > 0 ? this.plane(count) : nothing}
      </div>
      <ul class="label">
        ${this.samples()} ${mixture ? html`<li style="--of: var(--known)">${w.data}</li>` : nothing}
        ${
          known === undefined
            ? nothing
            : html`<li class="line" style="--of: var(--text)">${w.exact}</li>
                <li class="line" style="--of: var(--text)">${w.known(known.toFixed(2))}</li>`
        }
      </ul>
      ${count > 0 ? this.ways() : nothing} ${this.measures()}
      ${
        count > 0
          ? html`<repaint-samples
              .points=${scatter.points}
              .picked=${this.seen}
              .language=${this.language}
              @pick=${(e: CustomEvent<number | undefined>) => (this.picked = e.detail)}
            ></repaint-samples>`
          : nothing
      }
      <button class="curve" @click=${() => emit(this, "command", "exactness")}>${w.curve} …</button>
      <p class="label">${t === undefined || count === 0 ? "" : `t = ${t} · `}${w.axes}</p>`;
  }

  /** The sample that is shown, where there is such a one. */
  private get seen(): number | undefined {
    const at = this.hovered ?? this.picked;
    return at !== undefined && 2 * at + 1 < this.scatter.points.length ? at : undefined;
  }

  /** What lies over the plane takes pointer and keys. */
  private plane(count: number): TemplateResult {
    const w = laboratoryWords(this.language);
    const { seen } = this;
    return html`<div
      class="plane"
      role="slider"
      tabindex="0"
      title=${w.pickKeys}
      aria-label=${w.pick}
      aria-valuemin="0"
      aria-valuemax=${count}
      aria-valuenow=${seen === undefined ? 0 : seen + 1}
      aria-valuetext=${seen === undefined ? w.noPick : w.sampleOf(seen, placeAt(this.scatter.points, seen))}
      @pointermove=${(e: PointerEvent) => (this.hovered = this.under(e))}
      @pointerleave=${() => (this.hovered = undefined)}
      @click=${(e: PointerEvent) => (this.picked = this.under(e))}
      @keydown=${this.key}
    ></div>`;
  }

  /** The sample below the pointer. */
  private under(event: PointerEvent): number | undefined {
    const { left, top, width, height } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const [x, y] = [(event.clientX - left) / width, (event.clientY - top) / height];
    const span = HIGH - LOW;
    return nearest(this.scatter.points, [LOW + x * span, HIGH - y * span], (REACH / width) * span);
  }

  private readonly key = (event: KeyboardEvent): void => {
    const places = STRIDES[event.key];
    if (event.key === "Escape" && this.picked !== undefined) this.picked = undefined;
    else if (places === undefined) return;
    else
      this.picked = above(
        this.scatter.points,
        this.picked,
        Math.round(places * (this.scatter.points.length / 2)) || Math.sign(places),
      );
    event.preventDefault();
    event.stopPropagation();
  };

  /** How the samples are drawn, here and on the canvas. */
  private ways(): TemplateResult {
    const w = laboratoryWords(this.language);
    const way = (name: keyof ScatterLooks, words: string): TemplateResult =>
      html`<label
        ><input
          type="checkbox"
          name=${name}
          .checked=${this.looks[name]}
          @change=${() => emit(this, "looks", { ...this.looks, [name]: !this.looks[name] })}
        />${words}</label
      >`;
    const { isMixed } = this.scatter;
    const isAsked = this.looks.trails || this.looks.origins;
    return html`<div class="ways">${way("trails", w.trails)}${way("origins", w.byOrigin)}</div>
      ${isMixed && isAsked ? html`<p>${w.isMixed}</p>` : nothing}`;
  }

  /** What the colours of the samples mean. */
  private samples(): TemplateResult {
    const w = laboratoryWords(this.language);
    if (!this.looks.origins || !this.scatter.origins) return html`<li style="--of: var(--generated)">${w.points}</li>`;
    const colours = originColours(themes[this.theme]);
    return html`<li class="origins">
      <span>${colours.map((colour) => html`<i style="background: ${colour}"></i>`)}</span>${w.origins}
    </li>`;
  }

  private measures(): TemplateResult {
    const w = laboratoryWords(this.language);
    const { scatter } = this;
    const variation = variationOf(scatter);
    if (scatter.points.length === 0) return html`<p>${w.before}</p>`;
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
    if (changed.has("scatter") || changed.has("looks") || changed.has("picked") || changed.has("hovered")) this.paint();
  }

  private paint(): void {
    const canvas = this.renderRoot.querySelector("canvas");
    const ctx = canvas?.getContext("2d");
    if (!canvas || !ctx) return;
    const width = Math.round((this.clientWidth || 256) * Math.max(1, devicePixelRatio));
    const height = heightFor(width);
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    paintScatter(ctx, width, this.scatter, themes[this.theme], this.looks, this.seen);
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
