import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { NodeDefinition } from "../../runtime/node.ts";
import { all, setParam } from "../edits.ts";
import type { Raster } from "../engine/messages.ts";
import { emit } from "../events.ts";
import { words } from "../i18n/index.ts";
import { paintingWords } from "../i18n/painting.ts";
import { filled, inverted, knownShare, preset, presetNames, rectangle, type Mask, type Point } from "../paint/mask.ts";
import { Painter, TOOLS } from "../paint/painter.ts";
import { maskUrl } from "../paint/png.ts";
import { colourOf, drawSurface, tinted } from "../paint/surface.ts";
import { ARROWS, placeIn } from "../arrows.ts";
import { icon, shared } from "../theme/shared.ts";
import { DialogElement, hasClosed, sheetStyles } from "./dialog.ts";
import { maskPainterStyles } from "./mask-painter-styles.ts";

/** What is painted: a mask, for which node, over which picture. */
export interface PaintSubject {
  readonly node: string;
  readonly mask: Mask;
  readonly picture: Raster | undefined;
  /** Which strokes the drawn presets have. */
  readonly seed: number;
  /** Of the node: its presets have their names there. */
  readonly definition: NodeDefinition;
}

const LEAP = 8;
const MAX_PIXELS = 1024;

/**
 * Paints a mask pixel by pixel, by pointer, touch or keyboard. It undoes for itself; the graph changes once, at “Done”,
 * and not at all at Escape.
 *
 * @fires edit with the painted mask
 */
export class MaskPainter extends DialogElement {
  /** Only so that it is drawn again when the colours change. */
  @property() theme!: string;
  @state() private subject: PaintSubject | undefined;
  @state() private version = 0;
  @query("canvas") private readonly canvas!: HTMLCanvasElement | null;
  private painter = new Painter(filled(1, 1, 1));

  static override styles = [shared, sheetStyles, maskPainterStyles];

  /** Shows the painter. */
  async open(subject: PaintSubject): Promise<void> {
    this.painter = new Painter(subject.mask);
    this.subject = subject;
    await this.show();
    this.canvas?.focus();
    this.draw();
  }

  override render(): TemplateResult {
    if (!this.subject) return html`${nothing}`;
    const w = paintingWords(this.language).paint;
    const { width, height } = this.painter.mask;
    const scale = Math.max(1, Math.floor(MAX_PIXELS / Math.max(width, height)));
    return html`<dialog
      aria-label=${w.title}
      style="--shape: ${width} / ${height}"
      @close=${(event: Event) => hasClosed(event) && (this.subject = undefined)}
      @keydown=${(e: KeyboardEvent) => this.keyInDialog(e)}
    >
      <h2>
        ${w.title}
        <span class="label"
          >${words(this.language).sizeOf(width, height)} ·
          ${w.share(`${Math.round(knownShare(this.painter.mask) * 100)} %`)}</span
        >
      </h2>
      <div class="columns">
        <div>
          <canvas
            tabindex="0"
            role="application"
            aria-label=${w.surface}
            aria-describedby="keys"
            width=${width * scale}
            height=${height * scale}
            @pointerdown=${(e: PointerEvent) => this.pointerDown(e)}
            @pointermove=${(e: PointerEvent) => this.pointerMove(e)}
            @pointerup=${() => this.change(() => this.painter.end())}
            @pointercancel=${() => this.change(() => this.painter.abandon())}
            @contextmenu=${(e: Event) => e.preventDefault()}
            @keydown=${(e: KeyboardEvent) => this.key(e)}
            @keyup=${(e: KeyboardEvent) => this.keyUp(e)}
            @blur=${() => this.change(() => this.painter.end())}
          ></canvas>
          <div class="label place" aria-live="polite">${this.place()}</div>
          <div class="label" id="keys">${matchMedia("(pointer: coarse)").matches ? w.touch : w.keys}</div>
        </div>
        <div>${this.controls()}</div>
      </div>
    </dialog>`;
  }

  private place(): string {
    const w = paintingWords(this.language).paint;
    const { cursor, mask } = this.painter;
    const [x, y] = [Math.floor(cursor.x), Math.floor(cursor.y)];
    const value = mask.data[y * mask.width + x];
    return value === undefined ? "" : w.place(x, y, value === 1 ? w.known : w.unknown);
  }

  private controls(): TemplateResult {
    const w = paintingWords(this.language).paint;
    const { painter } = this;
    const { width, height } = painter.mask;
    return html`
      <fieldset>
        <legend>${w.tools}</legend>
        <div class="choices">
          ${TOOLS.map((tool) => this.choice("tool", w[tool], painter.tool === tool, () => (painter.tool = tool)))}
        </div>
      </fieldset>
      <fieldset>
        <legend>${w.ink}</legend>
        <div class="choices">
          ${this.choice("ink", w.unknown, painter.ink === 0, () => (painter.ink = 0), "unknown")}
          ${this.choice("ink", w.known, painter.ink === 1, () => (painter.ink = 1), "known")}
        </div>
      </fieldset>
      <fieldset>
        <legend>${w.size}</legend>
        <div class="row">
          <input
            type="range"
            min="1"
            max=${Math.max(16, Math.round(width / 2))}
            aria-label=${w.size}
            .value=${String(painter.size)}
            @input=${(e: Event) => this.change(() => painter.resize(Number((e.target as HTMLInputElement).value)))}
          />
          <span class="label">${painter.size} ${w.pixels}</span>
        </div>
      </fieldset>
      <fieldset>
        <legend>${w.presets}</legend>
        <div class="choices">
          ${presetNames.map((name) =>
            this.action(this.presetTitle(name), () => preset(name, width, height, this.subject?.seed)),
          )}
          ${this.action(w.invert, () => inverted(painter.mask))}
          ${this.action(w.allKnown, () => filled(width, height, 1))}
          ${this.action(w.allUnknown, () => filled(width, height, 0))}
        </div>
      </fieldset>
      ${this.numbers()}
      <div class="end">
        <button
          title=${words(this.language).undo}
          aria-label=${words(this.language).undo}
          ?disabled=${!painter.canUndo}
          @click=${() => this.change(() => painter.undo())}
        >
          ${icon("undo-2")}
        </button>
        <button
          title=${words(this.language).redo}
          aria-label=${words(this.language).redo}
          ?disabled=${!painter.canRedo}
          @click=${() => this.change(() => painter.redo())}
        >
          ${icon("redo-2")}
        </button>
        <button @click=${this.leave}>${w.cancel}</button>
        <button class="done" @click=${this.done}>${w.done}</button>
      </div>
    `;
  }

  private choice(name: string, title: string, checked: boolean, act: () => void, swatch = ""): TemplateResult {
    return html`<label
      ><input type="radio" name=${name} .checked=${checked} @change=${() => this.change(act)} />${
        swatch ? html`<span class="swatch ${swatch}"></span>` : nothing
      }${title}</label
    >`;
  }

  private action(title: string, make: () => Mask): TemplateResult {
    return html`<button title=${title} @click=${() => this.change(() => this.painter.take(make()))}>${title}</button>`;
  }

  private presetTitle(name: string): string {
    const param = this.subject?.definition.params.find((entry) => entry.name === "preset");
    const option = param?.kind === "choice" ? param.options.find(({ value }) => value === name) : undefined;
    const title = option?.title[this.language] ?? name;
    return title.split(/\s*[(（]/)[0] ?? title; // What is said in brackets has no room on a button.
  }

  private numbers(): TemplateResult {
    const w = paintingWords(this.language).paint;
    const { width, height } = this.painter.mask;
    const field = (name: string, title: string, value: number, max: number): TemplateResult =>
      html`<label>${title}<input type="number" name=${name} min="0" max=${max} value=${value} /></label>`;
    return html`<form @submit=${(e: SubmitEvent) => this.drawBox(e)}>
      <fieldset>
        <legend>${w.numbers}</legend>
        <div class="box">
          ${field("x", w.x, Math.floor(width / 4), width)}${field("y", w.y, Math.floor(height / 4), height)}
          ${field("w", w.width, Math.floor(width / 2), width)}${field("h", w.height, Math.floor(height / 2), height)}
        </div>
        <button type="submit">${w.draw}</button>
      </fieldset>
    </form>`;
  }

  private drawBox(event: SubmitEvent): void {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const read = (name: string): number => Math.max(0, Math.round(Number(data.get(name))) || 0);
    const box = { x: read("x"), y: read("y"), width: read("w"), height: read("h") };
    this.change(() => this.painter.take(rectangle(this.painter.mask, box, this.painter.ink)));
  }

  protected override updated(_changed: PropertyValues<this>): void {
    this.draw();
  }

  private draw(): void {
    const { canvas, painter } = this;
    if (!canvas || !this.dialog?.open) return;
    const style = getComputedStyle(this);
    const [known, generated] = ["--known", "--generated"].map((name) => colourOf(style.getPropertyValue(name)));
    if (!known || !generated) return;
    const isBrush = painter.tool === "brush" || painter.tool === "eraser";
    const brush = { at: painter.cursor, size: isBrush ? painter.size : 1 };
    drawSurface(canvas, tinted(painter.mask, this.subject?.picture, known, generated), brush);
  }

  private change(act: () => void): void {
    act();
    this.version++;
  }

  private at(event: PointerEvent): Point {
    const { width, height } = this.painter.mask;
    return placeIn(this.canvas, event, width, height);
  }

  private pointerDown(event: PointerEvent): void {
    if (!event.isPrimary || event.button === 1) return;
    this.canvas?.setPointerCapture(event.pointerId);
    this.change(() => this.painter.begin(this.at(event), event.button === 2));
  }

  private pointerMove(event: PointerEvent): void {
    if (!event.isPrimary) return;
    const events = event.getCoalescedEvents();
    this.change(() => {
      for (const each of events.length > 0 ? events : [event]) this.painter.move(this.at(each));
    });
  }

  private key(event: KeyboardEvent): void {
    const { painter } = this;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = ARROWS[event.key];
    const reach = event.shiftKey ? LEAP : 1;
    const key = event.key.toLowerCase();
    if (move) this.change(() => painter.nudge(move[0] * reach, move[1] * reach));
    else if (key === " " || key === "x") {
      if (!painter.drawing) this.change(() => painter.begin(painter.cursor, key === "x"));
    } else if (key === "+" || key === "=") this.change(() => painter.resize(painter.size + 1));
    else if (key === "-" || key === "_") this.change(() => painter.resize(painter.size - 1));
    else return;
    event.preventDefault();
  }

  private keyUp(event: KeyboardEvent): void {
    if (event.key === " " || event.key.toLowerCase() === "x") this.change(() => this.painter.end());
  }

  private keyInDialog(event: KeyboardEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    const key = event.key.toLowerCase();
    if (key === "z" || key === "y") {
      event.preventDefault();
      this.change(() => (key === "y" || event.shiftKey ? this.painter.redo() : this.painter.undo()));
    } else if (key === "enter") void this.done();
  }

  private readonly done = async (): Promise<void> => {
    const { subject, painter } = this;
    if (!subject) return;
    painter.end();
    const { node } = subject;
    const params = { painted: await maskUrl(painter.mask), preset: "painted", hole: "black", invert: false };
    emit(this, "edit", { edit: all(...Object.entries(params).map(([name, value]) => setParam(node, name, value))) });
    this.leave();
  };
}

customElements.define("repaint-mask-painter", MaskPainter);

declare global {
  interface HTMLElementTagNameMap {
    "repaint-mask-painter": MaskPainter;
  }
}
