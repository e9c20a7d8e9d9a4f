import { html, nothing, type TemplateResult } from "lit";
import type { Language } from "../../../runtime/text.ts";
import { settingsBetween, type DraftSide } from "./draft.ts";
import { withComparison, withoutComparison, withSide } from "./draft-compare.ts";
import { wordsField } from "./fields.ts";
import type { Writer } from "./writer.ts";
import { writingWords } from "./writing-words.ts";

/** The comparison of a step: two graphs that are run with one seed, each taken from the canvas. */
export function compareFields(writer: Writer, language: Language, shown: Language): TemplateResult {
  const w = writingWords(shown);
  const compare = writer.step?.compare;
  if (!compare) {
    return html`<p class="label">${w.noComparison}</p>
      <button class="begin-comparison" @click=${() => writer.edit(withComparison(writer.canvasGraph))}>
        ${w.beginComparison}
      </button>`;
  }
  return html`${(["a", "b"] as const).map((which) => side(which, compare[which], writer, language, shown))}
    <button @click=${() => writer.edit(withoutComparison)}>${w.removeComparison}</button>`;
}

function side(which: "a" | "b", one: DraftSide, writer: Writer, language: Language, shown: Language): TemplateResult {
  const w = writingWords(shown);
  const name = which === "a" ? w.firstSide : w.secondSide;
  return html`<div class="option" role="group" aria-label=${name}>
    ${wordsField({
      id: `side-${which}`,
      label: name,
      words: one.title,
      language,
      put: (title) => writer.edit(withSide(which, { title }), `side ${which}`),
    })}
    <p class="scene">${aboutSide(one, writer, shown)}</p>
    <div class="row">
      <button class="take-${which}" @click=${() => writer.edit(withSide(which, { graph: writer.canvasGraph }))}>
        ${w.takeSide}
      </button>
      ${writer.shows(one.graph) ? nothing : html`<button @click=${() => writer.putOn(one.graph)}>${w.showSide}</button>`}
    </div>
  </div>`;
}

/** In what a side differs from the graph that the step begins with. */
function aboutSide({ graph }: DraftSide, writer: Writer, shown: Language): string {
  const w = writingWords(shown);
  const { step, registry } = writer;
  const set = step && settingsBetween(step.graph, graph, registry);
  if (!set) return w.otherGraph(graph.nodes.length);
  if (set.length === 0) return w.asBegun;
  return set
    .map(({ node, name, value }) => {
      const type = graph.nodes.find(({ id }) => id === node)?.type ?? "";
      const title = registry.get(type)?.params.find((param) => param.name === name)?.title[shown] ?? name;
      return `${title} ${typeof value === "string" ? `“${value.slice(0, 24)}”` : String(value)}`;
    })
    .join(" · ");
}
