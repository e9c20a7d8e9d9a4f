import { css, html, nothing, type TemplateResult } from "lit";
import { query, state } from "lit/decorators.js";
import { ARROWS, placeIn } from "../arrows.ts";
import { all, setParam } from "../edits.ts";
import { emit } from "../events.ts";
import { paintingWords } from "../i18n/painting.ts";
import { HANDLES, moved, pulled, zoomed, type Frame, type Handle } from "../paint/crop.ts";
import type { WindowSubject } from "../paint/window-subject.ts";
import { shared } from "../theme/shared.ts";
import { DialogElement, hasClosed, sheetStyles } from "./dialog.ts";
import "./raster-view.ts";

const ZOOM = 1.1;
const LEAP = 8;
/** The whole frame is held, and no handle of it. */
const WHOLE: Handle = { x: 0, y: 0 };

/**
 * Chooses by eye what the network sees of a picture: a frame with handles, moved and pulled by pointer, touch or keys.
 *
 * @fires edit with the window
 */
export class WindowChooser extends DialogElement {
  @state() private subject: WindowSubject | undefined;
  @state() private frame: Frame = { x: 0, y: 0, width: 1, height: 1 };
  @query(".picture") private readonly picture!: HTMLElement | null;
  private held: { readonly handle: Handle; readonly from: Frame; readonly at: { x: number; y: number } } | undefined;

  static override styles = [
    shared,
    sheetStyles,
    css`
      h2 {
        margin: 0 0 12px;
        font-size: var(--text-size);
        font-weight: 600;
      }
      .picture {
        position: relative;
        width: min(720px, calc(100vw - 64px), calc((100vh - 180px) * var(--ratio)));
        aspect-ratio: var(--ratio);
        margin: 8px auto;
        overflow: clip;
        overflow-clip-margin: 12px;
      }
      repaint-raster {
        position: absolute;
        inset: 0;
      }
      .frame {
        position: absolute;
        outline: 2px solid #fff;
        box-shadow:
          0 0 0 4px #000,
          0 0 0 9999px rgb(0 0 0 / 55%);
        cursor: move;
        touch-action: none;
      }
      .frame:focus-visible {
        outline-width: 3px;
      }
      .handle {
        position: absolute;
        width: 28px;
        min-width: 28px;
        height: 28px;
        min-height: 28px;
        padding: 0;
        translate: -50% -50%;
        border: 0;
        background: radial-gradient(circle, #fff 0 5px, #000 5px 7px, transparent 7px);
        touch-action: none;
      }
      @media (pointer: coarse) {
        .handle {
          width: 44px;
          height: 44px;
        }
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: flex-end;
        gap: 8px;
        margin-top: 12px;
      }
      .row .label {
        flex: 1 1 200px;
      }
      .row button {
        border-color: var(--line);
      }
      .row .done {
        background: var(--text);
        color: var(--panel);
      }
    `,
  ];

  async open(subject: WindowSubject): Promise<void> {
    this.subject = subject;
    this.frame = subject.frame;
    await this.show();
    this.renderRoot.querySelector<HTMLElement>(".frame")?.focus();
  }

  override render(): TemplateResult {
    const { subject, frame } = this;
    if (!subject) return html`${nothing}`;
    const w = paintingWords(this.language).window;
    const { width, height } = subject.size;
    const { x, y, width: across, height: down } = this.whole();
    const part = (value: number, of: number): string => `${(100 * value) / of}%`;
    return html`<dialog
      aria-labelledby="heading"
      style="--ratio: ${width} / ${height}"
      @close=${(event: Event) => hasClosed(event) && (this.subject = undefined)}
    >
      <h2 id="heading">${w.title}</h2>
      <div class="picture">
        <repaint-raster .raster=${subject.raster} label=${w.title}></repaint-raster>
        <div
          class="frame"
          tabindex="0"
          role="application"
          aria-label="${w.frame}: ${w.size(across, down, x, y)}"
          aria-describedby="keys"
          style="left: ${part(frame.x, width)}; top: ${part(frame.y, height)}; width: ${part(frame.width, width)}; height: ${part(frame.height, height)}"
          @pointerdown=${(e: PointerEvent) => this.hold(e, WHOLE)}
          @pointermove=${this.drag}
          @pointerup=${this.release}
          @pointercancel=${this.release}
          @keydown=${(e: KeyboardEvent) => this.key(e, WHOLE)}
        >
          ${HANDLES.map((handle) => this.handle(handle))}
        </div>
      </div>
      <div class="row">
        <span class="label" id="keys">${w.keys}</span>
        <span aria-live="polite">${w.size(across, down, x, y)}</span>
      </div>
      <div class="row">
        <button @click=${this.leave}>${w.cancel}</button>
        <button @click=${() => this.give({ window: "auto" })}>${w.auto}</button>
        <button class="done" @click=${this.done}>${w.done}</button>
      </div>
    </dialog>`;
  }

  private handle(handle: Handle): TemplateResult {
    const { handle: named, sides } = paintingWords(this.language).window;
    const [down, across] = [[sides.top, "", sides.bottom][handle.y + 1], [sides.left, "", sides.right][handle.x + 1]];
    const straight = handle.y === 0 ? "ew-resize" : "ns-resize";
    const cursor = handle.x * handle.y === 0 ? straight : handle.x === handle.y ? "nwse-resize" : "nesw-resize";
    return html`<button
      class="handle"
      aria-label=${named(`${down} ${across}`.trim())}
      style="left: ${50 * (handle.x + 1)}%; top: ${50 * (handle.y + 1)}%; cursor: ${cursor}"
      @pointerdown=${(e: PointerEvent) => this.hold(e, handle)}
      @keydown=${(e: KeyboardEvent) => this.key(e, handle)}
    ></button>`;
  }

  private at(event: PointerEvent): { x: number; y: number } {
    const { width, height } = this.subject?.size ?? this.frame;
    return placeIn(this.picture, event, width, height);
  }

  private hold(event: PointerEvent, handle: Handle): void {
    if (!event.isPrimary || event.button !== 0) return;
    event.stopPropagation(); // A handle lies in the frame, which is held otherwise.
    this.renderRoot.querySelector(".frame")?.setPointerCapture(event.pointerId);
    this.held = { handle, from: this.frame, at: this.at(event) };
  }

  private drag(event: PointerEvent): void {
    if (!this.held || !event.isPrimary) return;
    const at = this.at(event);
    this.pull(this.held.handle, this.held.from, at.x - this.held.at.x, at.y - this.held.at.y);
  }

  private release(): void {
    this.held = undefined;
  }

  private pull(handle: Handle, from: Frame, dx: number, dy: number): void {
    if (!this.subject) return;
    const { size, keeps } = this.subject;
    this.frame = handle === WHOLE ? moved(from, size, dx, dy) : pulled(from, size, handle, dx, dy, keeps);
  }

  private key(event: KeyboardEvent, handle: Handle): void {
    if (!this.subject || event.ctrlKey || event.metaKey || event.altKey) return;
    const move = ARROWS[event.key];
    const reach = event.shiftKey ? LEAP : 1;
    if (move) this.pull(handle, this.frame, move[0] * reach, move[1] * reach);
    else if (event.key === "+" || event.key === "=") this.frame = zoomed(this.frame, this.subject.size, ZOOM);
    else if (event.key === "-" || event.key === "_") this.frame = zoomed(this.frame, this.subject.size, 1 / ZOOM);
    else if (event.key === "Enter" && handle === WHOLE) this.done();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** On whole pixels; as wide and as high wherever it is moved to. */
  private whole(): Frame {
    const { size } = this.subject ?? { size: this.frame };
    const [width, height] = [Math.round(this.frame.width), Math.round(this.frame.height)];
    const x = Math.min(Math.round(this.frame.x), size.width - width);
    const y = Math.min(Math.round(this.frame.y), size.height - height);
    return { x, y, width, height };
  }

  private done(): void {
    this.give({ window: "chosen", ...this.whole() });
  }

  private give(params: Readonly<Record<string, string | number>>): void {
    const { subject } = this;
    if (!subject) return;
    const edits = Object.entries(params).map(([name, value]) => setParam(subject.node, name, value));
    emit(this, "edit", { edit: all(...edits) });
    this.leave();
  }
}

customElements.define("repaint-window", WindowChooser);

declare global {
  interface HTMLElementTagNameMap {
    "repaint-window": WindowChooser;
  }
}
