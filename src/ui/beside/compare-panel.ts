import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { differenceOf, type Difference } from "../../runtime/graph/difference.ts";
import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Language } from "../../runtime/text.ts";
import { readValues } from "../../runtime/study/values.ts";
import "../components/raster-view.ts";
import type { Otherness } from "../canvas/paint-other.ts";
import type { Position } from "../edits.ts";
import { ReportEvent } from "../engine/client.ts";
import type { Paired } from "../engine/messages.ts";
import { formatNumber } from "../format.ts";
import type { GalleryEntry } from "../gallery/entries.ts";
import { words } from "../i18n/index.ts";
import { meanDifference } from "../lesson/pixels.ts";
import { titleOf } from "../scene-of.ts";
import { plotStyles } from "../theme/measured-styles.ts";
import { icon, shared } from "../theme/shared.ts";
import { dryRunOf } from "../timeline/compare.ts";
import type { Beside } from "./beside.ts";
import { besideStyles } from "./beside-styles.ts";
import { distancePlot } from "./distance-plot.ts";
import { changeables, withValues, type Changeable } from "./settings.ts";
import { besideWords } from "./words.ts";

/** What was compared, and what came of it. */
interface Comparison {
  readonly difference: Difference;
  readonly a: GraphFile;
  readonly b: GraphFile;
  readonly calls: number;
  readonly total: number;
  readonly came?: Paired;
}

/** The graph on the canvas and another, run side by side: what is other in the graph, in the pictures, and over t. */
export class ComparePanel extends LitElement {
  @property({ attribute: false }) beside!: Beside;
  @property({ attribute: false }) graph!: GraphFile;
  @property({ attribute: false }) entries: readonly GalleryEntry[] = [];
  @property() language!: Language;
  /** Empty: the graph with one value changed; `template NAME` or `run NUMBER`. */
  @state() private other = "";
  @state() private param = "";
  @state() private value = "";
  @state() private comparison: Comparison | undefined;
  /** The id of the comparison that is under way. */
  @state() private going: number | undefined;

  static override styles = [
    shared,
    besideStyles,
    plotStyles,
    css`
      .pictures {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: 8px;
      }
      figure {
        margin: 0;
      }
      figcaption {
        margin-top: 4px;
        font-size: var(--label-size);
        color: var(--muted);
      }
      repaint-raster {
        aspect-ratio: 1;
      }
      ul {
        display: grid;
        gap: 2px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.beside?.studio.engine?.addEventListener("report", this.hear);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    const { engine } = this.beside.studio;
    engine?.removeEventListener("report", this.hear);
    if (this.going !== undefined) engine?.stopSweep(this.going);
  }

  private get choices(): readonly Changeable[] {
    return changeables(this.graph, this.beside.registry, this.language);
  }

  override render(): TemplateResult {
    const w = besideWords(this.language);
    return html`<div class="head">
        <h2>${w.compare}</h2>
        <button aria-label=${w.close} title=${w.close} @click=${() => this.beside.close()}>${icon("x")}</button>
      </div>
      <div class="page" @keydown=${(event: Event) => event.stopPropagation()}>
        <p class="label">${w.compareAbout}</p>
        ${this.form()} ${this.comparison ? this.result(this.comparison) : nothing}
      </div>`;
  }

  private form(): TemplateResult {
    const w = besideWords(this.language);
    const { choices } = this;
    const chosen = choices.find(({ key }) => key === this.param) ?? choices[0];
    const goes = this.going !== undefined;
    const text = (event: Event): string => (event.target as HTMLInputElement).value;
    const group = (label: string, options: readonly (readonly [string, string])[]): TemplateResult | typeof nothing =>
      options.length === 0
        ? nothing
        : html`<optgroup label=${label}>
            ${options.map(([what, title]) => html`<option value=${what} ?selected=${what === this.other}>${title}</option>`)}
          </optgroup>`;
    const { templates } = this.beside.studio.assets;
    const isBad = this.other === "" && this.value !== "" && (!chosen || !readValues(this.value, chosen.param));
    return html`<form @submit=${this.compare}>
      <label
        >${w.with}
        <select name="other" @change=${(event: Event) => (this.other = text(event))}>
          <option value="" ?selected=${this.other === ""}>${w.changed}</option>
          ${group(
            w.results,
            this.entries.map(({ number }) => [`run ${number}`, words(this.language).gallery.run(number)] as const),
          )}
          ${group(
            w.templates,
            templates.map(({ name, title }) => [`template ${name}`, title[this.language]] as const),
          )}
        </select>
      </label>
      ${
        this.other === ""
          ? html`<div class="pair" style="margin-top: 8px">
              <label
                >${w.param}
                <select name="param" @change=${(event: Event) => (this.param = text(event))}>
                  ${choices.map(
                    ({ key, title }) => html`<option value=${key} ?selected=${key === chosen?.key}>${title}</option>`,
                  )}
                </select>
              </label>
              <label
                >${w.value}
                <input
                  name="value"
                  type="text"
                  aria-invalid=${isBad}
                  placeholder=${String(chosen?.value ?? "")}
                  .value=${this.value}
                  @input=${(event: Event) => (this.value = text(event))}
                />
              </label>
            </div>`
          : nothing
      }
      ${isBad ? html`<p class="problem" role="alert">${w.badValue}</p>` : nothing}
      <div class="line" style="margin-top: 12px">
        <button class="main" type="submit" ?disabled=${isBad || (this.other === "" && this.value === "")}>
          ${goes ? w.stop : w.run}
        </button>
        ${goes ? this.progress() : nothing}
      </div>
    </form>`;
  }

  private progress(): TemplateResult {
    const { calls = 0, total = 0 } = this.comparison ?? {};
    const label = besideWords(this.language).calls(formatNumber(calls), formatNumber(total));
    return html`<progress max=${Math.max(1, total)} .value=${calls} aria-label=${label}></progress
      ><span class="label">${total > 0 ? label : ""}</span>`;
  }

  private result({ difference, a, b, came }: Comparison): TemplateResult {
    const w = besideWords(this.language);
    return html`${this.differences(difference, a, b)}
    ${(came?.problems ?? []).map(({ message }) => html`<p class="problem" role="alert">${message[this.language]}</p>`)}
    ${came?.a && came.b ? this.pictures(came) : nothing}
    ${
      came?.distances && came.distances.length > 0
        ? html`<h3>${w.distance}</h3>
            ${distancePlot(came.distances, w.distance)}
            <p class="label">${w.distanceAbout}</p>`
        : came?.a
          ? html`<p class="label">${w.otherSize}</p>`
          : nothing
    }`;
  }

  private differences({ added, removed, params, wired, unwired }: Difference, a: GraphFile, b: GraphFile) {
    const w = besideWords(this.language);
    const { registry } = this.beside;
    const names = (nodes: typeof added): string =>
      nodes.map((node) => titleOf(node, registry, this.language)).join(this.language === "zh" ? "、" : ", ");
    const name = (id: string): string => {
      const node = [...a.nodes, ...b.nodes].find((one) => one.id === id);
      return node ? titleOf(node, registry, this.language) : id;
    };
    const paramTitle = (id: string, param: string): string => {
      const type = a.nodes.find((one) => one.id === id)?.type ?? "";
      return registry.get(type)?.params.find((one) => one.name === param)?.title[this.language] ?? param;
    };
    const wires = wired.length + unwired.length;
    const lines = [
      ...(removed.length > 0 ? [w.onlyHere(names(removed))] : []),
      ...(added.length > 0 ? [w.onlyThere(names(added))] : []),
      ...params.map(({ node, param, before, after }) =>
        w.changedParam(`${name(node)} · ${paramTitle(node, param)}`, short(before), short(after)),
      ),
      ...(wires > 0 ? [w.wires(wires)] : []),
    ];
    return html`<ul class="differences">
      ${(lines.length > 0 ? lines : [w.same]).map((line) => html`<li>${line}</li>`)}
    </ul>`;
  }

  private pictures({ a, b }: Paired): TemplateResult | typeof nothing {
    const w = besideWords(this.language);
    const apart = a && b && meanDifference(a, b);
    const one = (raster: typeof a, caption: string): TemplateResult =>
      html`<figure>
        <repaint-raster .raster=${raster} .label=${caption}></repaint-raster>
        <figcaption>${caption}</figcaption>
      </figure>`;
    return html`<div class="pictures">
      ${one(a, "A")}${one(b, "B")}
      ${apart ? one(apart.raster, w.difference(formatNumber(Number(apart.mean.toFixed(2))))) : nothing}
    </div>`;
  }

  private readonly compare = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { beside, graph } = this;
    const { studio, registry } = beside;
    const { engine } = studio;
    if (!engine) return;
    if (this.going !== undefined) return engine.stopSweep(this.going);
    const b = await this.otherGraph();
    if (!b) return;
    const difference = differenceOf(graph, b, registry);
    const places = placesOf(difference.added, b, graph);
    const missing = difference.added.map((node) => {
      const [x, y] = places.get(node.id) ?? node.pos;
      return { title: titleOf(node, registry, this.language), x, y };
    });
    beside.mark(othernessOf(graph, difference), missing);
    const walk = dryRunOf(b, registry);
    if (walk) studio.compared = { what: "beside", title: () => "B", walk };
    this.comparison = { difference, a: graph, b, calls: 0, total: 0 };
    engine.removeEventListener("report", this.hear);
    engine.addEventListener("report", this.hear);
    const came = await engine.pair([graph, b], (id) => (this.going = id));
    this.going = undefined;
    this.comparison = { ...this.comparison, came };
  };

  private async otherGraph(): Promise<GraphFile | undefined> {
    const [kind, name = ""] = this.other.split(" ");
    const { studio } = this.beside;
    if (kind === "template") return (await studio.guarded(() => studio.templateOf(name)))?.graph;
    if (kind === "run") return this.entries.find(({ number }) => number === Number(name))?.graph;
    const chosen = this.choices.find(({ key }) => key === this.param) ?? this.choices[0];
    const [value] = (chosen && readValues(this.value, chosen.param)) ?? [];
    return chosen && value !== undefined ? withValues(this.graph, { [chosen.key]: value }) : undefined;
  }

  private readonly hear = (event: Event): void => {
    if (!(event instanceof ReportEvent) || event.report.kind !== "sweeping" || event.report.id !== this.going) return;
    const { calls, total } = event.report;
    if (this.comparison) this.comparison = { ...this.comparison, calls, total };
  };
}

/** The nodes of the first graph that the second lacks, has other params of, or wires otherwise. */
function othernessOf(
  { nodes }: GraphFile,
  { removed, params, wired, unwired }: Difference,
): ReadonlyMap<string, Otherness> {
  const other = new Set([...params.map(({ node }) => node), ...[...wired, ...unwired].map(([, , to]) => to)]);
  const gone = new Set(removed.map(({ id }) => id));
  const signOf = (id: string): Otherness | undefined => (gone.has(id) ? "−" : other.has(id) ? "≠" : undefined);
  return new Map(
    nodes.flatMap(({ id }): [string, Otherness][] => {
      const sign = signOf(id);
      return sign ? [[id, sign]] : [];
    }),
  );
}

/** Places on the canvas of a graph for nodes that only another has: right of the node from which they have a wire there. */
function placesOf(added: Difference["added"], other: GraphFile, { nodes }: GraphFile): ReadonlyMap<string, Position> {
  const places = new Map(nodes.map(({ id, pos }) => [id, pos] as const));
  const own = new Set(places.keys());
  for (const { id, pos } of added) {
    const source = other.links.map(([from, , to]) => (to === id ? places.get(from) : undefined)).find(Boolean);
    if (!own.has(id)) places.set(id, source ? [source[0] + 224, source[1] + 40] : pos);
  }
  return places;
}

const short = (value: unknown): string => {
  const text = value === undefined ? "–" : String(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
};

customElements.define("repaint-compare", ComparePanel);

declare global {
  interface HTMLElementTagNameMap {
    "repaint-compare": ComparePanel;
  }
}
