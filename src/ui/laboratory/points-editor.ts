import { css, html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { CLOUDS, MOST_POINTS, POINTS } from "../../runtime/laboratory/clouds.ts";
import { HIGH, LOW } from "../../runtime/laboratory/exactness.ts";
import type { Mixture } from "../../runtime/laboratory/mixture.ts";
import type { Language } from "../../runtime/text.ts";
import { emit } from "../events.ts";
import { laboratoryWords } from "../i18n/laboratory.ts";
import { shared } from "../theme/shared.ts";
import { densityOf } from "./density.ts";
import { mixtureIn, pointAt, referenceOf, withoutPoint, withPoint } from "./points-edit.ts";

const SIDE = 160;
const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/**
 * A data set of two-pixel pictures for a model: one that comes with the product, or points set by pointer or keys.
 *
 * @fires param with the model's reference
 */
export class PointsEditor extends LitElement {
  @property() node!: string;
  /** Of the param that holds the reference. */
  @property() name!: string;
  @property() value!: string;
  @property() language!: Language;
  /** Where the keys' cross is. */
  @state() private at: readonly [number, number] = [0, 0];
  /** All points have been taken away; the model keeps its last until there is a new one. */
  @state() private empty = false;

  static override styles = [
    shared,
    css`
      :host {
        display: block;
      }
      select,
      input[type="range"] {
        width: 100%;
      }
      .plane {
        position: relative;
        margin: 8px 0;
        aspect-ratio: 1;
        background: var(--sunken);
        cursor: crosshair;
        touch-action: none;
      }
      canvas {
        width: 100%;
        height: 100%;
        image-rendering: auto;
      }
      .cross {
        position: absolute;
        width: 11px;
        height: 11px;
        margin: -6px 0 0 -6px;
        border: 2px solid var(--text);
        border-radius: 50%;
        pointer-events: none;
        visibility: hidden;
      }
      .plane:focus-visible .cross {
        visibility: visible;
      }
      .line {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
      }
      label {
        display: block;
      }
      p {
        margin: 4px 0 8px;
        color: var(--muted);
      }
    `,
  ];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("node") || changed.has("value")) this.empty = false;
  }

  private get mixture(): Mixture | undefined {
    return this.empty ? undefined : mixtureIn(this.value);
  }

  private get spread(): number {
    return mixtureIn(this.value)?.spread ?? 0.08;
  }

  override render(): TemplateResult {
    const w = laboratoryWords(this.language);
    const count = this.mixture?.points.length ?? 0;
    const share = (value: number): number => (100 * (value - LOW)) / (HIGH - LOW);
    const named = CLOUDS.find(({ name }) => this.value === POINTS + name);
    return html`<select
        aria-label=${w.dataSet}
        @change=${(e: Event) => this.write(POINTS + (e.target as HTMLSelectElement).value)}
      >
        ${named ? "" : html`<option value="" selected disabled>${this.mixture ? w.drawn : w.chooseData}</option>`}
        ${CLOUDS.map(
          ({ name, title }) =>
            html`<option value=${name} ?selected=${name === named?.name}>${title[this.language]}</option>`,
        )}
      </select>
      <div
        class="plane"
        tabindex="0"
        role="application"
        aria-label=${w.plane(count)}
        aria-describedby="keys"
        @pointerdown=${this.point}
        @keydown=${this.key}
      >
        <canvas width=${SIDE} height=${SIDE} aria-hidden="true"></canvas>
        <div class="cross" style="left: ${share(this.at[0])}%; top: ${100 - share(this.at[1])}%"></div>
      </div>
      <div class="line">
        <span aria-live="polite">${w.pointsOf(count, MOST_POINTS)}</span>
        <button @click=${() => (this.empty = true)} ?disabled=${count === 0}>${w.clear}</button>
      </div>
      <label
        >${w.spread(this.spread.toFixed(3))}
        <input
          type="range"
          min="0.02"
          max="0.3"
          step="0.005"
          .value=${String(this.spread)}
          ?disabled=${count === 0}
          @change=${(e: Event) => this.widen(Number((e.target as HTMLInputElement).value))}
        />
      </label>
      <p class="label" id="keys">${w.planeKeys}</p>`;
  }

  protected override updated(): void {
    const ctx = this.renderRoot.querySelector("canvas")?.getContext("2d");
    if (!ctx) return;
    const image = new ImageData(SIDE, SIDE);
    const { mixture } = this;
    const density = mixture && densityOf(mixture, SIDE, [LOW, HIGH]);
    const [red, green, blue] = [56, 160, 146];
    density?.forEach((share, i) => image.data.set([red, green, blue, 200 * Math.sqrt(share)], 4 * i));
    ctx.putImageData(image, 0, 0);
    ctx.fillStyle = getComputedStyle(this).color;
    for (const [x, y] of mixture?.points ?? []) {
      ctx.fillRect(((x - LOW) / (HIGH - LOW)) * SIDE - 1, ((HIGH - y) / (HIGH - LOW)) * SIDE - 1, 2, 2);
    }
  }

  private readonly point = (event: PointerEvent): void => {
    const area = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const place = (share: number): number => LOW + share * (HIGH - LOW);
    this.at = [place((event.clientX - area.left) / area.width), -place((event.clientY - area.top) / area.height)];
    this.toggle();
  };

  private readonly key = (event: KeyboardEvent): void => {
    const move = MOVES[event.key];
    const reach = event.shiftKey ? 0.2 : 0.05;
    const inside = (value: number): number => Math.min(1, Math.max(-1, value));
    if (move) this.at = [inside(this.at[0] + move[0] * reach), inside(this.at[1] + move[1] * reach)];
    else if (event.key === "Enter" || event.key === " ") this.toggle();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** Takes away the point at the cross, or sets one there. */
  private toggle(): void {
    const { mixture } = this;
    const at = mixture && pointAt(mixture, this.at);
    if (!mixture || at === undefined) return this.write(referenceOf(withPoint(mixture, this.at, this.spread)));
    const left = withoutPoint(mixture, at);
    if (left) this.write(referenceOf(left));
    else this.empty = true;
  }

  private widen(spread: number): void {
    if (this.mixture) this.write(referenceOf({ ...this.mixture, spread }));
  }

  private write(value: string): void {
    emit(this, "param", { node: this.node, name: this.name, value });
    if (value === this.value) this.empty = false;
  }
}

customElements.define("repaint-points", PointsEditor);
