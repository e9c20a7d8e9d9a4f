import { html, LitElement, nothing, render, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { inLanguage, type Question, type Step } from "../../runtime/lesson/format.ts";
import type { Language } from "../../runtime/text.ts";
import "../components/raster-view.ts";
import type { Raster } from "../engine/messages.ts";
import { emit } from "../events.ts";
import { words } from "../i18n/index.ts";
import { formatNumber } from "../format.ts";
import { ALL_SHOWN, type Control } from "../layout/hiding.ts";
import type { Panel } from "../layout/panels.ts";
import type { IconName } from "../theme/icons.ts";
import { icon, shared } from "../theme/shared.ts";
import type { Course } from "./course.ts";
import { lessonStyles } from "./lesson-styles.ts";
import { placesOf, type Rect } from "./light.ts";
import { drawMarkdown, unbroken, type TextHost } from "./markdown.ts";
import type { Reference } from "./references.ts";
import { lessonWords } from "./words.ts";

/** Milliseconds after which the hint of a task is shown by itself, and for which a light stays after a click. */
const HINT_AFTER = 45_000;
const LIGHT_FOR = 2500;
/** A symbol may stand in every line. */
const MOST_LIGHTS = 20;

/**
 * The page of a lesson: its text, question, task and comparison, and the way through its steps.
 *
 * @fires locate when a reference to a node is followed
 * @fires command `language`
 * @fires present when it is to be shown on a projector, or no longer
 * @fires speaker when the speaker's window is to be opened
 */
export class LessonPanel extends LitElement {
  @property({ attribute: false }) course!: Course;
  /** Counts what has changed in the course. */
  @property({ attribute: false }) came!: number;
  @property() language!: Language;
  @property({ type: Boolean, reflect: true }) narrow = false;
  /** Whether it stands beside a narrow editor, which leaves out its bar where there is little room down. */
  @property({ type: Boolean }) beside = false;
  /** On a projector. */
  @property({ type: Boolean, reflect: true }) large = false;
  /** What of it is not shown. */
  @property({ attribute: false }) hide: ReadonlySet<Control> = ALL_SHOWN;
  /** Brings a panel of the editor into sight. */
  @property({ attribute: false }) reveal: ((panel: Panel) => void) | undefined;
  @state() hinted = false;
  @state() lit: Reference | undefined;
  private seen = "";
  private hintTimer = 0;
  private lightTimer = 0;
  private frame = 0;

  static override styles = [shared, lessonStyles];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.hintTimer);
    clearTimeout(this.lightTimer);
    cancelAnimationFrame(this.frame);
  }

  /** The keys go to the text. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>(".page")?.focus();
  }

  override render(): TemplateResult | typeof nothing {
    const { course, language } = this;
    const { lesson, step, at } = course;
    if (!lesson || !step) return nothing;
    const w = lessonWords(language);
    return html`
      <header role="presentation">
        <span class="lesson" title=${inLanguage(lesson.title, language)}>${inLanguage(lesson.title, language)}</span>
        ${(this.narrow || this.beside) && !this.hide.has("language") ? this.languages() : nothing}
        ${this.tool("again", "rotate-ccw", w.again, () => void course.again())}
        ${
          this.large
            ? html`<button class="speaker" title=${w.speaker} @click=${() => this.fire("speaker")}>${w.notes}</button>
                <button title=${w.endPresenting} aria-label=${w.endPresenting} @click=${() => this.fire("present")}>
                  ${icon("x")}
                </button>`
            : html`${this.tool("present", "presentation", w.present, () => this.fire("present"))}
              ${this.tool("leave", "x", w.leave, () => course.leave())}`
        }
      </header>
      <div class="page" tabindex="0" role="region" aria-labelledby="title" @keydown=${this.key}>
        <h2 id="title">${inLanguage(step.title, language)}</h2>
        ${drawMarkdown(inLanguage(step.text, language), this.host)}
        ${step.question && !comesLast(step.question) ? this.question(step.question, at) : nothing}
        ${step.compare ? this.comparison(step.compare, at) : nothing} ${step.task ? this.task(step.task, at) : nothing}
        ${step.question && comesLast(step.question) ? this.question(step.question, at) : nothing}
      </div>
      ${this.way()} ${this.lit ? html`<div class="lights" aria-hidden="true"></div>` : nothing}
    `;
  }

  private languages(): TemplateResult {
    const { language, languageHint } = words(this.language);
    return html`<button
      class="language"
      title=${languageHint}
      aria-label=${languageHint}
      @click=${() => emit(this, "command", "language")}
    >
      ${language}
    </button>`;
  }

  private tool(control: Control, sign: IconName, label: string, act: () => void): TemplateResult | typeof nothing {
    if (this.hide.has(control)) return nothing;
    return html`<button class=${control} title=${label} aria-label=${label} @click=${act}>${icon(sign)}</button>`;
  }

  private fire(name: "present" | "speaker"): void {
    this.dispatchEvent(new CustomEvent(name));
  }

  /** The way through the steps. */
  private way(): TemplateResult {
    const { course, language } = this;
    const w = lessonWords(language);
    const steps = course.lesson?.steps ?? [];
    const { at } = course;
    const isLast = at === steps.length - 1;
    return html`<footer role="presentation">
      <button ?disabled=${at === 0} @click=${() => void course.go(at - 1)}>${w.back}</button>
      <div class="dots" role="group" aria-label=${w.steps}>
        ${steps.map((step, i) => {
          const label = w.toStep(i + 1, inLanguage(step.title, language), course.isPassed(i));
          return html`<button
            class=${course.isPassed(i) ? "was" : ""}
            title=${label}
            aria-label=${label}
            aria-current=${i === at ? "step" : nothing}
            @click=${() => void course.go(i)}
          >
            <i></i>
          </button>`;
        })}
      </div>
      <span class="count">${w.step(at + 1, steps.length)}</span>
      <button class="main next" @click=${() => (isLast ? course.finish() : void course.go(at + 1))}>
        ${isLast ? w.end : w.next}
      </button>
    </footer>`;
  }

  private question(question: Question, at: number): TemplateResult {
    const { course, language } = this;
    const w = lessonWords(language);
    const answer = course.answers.get(at);
    return html`<section class="box question">
      <h3>${w[headingOf(question)]}</h3>
      ${drawMarkdown(inLanguage(question.ask, language), this.host)}
      ${question.kind === "choice" ? this.options(question, answer?.given) : this.field(question)}
      <div aria-live="polite">${answer ? this.verdict(question, answer) : nothing}</div>
    </section>`;
  }

  private options({ options }: Extract<Question, { kind: "choice" }>, given: unknown): TemplateResult {
    return html`<div class="options">
      ${options.map(
        ({ text }, i) =>
          html`<button aria-pressed=${given === i ? "true" : "false"} @click=${() => void this.course.answer(i)}>
            ${unbroken(inLanguage(text, this.language))}
          </button>`,
      )}
    </div>`;
  }

  private field(question: Question): TemplateResult {
    const w = lessonWords(this.language);
    const submit = (event: Event): void => {
      event.preventDefault();
      const field = this.renderRoot.querySelector<HTMLInputElement | HTMLTextAreaElement>(".question .answer");
      const text = field?.value.trim() ?? "";
      if (text === "") return field?.focus();
      void this.course.answer(question.kind === "number" ? Number(text) : text);
    };
    const stop = (event: Event): void => event.stopPropagation(); // Keys here are words, not commands.
    return html`<form class="row" @submit=${submit} @keydown=${stop}>
      ${
        question.kind === "number"
          ? html`<input class="answer" type="number" step="any" aria-label=${w.answer} size="8" />`
          : html`<textarea class="answer" rows="3" maxlength="2000" aria-label=${w.answer}></textarea>`
      }
      <button class="main" type="submit">${question.kind === "text" ? w.compareAnswer : w.check}</button>
    </form>`;
  }

  private verdict(
    question: Question,
    { given, right, truth }: NonNullable<ReturnType<Course["answers"]["get"]>>,
  ): TemplateResult {
    const { language } = this;
    const w = lessonWords(language);
    const why = question.kind === "choice" ? question.options[Number(given)]?.why : question.why;
    const word =
      right === undefined ? nothing : html`<strong class=${right ? "done" : ""}>${right ? w.right : w.wrong}</strong>`;
    if (question.kind === "number" && right === undefined) {
      return html`<p class="said">${readsRun(question) ? w.notRun : w.noFigure}</p>`;
    }
    return html`<div class="said">
      ${word}
      ${truth === undefined ? nothing : readsRun(question) ? w.truthOfRun(truth.toFixed(3)) : w.truth(formatNumber(truth))}
      ${why ? drawMarkdown(inLanguage(why, language), this.host) : nothing}
    </div>`;
  }

  private task(task: NonNullable<Step["task"]>, at: number): TemplateResult {
    const { course, language } = this;
    const w = lessonWords(language);
    const isDone = course.done.has(at);
    return html`<section class="box task">
      <h3>${w.task}</h3>
      ${drawMarkdown(inLanguage(task.do, language), this.host)}
      <div class="row">
        ${isDone ? html`<span class="done" role="status">✓ ${w.done}</span>` : nothing}
        ${!isDone && task.hint && !this.hinted && !this.hide.has("hint") ? html`<button @click=${() => (this.hinted = true)}>${w.hint}</button>` : nothing}
        ${isDone || this.hide.has("show-me") ? nothing : html`<button class="show" @click=${() => void course.showMe()}>${w.showMe}</button>`}
      </div>
      ${!isDone && task.hint && this.hinted && !this.hide.has("hint") ? html`<div class="said">${drawMarkdown(inLanguage(task.hint, language), this.host)}</div>` : nothing}
    </section>`;
  }

  private comparison({ a, b }: NonNullable<Step["compare"]>, at: number): TemplateResult {
    const { course, language } = this;
    const w = lessonWords(language);
    const runs = course.compared.get(at);
    const [first, second] = [inLanguage(a.title, language), inLanguage(b.title, language)];
    const side = (raster: Raster | undefined, caption: string): TemplateResult =>
      html`<figure>
        ${raster ? html`<repaint-raster .raster=${raster} .label=${caption}></repaint-raster>` : html`<div class="empty"></div>`}
        <figcaption>${unbroken(caption)}</figcaption>
      </figure>`;
    const { difference, running } = runs ?? {};
    return html`<section class="box compare">
      <div class="row" style="margin-top: 0">
        <button class="main" ?disabled=${running !== undefined} @click=${() => void course.compare()}>
          ${icon("play")}${w.compare}
        </button>
        <span role="status" class="label">${running ? w.comparing(running === "a" ? first : second) : ""}</span>
      </div>
      <div class="sides">
        ${side(runs?.a, first)} ${side(runs?.b, second)}
        ${difference ? side(difference.raster, w.differenceHint(difference.mean.toFixed(1))) : nothing}
      </div>
    </section>`;
  }

  // ── references ────────────────────────────────────────────────────────────────────────────────────────────────────

  private readonly host: TextHost = {
    reference: (reference, words) =>
      html`<button
        class="ref"
        @pointerenter=${() => this.light(reference)}
        @pointerleave=${() => this.unlight()}
        @focus=${() => this.light(reference)}
        @blur=${() => this.unlight()}
        @click=${() => void this.follow(reference)}
      >
        ${words}
      </button>`,
    get outside() {
      return "↗";
    },
  };

  private light(reference: Reference): void {
    clearTimeout(this.lightTimer);
    this.lit = reference;
  }

  private unlight(after = 0): void {
    clearTimeout(this.lightTimer);
    this.lightTimer = window.setTimeout(() => (this.lit = undefined), after);
  }

  private async follow(reference: Reference): Promise<void> {
    if ("node" in reference) emit(this, "locate", reference.node);
    else if (reference.kind === "wire") emit(this, "locate", reference.to);
    else if (reference.kind === "symbol") return;
    else if (reference.kind === "nodes") this.reveal?.("nodes");
    else this.reveal?.("player");
    this.light(reference);
    await this.updateComplete;
    this.unlight(LIGHT_FOR);
  }

  /** The light goes along with what it falls on. */
  private readonly shine = (): void => {
    cancelAnimationFrame(this.frame);
    const root = this.getRootNode();
    const lights = this.renderRoot.querySelector<HTMLElement>(".lights");
    if (!this.lit || !lights || !(root instanceof ShadowRoot)) return;
    const places = placesOf(this.lit, root).slice(0, MOST_LIGHTS);
    render(
      places.map(() => html`<div class="light"></div>`),
      lights,
    );
    for (const [i, place] of places.entries()) lay(lights.children[i], place);
    this.frame = requestAnimationFrame(this.shine);
  };

  // ── keys ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  private readonly key = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const { course } = this;
    if (event.key === "ArrowRight" || event.key === "PageDown") void course.go(course.at + 1);
    else if (event.key === "ArrowLeft" || event.key === "PageUp") void course.go(course.at - 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("lit")) this.shine();
    const { name, at, lesson } = this.course;
    const seen = lesson ? `${name} ${at}` : "";
    if (seen === this.seen) return;
    this.seen = seen;
    this.hinted = false;
    clearTimeout(this.hintTimer);
    this.hintTimer = window.setTimeout(() => (this.hinted = true), HINT_AFTER);
    const page = this.renderRoot.querySelector(".page");
    if (page) page.scrollTop = 0;
    for (const field of this.renderRoot.querySelectorAll<HTMLInputElement>(".answer")) field.value = "";
    this.focus();
  }
}

/** Whether the answer is read from a run, and so comes after it. */
const readsRun = (question: Question): boolean => question.kind === "number" && question.figure === "variation";

/** What is asked of what was seen stands below the task. */
const comesLast = (question: Question): boolean => question.kind === "text" || readsRun(question);

/** The word above a question: whether it is predicted, worked out, read off or told. */
function headingOf(question: Question): "question" | "workOut" | "readOff" | "ownWords" {
  if (question.kind === "text") return "ownWords";
  if (readsRun(question)) return "readOff";
  return question.kind === "number" && question.figure === undefined ? "workOut" : "question";
}

function lay(light: Element | undefined, place: Rect): void {
  if (!(light instanceof HTMLElement)) return;
  light.style.left = `${place.x - 4}px`;
  light.style.top = `${place.y - 4}px`;
  light.style.width = `${place.width + 8}px`;
  light.style.height = `${place.height + 8}px`;
}

customElements.define("repaint-lesson", LessonPanel);

declare global {
  interface HTMLElementTagNameMap {
    "repaint-lesson": LessonPanel;
  }
}
