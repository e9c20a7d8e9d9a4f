import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import type { GraphFile, GraphNode } from "../../runtime/graph/format.ts";
import type { NodeDefinition, Param, Registry, SocketType, Stage } from "../../runtime/node.ts";
import type { Language, Text } from "../../runtime/text.ts";
import { classesOf, noAssets, type Assets } from "../assets.ts";
import { disconnect, setTitle } from "../edits.ts";
import { followCurve } from "../follow-curve.ts";
import { bodiesOf } from "../../runtime/own/expand.ts";
import { versionOf } from "../own/version.ts";
import { emit } from "../events.ts";
import { PLAIN, type ScatterLooks } from "../laboratory/looks.ts";
import { inspectingWords } from "../i18n/inspecting.ts";
import { words } from "../i18n/index.ts";
import type { Scatter } from "../engine/messages.ts";
import { isLocked, type Free } from "../lesson/locks.ts";
import { hasWindow, isPaintable } from "../paint/paintable.ts";
import { numbersInto, probed } from "../paint/probe.ts";
import { shortNumber, statisticsOf } from "../paint/statistics.ts";
import { changeables } from "../beside/settings.ts";
import { titleOf } from "../scene-of.ts";
import { icon, shared, socketIcon } from "../theme/shared.ts";
import { typesOf, type Types } from "../types-of.ts";
import "../help/why-view.ts";
import "./equation-view.ts";
import { inspectorStyles } from "./inspector-styles.ts";
import "./param-field.ts";
import type { ShownValue } from "./preview-store.ts";
import "./raster-view.ts";
import type { Pixel } from "./value-view.ts";
import "./value-view.ts";

/**
 * What the selected node does, its equation, its params, its wires and its value.
 *
 * @fires edit, param, choose-picture, command, locate
 */
export class NodeInspector extends LitElement {
  @property({ attribute: false }) graph!: GraphFile;
  @property({ attribute: false }) registry!: Registry;
  @property({ attribute: false }) selected!: ReadonlySet<string>;
  @property() language: Language = "en";
  @property({ attribute: false }) assets: Assets = noAssets;
  /** What the node gave last. */
  @property({ attribute: false }) value: ShownValue | undefined;
  /** What the node understood of what it was given. */
  @property({ attribute: false }) note: Text | undefined;
  /** What every node gave last. */
  @property({ attribute: false }) values: ReadonlyMap<string, ShownValue> = new Map();
  /** What is shown of the way of samples. */
  @property({ attribute: false }) looks: ScatterLooks = PLAIN;
  /** Params that a lesson lets the reader change. */
  @property({ attribute: false }) free: Free;
  @state() private pixel: Pixel | undefined;

  static override styles = [shared, inspectorStyles];

  /** Takes the focus: to the name of the node, or to its first param. */
  enter(name: boolean): void {
    const field = this.renderRoot.querySelector<HTMLElement>(name ? "input.title" : "repaint-param, input.title");
    field?.focus();
    if (field instanceof HTMLInputElement) field.select();
  }

  override focus(): void {
    this.enter(false);
  }

  private readonly leave = (): boolean =>
    this.dispatchEvent(new Event("leave-fields", { bubbles: true, composed: true }));

  private readonly key = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && !event.defaultPrevented) this.leave();
  };

  private readonly nameKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (!(event.target instanceof HTMLInputElement) || event.isComposing) return;
    if (event.key === "Escape") event.target.value = this.ownTitle();
    if (event.key === "Escape" || event.key === "Enter") this.leave();
  };

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("selected")) this.pixel = undefined;
  }

  override render(): TemplateResult {
    return html`<div class="body" @keydown=${this.key} @leave=${this.leave}>${this.body()}</div>`;
  }

  private body(): TemplateResult {
    const w = inspectingWords(this.language);
    if (this.selected.size > 1) {
      return html`<p>${w.severalSelected(this.selected.size)}</p>
        ${this.deleteButton()}`;
    }
    const [id] = this.selected;
    const node = this.graph.nodes.find((other) => other.id === id);
    if (!node) return html`<p>${w.nothingSelected}</p>`;
    const definition = this.registry.get(node.type);
    return html`
      <input
        class="title"
        type="text"
        maxlength="200"
        aria-label=${words(this.language).nodeName}
        .value=${titleOf(node, this.registry, this.language)}
        @change=${(e: Event) => this.rename(node, (e.target as HTMLInputElement).value)}
        @keydown=${this.nameKey}
      />
      ${definition ? this.known(node, definition) : html`<p>${w.unknownType(node.type)}</p>`} ${this.deleteButton()}
    `;
  }

  private known(node: GraphNode, definition: NodeDefinition): TemplateResult {
    const w = inspectingWords(this.language);
    const types = typesOf(this.graph, this.registry);
    const stage = stageOf(node, definition, types);
    const wired = inputTypes(node.id, types);
    const plain = definition.params.filter((param) => param.advanced !== true);
    const expert = definition.params.filter((param) => param.advanced === true);
    return html`
      <p>${definition.help[this.language]}</p>
      ${definition.source ? html`<p class="label">${definition.source}</p>` : nothing}
      ${
        definition.category === "own"
          ? nothing
          : html`<repaint-why .type=${definition.type} .language=${this.language}></repaint-why>`
      }
      ${this.own(node, definition)}
      ${
        definition.sweeps
          ? html`<button class="paint" @click=${() => emit(this, "command", "sweep")}>${w.sweep}</button>`
          : nothing
      }
      ${
        stage
          ? html`<section aria-label=${w.equation}>
              <repaint-equation
                tabindex="0"
                role="group"
                aria-label=${w.symbols}
                .stage=${stage}
                .types=${wired}
                .language=${this.language}
              ></repaint-equation>
            </section>`
          : nothing
      }
      ${plain.length > 0 ? html`<section>${plain.map((param) => this.param(node, param))}</section>` : nothing}
      ${
        isPaintable(definition)
          ? html`<button
              class="paint"
              ?disabled=${isLocked(this.free, node.id, "painted")}
              @click=${() => emit(this, "paint-mask", node.id)}
            >
              ${icon("square")}${w.paintMask}
            </button>`
          : nothing
      }
      ${
        hasWindow(definition)
          ? html`<button class="paint" @click=${() => emit(this, "choose-window", node.id)}>
              ${icon("square")}${w.chooseWindow}
            </button>`
          : nothing
      }
      ${
        expert.length > 0
          ? html`<details>
              <summary>${w.advanced}</summary>
              ${expert.map((param) => this.param(node, param))}
            </details>`
          : nothing
      }
      <section>
        ${definition.inputs.map((socket) => this.input(node, socket.name, socket.title[this.language], types))}
        ${definition.outputs.map((socket) => this.output(node, socket.name, socket.title[this.language], types))}
      </section>
      ${this.note ? html`<p class="note">${this.note[this.language]}</p>` : nothing}
      ${this.value?.scatter ? this.scatter(this.value.scatter) : this.value ? this.picture(this.value) : nothing}
      ${stage && this.pixel ? this.numbers(node, stage) : nothing}
    `;
  }

  /** What can be done with a node type of the reader's own, or with an equation that could be one. */
  private own({ type }: GraphNode, { category, params }: NodeDefinition): TemplateResult | typeof nothing {
    const w = inspectingWords(this.language).own;
    const button = (command: string, label: string): TemplateResult =>
      html`<button class="paint" @click=${() => emit(this, "perform", command)}>${label}</button>`;
    if (category === "own")
      return html`<p class="label">${w.version(versionOf(type))}</p>
        ${bodiesOf(this.graph).has(type) ? button("open-fold", w.open) : nothing} ${button("own-nodes", w.types)}`;
    return params.some(({ kind }) => kind === "equation") ? button("make-node", w.make) : nothing;
  }

  private param(node: GraphNode, param: Param): TemplateResult {
    const followed = this.followed(node, param);
    if (followed) return followed;
    const locked = isLocked(this.free, node.id, param.name);
    return html`<div class="param">
      <div class="name" title=${param.help[this.language]}>${param.title[this.language]}</div>
      ${param.kind === "curve" && !locked ? this.curve(node, param) : nothing}
      <repaint-param
        .node=${node.id}
        .param=${param}
        .value=${node.params[param.name] ?? param.default}
        .options=${this.optionsOf(node, param)}
        .language=${this.language}
        .assets=${this.assets}
        ?locked=${locked}
      ></repaint-param>
      <div class="label">${param.help[this.language]}</div>
      ${param.kind === "model" && !locked ? this.points(node, param) : nothing}
      ${locked ? nothing : this.followButton(node, param)}
    </div>`;
  }

  /** What a param may be whose values have names in this graph. */
  private optionsOf({ id }: GraphNode, param: Param): readonly (readonly [string, string])[] {
    if (param.kind === "number" && param.names)
      return classesOf(this.graph, this.assets, id).map(
        (name, i) => [String(i), `${i} · ${name[this.language]}`] as const,
      );
    if (param.kind !== "text" || !param.names) return [];
    return changeables(this.graph, this.registry, this.language).map(({ key, title }) => [key, title] as const);
  }

  /** A number that is wired has no field: it says what it follows. */
  private followed(node: GraphNode, param: Param): TemplateResult | undefined {
    const link = this.graph.links.find(([, , to, input]) => to === node.id && input === param.name);
    const source = link && this.graph.nodes.find(({ id }) => id === link[0]);
    if (!source) return undefined;
    const w = inspectingWords(this.language);
    return html`<div class="param">
      <div class="name" title=${param.help[this.language]}>${param.title[this.language]}</div>
      <div class="socket-line">
        <span class="label">${w.follows}</span>
        <button @click=${() => emit(this, "locate", source.id)}>${this.titled(source)}</button>
        <button class="unfollow" @click=${() => emit(this, "edit", { edit: disconnect(node.id, param.name) })}>
          ${w.unfollow}
        </button>
      </div>
    </div>`;
  }

  private followButton(node: GraphNode, param: Param): TemplateResult | typeof nothing {
    const edit = followCurve(this.graph, this.registry, node, param);
    if (!edit) return nothing;
    const w = inspectingWords(this.language);
    return html`<button class="follow" title=${w.followHint} @click=${() => emit(this, "edit", { edit })}>
      ${w.follow}
    </button>`;
  }

  private curve(node: GraphNode, param: Param): TemplateResult {
    void import("./curve-field.ts");
    return html`<repaint-curve
      .node=${node.id}
      .name=${param.name}
      .value=${String(node.params[param.name] ?? param.default)}
      .between=${String(node.params["between"] ?? "linear")}
      .language=${this.language}
    ></repaint-curve>`;
  }

  /** A model may be made from points: a data set that is chosen, or drawn here. */
  private points(node: GraphNode, param: Param): TemplateResult {
    const value = String(node.params[param.name] ?? param.default);
    const isPoints = value.startsWith("points:");
    const fetched = (event: Event): unknown =>
      (event.target as HTMLDetailsElement).open ? import("../laboratory/points-editor.ts") : undefined;
    if (isPoints) void import("../laboratory/points-editor.ts");
    return html`<details class="draw-points" ?open=${isPoints} @toggle=${fetched}>
      <summary>${inspectingWords(this.language).twoPixels}</summary>
      <repaint-points .node=${node.id} .name=${param.name} .value=${value} .language=${this.language}></repaint-points>
    </details>`;
  }

  private input(node: GraphNode, name: string, title: string, types: Types): TemplateResult {
    const w = inspectingWords(this.language);
    const link = this.graph.links.find(([, , to, input]) => to === node.id && input === name);
    const source = link && this.graph.nodes.find((other) => other.id === link[0]);
    const socket = this.registry.get(node.type)?.inputs.find((other) => other.name === name);
    const type = (link && types.of(link[0], link[1])) ?? socket?.types[0];
    return html`<div class="socket-line">
      ${socketIcon(type, link !== undefined)}<span>${title}</span>
      ${
        source
          ? html`${this.given(source.id)}<button @click=${() => emit(this, "locate", source.id)}>
                ${this.titled(source)}
              </button>`
          : html`<span class="label">${socket?.optional ? w.optional : w.unwired}</span>`
      }
    </div>`;
  }

  /** What came in: its picture, and between which numbers it lies. */
  private given(source: string): TemplateResult {
    const value = this.values.get(source);
    if (!value) return html`${nothing}`;
    const { min, max } = value.live ? statisticsOf(value.live.floats.data) : {};
    return html`<repaint-raster class="small" .raster=${value.raster} label=${source}></repaint-raster>${
        min === undefined || max === undefined
          ? nothing
          : html`<span class="label">${shortNumber(min)} … ${shortNumber(max)}</span>`
      }`;
  }

  private output(node: GraphNode, name: string, title: string, types: Types): TemplateResult {
    const targets = this.graph.links.filter(([from, output]) => from === node.id && output === name);
    return html`<div class="socket-line out">
      ${socketIcon(types.of(node.id, name), targets.length > 0)}<span>${title}</span>
      <span class="targets"
        >${targets.map((link) => {
          const target = this.graph.nodes.find((other) => other.id === link[2]);
          return target
            ? html`<button @click=${() => emit(this, "locate", target.id)}>${this.titled(target)}</button>`
            : nothing;
        })}</span
      >
    </div>`;
  }

  private ownTitle(): string {
    const node = this.graph.nodes.find(({ id }) => this.selected.has(id));
    return node ? this.titled(node) : "";
  }

  private titled(node: GraphNode): string {
    return titleOf(node, this.registry, this.language);
  }

  private scatter(scatter: Scatter): TemplateResult {
    void import("../laboratory/scatter-view.ts");
    return html`<section>
      <repaint-scatter
        .scatter=${scatter}
        .t=${this.value?.t}
        .looks=${this.looks}
        .language=${this.language}
      ></repaint-scatter>
    </section>`;
  }

  private picture(value: ShownValue): TemplateResult {
    return html`<section>
      <repaint-value
        .value=${value}
        .pixel=${this.pixel}
        .label=${inspectingWords(this.language).value}
        .language=${this.language}
        @probe=${(e: CustomEvent<Pixel | undefined>) => (this.pixel = e.detail)}
      ></repaint-value>
    </section>`;
  }

  /** The equation with the numbers of the pixel that is pointed at: of one row for each channel, of several for the first. */
  private numbers(node: GraphNode, stage: Stage): TemplateResult {
    const w = inspectingWords(this.language).values;
    const { x, y } = this.pixel ?? { x: 0, y: 0 };
    const found = probed({ graph: this.graph, node: node.id, stage, values: this.values }, x, y);
    const channels = Math.max(0, ...[...found.values()].map((numbers) => numbers.length));
    const isLong = /[\n;]/.test(stage.text.trim());
    const names = [w.red, w.green, w.blue].slice(0, isLong ? 1 : channels);
    return html`<section class="numbers" aria-live="polite">
      <div class="value-line">
        <span>${w.pixel(x, y)}</span>
        <span class="label">${isLong ? w.red : ""}</span>
      </div>
      ${
        // The text is made by toMathML, which escapes all that it is given.
        names.map((name, c) => html`<div title=${name}>${unsafeHTML(numbersInto(stage, found, c) ?? "")}</div>`)
      }
    </section>`;
  }

  private deleteButton(): TemplateResult {
    return html`<button class="delete" @click=${() => emit(this, "command", "delete")}>
      ${icon("trash-2")}${words(this.language).remove}
    </button>`;
  }

  private rename(node: GraphNode, text: string): void {
    const own = this.registry.get(node.type)?.title[this.language];
    const title = text.trim() === own ? "" : text.trim();
    emit(this, "edit", { edit: setTitle(node.id, title) });
  }
}

function inputTypes(id: string, types: Types): Record<string, SocketType> {
  const wired = [...(types.wiring.nodes.get(id)?.inputs.values() ?? [])];
  return Object.fromEntries(
    wired.flatMap(({ from, output, input }) => {
      const type = types.of(from, output.name);
      return type ? [[input.name, type]] : [];
    }),
  );
}

/** The stage as it stands with these params and wires, without any model at hand. */
function stageOf(node: GraphNode, definition: NodeDefinition, types: Types): Stage | undefined {
  const inputs = Object.entries(inputTypes(node.id, types)).map(([name, type]) => [name, { type }] as const);
  const defaults = Object.fromEntries(definition.params.map((param) => [param.name, param.default]));
  try {
    return definition.stage?.({
      id: node.id,
      params: { ...defaults, ...node.params },
      inputs: Object.fromEntries(inputs),
      images: {},
    });
  } catch {
    return undefined; // Its params are wrong, which the problems say.
  }
}

customElements.define("repaint-inspector", NodeInspector);

declare global {
  interface HTMLElementTagNameMap {
    "repaint-inspector": NodeInspector;
  }
}
