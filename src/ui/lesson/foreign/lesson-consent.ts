import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { inLanguage } from "../../../runtime/lesson/format.ts";
import type { Language } from "../../../runtime/text.ts";
import { formatNumber } from "../../format.ts";
import { consentWords } from "../../i18n/consent.ts";
import { contentFacts, factStyles } from "../../share/consent-dialog.ts";
import { dialogStyles } from "../../share/dialog-styles.ts";
import { formatBytes } from "../../share/weight.ts";
import { shared } from "../../theme/shared.ts";
import { foreignWords } from "./foreign-words.ts";
import type { LessonProposal } from "./proposals.ts";

/** What a reader can say to a foreign lesson. */
export type LessonAnswer = "play" | "write" | "leave";

/**
 * Says what a foreign lesson is before it is opened: its title, steps, graphs, weight, and which models from where.
 *
 * @fires answer with `play`, `write` or `leave`
 */
export class LessonConsent extends LitElement {
  @property({ attribute: false }) proposal: LessonProposal | undefined;
  @property() language!: Language;

  static override styles = [
    shared,
    dialogStyles,
    factStyles,
    css`
      .actions {
        flex-wrap: wrap;
      }
      .actions .leave {
        margin-right: auto;
      }
    `,
  ];

  override render(): TemplateResult | typeof nothing {
    const { proposal, language } = this;
    if (!proposal) return nothing;
    const w = foreignWords(language);
    const { lesson } = proposal;
    return html`<dialog
      aria-labelledby="heading"
      @cancel=${() => this.answer("leave")}
      @keydown=${(event: Event) => event.stopPropagation()}
    >
      <div class="body">
        <h2 id="heading">${w.title}</h2>
        <p>
          <span class="title">${inLanguage(lesson.title, language).slice(0, 200)}</span>
          <span class="label">${w.from[proposal.from]}</span>
        </p>
        <p class="about" tabindex="0">${inLanguage(lesson.about, language).slice(0, 1000)}</p>
        <ul>
          ${factsOf(proposal, language).map((fact) => html`<li>${fact}</li>`)}
        </ul>
        <p class="label">${w.promise}</p>
        <div class="actions">
          <button class="leave" @click=${() => this.answer("leave")}>${w.leave}</button>
          <button class="write" @click=${() => this.answer("write")}>${w.write}</button>
          <button class="main" autofocus @click=${() => this.answer("play")}>${w.play}</button>
        </div>
      </div>
    </dialog>`;
  }

  protected override updated(changed: PropertyValues): void {
    const dialog = this.renderRoot.querySelector("dialog");
    if (changed.has("proposal") && dialog && !dialog.open) dialog.showModal();
  }

  private answer(answer: LessonAnswer): void {
    this.dispatchEvent(new CustomEvent("answer", { detail: answer }));
  }
}

/** The facts of a proposal, a line each. */
function factsOf({ survey, notes, bytes, lesson }: LessonProposal, language: Language): string[] {
  const w = foreignWords(language);
  return [
    w.steps(survey.steps, survey.tasks, survey.questions),
    w.graphs(survey.graphs, formatNumber(survey.nodes)),
    ...contentFacts(survey, notes, consentWords(language)),
    w.weight(formatBytes(bytes)),
    ...(lesson.minutes === undefined ? [] : [w.minutes(lesson.minutes)]),
  ];
}

customElements.define("repaint-lesson-consent", LessonConsent);
