import { html, nothing, type TemplateResult } from "lit";
import type { Language } from "../../../runtime/text.ts";
import type { Words } from "./texts.ts";

/** A field for words in the language that is written. */
export interface FieldOptions {
  readonly id: string;
  readonly label: string;
  readonly words: Words | undefined;
  readonly language: Language;
  readonly put: (words: Words) => void;
  /** Lines; one is a plain field. */
  readonly rows?: number;
  readonly hint?: string;
}

/** The words in one language, with a label; the other language's are shown as what is to be said where there are none. */
export function wordsField({ id, label, words, language, put, rows = 1, hint }: FieldOptions): TemplateResult {
  const input = (event: Event): void => {
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement)
      put({ ...words, [language]: event.target.value });
  };
  const value = words?.[language] ?? "";
  const other = words?.[language === "en" ? "zh" : "en"] ?? "";
  return html`<label class="field"
      ><span class="label">${label}</span>${
        rows === 1
          ? html`<input
              type="text"
              id=${id}
              maxlength="4000"
              lang=${language}
              aria-describedby=${hint ? `${id}-hint` : nothing}
              .value=${value}
              placeholder=${other.slice(0, 80)}
              @input=${input}
            />`
          : html`<textarea
              id=${id}
              rows=${rows}
              maxlength="4000"
              lang=${language}
              aria-describedby=${hint ? `${id}-hint` : nothing}
              .value=${value}
              placeholder=${other.slice(0, 300)}
              @input=${input}
            ></textarea>`
      }</label
    >${hint ? html`<p class="label" id=${`${id}-hint`}>${hint}</p>` : nothing}`;
}
