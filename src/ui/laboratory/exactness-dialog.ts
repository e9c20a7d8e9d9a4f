import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { POINTS } from "../../runtime/laboratory/clouds.ts";
import type { SweepRow } from "../../runtime/laboratory/sweep.ts";
import type { Problem } from "../../runtime/problem.ts";
import { DialogElement, hasClosed } from "../components/dialog.ts";
import { ReportEvent } from "../engine/client.ts";
import type { Report, SweepAsked } from "../engine/messages.ts";
import { formatNumber } from "../format.ts";
import { laboratoryWords } from "../i18n/laboratory.ts";
import { dialogStyles, listStyles } from "../share/dialog-styles.ts";
import type { Studio } from "../studio.ts";
import { measuringStyles, plotStyles } from "../theme/measured-styles.ts";
import { shared } from "../theme/shared.ts";
import { curveOf, type Series } from "./curve.ts";
import { exactnessStyles } from "./exactness-styles.ts";
import { measuredText, percent } from "./measures.ts";
import { choicesOf, dataSets, givenIn, trainedOn, usualValues, valuesOf, type Choice } from "./sweep-form.ts";

const COLOURS = ["var(--generated)", "var(--wire-model)", "var(--wire-schedule)"];

/** What is asked for, as it stands in the form. */
interface Form {
  readonly data: string;
  readonly known: number;
  /** `node.param`; empty for the graph as it is. */
  readonly along: string;
  readonly values: string;
  readonly particles: number;
  /** References; empty stands for the ideal denoiser. */
  readonly networks: readonly string[];
}

/** A sweep that is under way or over. */
interface Sweep {
  readonly id: number;
  readonly asked: SweepAsked;
  readonly title: string;
  readonly rows: readonly { readonly network: string; readonly row: SweepRow }[];
  readonly calls: number;
  readonly total: number;
  readonly over: boolean;
  readonly problems: readonly Problem[];
}

/** The exactness curve of the graph on the canvas: measures it along one of its numbers, and draws what came. */
export class ExactnessDialog extends DialogElement {
  @state() private form: Form | undefined;
  @state() private sweep: Sweep | undefined;
  /** The data of the graph. */
  @state() private own = "";
  private studio: Studio | undefined;

  static override styles = [shared, dialogStyles, listStyles, measuringStyles, plotStyles, exactnessStyles];

  /** Opens with what the graph on the canvas says of itself. */
  open(studio: Studio): void {
    this.studio = studio;
    const { data, known } = givenIn(studio.graph);
    const [first] = this.choices;
    this.own = data;
    this.form = {
      data,
      known,
      along: first?.key ?? "",
      values: usualValues(first?.param ?? ""),
      particles: 2048,
      networks: [""],
    };
    this.sweep = undefined;
    void this.show();
  }

  private get choices(): readonly Choice[] {
    return this.studio ? choicesOf(this.studio.graph, this.studio.registry, this.language) : [];
  }

  override render(): TemplateResult | typeof nothing {
    const { form, sweep } = this;
    if (!form) return nothing;
    const w = laboratoryWords(this.language);
    return html`<dialog
      aria-labelledby="heading"
      @close=${this.closed}
      @keydown=${(event: Event) => event.stopPropagation()}
    >
      <div class="body">
        <div class="head">
          <h2 id="heading">${w.curve}</h2>
          ${this.cross(w.close)}
        </div>
        <p class="label">${w.curveAbout}</p>
        ${this.fields(form)} ${sweep ? this.result(sweep) : nothing}
      </div>
    </dialog>`;
  }

  private fields(form: Form): TemplateResult {
    const w = laboratoryWords(this.language);
    const text = (event: Event): string => (event.target as HTMLInputElement).value;
    const trained = this.studio ? trainedOn(form.data, this.studio.assets) : [];
    const goes = this.sweep?.over === false;
    const isBad = form.along !== "" && !valuesOf(form.values);
    return html`<form @submit=${this.measure}>
      <label
        >${w.dataSet}
        <select @change=${(e: Event) => this.set({ data: text(e), networks: [""] })}>
          ${dataSets(this.own, this.language, w.drawn).map(
            ([name, title]) => html`<option value=${name} ?selected=${name === form.data}>${title}</option>`,
          )}
        </select>
      </label>
      <label
        >${w.curveKnown(form.known.toFixed(2))}
        <input
          type="range"
          min="-1"
          max="1"
          step="0.05"
          .value=${String(form.known)}
          @input=${(e: Event) => this.set({ known: Number(text(e)) })}
        />
      </label>
      <label
        >${w.along}
        <select @change=${(e: Event) => this.choose(text(e))}>
          ${this.choices.map(
            ({ key, title }) => html`<option value=${key} ?selected=${key === form.along}>${title}</option>`,
          )}
          <option value="" ?selected=${form.along === ""}>${w.nothing}</option>
        </select>
      </label>
      <label
        >${w.values}
        <input
          type="text"
          name="values"
          ?disabled=${form.along === ""}
          aria-invalid=${isBad}
          .value=${form.values}
          @input=${(e: Event) => this.set({ values: text(e) })}
        />
      </label>
      <label
        >${w.particles}
        <select @change=${(e: Event) => this.set({ particles: Number(text(e)) })}>
          ${[512, 1024, 2048, 4096, 16384].map(
            (n) => html`<option value=${n} ?selected=${n === form.particles}>${formatNumber(n)}</option>`,
          )}
        </select>
      </label>
      <fieldset>
        <legend>${w.networks}</legend>
        ${[{ reference: "", title: { en: w.ideal, zh: w.ideal } }, ...trained].map(
          ({ reference, title }) =>
            html`<label
              ><input
                type="checkbox"
                name=${reference || "ideal"}
                .checked=${form.networks.includes(reference)}
                @change=${() => this.toggle(reference)}
              />${title[this.language]}</label
            >`,
        )}
      </fieldset>
      ${isBad ? html`<p class="problem" role="alert">${w.badValues}</p>` : nothing}
      <div class="line" style="grid-column: 1 / -1">
        <button class="main" type="submit" ?disabled=${isBad || form.networks.length === 0}>
          ${goes ? w.stop : w.measure}
        </button>
        ${goes ? this.progress() : nothing}
      </div>
    </form>`;
  }

  private progress(): TemplateResult {
    const { calls = 0, total = 0 } = this.sweep ?? {};
    const label = laboratoryWords(this.language).measuring(formatNumber(calls), formatNumber(total));
    return html`<progress max=${Math.max(1, total)} .value=${calls} aria-label=${label}></progress
      ><span class="label">${total > 0 ? label : ""}</span>`;
  }

  private result({ asked, rows, title, problems }: Sweep): TemplateResult {
    const w = laboratoryWords(this.language);
    const values = asked.axis?.values ?? [undefined];
    const series: Series[] = asked.networks.map((network, i) => ({
      name: this.nameOf(network),
      colour: COLOURS[i % COLOURS.length] ?? "",
      rows: rows.filter((one) => one.network === network).map(({ row }) => row),
    }));
    const spoken = rows.map(({ row }) =>
      w.rowOf(String(row.value ?? ""), measuredText(row.total_variation, 3, this.language)),
    );
    return html`${problems.map(({ message }) => html`<p class="problem" role="alert">${message[this.language]}</p>`)}
    ${rows.length === 0 ? nothing : curveOf(values, series, [w.curveOf(title), ...spoken].join(" "))}
    ${
      rows.length === 0
        ? nothing
        : html`<p class="label">${w.curveOf(title)}</p>
            <ul class="label">
              ${series.map(({ name, colour }) => html`<li style="--of: ${colour}">${name}</li>`)}
              <li class="chance">${w.floorLine}</li>
            </ul>
            ${this.table(series, title)}`
    }`;
  }

  private table(series: readonly Series[], title: string): TemplateResult {
    const w = laboratoryWords(this.language);
    const { language } = this;
    return html`<div class="table" tabindex="0" role="region" aria-label=${w.curve}>
      <table>
        <thead>
          <tr>
            <th>${w.networks}</th>
            ${[title, w.calls, w.total_variation, w.floor, w.energy_distance, w.off_data].map((one) => html`<th>${one}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${series.flatMap(({ name, rows }) =>
            rows.map(
              (row) =>
                html`<tr data-value=${row.value ?? ""}>
                  <td>${name}</td>
                  <td>${row.value ?? "–"}</td>
                  <td>${formatNumber(row.calls)}</td>
                  <td data-measure="total_variation">${measuredText(row.total_variation, 3, language)}</td>
                  <td>${row.floor.toFixed(3)}</td>
                  <td>${measuredText(row.energy_distance, 4, language)}</td>
                  <td>${percent(row.off_data, language)}</td>
                </tr>`,
            ),
          )}
        </tbody>
      </table>
    </div>`;
  }

  private nameOf(network: string): string {
    const known = this.studio?.assets.models.find(({ reference }) => reference === network);
    return known?.title[this.language] ?? laboratoryWords(this.language).ideal;
  }

  private set(part: Partial<Form>): void {
    if (this.form) this.form = { ...this.form, ...part };
  }

  private choose(along: string): void {
    this.set({ along, values: usualValues(this.choices.find(({ key }) => key === along)?.param ?? "") });
  }

  private toggle(reference: string): void {
    const networks = this.form?.networks ?? [];
    const without = networks.filter((one) => one !== reference);
    this.set({ networks: without.length < networks.length ? without : [...networks, reference] });
  }

  private readonly measure = (event: Event): void => {
    event.preventDefault();
    const { form, studio } = this;
    if (this.sweep && !this.sweep.over) return this.stop();
    const choice = this.choices.find(({ key }) => key === form?.along);
    const values = valuesOf(form?.values ?? "");
    if (!form || !studio?.engine || (choice && !values)) return;
    const axis = choice && values ? { node: choice.node, param: choice.param, values } : undefined;
    const { data, known, particles } = form;
    const networks = form.networks.map((reference) => reference || POINTS + data);
    const asked: SweepAsked = { data, known, particles, networks, ...(axis && { axis }) };
    studio.engine.addEventListener("report", this.hear);
    const id = studio.engine.sweep(studio.graph, asked);
    const title = choice?.title ?? laboratoryWords(this.language).nothing;
    this.sweep = { id, asked, title, rows: [], calls: 0, total: 0, over: false, problems: [] };
  };

  private readonly hear = (event: Event): void => {
    if (event instanceof ReportEvent) this.take(event.report);
  };

  private take(report: Report): void {
    const { sweep } = this;
    if (!sweep || !("id" in report) || report.id !== sweep.id) return;
    if (report.kind === "sweeping") this.sweep = { ...sweep, calls: report.calls, total: report.total };
    else if (report.kind === "swept") {
      const { network, row } = report;
      this.sweep = { ...sweep, rows: [...sweep.rows, { network, row }] };
    } else if (report.kind === "sweep-over") {
      this.studio?.engine?.removeEventListener("report", this.hear);
      this.sweep = { ...sweep, over: true, problems: report.problems };
    }
  }

  private stop(): void {
    if (this.sweep) this.studio?.engine?.stopSweep(this.sweep.id);
  }

  private closed(event: Event): void {
    if (hasClosed(event)) this.stop();
  }
}

customElements.define("repaint-exactness", ExactnessDialog);

declare global {
  interface HTMLElementTagNameMap {
    "repaint-exactness": ExactnessDialog;
  }
}
