import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { GraphFile } from "../../runtime/graph/format.ts";
import { sweepsOf } from "../../runtime/graph/sweeps.ts";
import type { ParamValue, Registry } from "../../runtime/node.ts";
import { combinations, readValues } from "../../runtime/study/values.ts";
import type { Language } from "../../runtime/text.ts";
import "../components/raster-view.ts";
import { fileName, saveFile } from "../files.ts";
import { formatNumber } from "../format.ts";
import { meanDifference } from "../lesson/pixels.ts";
import { icon, shared } from "../theme/shared.ts";
import type { Beside } from "./beside.ts";
import { besideStyles } from "./beside-styles.ts";
import { keepSweep } from "./keep-sweep.ts";
import { changeables, usualValues, withValues, type Changeable } from "./settings.ts";
import { csvOfSweep, sheetOfSweep, type SweptRun } from "./sweep-sheet.ts";
import { besideWords } from "./words.ts";

/** Most runs of one sweep. */
const MOST = 64;

/** A param and its values, as they are written. */
interface Axis {
  readonly key: string;
  readonly values: string;
}

/** Sweeps of this page by the graph and what is changed: one that was stopped is gone on from. */
const kept = new Map<string, Map<string, SweptRun>>();

/**
 * Runs the graph for each value of a param, or for each combination of values of several; a table of pictures with what was
 * measured. It begins with what the graph's Sweep nodes say, and can write into them what it has run.
 */
export class SweepPanel extends LitElement {
  @property({ attribute: false }) beside!: Beside;
  @property({ attribute: false }) graph!: GraphFile;
  @property() language!: Language;
  @state() private axes: readonly Axis[] = [];
  /** The id of the run that is under way. */
  @state() private going: number | undefined;
  @state() private version = 0;
  private stopped = false;
  /** What the table shows: the graph as it was, and the runs by their values. */
  private shown: { readonly key: string; readonly keys: readonly string[]; readonly all: number } | undefined;

  static override styles = [
    shared,
    besideStyles,
    css`
      form {
        display: grid;
        gap: 8px;
      }
      table {
        width: 100%;
        border-collapse: collapse;
        font-size: 12px;
        font-variant-numeric: tabular-nums;
      }
      th,
      td {
        padding: 4px 8px 4px 0;
        border-bottom: 1px solid var(--line);
        text-align: left;
        vertical-align: middle;
      }
      th {
        color: var(--muted);
        font-size: var(--label-size);
        font-weight: 400;
      }
      td.number,
      th.number {
        text-align: right;
      }
      repaint-raster {
        width: 64px;
        height: 64px;
      }
      .table {
        flex: none;
        overflow-x: auto;
      }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
  }

  private get choices(): readonly Changeable[] {
    return changeables(this.graph, this.types, this.language);
  }

  private get types(): Registry {
    return this.beside.studio.registry;
  }

  /** The lines of the form: two at least, of which all but the first may be empty. */
  private get lines(): readonly Axis[] {
    const [first] = this.choices;
    const usual = { key: first?.key ?? "", values: first ? usualValues(first) : "" };
    const { written } = sweepsOf(this.graph, this.types);
    const count = Math.max(2, this.axes.length, written.length);
    const empty = { key: "", values: "" };
    return Array.from({ length: count }, (_, i) => {
      const own = written.length > 0 || i > 0 ? (written[i] ?? empty) : usual;
      return this.axes[i] ?? own;
    });
  }

  private readonly keep = (): void => {
    const lines = this.lines.filter(({ key }) => key !== "");
    this.axes = [];
    this.beside.studio.edit(keepSweep(lines, this.beside.registry));
  };

  /** What is to be run; undefined where something cannot be read. */
  private get wanted(): Readonly<Record<string, readonly ParamValue[]>> | undefined {
    const { choices } = this;
    const sweep: Record<string, readonly ParamValue[]> = {};
    for (const { key, values } of this.lines) {
      if (key === "") continue;
      const param = choices.find((choice) => choice.key === key)?.param;
      const read = param && readValues(values, param);
      if (!read) return undefined;
      sweep[key] = read;
    }
    return sweep;
  }

  override render(): TemplateResult {
    const w = besideWords(this.language);
    return html`<div class="head">
        <h2>${w.sweep}</h2>
        <button aria-label=${w.close} title=${w.close} @click=${() => this.beside.close()}>${icon("x")}</button>
      </div>
      <div class="page" @keydown=${(event: Event) => event.stopPropagation()}>
        <p class="label">${w.sweepAbout}</p>
        ${this.form()} ${this.shown ? this.result() : nothing}
      </div>`;
  }

  private form(): TemplateResult {
    const w = besideWords(this.language);
    const { wanted } = this;
    const count = wanted ? combinations(wanted).length : 0;
    const goes = this.going !== undefined;
    const before = wanted ? (kept.get(this.keyOf(wanted))?.size ?? 0) : 0;
    return html`<form @submit=${this.start}>
      ${this.lines.map((axis, i) => this.line(axis, i))}
      ${wanted ? nothing : html`<p class="problem" role="alert">${w.badValues}</p>`}
      ${count > MOST ? html`<p class="problem" role="alert">${w.tooMany(count)}</p>` : nothing}
      <div class="line">
        <button class="main" type="submit" ?disabled=${!goes && (!wanted || count > MOST)}>
          ${goes ? w.stop : before > 0 && before < count ? w.goOn : w.start}
        </button>
        ${goes ? html`<progress max=${this.shown?.all ?? 1} .value=${this.runs.length}></progress>` : nothing}
        <span class="label">${this.shown && goes ? w.rows(this.runs.length, this.shown.all) : ""}</span>
        ${goes ? nothing : html`<button type="button" title=${w.keepHint} ?disabled=${!wanted} @click=${this.keep}>${w.keep}</button>`}
      </div>
    </form>`;
  }

  private line(axis: Axis, i: number): TemplateResult {
    const w = besideWords(this.language);
    const { choices } = this;
    const set = (next: Partial<Axis>): void => {
      const lines = [...this.lines];
      lines[i] = { ...axis, ...next };
      this.axes = lines;
    };
    const text = (event: Event): string => (event.target as HTMLInputElement).value;
    const choose = (key: string): void => {
      const choice = choices.find((one) => one.key === key);
      set({ key, values: choice ? usualValues(choice) : "" });
    };
    return html`<div class="pair">
      <label
        >${i === 0 ? w.over : w.and}
        <select name="param-${i}" @change=${(event: Event) => choose(text(event))}>
          ${i === 0 ? nothing : html`<option value="" ?selected=${axis.key === ""}>${w.nothing}</option>`}
          ${choices.map(({ key, title }) => html`<option value=${key} ?selected=${key === axis.key}>${title}</option>`)}
        </select>
      </label>
      <label
        >${w.values}
        <input
          name="values-${i}"
          type="text"
          title=${w.valuesHint}
          ?disabled=${axis.key === ""}
          .value=${axis.values}
          @input=${(event: Event) => set({ values: text(event) })}
        />
      </label>
    </div>`;
  }

  private get runs(): readonly SweptRun[] {
    return [...(kept.get(this.shown?.key ?? "")?.values() ?? [])];
  }

  private result(): TemplateResult {
    const w = besideWords(this.language);
    const { runs } = this;
    const { keys = [] } = this.shown ?? {};
    const apart = apartOf(runs);
    const numbers = [...new Set(runs.flatMap(({ came }) => Object.keys(came.numbers)))];
    const digits = (value: number | undefined, most: number): string =>
      value === undefined ? "–" : formatNumber(Number(value.toFixed(most)));
    return html`<div class="table" tabindex="0" role="region" aria-label=${w.sweep}>
        <table>
          <thead>
            <tr>
              ${keys.map((key) => html`<th>${key.split(".").at(-1)}</th>`)}
              <th>${w.picture}</th>
              <th class="number">${w.callsOf}</th>
              <th class="number">${w.seconds}</th>
              <th class="number">${w.apart}</th>
              ${numbers.map((name) => html`<th class="number">${name.split(": ").at(-1)}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${runs.map(({ values, came }, i) => {
              const said = came.problems[0]?.message[this.language];
              const shown = keys.map((key) => String(values[key]));
              return html`<tr>
                ${shown.map((value) => html`<td>${value}</td>`)}
                <td>
                  ${
                    said
                      ? html`<span class="problem">${said}</span>`
                      : html`<repaint-raster .raster=${came.raster} .label=${shown.join(", ")}></repaint-raster>`
                  }
                </td>
                <td class="number">${formatNumber(came.calls)}</td>
                <td class="number">${digits(came.seconds, 1)}</td>
                <td class="number">${digits(apart[i], 2)}</td>
                ${numbers.map((name) => html`<td class="number">${digits(came.numbers[name], 3)}</td>`)}
              </tr>`;
            })}
          </tbody>
        </table>
      </div>
      ${
        runs.length === 0
          ? nothing
          : html`<div class="line">
              <button @click=${() => this.saveCsv()}>${icon("download")}${w.csv}</button>
              <button @click=${() => void this.saveSheet()}>${icon("download")}${w.sheet}</button>
            </div>`
      }`;
  }

  private readonly start = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { engine } = this.beside.studio;
    const { graph, wanted } = this;
    if (this.going !== undefined) return this.stop();
    if (!engine || !wanted) return;
    const all = combinations(wanted);
    const key = this.keyOf(wanted);
    const runs = kept.get(key) ?? new Map<string, SweptRun>();
    kept.set(key, runs);
    this.shown = { key, keys: Object.keys(wanted), all: all.length };
    this.stopped = false;
    for (const values of all) {
      const name = JSON.stringify(values);
      if (runs.has(name)) continue;
      const came = await engine.trial(withValues(graph, values), (id) => (this.going = id));
      // Stopped, or another run has begun: what is there is kept.
      if (this.stopped || (!came.raster && came.problems.length === 0)) break;
      runs.set(name, { values, came });
      this.version++;
    }
    this.going = undefined;
  };

  private stop(): void {
    this.stopped = true;
    if (this.going !== undefined) this.beside.studio.engine?.stopSweep(this.going);
  }

  private keyOf(wanted: Readonly<Record<string, readonly ParamValue[]>>): string {
    const { nodes, links } = this.graph;
    const ran = nodes.filter(({ type }) => !this.types.get(type)?.sweeps);
    const program = ran.map(({ id, type, params }) => [id, type, params]);
    return JSON.stringify([program, links, Object.keys(wanted).sort()]);
  }

  private get name(): string {
    return this.graph.meta?.title?.[this.language] ?? "sweep";
  }

  private saveCsv(): void {
    const { runs } = this;
    const text = csvOfSweep(this.shown?.keys ?? [], runs, apartOf(runs));
    saveFile(new File([text], fileName(this.name, "csv"), { type: "text/csv" }));
  }

  private async saveSheet(): Promise<void> {
    const { runs } = this;
    const [, second] = Object.values(this.wanted ?? {});
    const blob = await sheetOfSweep(runs, second?.length ?? Math.min(runs.length, 6));
    saveFile(new File([blob], fileName(this.name, "png"), { type: "image/png" }));
  }
}

/** How far each run's picture is from the first one's, of 255. */
function apartOf(runs: readonly SweptRun[]): readonly (number | undefined)[] {
  const first = runs[0]?.came.raster;
  return runs.map(({ came }) => (first && came.raster ? meanDifference(first, came.raster)?.mean : undefined));
}

customElements.define("repaint-sweep", SweepPanel);

declare global {
  interface HTMLElementTagNameMap {
    "repaint-sweep": SweepPanel;
  }
}
