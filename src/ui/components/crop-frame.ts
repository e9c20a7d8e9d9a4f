import { css, html, nothing, type TemplateResult } from "lit";
import { query, state } from "lit/decorators.js";
import { decodeBitmap } from "../engine/decode.ts";
import { paintingWords } from "../i18n/painting.ts";
import { partOf, type ChosenPicture } from "../own-image.ts";
import { centred, moved, zoomed, type Frame, type Size } from "../paint/crop.ts";
import type { Point } from "../paint/mask.ts";
import { ARROWS, placeIn } from "../arrows.ts";
import { shared } from "../theme/shared.ts";
import { DialogElement, hasClosed, sheetStyles } from "./dialog.ts";

/** Sides of the frame by one press of a key, and by one notch of the wheel. */
const ZOOM = 1.1;
const MAX_SIDE = 1024;

/** A picture of which a part is chosen, and what is done with the part. */
interface Subject {
  readonly file: File;
  readonly bitmap: ImageBitmap;
  readonly shape: Size;
  readonly give: (chosen: ChosenPicture | undefined) => void;
}

/** Chooses the part of a picture that the model gets: a frame that is moved and zoomed by pointer, touch, wheel or keys. */
export class CropFrame extends DialogElement {
  @state() private subject: Subject | undefined;
  @state() private frame: Frame = { x: 0, y: 0, width: 1, height: 1 };
  @query("canvas") private readonly canvas!: HTMLCanvasElement | null;
  private grips = new Map<number, Point>();

  static override styles = [
    shared,
    sheetStyles,
    css`
      dialog {
        width: min(640px, calc(100vw - 16px));
      }
      h2 {
        margin: 0 0 12px;
        font-size: var(--text-size);
        font-weight: 600;
      }
      canvas {
        display: block;
        max-width: 100%;
        max-height: calc(100vh - 200px);
        margin: 0 auto;
        touch-action: none;
        cursor: move;
      }
      .row {
        display: flex;
        align-items: center;
        gap: 8px;
        margin-top: 12px;
      }
      .row input {
        flex: 1;
        min-width: 0;
        accent-color: var(--text);
      }
      .row .label {
        flex: 1;
      }
      .row button {
        border-color: var(--line);
      }
      .row .done {
        background: var(--text);
        color: var(--panel);
      }
      .row .done:hover {
        background: var(--muted);
      }
    `,
  ];

  /**
   * Lets the reader choose; a picture that has the size already is taken as it is.
   *
   * @returns a part of that size, or the whole picture; undefined when it was given up.
   * @throws UserError `not-an-image`, `image-too-large`.
   */
  async choose(file: File, width: number, height: number): Promise<ChosenPicture | undefined> {
    const bitmap = await decodeBitmap(file, file.name);
    const shape = { width, height };
    this.frame = centred(bitmap, shape);
    if (bitmap.width === width && bitmap.height === height) {
      return await partOf(bitmap, this.frame, shape);
    }
    this.subject?.give(undefined);
    const chosen = new Promise<ChosenPicture | undefined>((give) => (this.subject = { file, bitmap, shape, give }));
    await this.show();
    this.canvas?.focus();
    this.draw();
    return await chosen;
  }

  override render(): TemplateResult {
    const { subject } = this;
    if (!subject) return html`${nothing}`;
    const w = paintingWords(this.language).crop;
    const { bitmap, shape } = subject;
    const scale = Math.min(1, MAX_SIDE / Math.max(bitmap.width, bitmap.height));
    const share = this.frame.width / centred(bitmap, shape).width;
    return html`<dialog aria-label=${w.title} @close=${(event: Event) => hasClosed(event) && this.end(undefined)}>
      <h2>${w.title}</h2>
      <canvas
        tabindex="0"
        role="application"
        aria-label=${w.surface}
        aria-describedby="keys"
        width=${Math.max(1, Math.round(bitmap.width * scale))}
        height=${Math.max(1, Math.round(bitmap.height * scale))}
        @pointerdown=${(e: PointerEvent) => this.grip(e)}
        @pointermove=${(e: PointerEvent) => this.drag(e)}
        @pointerup=${(e: PointerEvent) => this.grips.delete(e.pointerId)}
        @pointercancel=${(e: PointerEvent) => this.grips.delete(e.pointerId)}
        @wheel=${(e: WheelEvent) => this.wheel(e)}
        @keydown=${(e: KeyboardEvent) => this.key(e)}
      ></canvas>
      <div class="row">
        <span>${w.zoom}</span>
        <input
          type="range"
          min="5"
          max="100"
          aria-label=${w.zoom}
          .value=${String(105 - Math.round(share * 100))}
          @input=${(e: Event) => this.zoomTo((105 - Number((e.target as HTMLInputElement).value)) / 100)}
        />
      </div>
      <div class="row">
        <span class="label" id="keys">${w.keys}</span>
        <button @click=${this.leave}>${w.cancel}</button>
        <button @click=${() => void this.done()}>${w.done}</button>
        <button class="done" title=${w.wholeHint} @click=${() => this.takeWhole()}>${w.whole}</button>
      </div>
    </dialog>`;
  }

  protected override updated(): void {
    this.draw();
  }

  /** The picture, darkened but for the frame. */
  private draw(): void {
    const { subject, canvas, frame } = this;
    const ctx = canvas?.getContext("2d");
    if (!subject || !canvas || !ctx) return;
    const scale = canvas.width / subject.bitmap.width;
    const [x, y, w, h] = [frame.x * scale, frame.y * scale, frame.width * scale, frame.height * scale];
    ctx.drawImage(subject.bitmap, 0, 0, canvas.width, canvas.height);
    ctx.fillStyle = "rgb(0 0 0 / 60%)";
    ctx.beginPath();
    ctx.rect(0, 0, canvas.width, canvas.height);
    ctx.rect(x, y, w, h);
    ctx.fill("evenodd");
    const line = canvas.width / Math.max(1, canvas.clientWidth);
    for (const [colour, width] of [
      ["#000", 4],
      ["#fff", 2],
    ] as const) {
      ctx.strokeStyle = colour;
      ctx.lineWidth = width * line;
      ctx.strokeRect(x, y, w, h);
    }
  }

  private at(event: PointerEvent | WheelEvent): Point {
    const { width, height } = this.subject?.bitmap ?? { width: 1, height: 1 };
    return placeIn(this.canvas, event, width, height);
  }

  private grip(event: PointerEvent): void {
    this.canvas?.setPointerCapture(event.pointerId);
    this.grips.set(event.pointerId, this.at(event));
  }

  /** One pointer moves the frame, two also zoom it. */
  private drag(event: PointerEvent): void {
    const before = this.grips.get(event.pointerId);
    if (!before || !this.subject) return;
    const { bitmap } = this.subject;
    const at = this.at(event);
    const other = [...this.grips].find(([id]) => id !== event.pointerId)?.[1];
    const part = other ? 0.5 : 1;
    this.frame = moved(this.frame, bitmap, (at.x - before.x) * part, (at.y - before.y) * part);
    if (other) {
      const [was, is] = [before, at].map((p) => Math.hypot(p.x - other.x, p.y - other.y));
      if (was && is) this.frame = zoomed(this.frame, bitmap, is / was);
    }
    this.grips.set(event.pointerId, at);
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    if (this.subject)
      this.frame = zoomed(this.frame, this.subject.bitmap, ZOOM ** (event.deltaY / 100), this.at(event));
  }

  private zoomTo(share: number): void {
    if (!this.subject) return;
    const { bitmap, shape } = this.subject;
    this.frame = zoomed(this.frame, bitmap, (centred(bitmap, shape).width * share) / this.frame.width);
  }

  private key(event: KeyboardEvent): void {
    const { subject } = this;
    if (!subject || event.ctrlKey || event.metaKey || event.altKey) return;
    const move = ARROWS[event.key];
    const reach = (this.frame.width / subject.shape.width) * (event.shiftKey ? 8 : 1);
    if (move) this.frame = moved(this.frame, subject.bitmap, move[0] * reach, move[1] * reach);
    else if (event.key === "+" || event.key === "=") this.frame = zoomed(this.frame, subject.bitmap, 1 / ZOOM);
    else if (event.key === "-" || event.key === "_") this.frame = zoomed(this.frame, subject.bitmap, ZOOM);
    else if (event.key === "Enter") void this.done();
    else return;
    event.preventDefault();
  }

  private async done(): Promise<void> {
    const { subject, frame } = this;
    if (subject) this.end(await partOf(subject.bitmap, frame, subject.shape));
  }

  private takeWhole(): void {
    const { subject } = this;
    if (!subject) return;
    const { width, height } = subject.bitmap;
    this.end({ file: subject.file, whole: true, cut: { of: { width, height } } });
  }

  private end(chosen: ChosenPicture | undefined): void {
    const { subject } = this;
    this.subject = undefined;
    this.grips.clear();
    subject?.give(chosen);
    subject?.bitmap.close();
  }
}

customElements.define("repaint-crop", CropFrame);

declare global {
  interface HTMLElementTagNameMap {
    "repaint-crop": CropFrame;
  }
}
