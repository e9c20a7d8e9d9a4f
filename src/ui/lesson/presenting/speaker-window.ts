import { html, nothing, render, type TemplateResult } from "lit";
import { inLanguage, type LessonText, type Question, type Step } from "../../../runtime/lesson/format.ts";
import type { Language } from "../../../runtime/text.ts";
import { shared } from "../../theme/shared.ts";
import { themeStyles, type ThemeName } from "../../theme/tokens.ts";
import type { Course } from "../course.ts";
import { lessonStyles } from "../lesson-styles.ts";
import { drawMarkdown, type TextHost } from "../markdown.ts";
import { presentingWords } from "./presenting-words.ts";
import { speakerStyles } from "./speaker-styles.ts";

const SECOND = 1000;

/** What whoever speaks has before them: notes, what is asked and its answer, what comes next, and the time. */
export class SpeakerWindow {
  private readonly window: Window;
  private readonly host: HTMLElement;
  private readonly root: ShadowRoot;
  private readonly begun = performance.now();
  private readonly clock: number;
  private shown: (() => TemplateResult | typeof nothing) | undefined;

  private constructor(window: Window, key: (event: KeyboardEvent) => void) {
    this.window = window;
    const { document } = window;
    this.host = document.createElement("main");
    this.root = this.host.attachShadow({ mode: "open" });
    document.body.replaceChildren(this.host);
    document.body.style.margin = "0";
    document.addEventListener("keydown", key);
    this.clock = window.setInterval(() => this.tick(), SECOND);
  }

  /** @returns undefined where the browser opens no second window. */
  static open(key: (event: KeyboardEvent) => void): SpeakerWindow | undefined {
    const opened = globalThis.open("", "", "popup,width=620,height=760");
    return opened ? new SpeakerWindow(opened, key) : undefined;
  }

  get isOpen(): boolean {
    return !this.window.closed;
  }

  close(): void {
    this.window.clearInterval(this.clock);
    this.window.close();
  }

  draw(course: Course, language: Language, theme: ThemeName): void {
    if (!this.isOpen) return;
    const { document } = this.window;
    document.title = presentingWords(language).speaker;
    document.documentElement.lang = language;
    this.host.setAttribute("theme", theme);
    this.shown = () => page(course, language, performance.now() - this.begun);
    this.tick();
  }

  private tick(): void {
    if (this.isOpen && this.shown) render(this.shown(), this.root);
  }
}

/** In a window without the editor nothing is lit. */
const still: TextHost = { reference: (_reference, words) => html`<span class="ref">${words}</span>`, outside: "↗" };
const styles = [themeStyles, shared, lessonStyles, speakerStyles].map(({ cssText }) => cssText).join("\n");

function page(course: Course, language: Language, milliseconds: number): TemplateResult | typeof nothing {
  const { lesson, step, at } = course;
  if (!lesson || !step) return nothing;
  const w = presentingWords(language);
  const next = lesson.steps[at + 1];
  return html`<style>
      ${styles}
    </style>
    <header>
      <span class="lesson">${inLanguage(lesson.title, language)}</span>
      <span class="label">${w.step(at + 1, lesson.steps.length)} · ${w.minutes(clockOf(milliseconds))}</span>
    </header>
    <div class="page" tabindex="0" role="region" aria-labelledby="title">
      <h1 id="title">${inLanguage(step.title, language)}</h1>
      <section class="notes" aria-label=${w.notes}>
        ${step.notes ? drawMarkdown(inLanguage(step.notes, language), still) : html`<p class="label">${w.noNotes}</p>`}
      </section>
      ${asked(step, language)}
      <p class="next">
        ${next ? html`<span class="label">${w.next}</span> ${inLanguage(next.title, language)}` : w.last}
      </p>
    </div>
    <footer>
      <button ?disabled=${at === 0} @click=${() => void course.go(at - 1)}>${w.back}</button>
      <button class="main" ?disabled=${!next} @click=${() => void course.go(at + 1)}>${w.on}</button>
    </footer>`;
}

function asked({ question, task }: Step, language: Language): TemplateResult {
  const w = presentingWords(language);
  const box = (title: string, text: LessonText, more: unknown): TemplateResult =>
    html`<section class="box">
      <h2>${title}</h2>
      ${drawn(text, language)} ${more}
    </section>`;
  return html`${question ? box(w.question, question.ask, answerOf(question, language)) : nothing}
  ${task ? box(w.task, task.do, task.hint ? drawn(task.hint, language) : nothing) : nothing}`;
}

const drawn = (text: LessonText, language: Language): TemplateResult => drawMarkdown(inLanguage(text, language), still);

/** What is right, and the reason that the reader is told. */
function answerOf(question: Question, language: Language): TemplateResult {
  const w = presentingWords(language);
  const told = (answer: string, why: LessonText): TemplateResult =>
    html`<p>${answer}</p>
      ${drawn(why, language)}`;
  if (question.kind === "choice") {
    const right = question.options.filter((option) => option.right);
    return html`${right.map(({ text, why }) => told(w.answer(inLanguage(text, language)), why))}`;
  }
  if (question.kind === "text") return told(w.anAnswer, question.why);
  return told(question.value === undefined ? w.counted : w.answer(String(question.value)), question.why);
}

/** Minutes and seconds. */
function clockOf(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / SECOND);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
