import { html, nothing, type TemplateResult } from "lit";
import type { Comparison, Condition, Task } from "../../../runtime/lesson/format.ts";
import type { Language } from "../../../runtime/text.ts";
import { icon } from "../../theme/shared.ts";
import { wordsField } from "./fields.ts";
import { sentenceOf } from "./recording.ts";
import type { Writer } from "./writer.ts";
import { writingWords } from "./writing-words.ts";

const COMPARISONS: readonly Comparison[] = ["=", "≠", "<", "≤", ">", "≥"];

/** The task of a step: its words, and by what it is recognised. */
export function taskFields(writer: Writer, language: Language, shown: Language): TemplateResult {
  const w = writingWords(shown);
  const task = writer.step?.task;
  if (!task) return html`<p class="label">${w.noTask}</p>`;
  const put = (next: Task | undefined, gesture = ""): void =>
    writer.edit(({ task: _task, ...step }) => ({ ...step, ...(next && { task: next }) }), gesture);
  const when = (list: readonly Condition[]): void => put(list.length === 0 ? undefined : { ...task, when: list });
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
      ${task.when.map(
        (one, i) =>
          html`<li>
            <span class="said">${plain(sentenceOf(one, writer.studioGraph, writer.registry, shown))}</span>
            ${
              "is" in one
                ? html`<select
                    aria-label=${w.compares}
                    @change=${(event: Event) => {
                      const is = COMPARISONS.find((sign) => sign === (event.target as HTMLSelectElement).value);
                      if (is) when(task.when.with(i, { ...one, is }));
                    }}
                  >
                    ${COMPARISONS.map((sign) => html`<option value=${sign} ?selected=${sign === one.is}>${sign}</option>`)}
                  </select>`
                : nothing
            }
            <button title=${w.drop} aria-label=${w.drop} @click=${() => when(task.when.toSpliced(i, 1))}>
              ${icon("x")}
            </button>
          </li>`,
      )}
    </ul>
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

/** A sentence without its references. */
const plain = (sentence: string): string => sentence.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
