import type { Shape } from "../backend.ts";
import type { TableName } from "../diffusion/tables.ts";
import type { Analysis } from "../graph/analyse.ts";
import type { GraphFile } from "../graph/format.ts";
import type { Item } from "../graph/order.ts";
import type { WiredNode } from "../graph/wiring.ts";
import type { ModelCard } from "../model/card.ts";
import type { Part } from "../node.ts";
import { problem, UserError } from "../problem.ts";
import { levelInput, outputsOf, stepOf } from "./emitting.ts";
import { atom, literal, numberText, pythonOf, type Piece } from "./python-expression.ts";
import { nameOfPart, Names, PLAIN } from "./python-names.ts";
import { isTable } from "./python-parts.ts";
import { assign, forEach, said, type Statement } from "./python-statement.ts";
import type { PythonOperation, PythonPlace, PythonTable } from "./python-table.ts";

/** What one node does, once. */
export interface PythonStep {
  readonly wired: WiredNode;
  readonly statements: readonly Statement[];
}

/** What a loop of the graph repeats. */
export interface PythonLoop {
  readonly wired: WiredNode;
  readonly before: readonly Statement[];
  /** Its `while` or `for`, without the colon. */
  readonly opens: string;
  readonly blocks: readonly PythonBlock[];
  readonly after: Statement;
  /** The variables of its level and its sample. */
  readonly t: string;
  readonly x: string;
}

export type PythonBlock = PythonStep | PythonLoop;

/** What the sampler is given: a network, a picture or a mask. */
export interface PythonGiven {
  readonly name: string;
  readonly kind: NonNullable<PythonOperation["given"]>;
  /** `N C H W` of a picture or a mask, where it is known. */
  readonly shape: Shape | undefined;
  readonly card: ModelCard | undefined;
}

/** A graph as Python, before it is laid out. */
export interface PythonProgram {
  readonly graph: GraphFile;
  /** The file's name. */
  readonly name: string;
  readonly card: ModelCard | undefined;
  readonly blocks: readonly PythonBlock[];
  readonly given: readonly PythonGiven[];
  /** Params that can be changed without editing the sampler. */
  readonly settings: readonly { readonly name: string; readonly value: string }[];
  readonly results: readonly { readonly name: string; readonly value: string }[];
  readonly tables: ReadonlySet<TableName>;
  readonly helpers: ReadonlySet<string>;
  /** Nodes that only look on. */
  readonly leftOut: readonly string[];
  readonly names: Names;
}

/** What lies on an output: a variable for each part, where it stands, and whose noise it goes on with. */
interface Held {
  readonly parts: Readonly<Partial<Record<Part, Piece>>>;
  readonly level: string;
  readonly schedule: string;
  readonly noise: string;
}

const NOTHING: Held = { parts: {}, level: "0", schedule: "s", noise: "noise" };

/** Params that become arguments of the function, so that they can be changed without editing it. */
const ARGUMENTS = ["T", "seed", "batch", "jump_length", "jump_n_sample", "times"];

/**
 * A graph as Python: the same order, equations and noise as the plan that runs here, loops as loops, with the graph's names.
 *
 * @throws UserError for a node that cannot be written.
 */
export function pythonProgram(graph: GraphFile, analysis: Analysis, table: PythonTable, name: string): PythonProgram {
  return new Program(analysis, table).program(graph, name);
}

class Program {
  private readonly analysis: Analysis;
  private readonly table: PythonTable;
  /** Statements of the node that is at work. */
  private code: Statement[] = [];
  private readonly helpers = new Set<string>();
  private readonly held = new Map<string, Held>();
  private readonly names: Names;
  private readonly settings: { name: string; value: string }[] = [];
  private readonly settingNames = new Map<string, string>();
  private readonly given: PythonGiven[] = [];
  private readonly tables = new Set<TableName>();
  private readonly leftOut: string[] = [];
  private readonly results: { name: string; value: string }[] = [];
  private readonly resets: string[] = [];

  constructor(analysis: Analysis, table: PythonTable) {
    this.analysis = analysis;
    this.table = table;
    this.names = new Names(table);
  }

  program(graph: GraphFile, name: string): PythonProgram {
    const { given, settings, results, tables, helpers, leftOut, names } = this;
    for (const { node } of this.analysis.wiring.nodes.values()) this.take(node.id, node.type);
    const blocks = this.block(this.analysis.items, []);
    const card = [...this.analysis.sites.values()].find((site) => site.card && site.card.kind !== "classifier")?.card;
    return { graph, name, card, blocks, given, settings, results, tables, helpers, leftOut, names };
  }

  /** @param jumps what has to be made anew whenever the loop around is entered. */
  private block(items: readonly Item[], jumps: Statement[]): readonly PythonBlock[] {
    return items.flatMap((item): readonly PythonBlock[] => {
      const wired = this.analysis.wiring.nodes.get(item.id);
      if (!wired) return [];
      if (item.kind === "loop") return [this.loop(item, wired)];
      this.code = [];
      this.node(wired, jumps);
      return this.code.length > 0 ? [{ wired, statements: this.code }] : [];
    });
  }

  private loop(item: Item & { kind: "loop" }, wired: WiredNode): PythonLoop {
    const { id } = wired.node;
    const start = this.wiredTo(wired, wired.definition.inputs[0]?.name ?? "");
    const [body = "", done = ""] = wired.definition.outputs.map(({ name }) => `${id}.${name}`);
    const x = this.names.fresh(`x_${id}`, "x");
    const t = this.names.fresh(`t_${id}`, "t");
    const held: Held = { ...start, parts: { x: atom(x, true) }, level: t };
    this.held.set(body, held);
    this.held.set(done, held);
    const { loop } = wired.definition;
    const opens =
      loop && "times" in loop
        ? `for _ in range(${this.param(wired, loop.times)})`
        : `while ${t} > ${this.param(wired, loop?.stop ?? "")}`;
    const stand = ({ level, parts }: Held): Statement =>
      assign(`${x}, ${t}`, atom(`${firstText({ parts })}, ${level}`, true));
    const before = [stand(start)];
    const blocks = this.block(item.body, before);
    return {
      wired,
      before,
      opens,
      blocks,
      after: stand(this.wiredTo(wired, wired.definition.inputs[1]?.name ?? "")),
      x,
      t,
    };
  }

  private node(wired: WiredNode, jumps: Statement[]): void {
    const { definition, node } = wired;
    if (definition.category === "output") {
      const [input] = wired.inputs.keys();
      const held = this.wiredTo(wired, input ?? "");
      const label = node.params["name"];
      this.results.push({ name: typeof label === "string" && label ? label : node.id, value: firstText(held) });
    } else if (definition.category === "view") this.leftOut.push(`${definition.title.en} (${node.id})`);
    else if (definition.stage) this.stage(wired, jumps);
    else this.operation(wired);
  }

  private write(names: string, value: Piece): void {
    this.code.push(assign(names, value));
  }

  /** What the graph is given is an argument, whatever comes first in the graph. */
  private take(id: string, type: string): void {
    const kind = this.table.operations[type]?.given;
    const output = this.analysis.wiring.nodes.get(id)?.definition.outputs[0]?.name ?? "";
    if (!kind) return;
    const name = this.names.fresh(`${kind}_${id}`, kind);
    const shape = this.analysis.facts.get(`${id}.${output}`)?.shape;
    this.given.push({ name, kind, shape, card: this.analysis.sites.get(id)?.card });
    this.held.set(`${id}.${output}`, { ...NOTHING, parts: { [kind === "mask" ? "mask" : "image"]: atom(name, true) } });
  }

  private operation(wired: WiredNode): void {
    const { node, definition } = wired;
    const operation = this.table.operations[node.type];
    if (!operation)
      throw cannot(`${definition.title.en} (${node.id})`, `${definition.title.zh}（${node.id}）`, node.id);
    if (operation.helper) this.helpers.add(operation.helper);
    if (operation.given) return;
    if (operation.schedule) return this.schedule(wired);
    if (operation.each) return this.eachPart(wired, operation.each, operation.through ?? {});
    const [first = "", second] = definition.outputs.map(({ name }) => `${node.id}.${name}`);
    let held = this.levelOf(wired);
    if (operation.starts) {
      const { schedule } = this.wiredTo(wired, "schedule");
      held = { parts: {}, schedule, level: `${schedule}.T`, noise: this.noiseOf(wired) };
    }
    const place = this.place(wired, held);
    const { type, shape } = this.analysis.facts.get(first) ?? {};
    const part: Part = type === "sample" ? "x" : type === "mask" || type === "image" ? type : "number";
    const value = operation.value?.(place) ?? "None";
    const isNumber = part === "number";
    const simple = /^[\w.+-]+$/.test(value);
    const variable = simple ? value : this.names.fresh(`${isNumber ? "" : "x_"}${node.id}`);
    if (!simple) {
      for (const [name, text] of operation.before?.(place) ?? []) this.write(name, atom(text, true));
      this.write(variable, atom(value, true));
    }
    this.held.set(first, { ...held, parts: { [part]: atom(variable, !isNumber || shape !== undefined) } });
    const other = operation.second?.(place);
    if (second !== undefined && other !== undefined)
      this.held.set(second, { ...held, parts: { number: atom(other, false) } });
  }

  private schedule(wired: WiredNode): void {
    const { node, definition } = wired;
    const s = this.names.fresh(`s_${node.id}`, "s");
    const respacing = node.params["respacing"];
    const output = `${node.id}.${definition.outputs[0]?.name ?? ""}`;
    const steps = this.analysis.facts.get(output)?.schedule?.timestep_map ?? [];
    const isExplicit = typeof respacing === "string" && respacing.trim() !== "";
    const kept = isExplicit ? `[${steps.join(", ")}]` : `space_timesteps(${this.param(wired, "T")})`;
    this.write(s, atom(`Schedule(${kept})`, false));
    this.held.set(output, { ...this.levelOf(wired), parts: {}, level: `${s}.T`, schedule: s });
  }

  /** An operation that does the same to every part that is read after it. */
  private eachPart(
    wired: WiredNode,
    each: NonNullable<PythonOperation["each"]>,
    through: NonNullable<PythonOperation["through"]>,
  ): void {
    const { node, definition } = wired;
    const from = this.wiredTo(wired, definition.inputs[0]?.name ?? "");
    const output = definition.outputs[0]?.name ?? "";
    const place = this.place(wired, from);
    const wanted = this.partsRead(node.id, output);
    const parts: Partial<Record<Part, Piece>> = {};
    for (const [part, piece] of Object.entries(from.parts) as [Part, Piece][]) {
      const other = through[part];
      if (other !== undefined) parts[part] = atom(firstText(this.wiredTo(wired, other)), true);
      else if (!wanted || wanted.has(part)) {
        const variable = this.names.fresh(nameOfPart(node.id, part, "prediction"));
        // A number that all pixels share stays as it is.
        if (piece.isTensor) this.write(variable, atom(each(place, piece.text), true));
        parts[part] = piece.isTensor ? atom(variable, true) : piece;
      }
    }
    this.held.set(`${node.id}.${output}`, { ...from, parts });
  }

  /** The parts of an output that equations read; undefined where something else reads it, which may read them all. */
  private partsRead(id: string, output: string): ReadonlySet<Part> | undefined {
    const read = new Set<Part>();
    for (const { node, inputs } of this.analysis.wiring.nodes.values())
      for (const [input, wire] of inputs) {
        if (wire.from !== id || wire.output.name !== output) continue;
        const checked = this.analysis.stages.get(node.id);
        if (!checked) return undefined;
        for (const [name, source] of Object.entries(checked.stage.tensors))
          if (source.input === input && checked.equation.reads.tensors.includes(name)) read.add(source.part);
      }
    return read;
  }

  private stage(wired: WiredNode, jumps: Statement[]): void {
    const { node, definition } = wired;
    const { stage } = this.checked(wired);
    const site = this.analysis.sites.get(node.id);
    let from = this.levelOf(wired);
    if (definition.level && "at" in definition.level && site) {
      const { schedule } = this.wiredTo(wired, "schedule");
      from = { ...from, schedule, level: numberText(definition.level.at(site)), noise: this.noiseOf(wired) };
    }
    const step = stepOf(wired, site?.params ?? {});
    if (step === undefined) return this.climb(wired, from, jumps);
    const to = step === 0 ? from.level : `${from.level} ${step > 0 ? "+ 1" : "- 1"}`;
    const at = stage.level?.at === "target" ? to : from.level;
    const parts = this.equation(wired, { ...from, level: at }, undefined);
    let level = to;
    if (step !== 0) {
      level = this.names.fresh(`t_${node.id}`);
      this.write(level, atom(to, false));
    }
    this.keep(wired, parts, { ...from, level });
  }

  /** A node that decides on arrival where it goes: one pass of its equation for each level it goes through. */
  private climb(wired: WiredNode, from: Held, jumps: Statement[]): void {
    const { node } = wired;
    const operation = this.table.operations[node.type];
    if (!operation?.climbs) throw cannot(node.type, node.type, node.id);
    if (operation.helper) this.helpers.add(operation.helper);
    const jump = this.names.fresh(node.id.startsWith("jump") ? node.id : `jump_${node.id}`);
    jumps.push(assign(jump, atom(operation.climbs(this.place(wired, from)), false)));
    const [x, t] = [this.names.fresh(`x_${node.id}`), this.names.fresh(`t_${node.id}`)];
    this.write(`${x}, ${t}`, atom(`${firstText(from)}, ${from.level}`, true));
    const outer = this.code;
    this.code = [];
    const parts = this.equation(wired, { ...from, parts: { x: atom(x, true) }, level: t }, x);
    for (const other of this.resets) this.code.push(said(`${other}.counts.clear()`));
    outer.push(forEach(t, `${jump}.climb(${t})`, this.code));
    this.code = outer;
    this.resets.push(jump);
    this.keep(wired, parts, { ...from, level: t });
  }

  private checked(wired: WiredNode) {
    const checked = this.analysis.stages.get(wired.node.id);
    if (!checked) throw new Error(`${wired.node.id} has no equation`);
    return checked;
  }

  /** Writes a stage's assignments. @returns the variable of each output's parts. */
  private equation(wired: WiredNode, from: Held, into: string | undefined): (name: string) => Piece {
    const { node, definition } = wired;
    const { stage, equation } = this.checked(wired);
    const locals = new Map<string, Piece>();
    const shown = stage.network?.cotangent;
    if (stage.network && shown === undefined) this.call(wired, from, locals);
    for (const [name, { input, part }] of Object.entries(stage.tensors)) {
      const chained = into !== undefined && part === "x";
      locals.set(name, chained ? atom(into, true) : (this.wiredTo(wired, input).parts[part] ?? atom(name, true)));
    }
    stage.noise?.forEach((name, draw) => {
      if (!equation.reads.tensors.includes(name)) return;
      const like = [...locals.values()].find((piece) => piece.isTensor)?.text ?? firstText(from);
      const shaped = definition.level && "from" in definition.level ? firstText(from) : like;
      const which = draw > 0 ? `, ${draw}` : "";
      const z = draw > 0 ? `z${draw}` : "z";
      this.write(z, atom(`${from.noise}.normal("${node.noise ?? node.id}", ${shaped}.shape${which})`, true));
      locals.set(name, atom(z, true));
    });
    const outputs = new Map<string, string>();
    for (const [output, parts] of Object.entries(stage.outputs))
      for (const [part, local] of Object.entries(parts))
        if (typeof local === "string")
          outputs.set(local, into ?? this.names.fresh(nameOfPart(node.id, part, output), PLAIN[part]));
    for (const { name, value } of equation.ast.assignments) {
      if (!equation.assigned.has(name)) continue;
      const piece = pythonOf(value, (read) => {
        const found = locals.get(read) ?? this.scalar(wired, read, from);
        if (Object.hasOwn(this.table.scalars, read)) locals.set(read, found);
        return found;
      });
      const variable = outputs.get(name) ?? (this.names.has(name) ? `${name}_` : name);
      locals.set(name, atom(variable, piece.isTensor));
      if (piece.text !== variable) this.write(variable, piece);
      if (name === shown) this.callVjp(wired, from, locals);
    }
    return (name: string): Piece => locals.get(name) ?? atom(name, true);
  }

  /** How a node's network is called: with which picture, step and label. */
  private callOf(wired: WiredNode, from: Held) {
    const { network } = this.checked(wired).stage;
    if (!network) throw new Error(`${wired.node.id} calls no network`);
    const held = this.wiredTo(wired, network.x);
    return {
      network,
      model: this.wiredTo(wired, network.model).parts.image?.text ?? "network",
      x: (held.parts.x ?? held.parts.x_t)?.text ?? "x",
      step: `${from.schedule}.timestep[${from.level}]`,
      label: network.label === undefined ? "" : `, ${this.wiredTo(wired, network.label).parts.number?.text ?? "0"}`,
      out: network.out ?? "out",
    };
  }

  /** PyTorch differentiates the network itself. */
  private callVjp(wired: WiredNode, from: Held, locals: Map<string, Piece>): void {
    const { network, model, x, step, label, out } = this.callOf(wired, from);
    this.helpers.add(VJP);
    const cotangent = locals.get(network.cotangent ?? "")?.text ?? "cotangent";
    this.write(out, atom(`product(${model}, ${x}, ${step}, ${cotangent}${label})`, true));
    locals.set(out, atom(out, true));
  }

  private call(wired: WiredNode, from: Held, locals: Map<string, Piece>): void {
    const { network, model, x, step, label, out } = this.callOf(wired, from);
    const card = this.analysis.sites.get(wired.node.id)?.card;
    const learns = learnsVariance(card) && !network.out;
    const target = learns ? `${out}, v` : out;
    const halves = learns ? ".chunk(2, dim=1)" : "";
    this.write(target, atom(`${model}(${x}, ${step}${label})${halves}`, true));
    locals.set(out, atom(out, true));
    if (learns) locals.set("v", atom("v", true));
    if (!network.guided) return;
    const none = card?.classes?.null_label ?? 0;
    const first = learns ? ".chunk(2, dim=1)[0]" : "";
    this.write("out_uncond", atom(`${model}(${x}, ${step}, ${none})${first}`, true));
    locals.set("out_uncond", atom("out_uncond", true));
  }

  private scalar(wired: WiredNode, name: string, from: Held): Piece {
    const { stage } = this.checked(wired);
    const own = stage.scalars?.[name];
    const input = stage.numbers?.[name];
    if (typeof own === "number") {
      const isParam = wired.definition.params.some((param) => param.name === name);
      return atom(isParam ? this.param(wired, name) : numberText(own), false);
    }
    if (input !== undefined) return this.wiredTo(wired, input).parts.number ?? atom("0", false);
    const lines = this.table.scalars[name];
    if (lines) {
      for (const line of lines) {
        const filled = line.replace(/\{(\w+)\}/g, (_, param: string) => this.param(wired, param));
        for (const [, found = ""] of filled.matchAll(/\bs\.(\w+)/g)) if (isTable(found)) this.tables.add(found);
        const placed = filled.replace(/\bs\./g, `${from.schedule}.`).replace(/\[t\b/g, `[${from.level}`);
        const [variable = "", ...value] = placed.split(" = ");
        this.write(variable, { ...atom(value.join(" = "), false), binds: 2 });
      }
      return atom(name, false);
    }
    if (name === "t") return atom(from.level, false);
    if (name === "T") return atom(`${from.schedule}.T`, false);
    if (name === "timestep") return atom(`${from.schedule}.timestep[${from.level}]`, false);
    if (isTable(name)) this.tables.add(name);
    return atom(`${from.schedule}.${name}[${from.level}]`, false);
  }

  private keep(wired: WiredNode, read: (name: string) => Piece, at: Held): void {
    const passed = (input: string, part: Part): Piece | undefined => this.wiredTo(wired, input).parts[part];
    for (const [output, parts] of outputsOf(this.checked(wired).stage, read, passed))
      this.held.set(`${wired.node.id}.${output}`, { ...at, parts });
  }

  /** Level, schedule and noise that a node works at: of its first sample or prediction. */
  private levelOf(wired: WiredNode): Held {
    const input = levelInput(wired, this.analysis);
    return input === undefined ? NOTHING : this.wiredTo(wired, input);
  }

  private wiredTo(wired: WiredNode, input: string): Held {
    const wire = wired.inputs.get(input);
    return (wire && this.held.get(`${wire.from}.${wire.output.name}`)) ?? NOTHING;
  }

  private noiseOf(wired: WiredNode): string {
    const variable = this.names.fresh(`noise_${wired.node.id}`, "noise");
    this.write(variable, atom(`Noise(${this.param(wired, "seed")}, device, noise_source)`, false));
    return variable;
  }

  private place(wired: WiredNode, held: Held): PythonPlace {
    const { id, noise = id } = wired.node;
    const shape = [...this.analysis.facts].find(([key]) => key.startsWith(`${id}.`))?.[1].shape;
    const image = this.given.find(({ kind }) => kind === "image")?.name;
    return {
      id,
      key: noise,
      noise: held.noise,
      level: held.level,
      T: `${held.schedule}.T`,
      shape: image === undefined ? `(${(shape ?? [1, 3, 64, 64]).slice(1).join(", ")})` : `${image}.shape[1:]`,
      param: (name) => this.param(wired, name),
      input: (name) => firstText(this.wiredTo(wired, name)),
      part: (name, part) => this.wiredTo(wired, name).parts[part]?.text ?? firstText(this.wiredTo(wired, name)),
      has: (name) => wired.inputs.has(name),
      made: (output) => this.analysis.facts.get(`${id}.${output}`)?.shape,
    };
  }

  /** A param: an argument of the function where people change it, else as it is. */
  private param(wired: WiredNode, name: string): string {
    const { id } = wired.node;
    const given = wired.inputs.has(name) && wired.definition.params.some((param) => param.name === name);
    if (given) return this.wiredTo(wired, name).parts.number?.text ?? "0";
    const value = this.analysis.sites.get(id)?.params[name];
    const text = literal(value);
    const isValue = name === "value" && typeof value === "number";
    if (!ARGUMENTS.includes(name) && !isValue) return text;
    const key = `${id}.${name}`;
    const known = this.settingNames.get(key);
    if (known !== undefined) return known;
    const setting = this.names.fresh(isValue ? id : `${name}_${id}`, isValue ? undefined : name);
    this.settingNames.set(key, setting);
    this.settings.push({ name: setting, value: text });
    return setting;
  }
}

/** Whether a network says the variance beside its prediction. */
export const learnsVariance = (card: ModelCard | undefined): boolean =>
  card?.kind !== "classifier" && (card?.variance ?? "learned_range") === "learned_range";

const VJP = `def product(
    network: Callable[..., Tensor],
    x: Tensor,
    timestep: int,
    cotangent: Tensor,
    *label: int,
) -> Tensor:
    """The vector-Jacobian product of what the network predicts, with respect to x."""
    with torch.enable_grad():
        x = x.detach().requires_grad_()
        out = network(x, timestep, *label)[:, : x.shape[1]]
        return torch.autograd.grad(out, x, cotangent)[0]`;

function firstText({ parts }: Pick<Held, "parts">): string {
  return (parts.x ?? parts.pred_xstart ?? parts.image ?? parts.mask ?? parts.number)?.text ?? "x";
}

function cannot(en: string, zh: string, node: string): UserError {
  return new UserError(
    problem(
      "no-python",
      { en: `${en} cannot be written as Python.`, zh: `${zh} 无法写成 Python。` },
      { en: "Take it out of the graph, or put an equation in its place.", zh: "请将它从图中移除，或改用公式节点。" },
      { node },
    ),
  );
}
