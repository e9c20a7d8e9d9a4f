import { html, nothing, type TemplateResult } from "lit";
import type { StudyEditorWords } from "../i18n/study.ts";
import { icon } from "../theme/shared.ts";
import type { PlacesForm } from "./compose.ts";

/** Sets of pictures or masks, a row each: name, places, and what else belongs to it. */
export function placeRows<T extends PlacesForm>(
  rows: readonly T[],
  w: StudyEditorWords,
  set: (rows: readonly T[]) => void,
  more?: (at: number) => TemplateResult,
): readonly TemplateResult[] {
  const change = (at: number, part: Partial<PlacesForm>): void =>
    set(rows.map((row, i) => (i === at ? { ...row, ...part } : row)));
  return rows.map(
    (row, at) =>
      html`<div class="entry top ${more ? "three" : ""}">
        <label
          >${w.set}
          <input
            type="text"
            name="set-name"
            .value=${row.name}
            @input=${(e: Event) => change(at, { name: (e.target as HTMLInputElement).value })}
          />
        </label>
        <label
          >${w.from}
          <textarea
            name="from"
            rows="2"
            spellcheck="false"
            .value=${row.from}
            @input=${(e: Event) => change(at, { from: (e.target as HTMLTextAreaElement).value })}
          ></textarea>
          <span class="label">${w.fromHint}</span>
        </label>
        ${more ? more(at) : nothing}
        <button
          aria-label=${w.remove(row.name)}
          title=${w.remove(row.name)}
          @click=${() => set(rows.filter((_, i) => i !== at))}
        >
          ${icon("x")}
        </button>
      </div>`,
  );
}
