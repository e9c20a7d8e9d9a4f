import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { isBody } from "../../runtime/graph/format.ts";
import { LeftOut } from "../../runtime/graph/left-out.ts";
import type { Json } from "../../runtime/json.ts";
import { typeOf } from "../../runtime/own/identity.ts";
import { withDefinitions } from "../../runtime/own/library.ts";
import { readDefinitions } from "../../runtime/own/read.ts";
import "../components/equation-view.ts";
import { problemsOf } from "../problems-of.ts";
import { dialogStyles } from "../share/dialog-styles.ts";
import { shared } from "../theme/shared.ts";
import { typesOf } from "../types-of.ts";
import { freeName } from "./edits-own.ts";
import { OwnLibrary } from "./own-library.ts";
import { OwnDialog } from "./own-dialog.ts";
import { ownStyles } from "./own-styles.ts";
import { ownWords } from "./own-words.ts";
import { sketchOf, type Sketch } from "./sketch.ts";

const KINDS = ["sample", "image", "mask", "number", "param"] as const;
type Kind = (typeof KINDS)[number];
const MOVES = ["stay", "down", "up"] as const;

interface Row {
  readonly kind: Kind;
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Makes a node type of an equation: what it reads becomes sockets and params. Where it was opened at a node with an equation of the
 * reader's, that node becomes one of the new type. Gone once it is closed.
 */
export class MakeDialog extends OwnDialog {
  @state() override title!: string;
  @state() private equation = "y = mix(a, b, w)";
  @state() private moves: (typeof MOVES)[number] = "stay";
  @state() private rows: Readonly<Record<string, Row>> = { w: { kind: "param", default: 0.5, min: 0, max: 1 } };
  @state() private keeps = true;
  /** The node that the equation is taken from. */
  private from: string | undefined;

  static override styles = [shared, dialogStyles, ownStyles];

  /** Takes the equation of the selected node, where it has one of the reader's. */
  private take(): void {
    const { graph, registry, selectedNodes, language } = this.studio;
    this.title = ownWords(language).unnamed;
    const [id] = selectedNodes.size === 1 ? selectedNodes : [];
    const node = graph.nodes.find((one) => one.id === id);
    const param = registry.get(node?.type ?? "")?.params.find(({ kind }) => kind === "equation");
    if (!node || !param) return;
    this.from = node.id;
    this.title = node.title ?? this.title;
    this.equation = String(node.params[param.name] ?? param.default);
    const moves = node.params["moves"];
    this.moves = MOVES.find((one) => one === moves) ?? "stay";
    const types = typesOf(graph, registry);
    const rows: Record<string, Row> = {};
    for (const [from, output, to, input] of graph.links) {
      const kind = to === node.id ? KINDS.find((one) => one === types.of(from, output)) : undefined;
      if (kind) rows[input] = { ...this.rowOf(input), kind };
    }
    this.rows = rows;
  }

  private rowOf(name: string): Row {
    return this.rows[name] ?? { kind: "image", default: 1, min: 0, max: 1 };
  }

  private get sketch(): Sketch | undefined {
    try {
      return sketchOf(this.equation);
    } catch {
      return undefined; // What is wrong with it, the reading of the definition says.
    }
  }

  /** The definition as it would be read from a file, and what is wrong with it. */
  private get read() {
    const { graph, registry, language } = this.studio;
    const sketch = this.sketch;
    const reads = sketch?.reads ?? [];
    const inputs: Json[] = reads.flatMap((name) => {
      const { kind } = this.rowOf(name);
      return kind === "param" ? [] : [{ name, type: kind }];
    });
    if (sketch?.prediction) inputs.push({ name: "prediction", type: "prediction" });
    const first =
      reads.find((name) => this.rowOf(name).kind === "sample") ??
      reads.find((name) => !["param", "number"].includes(this.rowOf(name).kind));
    const output = first === undefined ? { type: "sample" } : { like: first };
    const title = this.title.trim() || ownWords(language).unnamed;
    const entry: Json = {
      name: freeName(graph, title),
      title,
      inputs,
      outputs: (sketch?.gives ?? []).map((name) => ({ name, ...output })),
      params: reads.flatMap((name) => {
        const { kind, default: value, min, max } = this.rowOf(name);
        return kind === "param" ? [{ name, default: value, min, max }] : [];
      }),
      equation: this.equation,
      moves: this.moves,
    };
    const notes = new LeftOut();
    const [definition] = readDefinitions([entry], registry, notes);
    return { definition, problem: notes.notes[0] };
  }

  override render(): TemplateResult {
    const { language } = this.studio;
    const w = ownWords(language);
    const { definition, problem } = this.read;
    const sketch = this.sketch;
    const stage = { text: this.equation, tensors: {}, outputs: {} };
    return this.framed(
      "wide",
      html`<form class="body" @submit=${this.submit}>
        <h2 id="heading">${w.make}</h2>
        <p class="label">${w.makeAbout}</p>
        <label class="field"
          >${w.title}
          <input
            type="text"
            name="title"
            maxlength="80"
            required
            .value=${this.title}
            @input=${(e: Event) => (this.title = (e.target as HTMLInputElement).value)}
          />
        </label>
        <label class="field"
          >${w.equation}
          <textarea
            name="equation"
            rows="4"
            spellcheck="false"
            .value=${this.equation}
            @input=${(e: Event) => (this.equation = (e.target as HTMLTextAreaElement).value)}
          ></textarea>
        </label>
        <repaint-equation .stage=${stage} .types=${{}} .language=${language}></repaint-equation>
        ${
          sketch && sketch.reads.length > 0
            ? html`<fieldset>
                <legend>${w.reads}</legend>
                ${sketch.reads.map((name) => this.row(name))}
              </fieldset>`
            : nothing
        }
        ${sketch?.prediction ? html`<p class="label">${w.prediction}</p>` : nothing}
        <label class="field"
          >${w.level}
          <select
            @change=${(e: Event) => (this.moves = MOVES[(e.target as HTMLSelectElement).selectedIndex] ?? "stay")}
          >
            ${MOVES.map((one) => html`<option ?selected=${one === this.moves}>${w.moves[one]}</option>`)}
          </select>
        </label>
        <label class="check"
          ><input type="checkbox" .checked=${this.keeps} @change=${() => (this.keeps = !this.keeps)} />${w.keep}</label
        >
        <p class="complaint" role="alert">
          ${problem && !definition ? `${problem.message[language]} ${problem.code === "definition-equation" ? problem.remedy[language] : ""}` : nothing}
        </p>
        <div class="actions">
          <button type="button" @click=${this.leave}>${w.cancel}</button>
          <button class="main" ?disabled=${!definition}>${w.makeNow}</button>
        </div>
      </form>`,
    );
  }

  private row(name: string): TemplateResult {
    const w = ownWords(this.studio.language);
    const row = this.rowOf(name);
    const set = (change: Partial<Row>): void => void (this.rows = { ...this.rows, [name]: { ...row, ...change } });
    const number = (key: "default" | "min" | "max"): TemplateResult =>
      html`<label class="label"
        >${w[key]}<input
          type="number"
          step="any"
          aria-label=${`${name}: ${w[key]}`}
          .value=${String(row[key])}
          @change=${(e: Event) => set({ [key]: Number((e.target as HTMLInputElement).value) })}
      /></label>`;
    return html`<div class="row">
      <code>${name}</code>
      <select
        aria-label=${w.kindOf(name)}
        @change=${(e: Event) => set({ kind: KINDS[(e.target as HTMLSelectElement).selectedIndex] ?? "image" })}
      >
        ${KINDS.map((kind) => html`<option ?selected=${kind === row.kind}>${w.kinds[kind]}</option>`)}
      </select>
      ${row.kind === "param" ? html`${number("default")}${number("min")}${number("max")}` : nothing}
    </div>`;
  }

  protected override willUpdate(): void {
    if (this.title === undefined) this.take();
  }

  private readonly submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const { studio, from } = this;
    const { definition } = this.read;
    if (!definition || isBody(definition)) return;
    const type = typeOf(definition);
    const sockets = new Set(definition.inputs.map(({ name }) => name));
    const [output] = definition.outputs;
    studio.edit((graph) => {
      const grown = withDefinitions(graph, [definition]);
      if (from === undefined) return grown;
      const nodes = grown.nodes.map((node) =>
        node.id === from
          ? { id: node.id, type, v: 1, pos: node.pos, params: {}, ...(node.note !== undefined && { note: node.note }) }
          : node,
      );
      const links = grown.links.flatMap((link): typeof grown.links => {
        const [source, name, target, input] = link;
        if (target === from && !sockets.has(input)) return [];
        return source === from && output
          ? [[source, definition.outputs.some((one) => one.name === name) ? name : output.name, target, input]]
          : [link];
      });
      return { ...grown, nodes, links };
    });
    if (from !== undefined) studio.select([from]);
    if (this.keeps) void this.keep(definition);
    studio.announce(ownWords(studio.language).made(definition.title[studio.language]));
    this.leave();
  };

  private async keep(definition: NonNullable<MakeDialog["read"]["definition"]>): Promise<void> {
    const { studio } = this;
    try {
      const library = new OwnLibrary(studio.registry);
      if (!(await library.keep(definition, []))) studio.say(ownWords(studio.language).notKept);
      studio.takeLibrary(await library.all());
    } catch (error) {
      studio.tell(problemsOf(error));
    }
  }
}

customElements.define("repaint-make-node", MakeDialog);

declare global {
  interface HTMLElementTagNameMap {
    "repaint-make-node": MakeDialog;
  }
}
