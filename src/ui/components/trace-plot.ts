import { css, html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import type { Language } from "../../runtime/text.ts";
import type { Walk } from "../engine/messages.ts";
import { formatNumber } from "../format.ts";
import { words } from "../i18n/index.ts";
import { shared } from "../theme/shared.ts";
import { fontFamily, mathFamily, themes, type ThemeName } from "../theme/tokens.ts";
import { columnsOf } from "./columns.ts";

const margin = { left: 34, right: 12, top: 10, bottom: 20 } as const;

/** The level t over the transitions of the whole run, from the dry run: what is done solid, what is to come faint. */
export class TracePlot extends LitElement {
  static override properties = {
    walk: { attribute: false },
    done: { type: Number },
    language: {},
    theme: {},
  };
  declare walk: Walk | undefined;
  /** Transitions made so far. */
  declare done: number;
  declare language: Language;
  declare theme: ThemeName;
  private observer: ResizeObserver | undefined;

  static override styles = [
    shared,
    css`
      :host {
        position: relative;
        display: block;
        min-width: 0;
        min-height: 0;
      }
      canvas {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
      }
      p {
        position: absolute;
        inset: 0;
        display: grid;
        place-items: center;
        margin: 0;
        color: var(--muted);
      }
    `,
  ];

  constructor() {
    super();
    this.done = 0;
    this.language = "en";
    this.theme = "dark";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer?.disconnect();
  }

  override render(): TemplateResult {
    const w = words(this.language);
    if (!this.walk || this.walk.transitions === 0) return html`<p>${w.plotEmpty}</p>`;
    const { transitions, evaluations } = this.walk;
    const label = w.plotLabel(formatNumber(transitions), formatNumber(evaluations));
    return html`<canvas role="img" aria-label=${label}></canvas>`;
  }

  protected override updated(_changed: PropertyValues<this>): void {
    this.draw();
  }

  private draw(): void {
    const canvas = this.renderRoot.querySelector("canvas");
    const ctx = canvas?.getContext("2d");
    const { walk } = this;
    if (!canvas || !ctx || !walk) return;
    const ratio = devicePixelRatio;
    const [width, height] = [this.clientWidth, this.clientHeight];
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    const plot = {
      x: margin.left,
      y: margin.top,
      width: Math.max(1, width - margin.left - margin.right),
      height: Math.max(1, height - margin.top - margin.bottom),
    };
    const top = walk.to.reduce((a, b) => Math.max(a, b), walk.from[0] ?? 1);
    this.axes(ctx, plot, top, walk.transitions);
    this.line(ctx, plot, top, walk);
  }

  private axes(ctx: CanvasRenderingContext2D, plot: DOMRectInit, top: number, transitions: number): void {
    const theme = themes[this.theme];
    const { x = 0, y = 0, width = 0, height = 0 } = plot;
    ctx.font = `11px ${fontFamily}`;
    ctx.textBaseline = "middle";
    ctx.lineWidth = 1;
    for (const t of ticks(top)) {
      const at = Math.round(y + height * (1 - t / top)) + 0.5;
      ctx.strokeStyle = theme.line;
      ctx.beginPath();
      ctx.moveTo(x, at);
      ctx.lineTo(x + width, at);
      ctx.stroke();
      ctx.fillStyle = theme.muted;
      ctx.textAlign = "right";
      ctx.fillText(formatNumber(t), x - 6, at);
    }
    ctx.fillStyle = theme.muted;
    ctx.textAlign = "left";
    ctx.fillText("0", x, y + height + 12);
    ctx.textAlign = "right";
    ctx.fillText(words(this.language).transitions(formatNumber(transitions)), x + width, y + height + 12);
    ctx.save();
    ctx.font = `italic 13px ${mathFamily}`;
    ctx.textAlign = "center";
    ctx.fillText("t", 8, y + height / 2);
    ctx.restore();
  }

  private line(ctx: CanvasRenderingContext2D, plot: DOMRectInit, top: number, walk: Walk): void {
    const theme = themes[this.theme];
    const { x = 0, y = 0, width = 0, height = 0 } = plot;
    const points = columnsOf(walk, Math.ceil(width * 2));
    const place = ([i, t]: readonly [number, number]): readonly [number, number] => [
      x + (i / walk.transitions) * width,
      y + height * (1 - t / top),
    ];
    const stroke = (from: number, to: number, alpha: number): void => {
      const part = points.filter(([i]) => i >= from && i <= to);
      ctx.beginPath();
      part.forEach((point, i) => (i === 0 ? ctx.moveTo(...place(point)) : ctx.lineTo(...place(point))));
      ctx.globalAlpha = alpha;
      ctx.stroke();
      ctx.globalAlpha = 1;
    };
    ctx.lineWidth = 1.5;
    ctx.lineJoin = "round";
    ctx.strokeStyle = theme.generated;
    stroke(this.done, Infinity, this.done === 0 ? 0.8 : 0.35);
    if (this.done === 0) return;
    stroke(0, this.done, 1);
    const here = place([this.done, walk.to[this.done - 1] ?? 0]);
    ctx.beginPath();
    ctx.arc(...here, 3.5, 0, 2 * Math.PI);
    ctx.fillStyle = theme.generated;
    ctx.fill();
  }
}

/** 0, the top, and round numbers between. */
function ticks(top: number): number[] {
  const raw = top / 5;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, raw)));
  const step = [1, 2, 5, 10].map((k) => k * power).find((s) => s >= raw) ?? power;
  const inner = Array.from({ length: Math.floor(top / step) }, (_, i) => (i + 1) * step).filter(
    (t) => top - t > step / 2,
  );
  return [0, ...inner, top];
}

customElements.define("repaint-plot", TracePlot);
