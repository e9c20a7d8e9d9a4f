import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { presetTitle } from "../../nodes/image-mask.ts";
import type { GraphFile } from "../../runtime/graph/format.ts";
import { serializeGraph } from "../../runtime/graph/parse.ts";
import { sweepsOf } from "../../runtime/graph/sweeps.ts";
import { UserError, type Problem } from "../../runtime/problem.ts";
import { MEASURES, type Study } from "../../runtime/study/format.ts";
import { parseStudy } from "../../runtime/study/parse.ts";
import { DialogElement } from "../components/dialog.ts";
import { chooseFiles, saveFile } from "../files.ts";
import { formatNumber, formatSeconds } from "../format.ts";
import { studyWords, type StudyEditorWords } from "../i18n/study.ts";
import { choicesOf } from "../laboratory/sweep-form.ts";
import { problemsOf } from "../problems-of.ts";
import { dialogStyles } from "../share/dialog-styles.ts";
import type { Studio } from "../studio.ts";
import { shared } from "../theme/shared.ts";
import { formOf, plainFile, PRESETS, studyOf, usualForm, type GraphForm, type StudyForm } from "./compose.ts";
import { graphRows } from "./graph-rows.ts";
import { placeRows } from "./place-rows.ts";
import { studyStyles } from "./study-styles.ts";
import { MOST_PLANNED, totalsOf, type Totals } from "./totals.ts";

/** Milliseconds after which an edited study is counted. */
const COUNT_AFTER = 300;
const PICTURE = /\.(png|jpe?g|webp|gif|bmp|tiff?|avif|npy)$/i;

/** Puts a study together and writes its file; says beforehand how many network calls it is. */
export class StudyDialog extends DialogElement {
  @state() private form: StudyForm | undefined;
  @state() private totals: Totals | undefined;
  @state() private problems: readonly Problem[] = [];
  /** For the estimate. */
  @state() private pictures = 100;
  @state() private chosen = "";
  private studio: Studio | undefined;
  /** What the canvas's graph is called as a file. */
  private canvasFile = "graph.json";
  private readonly graphs = new Map<string, Promise<GraphFile | undefined>>();
  private timer = 0;
  private counted = 0;
  /** Graphs that have been read, by their name in the study. */
  private readonly known = new Map<string, GraphFile>();

  static override styles = [shared, dialogStyles, studyStyles];

  /** Opens with what stood there before, else with a study of the graph on the canvas. */
  open(studio: Studio): void {
    this.studio = studio;
    const before = this.canvasFile;
    this.canvasFile = plainFile(studio.graph.meta?.title?.[this.language] ?? "", "graph");
    this.graphs.clear();
    if (!this.form) {
      this.form = usualForm(this.canvasFile, this.firstSweep(studio));
    } else {
      const renamed = (one: GraphForm): GraphForm => (one.graph === before ? { ...one, graph: this.canvasFile } : one);
      this.form = { ...this.form, graphs: this.form.graphs.map(renamed) };
    }
    this.count();
    void this.show();
  }

  /** What the graph's Sweep nodes say; else resampling off and on, where the graph resamples. */
  private firstSweep({ graph, registry }: Studio): readonly { readonly key: string; readonly values: string }[] {
    const { written } = sweepsOf(graph, registry);
    if (written.length > 0) return written;
    const [first] = choicesOf(graph, registry, this.language);
    return first?.param === "jump_n_sample" ? [{ key: first.key, values: "1, 5" }] : [];
  }

  override render(): TemplateResult | typeof nothing {
    const { form, studio } = this;
    if (!form || !studio) return nothing;
    const w = studyWords(this.language);
    const set = (part: Partial<StudyForm>): void => this.set(part);
    return html`<dialog aria-labelledby="heading" @keydown=${(event: Event) => event.stopPropagation()}>
      <div class="body">
        <div class="head">
          <h2 id="heading">${w.study}</h2>
          <button @click=${this.openFile}>${w.openStudy}</button>
          ${this.cross(w.close)}
        </div>
        <p class="label">${w.about}</p>
        <label
          >${w.title}
          <input
            type="text"
            name="title"
            .value=${form.title}
            @input=${(e: Event) => set({ title: (e.target as HTMLInputElement).value })}
          />
        </label>
        <fieldset>
          <legend>${w.data}</legend>
          ${placeRows(form.data, w, (data) => set({ data }))}
          <div class="line">
            <button @click=${() => set({ data: [...form.data, { name: `set-${form.data.length + 1}`, from: "" }] })}>
              ${w.addData}
            </button>
            <button @click=${this.chooseFolder}>${w.folder}</button>
          </div>
          ${this.chosen === "" ? nothing : html`<p class="label" role="status">${this.chosen}</p>`}
          ${this.number("pictures", w.howMany, this.pictures, 1, 10_000_000, (pictures) => {
            this.pictures = pictures;
            set({});
          })}
        </fieldset>
        <fieldset>
          <legend>${w.masks}</legend>
          ${checks(
            PRESETS,
            form.presets,
            (one) => presetTitle(one)?.[this.language],
            (presets) => set({ presets }),
          )}
          ${placeRows(form.masks, w, (masks) => set({ masks }), this.pairing(form, w))}
          <div class="line">
            <button
              @click=${() =>
                set({ masks: [...form.masks, { name: `own-${form.masks.length + 1}`, from: "masks", pair: "name" }] })}
            >
              ${w.addMasks}
            </button>
          </div>
        </fieldset>
        <fieldset>
          <legend>${w.graphs}</legend>
          ${graphRows(form.graphs, {
            w,
            studio,
            language: this.language,
            canvasFile: this.canvasFile,
            graphOf: (one) => this.known.get(one.graph),
            set: (graphs) => set({ graphs }),
          })}
        </fieldset>
        <section>
          <div class="entry">
            ${this.number("seeds", w.seeds, form.seeds.count, 1, 10_000, (count) => set({ seeds: { ...form.seeds, count } }))}
            ${this.number("first-seed", w.firstSeed, form.seeds.first ?? 0, 0, 1e8, (first) =>
              set({ seeds: { ...form.seeds, first } }),
            )}
          </div>
        </section>
        <fieldset>
          <legend>${w.measures}</legend>
          ${checks(
            MEASURES,
            form.measures,
            (one) => w.measuresNamed[one],
            (measures) => set({ measures }),
          )}
        </fieldset>
        ${this.summary(form, w)}
      </div>
    </dialog>`;
  }

  private summary(form: StudyForm, w: StudyEditorWords): TemplateResult {
    const { totals, problems } = this;
    const all = [...problems, ...(totals?.problems ?? [])];
    const ms = this.studio?.figures.msPerCall ?? 0;
    const file = this.fileOf(form);
    const usesCanvas = form.graphs.some(({ graph }) => graph === this.canvasFile);
    return html`<section>
      <div role="status">
        <p class="total">${totals ? w.total(formatNumber(totals.rows), formatNumber(totals.calls)) : w.counting}</p>
        ${
          totals && totals.calls > 0
            ? html`<p class="label">
                ${
                  ms > 0
                    ? w.takes(
                        formatSeconds((totals.calls * ms) / 1000, this.language),
                        formatNumber(Number(ms.toPrecision(2))),
                      )
                    : w.noTime
                }
              </p>`
            : nothing
        }
        ${totals?.more ? html`<p class="label">${w.more(formatNumber(MOST_PLANNED))}</p>` : nothing}
        ${totals?.unread.map((name) => html`<p class="label">${w.unread(name)}</p>`)}
      </div>
      ${all.map(({ message, remedy }) => html`<p class="problem" role="alert">${message[this.language]} ${remedy[this.language]}</p>`)}
      <div class="actions">
        ${usesCanvas ? html`<button @click=${this.saveGraph}>${w.saveGraph(this.canvasFile)}</button>` : nothing}
        <button class="main" ?disabled=${problems.length > 0} @click=${this.saveStudy}>${w.saveStudy}</button>
      </div>
      <p class="label">${w.lines}</p>
      <pre tabindex="0" role="region" aria-label=${w.lines}>
npx repaint batch ${file} --dry
npx repaint batch ${file} --out results
npx repaint report results</pre>
      <p class="label">${w.linesNote}</p>
    </section>`;
  }

  private pairing(form: StudyForm, w: StudyEditorWords): (at: number) => TemplateResult {
    return (at) =>
      html`<label
        >${w.pair}
        <select
          @change=${(e: Event) => {
            const pair = (e.target as HTMLSelectElement).value === "name" ? "name" : "in-turn";
            this.set({ masks: form.masks.map((one, i) => (i === at ? { ...one, pair } : one)) });
          }}
        >
          <option value="name" .selected=${form.masks[at]?.pair === "name"}>${w.byName}</option>
          <option value="in-turn" .selected=${form.masks[at]?.pair === "in-turn"}>${w.inTurn}</option>
        </select>
      </label>`;
  }

  private number(
    name: string,
    label: string,
    value: number,
    min: number,
    max: number,
    set: (value: number) => void,
  ): TemplateResult {
    const read = (event: Event): void => {
      const { value: text } = event.target as HTMLInputElement;
      const number = Number(text);
      if (text !== "" && Number.isInteger(number)) set(Math.min(max, Math.max(min, number)));
    };
    return html`<label
      >${label}
      <input type="number" name=${name} min=${min} max=${max} .value=${String(value)} @change=${read} />
    </label>`;
  }

  private set(part: Partial<StudyForm>): void {
    if (!this.form) return;
    this.form = { ...this.form, ...part };
    this.count();
  }

  private count(): void {
    const { form } = this;
    if (!form) return;
    this.problems = problemsIn(form);
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.countNow(form), COUNT_AFTER);
  }

  private async countNow(form: StudyForm): Promise<void> {
    const { studio } = this;
    if (!studio) return;
    const id = ++this.counted;
    this.totals = undefined;
    const totals = await totalsOf(form, this.pictures, studio, (one) => this.graphNamed(one)).catch(
      (error: unknown) => ({
        ...{ rows: 0, calls: 0, unread: [], more: false },
        problems: problemsOf(error),
      }),
    );
    if (id === this.counted) this.totals = totals;
  }

  private graphNamed({ graph }: GraphForm): Promise<GraphFile | undefined> {
    const found = this.graphs.get(graph) ?? this.read(graph);
    this.graphs.set(graph, found);
    return found;
  }

  private async read(name: string): Promise<GraphFile | undefined> {
    const { studio } = this;
    const isTemplate = studio?.assets.templates.some((one) => one.name === name);
    const graph =
      name === this.canvasFile ? studio?.graph : isTemplate ? (await studio?.templateOf(name))?.graph : undefined;
    if (graph) this.known.set(name, graph);
    this.requestUpdate();
    return graph;
  }

  private fileOf({ title }: StudyForm): string {
    return plainFile(title, "study");
  }

  private readonly saveStudy = (): void => {
    const { form } = this;
    if (!form) return;
    const text = `${JSON.stringify(studyOf(form), null, 2)}\n`;
    saveFile(new File([text], this.fileOf(form), { type: "application/json" }));
  };

  private readonly saveGraph = (): void => {
    if (this.studio)
      saveFile(new File([serializeGraph(this.studio.graph)], this.canvasFile, { type: "application/json" }));
  };

  private readonly openFile = async (): Promise<void> => {
    const [file] = await chooseFiles(".json,application/json");
    if (!file) return;
    try {
      const study: Study = parseStudy(await file.text());
      this.form = formOf(study);
      this.count();
    } catch (error) {
      this.problems = problemsOf(error);
    }
  };

  /** The page only counts what is in it; the study names it. */
  private readonly chooseFolder = (): void => {
    const input = document.createElement("input");
    input.type = "file";
    input.webkitdirectory = true;
    input.addEventListener("change", () => {
      const files = [...(input.files ?? [])].filter(({ name }) => PICTURE.test(name));
      const [name = ""] = files[0]?.webkitRelativePath.split("/") ?? [];
      const { form } = this;
      if (files.length === 0 || !form) return;
      this.pictures = files.length;
      this.chosen = studyWords(this.language).chosen(name, formatNumber(files.length));
      this.set({ data: form.data.map((one, i) => (i === 0 ? { ...one, from: name } : one)) });
    });
    input.click();
  };
}

/** What the study's schema says of a form. */
function problemsIn(form: StudyForm): readonly Problem[] {
  try {
    parseStudy(JSON.stringify(studyOf(form)));
    return [];
  } catch (error) {
    if (error instanceof UserError) return error.problems;
    throw error;
  }
}

/** Some of several, in their own order. */
function checks<T extends string>(
  all: readonly T[],
  taken: readonly string[],
  nameOf: (one: T) => string | undefined,
  set: (taken: readonly T[]) => void,
): TemplateResult {
  return html`<div class="checks">
    ${all.map(
      (one) =>
        html`<label
          ><input
            type="checkbox"
            name=${one}
            .checked=${taken.includes(one)}
            @change=${(e: Event) => {
              const isOn = (e.target as HTMLInputElement).checked;
              set(all.filter((other) => (other === one ? isOn : taken.includes(other))));
            }}
          />${nameOf(one) ?? one}</label
        >`,
    )}
  </div>`;
}

customElements.define("repaint-study", StudyDialog);

declare global {
  interface HTMLElementTagNameMap {
    "repaint-study": StudyDialog;
  }
}
