import { css, html, LitElement, nothing, svg, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Language } from "../../runtime/text.ts";
import { inspectingWords } from "../i18n/inspecting.ts";
import { words } from "../i18n/index.ts";
import { pixelOf, shortNumber, statisticsOf, type Statistics } from "../paint/statistics.ts";
import { ARROWS, placeIn } from "../arrows.ts";
import { shared } from "../theme/shared.ts";
import { gradient, mapped, type Mapped } from "../paint/colour-map.ts";
import { inOwnUnits } from "../../runtime/model/range.ts";
import type { Floats } from "../engine/messages.ts";
import type { ShownValue } from "./preview-store.ts";
import "./raster-view.ts";

/** A pixel of a picture, counted from the upper left. */
export interface Pixel {
  readonly x: number;
  readonly y: number;
}

/**
 * A value: its picture, its numbers in short and how they are spread. A pixel is chosen by pointer or arrows. Data, and
 * what has no three colours, are seen by channel, in colours with their scale; `bare` leaves out all but these.
 *
 * @fires probe with the pixel, or undefined when none is pointed at
 */
export class ValueView extends LitElement {
  @property({ attribute: false }) value!: ShownValue;
  @property({ attribute: false }) pixel: Pixel | undefined;
  @property() label!: string;
  @property() language!: Language;
  @state() private channel = 0;

  static override styles = [
    shared,
    css`
      :host {
        display: block;
      }
      .head,
      dl {
        display: flex;
        justify-content: space-between;
        align-items: baseline;
        margin: 0 0 8px;
      }
      .picture {
        position: relative;
        cursor: crosshair;
        touch-action: none;
      }
      repaint-raster {
        width: 100%;
        aspect-ratio: var(--shape);
      }
      .pixel {
        position: absolute;
        outline: 1px solid #fff;
        box-shadow: 0 0 0 2px #000;
        pointer-events: none;
      }
      dl {
        margin: 8px 0 4px;
      }
      dt {
        font-size: var(--label-size);
        color: var(--muted);
      }
      dd {
        margin: 0;
      }
      svg {
        display: block;
        width: 100%;
        height: 40px;
      }
      path {
        fill: var(--edge);
      }
      .scale {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        align-items: center;
        gap: 6px;
        min-height: 18px;
        font-size: 12px;
      }
      .scale i {
        height: 6px;
      }
      .channel {
        display: flex;
        justify-content: space-between;
        align-items: center;
        gap: 8px;
      }
      select {
        height: 22px;
      }
      :host([bare]) :is(.head, dl, svg) {
        display: none;
      }
      :host([bare]) .picture {
        width: fit-content;
        max-width: 100%;
      }
      :host([bare]) repaint-raster {
        width: auto;
        height: var(--tall);
      }
    `,
  ];

  override render(): TemplateResult {
    const w = inspectingWords(this.language).values;
    const { t, live } = this.value;
    const { pixel } = this;
    const data = live && dataOf(live.floats);
    const channel = data ? Math.min(this.channel, data.shape[1] - 1) : 0;
    const seen = data && mapped(data, channel);
    const raster = seen?.raster ?? this.value.raster;
    const size = words(this.language).sizeOf(raster.width, raster.height);
    return html`<div class="head">
        <span>${this.label}</span><span class="label">${t === undefined ? "" : `t = ${t} · `}${size}</span>
      </div>
      <div
        class="picture"
        style="--shape: ${raster.width} / ${raster.height}"
        tabindex="0"
        role="application"
        aria-label=${w.probe(this.label)}
        @pointermove=${(e: PointerEvent) => this.point(e)}
        @pointerdown=${(e: PointerEvent) => this.point(e)}
        @keydown=${(e: KeyboardEvent) => this.key(e)}
      >
        <repaint-raster .raster=${raster} label=${this.label}></repaint-raster>
        ${
          pixel
            ? html`<div
                class="pixel"
                style="left: ${(pixel.x / raster.width) * 100}%; top: ${(pixel.y / raster.height) * 100}%; width: ${
                  100 / raster.width
                }%; height: ${100 / raster.height}%"
              ></div>`
            : nothing
        }
      </div>
      ${data && seen ? this.scale(data, seen, channel) : nothing}
      ${live ? this.statistics(statisticsOf(data?.data ?? live.floats.data)) : nothing}`;
  }

  /** Which channel is seen, what its colours mean, and the value that is pointed at. */
  private scale(data: Numbers, { low, high }: Mapped, channel: number): TemplateResult {
    const w = inspectingWords(this.language).values;
    const value = this.pixel && pixelOf({ ...data, range: [low, high] }, this.pixel.x, this.pixel.y)[channel];
    const channels = Array.from({ length: data.shape[1] }, (_, c) => c);
    return html`<div class="scale" role="img" aria-label=${w.scale(shortNumber(low), shortNumber(high))}>
        <span>${shortNumber(low)}</span><i style="background: ${gradient()}"></i><span>${shortNumber(high)}</span>
      </div>
      <div class="channel">
        ${
          channels.length > 1
            ? html`<select aria-label=${w.channel} @change=${this.choose}>
                ${channels.map((c) => html`<option value=${c} ?selected=${c === channel}>${w.channelOf(c + 1)}</option>`)}
              </select>`
            : nothing
        }
        <output>${value === undefined ? "" : shortNumber(value)}</output>
      </div>`;
  }

  private choose(event: Event): void {
    this.channel = Number((event.target as HTMLSelectElement).value);
  }

  private statistics({ min, mean, max, std, histogram }: Statistics): TemplateResult {
    const w = inspectingWords(this.language).values;
    const entry = (name: string, value: number): TemplateResult =>
      html`<div>
        <dt>${name}</dt>
        <dd>${shortNumber(value)}</dd>
      </div>`;
    const top = Math.max(1, ...histogram);
    const bars = histogram.map((count, i) => {
      const height = (count / top) * 40;
      return `M${i} 40v${-height.toFixed(2)}h0.9v${height.toFixed(2)}z`;
    });
    const label = w.histogram(shortNumber(min), shortNumber(max));
    return html`<dl>${entry(w.min, min)}${entry(w.mean, mean)}${entry(w.max, max)}${entry("σ", std)}</dl>
      <svg viewBox="0 0 ${histogram.length} 40" preserveAspectRatio="none" role="img" aria-label=${label}>
        ${svg`<path d=${bars.join("")}></path>`}
      </svg>`;
  }

  private point(event: PointerEvent): void {
    const { width, height } = this.value.raster;
    const { x, y } = placeIn(event.currentTarget as Element, event, width, height);
    this.probe({ x: Math.floor(x), y: Math.floor(y) });
  }

  private key(event: KeyboardEvent): void {
    const { width, height } = this.value.raster;
    const move = ARROWS[event.key];
    if (move) {
      const { x, y } = this.pixel ?? { x: width >> 1, y: height >> 1 };
      const reach = event.shiftKey ? 8 : 1;
      this.probe({ x: x + move[0] * reach, y: y + move[1] * reach });
    } else if (event.key === "Escape") this.probe(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private probe(pixel: Pixel | undefined): void {
    const { width, height } = this.value.raster;
    const clamp = (value: number, most: number): number => Math.min(most - 1, Math.max(0, value));
    const detail = pixel && { x: clamp(pixel.x, width), y: clamp(pixel.y, height) };
    this.dispatchEvent(new CustomEvent("probe", { detail }));
  }
}

type Numbers = Pick<Floats, "shape" | "data">;

/** The numbers in units of their own, where they are to be seen by channel. */
function dataOf({ shape, data, units }: Floats): Numbers | undefined {
  if (units) return { shape, data: new Float32Array(inOwnUnits(data, shape, units)) };
  return shape[1] === 1 || shape[1] === 3 ? undefined : { shape, data };
}

customElements.define("repaint-value", ValueView);
