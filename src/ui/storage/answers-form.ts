import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { WrittenCard } from "../../runtime/model/complete-card.ts";
import type { Language } from "../../runtime/text.ts";
import "../components/raster-view.ts";
import type { Tried } from "../engine/client.ts";
import { modelWords } from "../i18n/models.ts";
import { dialogStyles } from "../share/dialog-styles.ts";
import { shared } from "../theme/shared.ts";
import type { BareNetwork } from "./model-files.ts";
import type { ModelsDesk } from "./models-desk.ts";

type Words = ReturnType<typeof modelWords>;
type Answers = Readonly<Record<string, string>>;

interface Question {
  readonly name: string;
  readonly title: string;
  readonly answers: readonly (readonly [value: string, text: string])[];
}

const questionsIn = (w: Words): readonly Question[] => [
  {
    name: "prediction_type",
    title: w.prediction,
    answers: [
      ["epsilon", w.epsilon],
      ["v", w.velocity],
      ["x_start", w.picture],
    ],
  },
  {
    name: "beta_schedule",
    title: w.betas,
    answers: [
      ["linear", w.linear],
      ["cosine", w.cosine],
      ["scaled_linear", w.scaled],
      ["sigmoid", w.sigmoid],
    ],
  },
  {
    name: "range",
    title: w.range,
    answers: [
      ["-1", "−1, 1"],
      ["0", "0, 1"],
    ],
  },
];

/** What a network's card would say, asked; each answer can be tried on a picture, to be chosen by eye. */
export class AnswersForm extends LitElement {
  @property({ attribute: false }) desk!: ModelsDesk;
  @property({ attribute: false }) network!: BareNetwork;
  @property() language!: Language;
  @state() private answers: Answers = { prediction_type: "epsilon", beta_schedule: "linear", range: "-1" };
  /** What each answer gave, by question and value. */
  @state() private seen: ReadonlyMap<string, Tried["tried"][number]> | undefined;
  @state() private busy = false;

  static override styles = [
    shared,
    dialogStyles,
    css`
      form {
        display: grid;
        gap: 10px;
        margin-top: 8px;
      }
      label {
        display: grid;
        grid-template-columns: 10em 1fr;
        align-items: center;
        gap: 8px;
      }
      .pictures {
        display: grid;
        grid-template-columns: repeat(4, 1fr);
        gap: 8px;
      }
      .pictures button {
        display: flex;
        flex-direction: column;
        align-items: stretch;
        justify-content: flex-start;
        height: auto;
        padding: 4px;
        gap: 4px;
        text-align: start;
        white-space: normal;
        border-color: var(--line);
      }
      .pictures button[aria-pressed="true"] {
        background: var(--raised);
        border-color: var(--text);
      }
      repaint-raster {
        width: 100%;
        aspect-ratio: 1;
      }
      .actions button {
        border-color: var(--line);
      }
    `,
  ];

  override render(): TemplateResult {
    const w = modelWords(this.language);
    const { channels, height, width } = this.network.card.image;
    return html`<section>
      <h3>${w.bare}: ${this.network.file.name}</h3>
      <form @submit=${this.take}>
        <p class="label">${w.bareSays(`${channels}×${height}×${width}`)}</p>
        ${questionsIn(w).map((question) => this.question(question, w))}
        <p class="label" aria-live="polite">${this.busy ? w.trying : this.seen ? w.tried : w.noise}</p>
        <div class="actions">
          <button type="button" ?disabled=${this.busy} @click=${() => void this.tryOut()}>${w.tryOut}</button>
          <button class="main">${w.take}</button>
        </div>
      </form>
    </section>`;
  }

  private question({ name, title, answers }: Question, w: Words): TemplateResult {
    const choose = (event: Event): void => {
      if (event.target instanceof HTMLSelectElement) this.choose(name, event.target.value);
    };
    return html`<label
        ><span>${title}</span
        ><select name=${name} @change=${choose}>
          ${answers.map(
            ([value, text]) => html`<option value=${value} ?selected=${value === this.answers[name]}>${text}</option>`,
          )}
        </select></label
      >${this.seen ? html`<div class="pictures" role="group" aria-label=${title}>${this.pictures(name, answers, w)}</div>` : nothing}`;
  }

  private pictures(name: string, answers: Question["answers"], w: Words): unknown {
    const all = answers.map(([value]) => this.seen?.get(`${name} ${value}`)?.distance ?? Infinity);
    const nearest = Math.min(...all);
    return answers.map(([value, text], i) => {
      const shown = this.seen?.get(`${name} ${value}`);
      if (!shown) return nothing;
      const off = w.off(`${(100 * shown.distance).toFixed(1)} %`);
      const best = all[i] === nearest ? ` · ${w.nearest}` : "";
      return html`<button
        type="button"
        aria-pressed=${this.answers[name] === value}
        @click=${() => this.choose(name, value)}
      >
        <repaint-raster .raster=${shown.raster} .label=${text}></repaint-raster>
        <span>${text}</span><span class="label">${off}${best}</span>
      </button>`;
    });
  }

  /** Other answers are shown anew with the chosen one, once they have been asked for. */
  private choose(name: string, value: string): void {
    this.answers = { ...this.answers, [name]: value };
    for (const select of this.renderRoot.querySelectorAll("select")) if (select.name === name) select.value = value;
    if (this.seen) void this.tryOut();
  }

  /** Tries every answer of every question, the others as they are chosen. */
  private async tryOut(): Promise<void> {
    const { answers } = this;
    this.busy = true;
    const variants = questionsIn(modelWords(this.language)).flatMap(({ name, answers: values }) =>
      values.map(([value]) => [`${name} ${value}`, { ...answers, [name]: value }] as const),
    );
    const tried = await this.desk.tryOut(
      this.network,
      variants.map(([, variant]) => written(variant)),
    );
    if (answers !== this.answers) return; // A later trial is under way.
    this.busy = false;
    if (tried.length === 0) return;
    this.seen = new Map(variants.flatMap(([key], i) => (tried[i] ? [[key, tried[i]] as const] : [])));
  }

  private take(event: SubmitEvent): void {
    event.preventDefault();
    void this.desk.answer(this.network, written(this.answers));
  }
}

function written(answers: Answers): WrittenCard {
  const prediction = (["epsilon", "v", "x_start"] as const).find((type) => type === answers["prediction_type"]);
  return {
    ...(prediction && { prediction_type: prediction }),
    beta_schedule: answers["beta_schedule"] ?? "linear",
    image: { range: [Number(answers["range"]), 1] },
  };
}

customElements.define("repaint-answers", AnswersForm);
