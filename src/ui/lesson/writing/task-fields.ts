import { html, nothing, type TemplateResult } from "lit";
import type { Comparison, Condition, Task } from "../../../runtime/lesson/format.ts";
import type { Language } from "../../../runtime/text.ts";
import { icon } from "../../theme/shared.ts";
import { wordsField } from "./fields.ts";
import { sentenceOf } from "./recording.ts";
import type { Writer } from "./writer.ts";
import { writingWords } from "./writing-words.ts";

const COMPARISONS: readonly Comparison[] = ["=", "≠", "<", "≤", ">", "≥"];
/** Conditions that are no trace on the canvas; each can be asked for with what is true now. */
const ADDED = ["calls", "known", "variation", "compared"] as const;

/** The task of a step: its words, and by what it is recognised. */
export function taskFields(writer: Writer, language: Language, shown: Language): TemplateResult {
  const w = writingWords(shown);
  const task = writer.step?.task;
  if (!task)
    return html`<p class="label">${w.noTask}</p>
      ${more(writer, shown)}`;
  const put = (next: Task | undefined, gesture = ""): void =>
    writer.edit(({ task: _task, ...step }) => ({ ...step, ...(next && { task: next }) }), gesture);
  const when = (list: readonly Condition[], gesture = ""): void =>
    put(list.length === 0 ? undefined : { ...task, when: list }, gesture);
  return html`
    ${wordsField({
      id: "do",
      label: w.taskWords,
      words: task.do,
      language,
      rows: 2,
      put: (words) => put({ ...task, do: words as Task["do"] }, "do"),
    })}
    <p class="label" id="when">${w.when}</p>
    <ul class="conditions" aria-labelledby="when">
      ${task.when.map((one, i) => condition(one, i, task, writer, shown, when))}
    </ul>
    ${more(writer, shown)}
    ${wordsField({
      id: "hint",
      label: w.hint,
      words: task.hint,
      language,
      put: ({ en, zh }) => {
        const { hint: _hint, ...rest } = task;
        const hint = en || zh ? ({ ...(en && { en }), ...(zh && { zh }) } as Task["do"]) : undefined;
        put({ ...rest, ...(hint && { hint }) }, "hint");
      },
    })}
    <button @click=${() => put(undefined)}>${w.removeTask}</button>
  `;
}

function condition(
  one: Condition,
  i: number,
  task: Task,
  writer: Writer,
  shown: Language,
  when: (list: readonly Condition[], gesture?: string) => void,
): TemplateResult {
  const w = writingWords(shown);
  const compared = (event: Event): void => {
    const is = COMPARISONS.find((sign) => sign === (event.target as HTMLSelectElement).value);
    if (is && "is" in one) when(task.when.with(i, { ...one, is }));
  };
  const valued = (event: Event): void => {
    const field = event.target as HTMLInputElement;
    const value = Number(field.value);
    if (field.value.trim() === "" || !Number.isFinite(value) || !("value" in one)) return;
    when(task.when.with(i, { ...one, value }), `value ${i}`);
  };
  return html`<li>
    <span class="said">${plain(sentenceOf(one, writer.canvasGraph, writer.registry, shown))}</span>
    ${
      "is" in one
        ? html`<select aria-label=${w.compares} @change=${compared}>
            ${COMPARISONS.map((sign) => html`<option value=${sign} ?selected=${sign === one.is}>${sign}</option>`)}
          </select>`
        : nothing
    }
    ${
      "value" in one && typeof one.value === "number"
        ? html`<input
            class="value"
            type="number"
            step="any"
            aria-label=${w.withWhat}
            .value=${String(one.value)}
            @change=${valued}
          />`
        : nothing
    }
    <button title=${w.drop} aria-label=${w.drop} @click=${() => when(task.when.toSpliced(i, 1))}>${icon("x")}</button>
  </li>`;
}

/** Lets add a condition that nothing on the canvas shows. */
function more(writer: Writer, shown: Language): TemplateResult {
  const w = writingWords(shown);
  const choose = (event: Event): void => {
    const field = event.target as HTMLSelectElement;
    const kind = ADDED.find((one) => one === field.value);
    field.value = "";
    if (kind) writer.addCondition(kind);
  };
  return html`<label class="field"
    ><span class="label">${w.moreConditions}</span>
    <select id="more" @change=${choose}>
      <option value="">–</option>
      ${ADDED.map(
        (kind) =>
          html`<option value=${kind} ?disabled=${kind === "compared" && !writer.step?.compare}>
            ${w.added[kind]}
          </option>`,
      )}
    </select></label
  >`;
}

/** A sentence without its references. */
const plain = (sentence: string): string => sentence.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
