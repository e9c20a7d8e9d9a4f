import { css, html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { inLanguage } from "../../runtime/lesson/format.ts";
import type { Language } from "../../runtime/text.ts";
import { dialogStyles } from "../share/dialog-styles.ts";
import { icon, shared } from "../theme/shared.ts";
import type { Course, LessonEntry } from "./course.ts";
import { lessonWords } from "./words.ts";

/**
 * The lessons of the course, and how far the reader has come in each.
 *
 * @fires open-file when a lesson is to be opened from a file
 * @fires write when one is to be written
 */
export class LessonList extends LitElement {
  @property({ attribute: false }) course!: Course;
  /** Counts what has changed in the course. */
  @property({ attribute: false }) came!: number;
  @property() language!: Language;

  static override styles = [
    shared,
    dialogStyles,
    css`
      dialog {
        width: min(620px, calc(100vw - 32px));
      }
      .head {
        display: flex;
        align-items: center;
        justify-content: space-between;
      }
      ol {
        display: grid;
        gap: 4px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li button {
        display: grid;
        grid-template-columns: 28px minmax(0, 1fr) auto;
        align-items: baseline;
        justify-content: stretch;
        gap: 2px 8px;
        width: 100%;
        height: auto;
        padding: 10px 12px;
        text-align: left;
        white-space: normal;
        border-color: var(--line);
      }
      .number {
        font-size: 18px;
        color: var(--muted);
      }
      .title {
        font-weight: 600;
        font-size: 15px;
      }
      .about {
        grid-column: 2 / -1;
        color: var(--muted);
      }
      .came {
        color: var(--known);
      }
    `,
  ];

  override render(): TemplateResult {
    const w = lessonWords(this.language);
    return html`<dialog
      aria-labelledby="heading"
      @close=${() => this.course.close()}
      @keydown=${(e: Event) => e.stopPropagation()}
    >
      <div class="body">
        <div class="head">
          <h2 id="heading">${w.learn}</h2>
          <button title=${w.close} aria-label=${w.close} @click=${() => this.course.close()}>${icon("x")}</button>
        </div>
        <p>${w.intro}</p>
        <ol>
          ${(this.course.list ?? []).map((entry, i) => html`<li>${this.entry(entry, i)}</li>`)}
        </ol>
        <div class="actions">
          <button class="open" @click=${() => this.leaveFor("open-file")}>${w.openLesson}</button>
          <button class="write" @click=${() => this.leaveFor("write")}>${w.write}</button>
        </div>
      </div>
    </dialog>`;
  }

  private leaveFor(wish: "open-file" | "write"): void {
    this.course.close();
    this.dispatchEvent(new CustomEvent(wish));
  }

  private entry({ name, title, about, minutes, steps }: LessonEntry, i: number): TemplateResult {
    const w = lessonWords(this.language);
    const came = this.course.progress.of(name);
    const far = came ? (came.ended ? `✓ ${w.finished}` : w.progress(came.step + 1, steps)) : "";
    return html`<button data-name=${name} @click=${() => void this.course.begin(name)}>
      <span class="number">${i + 1}</span><span class="title">${inLanguage(title, this.language)}</span
      ><span class="label"><span class="came">${far}</span> ${minutes === undefined ? "" : w.minutes(minutes)}</span>
      <span class="about">${inLanguage(about, this.language)}</span>
    </button>`;
  }

  protected override updated(_changed: PropertyValues<this>): void {
    const dialog = this.renderRoot.querySelector("dialog");
    if (this.course.listed && dialog && !dialog.open) dialog.showModal();
    else if (!this.course.listed && dialog?.open) dialog.close();
  }
}

customElements.define("repaint-lesson-list", LessonList);

declare global {
  interface HTMLElementTagNameMap {
    "repaint-lesson-list": LessonList;
  }
}
