import { html, LitElement, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Language } from "../../../runtime/text.ts";
import { icon, shared } from "../../theme/shared.ts";
import { lessonStyles } from "../lesson-styles.ts";
import { drawMarkdown, type TextHost } from "../markdown.ts";
import type { DraftStep } from "./draft.ts";
import { compareFields } from "./compare-fields.ts";
import { wordsField } from "./fields.ts";
import { questionFields } from "./question-fields.ts";
import { sceneFields } from "./scene-fields.ts";
import { taskFields } from "./task-fields.ts";
import type { Words } from "./texts.ts";
import type { Writer } from "./writer.ts";
import { writerStyles } from "./writer-styles.ts";
import { writingWords } from "./writing-words.ts";

/** Where a lesson is written: its steps, and the words, task and question of one of them, beside the canvas. */
export class LessonWriter extends LitElement {
  @property({ attribute: false }) writer!: Writer;
  /** Counts what has changed in the writer. */
  @property({ attribute: false }) came!: number;
  @property() language: Language = "en";
  @property({ type: Boolean, reflect: true }) narrow = false;
  /** The language that is being written, where that is not the reader's. */
  @state() written: Language | undefined;
  @state() sure = false;

  static override styles = [shared, lessonStyles, writerStyles];

  private get writes(): Language {
    return this.written ?? this.language;
  }

  override render(): TemplateResult {
    const { writer, language } = this;
    const w = writingWords(language);
    const { step, draft } = writer;
    return html`
      <header role="presentation">
        <h2>${w.heading}</h2>
        <button ?disabled=${!writer.canUndo} title=${w.undo} aria-label=${w.undo} @click=${() => writer.undo()}>
          ${icon("undo-2")}
        </button>
        <button class="close" title=${w.close} aria-label=${w.close} @click=${() => writer.close()}>
          ${icon("x")}
        </button>
      </header>
      <div class="page" @keydown=${(event: Event) => event.stopPropagation()}>
        <div class="top">
          <div class="row" role="group" aria-label=${w.languages}>
            ${(["en", "zh"] as const).map(
              (one) =>
                html`<button
                  aria-pressed=${this.writes === one ? "true" : "false"}
                  @click=${() => (this.written = one)}
                >
                  ${one === "en" ? "English" : "中文"}
                </button>`,
            )}
          </div>
          <button ?disabled=${draft.steps.length === 0} @click=${this.startAnew} @blur=${() => (this.sure = false)}>
            ${this.sure ? w.sure : w.anewLesson}
          </button>
        </div>
        ${this.field("lesson-title", w.lessonTitle, draft.title, (title) => writer.put({ ...draft, title }, "title"))}
        ${this.field("about", w.about, draft.about, (about) => writer.put({ ...draft, about }, "about"))} ${this.list()}
        ${step ? this.step(step) : html`<p>${w.first}</p>`}
      </div>
      ${this.ways()}
    `;
  }

  private field(
    id: string,
    label: string,
    words: Words | undefined,
    put: (words: Words) => void,
    rows = 1,
    hint = "",
  ): TemplateResult {
    return wordsField({ id, label, words, language: this.writes, put, rows, hint });
  }

  private list(): TemplateResult {
    const { writer, language } = this;
    const w = writingWords(language);
    const { steps } = writer.draft;
    const nameOf = ({ title }: DraftStep, i: number): string =>
      title[language] || title.en || title.zh || w.untitled(i + 1);
    const wrong = (i: number): boolean => writer.findings?.some(({ step }) => step === i) === true;
    return html`<h3 id="steps">${w.steps}</h3>
      <ol class="steps" aria-labelledby="steps">
        ${steps.map(
          (step, i) =>
            html`<li>
              <button class="to" aria-current=${i === writer.at ? "step" : nothing} @click=${() => writer.show(i)}>
                <span class="number">${i + 1}</span><span class="name">${nameOf(step, i)}</span>
                ${wrong(i) ? html`<span class="wrong">${icon("triangle-alert")}</span>` : nothing}
              </button>
              ${
                i === writer.at
                  ? html`<button title=${w.up} aria-label=${w.up} ?disabled=${i === 0} @click=${() => writer.move(-1)}>
                        ↑</button
                      ><button
                        title=${w.down}
                        aria-label=${w.down}
                        ?disabled=${i === steps.length - 1}
                        @click=${() => writer.move(1)}
                      >
                        ↓</button
                      ><button title=${w.remove} aria-label=${w.remove} @click=${() => writer.remove()}>
                        ${icon("trash-2")}
                      </button>`
                  : nothing
              }
            </li>`,
        )}
      </ol>
      <button class="add main" title=${w.addHint} @click=${() => writer.add()}>${icon("plus")}${w.add}</button>
      ${this.findings()}`;
  }

  private findings(): TemplateResult | typeof nothing {
    const { writer, language } = this;
    const w = writingWords(language);
    const { findings } = writer;
    if (!findings) return nothing;
    return html`<div class="box found" role="status">
      <p>${findings.length === 0 ? w.well : w.found(findings.length)}</p>
      ${
        findings.length === 0
          ? nothing
          : html`<ul>
              ${findings.map(
                ({ step, text }) =>
                  html`<li>
                    <button @click=${() => writer.show(step)}>
                      <span class="label">${w.untitled(step + 1)}</span>
                      <span>${text[language]}</span>
                    </button>
                  </li>`,
              )}
            </ul>`
      }
    </div>`;
  }

  private step(step: DraftStep): TemplateResult {
    const { writer, language } = this;
    const w = writingWords(language);
    const text = step.text[this.writes] ?? "";
    return html`
      ${
        writer.differs
          ? html`<div class="box differs" role="status">
              <p>${w.differs}</p>
              <div class="row">
                <button @click=${() => writer.takeTask()}>${w.takeTask}</button>
                <button @click=${() => writer.takeScene()}>${w.takeScene}</button>
                <button @click=${() => writer.putBack()}>${w.putBack}</button>
              </div>
            </div>`
          : nothing
      }
      ${this.field("title", w.title, step.title, (title) => writer.edit((one) => ({ ...one, title }), "title"))}
      ${this.field("text", w.text, step.text, (words) => writer.edit((one) => ({ ...one, text: words }), "text"), 6, w.textHint)}
      <h3 id="reads">${w.preview}</h3>
      <section class="reads" aria-labelledby="reads" lang=${this.writes}>
        ${text.trim() === "" ? html`<p class="label">${w.empty}</p>` : drawMarkdown(text, still)}
      </section>
      <details open>
        <summary>${w.scene}</summary>
        ${sceneFields(writer, language)}
      </details>
      <details open>
        <summary>${w.task}</summary>
        ${taskFields(writer, this.writes, language)}
        ${writer.differs || step.task ? nothing : html`<button @click=${() => writer.takeTask()}>${w.takeTask}</button>`}
      </details>
      <details ?open=${step.question !== undefined}>
        <summary>${w.question}</summary>
        ${questionFields(writer, this.writes, language)}
      </details>
      <details ?open=${step.compare !== undefined}>
        <summary>${w.comparison}</summary>
        ${compareFields(writer, this.writes, language)}
      </details>
      <details ?open=${step.notes !== undefined}>
        <summary>${w.notes}</summary>
        ${this.field("notes", w.notes, step.notes, (notes) => writer.edit((one) => ({ ...one, notes }), "notes"), 3)}
      </details>
    `;
  }

  private ways(): TemplateResult {
    const { writer } = this;
    const w = writingWords(this.language);
    const none = writer.draft.steps.length === 0;
    return html`<footer class="ways" role="presentation">
      <button class="main" ?disabled=${none} @click=${() => void writer.preview()}>${icon("play")}${w.play}</button>
      <button class="check-all" ?disabled=${none || writer.checking} @click=${() => void writer.check()}>
        ${writer.checking ? w.checking : w.check}
      </button>
      <button ?disabled=${none} @click=${() => void writer.save()}>${icon("download")}${w.save}</button>
      <button ?disabled=${none} title=${w.share} aria-label=${w.share} @click=${() => void writer.share()}>
        ${icon("share-2")}
      </button>
    </footer>`;
  }

  /** The second press counts. */
  private readonly startAnew = (): void => {
    if (this.sure) this.writer.startAnew();
    this.sure = !this.sure;
  };
}

/** In the preview nothing is lit. */
const still: TextHost = {
  reference: (_reference, words) => html`<span class="ref">${words}</span>`,
  outside: "↗",
};

customElements.define("repaint-lesson-writer", LessonWriter);
