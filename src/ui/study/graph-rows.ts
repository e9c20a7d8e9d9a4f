import { html, nothing, type TemplateResult } from "lit";
import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Param } from "../../runtime/node.ts";
import type { Language } from "../../runtime/text.ts";
import type { StudyEditorWords } from "../i18n/study.ts";
import { choicesOf, usualValues, type Choice } from "../laboratory/sweep-form.ts";
import type { Studio } from "../studio.ts";
import { icon } from "../theme/shared.ts";
import type { GraphForm, SweepForm } from "./compose.ts";

/** Params of these kinds can take several values. */
const SWEPT: readonly Param["kind"][] = ["number", "choice", "flag"];

/** What the rows of graphs stand in. */
interface Rows {
  readonly w: StudyEditorWords;
  readonly studio: Studio;
  readonly language: Language;
  /** The name of the graph on the canvas as a file. */
  readonly canvasFile: string;
  /** Undefined where the page has not read it, or cannot. */
  readonly graphOf: (one: GraphForm) => GraphFile | undefined;
  readonly set: (graphs: readonly GraphForm[]) => void;
}

/** The graphs of a study, each with what is changed in it. */
export function graphRows(graphs: readonly GraphForm[], rows: Rows): TemplateResult {
  const { w, set } = rows;
  return html`${graphs.map((one, at) => graphRow(graphs, one, at, rows))}
    <div class="line">
      <button @click=${() => set([...graphs, { graph: "repaint", sweeps: [] }])}>${w.addGraph}</button>
    </div>`;
}

function graphRow(graphs: readonly GraphForm[], one: GraphForm, at: number, rows: Rows): TemplateResult {
  const { w, studio, language, canvasFile, set } = rows;
  const change = (next: GraphForm): void => set(graphs.map((graph, i) => (i === at ? next : graph)));
  const known = studio.assets.templates.map(({ name, title }) => [name, title[language]] as const);
  const shown = [[canvasFile, w.onCanvas] as const, ...known];
  const options = shown.some(([name]) => name === one.graph)
    ? shown
    : [[one.graph, w.file(one.graph)] as const, ...shown];
  const graph = rows.graphOf(one);
  const choices = graph ? choicesOf(graph, studio.registry, language, SWEPT) : [];
  const addSweep = (): void => {
    const free = choices.find(({ key }) => !one.sweeps.some((sweep) => sweep.key === key));
    if (free) change({ ...one, sweeps: [...one.sweeps, { key: free.key, values: valuesFor(free, graph, rows) }] });
  };
  const sweepRow = (sweep: SweepForm, i: number): TemplateResult => {
    const put = (next: SweepForm): void => change({ ...one, sweeps: one.sweeps.map((s, k) => (k === i ? next : s)) });
    const isOther = !choices.some(({ key }) => key === sweep.key);
    return html`<div class="entry sub">
      <label
        >${w.sweep}
        <select
          name="sweep"
          @change=${(e: Event) => {
            const key = (e.target as HTMLSelectElement).value;
            const choice = choices.find((found) => found.key === key);
            if (choice) put({ key, values: valuesFor(choice, graph, rows) });
          }}
        >
          ${isOther ? html`<option value=${sweep.key} .selected=${true}>${w.otherSweep(sweep.key)}</option>` : nothing}
          ${choices.map(
            ({ key, title }) => html`<option value=${key} .selected=${key === sweep.key}>${title}</option>`,
          )}
        </select>
      </label>
      <label
        >${w.values}
        <input
          type="text"
          name="values"
          .value=${sweep.values}
          @input=${(e: Event) => put({ ...sweep, values: (e.target as HTMLInputElement).value })}
        />
      </label>
      ${remover(w.remove(sweep.key), () => change({ ...one, sweeps: one.sweeps.filter((_, k) => k !== i) }))}
    </div>`;
  };
  return html`<div class="entry">
      <label style="grid-column: 1 / 3"
        >${w.graph}
        <select
          name="graph"
          @change=${(e: Event) => change({ graph: (e.target as HTMLSelectElement).value, sweeps: [] })}
        >
          ${options.map(
            ([name, title]) => html`<option value=${name} .selected=${name === one.graph}>${title}</option>`,
          )}
        </select>
      </label>
      ${remover(w.remove(one.graph), () => set(graphs.filter((_, i) => i !== at)))}
    </div>
    ${one.sweeps.map(sweepRow)}
    <div class="line sub">
      <button ?disabled=${choices.length <= one.sweeps.length} @click=${addSweep}>
        ${one.sweeps.length === 0 ? `${w.sweep} …` : w.addSweep}
      </button>
    </div>`;
}

const remover = (label: string, act: () => void): TemplateResult =>
  html`<button aria-label=${label} title=${label} @click=${act}>${icon("x")}</button>`;

/** Values worth a look: all of a choice, both of a flag, the usual ones of a number. */
function valuesFor({ node, param }: Choice, graph: GraphFile | undefined, { studio }: Rows): string {
  const type = graph?.nodes.find(({ id }) => id === node)?.type ?? "";
  const definition = studio.registry.get(type)?.params.find(({ name }) => name === param);
  if (definition?.kind === "choice") return definition.options.map(({ value }) => value).join(", ");
  return definition?.kind === "flag" ? "false, true" : usualValues(param);
}
