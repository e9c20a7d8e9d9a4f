import { css, html, LitElement, svg, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { curveText, readCurve, type Between, type CurveHandle } from "../../runtime/diffusion/curve.ts";
import type { Language } from "../../runtime/text.ts";
import { emit } from "../events.ts";
import { formatNumber } from "../format.ts";
import { inspectingWords } from "../i18n/inspecting.ts";
import { shared } from "../theme/shared.ts";
import { moved, placed, rangeOf, sampled, withHandle, withoutHandle } from "./curve-edit.ts";

const WIDTH = 240;
const HEIGHT = 120;
const MARGIN = 10;
/** Below the plot: the words of the axis. */
const BOTTOM = 22;
const KEYS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [0.01, 0], // Runs go from left to right, and t falls.
  ArrowRight: [-0.01, 0],
  ArrowUp: [0, 0.01],
  ArrowDown: [0, -0.01],
};

/**
 * A curve over t, drawn by hand: the run goes from left (noise) to right. Handles are dragged or moved by arrows, added by
 * a double click or Enter, taken away by Delete.
 *
 * @fires param with the curve as text
 */
export class CurveField extends LitElement {
  @property() node!: string;
  /** Of the param. */
  @property() name!: string;
  @property() value!: string;
  @property() between!: Between;
  @property() language!: Language;
  /** While a handle is dragged. */
  @state() private draft: readonly CurveHandle[] | undefined;
  @state() private held: number | undefined;
  /** The range of values that is shown; it does not change under a drag. */
  private range: readonly [number, number] = [0, 1];
  private focusNext: number | undefined;

  static override styles = [
    shared,
    css`
      :host {
        display: block;
        width: 100%;
      }
      svg {
        display: block;
        width: 100%;
        background: var(--sunken);
        border-radius: 6px;
        touch-action: none;
        cursor: crosshair;
      }
      .line {
        fill: none;
        stroke: var(--text);
        stroke-width: 2;
        vector-effect: non-scaling-stroke;
      }
      .zero {
        stroke: var(--line);
      }
      circle {
        fill: var(--panel);
        stroke: var(--text);
        stroke-width: 2;
        cursor: grab;
      }
      circle:focus-visible {
        outline: none;
        fill: var(--text);
      }
      text {
        fill: var(--muted);
        font-size: 9px;
      }
      p {
        margin: 4px 0 0;
        color: var(--muted);
      }
    `,
  ];

  private get handles(): readonly CurveHandle[] {
    return this.draft ?? readCurve(this.value) ?? [[0, 1]];
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("node")) this.draft = undefined;
    if (this.held === undefined) this.range = rangeOf(this.handles);
  }

  override render(): TemplateResult {
    const w = inspectingWords(this.language).curve;
    const [low, high] = this.range;
    const zero = this.y(0);
    return html`<svg
        viewBox="0 0 ${WIDTH} ${HEIGHT}"
        role="group"
        aria-label=${w.label}
        @dblclick=${this.add}
        @pointermove=${this.drag}
        @pointerup=${this.drop}
        @pointercancel=${this.drop}
      >
        <line class="zero" x1="0" x2=${WIDTH} y1=${zero} y2=${zero}></line>
        <polyline
          class="line"
          points=${sampled(this.handles, this.between)
            .map(([u, value]) => `${this.x(u)},${this.y(value)}`)
            .join(" ")}
        ></polyline>
        <text x="4" y="10">${formatNumber(high)}</text>
        <text x="4" y=${HEIGHT - 3}>${formatNumber(low)} · t = T</text>
        <text x=${WIDTH - 4} y=${HEIGHT - 3} text-anchor="end">t = 0</text>
        ${this.handles.map((handle, i) => this.handle(handle, i))}
      </svg>
      <p class="label">${w.keys}</p>`;
  }

  private handle([u, value]: CurveHandle, i: number): TemplateResult {
    const w = inspectingWords(this.language).curve;
    return svg`<circle
      cx=${this.x(u)} cy=${this.y(value)} r="5" tabindex="0" role="slider"
      aria-label=${w.handle(i + 1, u.toFixed(2))} aria-valuenow=${value} aria-valuetext=${formatNumber(value)}
      aria-valuemin=${this.range[0]} aria-valuemax=${this.range[1]}
      @pointerdown=${(event: PointerEvent) => this.take(event, i)}
      @keydown=${(event: KeyboardEvent) => this.key(event, i)}></circle>` as TemplateResult;
  }

  protected override updated(): void {
    if (this.focusNext === undefined) return;
    this.renderRoot.querySelectorAll("circle")[this.focusNext]?.focus();
    this.focusNext = undefined;
  }

  private x(u: number): number {
    return MARGIN + (1 - u) * (WIDTH - 2 * MARGIN);
  }

  private y(value: number): number {
    const [low, high] = this.range;
    return HEIGHT - BOTTOM - ((value - low) / (high - low)) * (HEIGHT - MARGIN - BOTTOM);
  }

  /** Where on the plot a pointer is. */
  private at(event: MouseEvent): CurveHandle {
    const box = this.renderRoot.querySelector("svg")?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    const [x, y] = [
      ((event.clientX - box.left) / box.width) * WIDTH,
      ((event.clientY - box.top) / box.height) * HEIGHT,
    ];
    const [low, high] = this.range;
    const u = 1 - (x - MARGIN) / (WIDTH - 2 * MARGIN);
    return placed([u, low + ((HEIGHT - BOTTOM - y) / (HEIGHT - MARGIN - BOTTOM)) * (high - low)], this.range);
  }

  private readonly add = (event: MouseEvent): void => this.write(withHandle(this.handles, this.at(event)));

  private take(event: PointerEvent, i: number): void {
    this.held = i;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
  }

  private readonly drag = (event: PointerEvent): void => {
    if (this.held !== undefined) this.draft = moved(this.handles, this.held, this.at(event));
  };

  private readonly drop = (): void => {
    if (this.draft) this.write(this.draft);
    this.draft = undefined;
    this.held = undefined;
  };

  private key(event: KeyboardEvent, i: number): void {
    const { handles } = this;
    const handle = handles[i];
    const move = KEYS[event.key];
    if (!handle) return;
    if (move) {
      const reach = event.shiftKey ? 10 : 1;
      const [low, high] = this.range;
      this.write(moved(handles, i, [handle[0] + reach * move[0], handle[1] + reach * move[1] * (high - low)]));
    } else if (event.key === "Delete" || event.key === "Backspace") {
      this.focusNext = Math.max(0, i - 1);
      this.write(withoutHandle(handles, i));
    } else if (event.key === "Enter") {
      const next = handles[i + 1] ?? [1, handle[1]];
      this.focusNext = i + 1;
      this.write(withHandle(handles, [(handle[0] + next[0]) / 2, (handle[1] + next[1]) / 2]));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private write(handles: readonly CurveHandle[]): void {
    const value = curveText(handles);
    if (value !== this.value) emit(this, "param", { node: this.node, name: this.name, value });
  }
}

customElements.define("repaint-curve", CurveField);
