import { html, nothing, type TemplateResult } from "lit";
import type { Question } from "../../../runtime/lesson/format.ts";
import type { Language } from "../../../runtime/text.ts";
import type { Words } from "./texts.ts";
import { wordsField } from "./fields.ts";
import type { Writer } from "./writer.ts";
import { writingWords } from "./writing-words.ts";

type Choice = Extract<Question, { kind: "choice" }>;
type Option = Choice["options"][number];

const KINDS = ["none", "choice", "number", "text"] as const;
const FIGURES = ["value", "calls", "transitions", "renoisings", "level", "variation"] as const;
const MOST_OPTIONS = 6;

/** Words may be empty while they are written; `Writer` reads the whole before it lets it go. */
const asText = (words: Words): Question["ask"] => words as Question["ask"];
const none = asText({});

/** A question of another kind, with the words that it had. */
function ofKind(kind: (typeof KINDS)[number], before: Question | undefined): Question | undefined {
  const ask = before?.ask ?? none;
  const why = before && before.kind !== "choice" ? before.why : none;
  const option = (en: string, zh: string, right: boolean): Option => ({
    text: { en, zh },
    ...(right && { right }),
    why: none,
  });
  if (kind === "choice") return { kind, ask, options: [option("Yes", "是", true), option("No", "不是", false)] };
  if (kind === "number") return { kind, ask, figure: "calls", why };
  return kind === "text" ? { kind, ask, why } : undefined;
}

/** The question of a step. */
export function questionFields(writer: Writer, language: Language, shown: Language): TemplateResult {
  const w = writingWords(shown);
  const question = writer.step?.question;
  const put = (next: Question | undefined, gesture = ""): void =>
    writer.edit(({ question: _question, ...step }) => ({ ...step, ...(next && { question: next }) }), gesture);
  const kind = question?.kind ?? "none";
  return html`<div class="row" role="group" aria-label=${w.question}>
      ${KINDS.map(
        (one) =>
          html`<button
            aria-pressed=${one === kind ? "true" : "false"}
            @click=${() => one !== kind && put(ofKind(one, question))}
          >
            ${w.kinds[one]}
          </button>`,
      )}
    </div>
    ${
      question
        ? wordsField({
            id: "ask",
            label: w.ask,
            words: question.ask,
            language,
            rows: 2,
            put: (words) => put({ ...question, ask: asText(words) }, "ask"),
          })
        : nothing
    }
    ${question?.kind === "choice" ? options(question, language, shown, put) : nothing}
    ${question?.kind === "number" ? figure(question, shown, put) : nothing}
    ${
      question && question.kind !== "choice"
        ? wordsField({
            id: "why",
            label: w.why,
            words: question.why,
            language,
            rows: 2,
            put: (words) => put({ ...question, why: asText(words) }, "why"),
          })
        : nothing
    }`;
}

type Put = (question: Question, gesture?: string) => void;

function options(question: Choice, language: Language, shown: Language, put: Put): TemplateResult {
  const w = writingWords(shown);
  const rights = question.options.filter(({ right }) => right).length;
  const change = (i: number, option: Option, gesture = ""): void =>
    put({ ...question, options: question.options.with(i, option) }, gesture);
  const add = (): void => put({ ...question, options: [...question.options, { text: none, why: none }] });
  return html`${question.options.map(
    (option, i) =>
      html`<div class="option" role="group" aria-label=${w.option(i + 1)}>
        ${wordsField({
          id: `option-${i}`,
          label: w.option(i + 1),
          words: option.text,
          language,
          put: (words) => change(i, { ...option, text: asText(words) }, `option ${i}`),
        })}
        ${wordsField({
          id: `why-${i}`,
          label: w.why,
          words: option.why,
          language,
          put: (words) => change(i, { ...option, why: asText(words) }, `why ${i}`),
        })}
        <div class="row">
          <label class="check"
            ><input
              type="checkbox"
              .checked=${option.right === true}
              ?disabled=${option.right === true && rights === 1}
              @change=${() => change(i, { text: option.text, why: option.why, ...(!option.right && { right: true }) })}
            />${w.right}</label
          >
          ${
            question.options.length > 2
              ? html`<button @click=${() => put({ ...question, options: without(question.options, i) })}>
                  ✕ ${w.option(i + 1)}
                </button>`
              : nothing
          }
        </div>
      </div>`,
  )}
  ${question.options.length < MOST_OPTIONS ? html`<button @click=${add}>${w.addOption}</button>` : nothing}`;
}

/** Options without one of them; of those that are left one is right. */
function without(options: readonly Option[], i: number): readonly Option[] {
  const left = options.toSpliced(i, 1);
  return left.some(({ right }) => right) ? left : left.map((one, at) => (at === 0 ? { ...one, right: true } : one));
}

function figure(question: Extract<Question, { kind: "number" }>, shown: Language, put: Put): TemplateResult {
  const w = writingWords(shown);
  const { figure, value, ...rest } = question;
  const choose = (event: Event): void => {
    const chosen = FIGURES.find((one) => one === (event.target as HTMLSelectElement).value);
    if (chosen) put(chosen === "value" ? { ...rest, value: value ?? 0 } : { ...rest, figure: chosen });
  };
  return html`<label class="field"
      ><span class="label">${w.figure}</span>
      <select @change=${choose}>
        ${FIGURES.map((one) => html`<option value=${one} ?selected=${(figure ?? "value") === one}>${w.figures[one]}</option>`)}
      </select></label
    >
    ${
      value === undefined
        ? nothing
        : html`<label class="field"
            ><span class="label">${w.value}</span
            ><input
              type="number"
              step="any"
              .value=${String(value)}
              @change=${(event: Event) => {
                const number = Number((event.target as HTMLInputElement).value);
                if (Number.isFinite(number)) put({ ...rest, value: number, tolerance: Math.abs(number) * 0.01 });
              }}
          /></label>`
    }`;
}
