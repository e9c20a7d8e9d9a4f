import type { Shape } from "../backend.ts";
import type { TableName } from "../diffusion/tables.ts";
import { analyse, type Analysis, type Env } from "../graph/analyse.ts";
import type { GraphFile } from "../graph/format.ts";
import type { Item } from "../graph/order.ts";
import type { WiredNode } from "../graph/wiring.ts";
import type { Part, Registry } from "../node.ts";
import { problem, UserError } from "../problem.ts";
import { assignment, atom, numberText, pythonOf, type Piece } from "./python-expression.ts";
import { isTable, NOISE_LINES, scheduleLines } from "./python-parts.ts";

/** What an operation's text may ask of the place it stands at. */
export interface PythonPlace {
  /** The node's id, for names of variables. */
  readonly id: string;
  /** The key of its noise. */
  readonly key: string;
  /** The variable of the generator that this node draws from. */
  readonly noise: string;
  /** `C, H, W` of the pictures here, as a Python tuple. */
  readonly shape: string;
  readonly T: string;
  readonly level: string;
  /** A param as Python: a literal, or the name of the argument that it became. */
  param(name: string): string;
  /** The variable of what is wired to an input. */
  input(name: string): string;
  part(name: string, part: Part): string;
  has(name: string): boolean;
  /** `N C H W` of one of its outputs, where it is known. */
  made(output: string): Shape | undefined;
}

/** An operation in Python; exactly one of `given`, `schedule`, `climbs`, `value` and `each` says what it is. */
export interface PythonOperation {
  /** It is an argument of the function: a network, a picture, a mask. */
  readonly given?: "network" | "image" | "mask";
  readonly schedule?: true;
  /** A sample begins here: at level T, with a seed of its own. */
  readonly starts?: true;
  /** Functions or classes it needs, once a file. */
  readonly helper?: string;
  /** The object whose `climb(t)` gives the levels that a node goes through on arrival. */
  readonly climbs?: (place: PythonPlace) => string;
  /** Its first output, as an expression; and its second. */
  readonly value?: (place: PythonPlace) => string;
  readonly second?: (place: PythonPlace) => string;
  /** What becomes of each part of its first input, as an expression of that part; and the parts that are another input's x. */
  readonly each?: (place: PythonPlace, part: string) => string;
  readonly through?: Readonly<Partial<Record<Part, string>>>;
  /** Lines before that. */
  readonly before?: (place: PythonPlace) => readonly string[];
}

export interface PythonTable {
  readonly operations: Readonly<Record<string, PythonOperation>>;
  /**
   * Lines that make scalars which are no tables, by name, with `s` for the schedule, `t` for the level and `{param}` for
   * params; the last line assigns the name.
   */
  readonly scalars: Readonly<Record<string, readonly string[]>>;
}

/** What lies on an output: a variable for each part, where it stands, and whose noise it goes on with. */
interface Held {
  readonly parts: Readonly<Partial<Record<Part, Piece>>>;
  readonly level: string;
  readonly schedule: string;
  readonly noise: string;
}

/** Params that become arguments of the function, so that they can be changed without editing it. */
const ARGUMENTS = ["T", "seed", "batch", "jump_length", "jump_n_sample", "times"];

/**
 * Writes a graph as one Python file of PyTorch and NumPy: the same order, equations and noise as the plan that runs here, loops as
 * loops, with the graph's names.
 *
 * @throws UserError when the graph has errors, or a node that cannot be written.
 */
export function emitPython(graph: GraphFile, registry: Registry, env: Env, table: PythonTable, name: string): string {
  const analysis = analyse(graph, registry, env);
  const errors = analysis.problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new UserError(...errors);
  return new PythonFile(graph, analysis, table, name).text();
}

class PythonFile {
  private readonly graph: GraphFile;
  private readonly analysis: Analysis;
  private readonly table: PythonTable;
  private readonly name: string;
  private readonly body: string[] = [];
  private readonly helpers = new Set<string>();
  private readonly held = new Map<string, Held>();
  private readonly taken = new Set<string>(RESERVED);
  private readonly arguments: { name: string; value: string }[] = [];
  private readonly given = new Map<string, string>();
  private readonly tables = new Set<TableName>();
  private readonly leftOut: string[] = [];
  private readonly results: { name: string; value: string }[] = [];
  private readonly resets: string[] = [];

  constructor(graph: GraphFile, analysis: Analysis, table: PythonTable, name: string) {
    this.graph = graph;
    this.analysis = analysis;
    this.table = table;
    this.name = name;
  }

  text(): string {
    for (const { node } of this.analysis.wiring.nodes.values()) this.take(node.id, node.type);
    this.block(this.analysis.items, "    ", []);
    return [...this.head(), ...this.function(), ...this.main(), ""].join("\n");
  }

  private block(items: readonly Item[], indent: string, jumps: string[]): void {
    for (const item of items) {
      const wired = this.analysis.wiring.nodes.get(item.id);
      if (!wired) continue;
      if (item.kind === "loop") this.loop(item, wired, indent);
      else this.node(wired, indent, jumps);
    }
  }

  private loop(item: Item & { kind: "loop" }, wired: WiredNode, indent: string): void {
    const { id } = wired.node;
    const start = this.wiredTo(wired, wired.definition.inputs[0]?.name ?? "");
    const [body = "", done = ""] = wired.definition.outputs.map(({ name }) => `${id}.${name}`);
    const x = this.fresh(`x_${id}`, "x");
    const t = this.fresh(`t_${id}`, "t");
    const held: Held = { ...start, parts: { x: atom(x, true) }, level: t };
    this.held.set(body, held);
    this.held.set(done, held);
    this.note(wired, indent);
    this.body.push(`${indent}${x}, ${t} = ${textOf(start, "x")}, ${start.level}`);
    const at = this.body.length;
    const { loop } = wired.definition;
    const inner: string[] = [];
    if (loop && "times" in loop) this.body.push(`${indent}for _ in range(${this.param(wired, loop.times)}):`);
    else this.body.push(`${indent}while ${t} > ${this.param(wired, loop?.stop ?? "")}:`);
    this.block(item.body, `${indent}    `, inner);
    this.body.splice(at, 0, ...inner.map((line) => indent + line));
    const back = this.wiredTo(wired, wired.definition.inputs[1]?.name ?? "");
    this.body.push(`${indent}    ${x}, ${t} = ${textOf(back, "x")}, ${back.level}`);
    if (indent === "    ") this.body.push(`${indent}    if watch is not None:`, `${indent}        watch(${t}, ${x})`);
  }

  /** @param jumps what has to be made anew whenever the loop around is entered. */
  private node(wired: WiredNode, indent: string, jumps: string[]): void {
    const { definition, node } = wired;
    if (definition.category === "output") {
      const [input] = wired.inputs.keys();
      const held = this.wiredTo(wired, input ?? "");
      const label = node.params["name"];
      this.results.push({ name: typeof label === "string" && label ? label : node.id, value: firstText(held) });
      return;
    }
    if (definition.category === "view") {
      this.leftOut.push(`${definition.title.en} (${node.id})`);
      return;
    }
    if (definition.stage) this.stage(wired, indent, jumps);
    else this.operation(wired, indent);
  }

  /** What the graph is given is an argument, whatever comes first in the graph. */
  private take(id: string, type: string): void {
    const given = this.table.operations[type]?.given;
    const output = this.analysis.wiring.nodes.get(id)?.definition.outputs[0]?.name ?? "";
    if (!given) return;
    const name = this.fresh(`${given}_${id}`, given);
    this.given.set(name, given);
    const part: Part = given === "mask" ? "mask" : "image";
    this.held.set(`${id}.${output}`, {
      parts: { [part]: atom(name, true) },
      level: "0",
      schedule: "s",
      noise: "noise",
    });
  }

  private operation(wired: WiredNode, indent: string): void {
    const { node, definition } = wired;
    const operation = this.table.operations[node.type];
    if (!operation)
      throw cannot(`${definition.title.en} (${node.id})`, `${definition.title.zh}（${node.id}）`, node.id);
    if (operation.helper) this.helpers.add(operation.helper);
    const keys = definition.outputs.map(({ name }) => `${node.id}.${name}`);
    const from = this.levelOf(wired);
    if (operation.given) return;
    if (operation.schedule) {
      const s = this.fresh(`s_${node.id}`, "s");
      const respacing = node.params["respacing"];
      const steps = typeof respacing === "string" && respacing.trim() !== "" ? this.explicitSteps(node.id) : undefined;
      this.body.push(`${indent}${s} = Schedule(${steps ?? `space_timesteps(${this.param(wired, "T")})`})`);
      this.held.set(keys[0] ?? "", { ...from, parts: {}, level: `${s}.T`, schedule: s });
      return;
    }
    let held = from;
    if (operation.starts) {
      const schedule = this.wiredTo(wired, "schedule").schedule;
      held = { parts: {}, schedule, level: `${schedule}.T`, noise: this.noiseOf(wired, indent) };
    }
    const place = this.place(wired, held);
    if (operation.each) return this.eachPart(wired, operation.each, operation.through ?? {}, indent);
    const type = this.analysis.facts.get(keys[0] ?? "")?.type;
    const part: Part = type === "sample" ? "x" : type === "mask" ? "mask" : type === "image" ? "image" : "number";
    const value = operation.value?.(place) ?? "None";
    const isNumber = part === "number";
    const perItem = isNumber && this.analysis.facts.get(keys[0] ?? "")?.shape !== undefined;
    const simple = /^[\w.+-]+$/.test(value);
    const variable = simple ? value : this.fresh(`${isNumber ? "" : "x_"}${node.id}`, undefined);
    if (!simple) {
      this.note(wired, indent);
      for (const line of operation.before?.(place) ?? []) this.body.push(indent + line);
      this.body.push(...assignment(variable, atom(value, true), indent));
    }
    this.held.set(keys[0] ?? "", { ...held, parts: { [part]: atom(variable, !isNumber || perItem) } });
    const second = operation.second?.(place);
    if (keys[1] !== undefined && second !== undefined)
      this.held.set(keys[1], { ...held, parts: { number: atom(second, false) } });
  }

  /** An operation that does the same to every part that is read after it. */
  private eachPart(
    wired: WiredNode,
    each: NonNullable<PythonOperation["each"]>,
    through: NonNullable<PythonOperation["through"]>,
    indent: string,
  ): void {
    const { node, definition } = wired;
    const from = this.wiredTo(wired, definition.inputs[0]?.name ?? "");
    const output = definition.outputs[0]?.name ?? "";
    const place = this.place(wired, from);
    const wanted = this.partsRead(node.id, output);
    const parts: Partial<Record<Part, Piece>> = {};
    this.note(wired, indent);
    for (const [part, piece] of Object.entries(from.parts) as [Part, Piece][]) {
      const other = through[part];
      if (other !== undefined) parts[part] = atom(firstText(this.wiredTo(wired, other)), true);
      else if (!wanted || wanted.has(part)) {
        const variable = this.fresh(nameOfPart(node.id, part, "prediction"), undefined);
        // A number that all pixels share stays as it is.
        if (piece.isTensor) this.body.push(...assignment(variable, atom(each(place, piece.text), true), indent));
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

  private stage(wired: WiredNode, indent: string, jumps: string[]): void {
    const { node, definition } = wired;
    const checked = this.analysis.stages.get(node.id);
    if (!checked) throw new Error(`${node.id} has no equation`);
    const site = this.analysis.sites.get(node.id);
    let from = this.levelOf(wired);
    if (definition.level && "at" in definition.level && site) {
      const schedule = this.wiredTo(wired, "schedule").schedule;
      from = { ...from, schedule, level: numberText(definition.level.at(site)), noise: this.noiseOf(wired, indent) };
    }
    const moves = definition.path ? definition.moves?.(site?.params ?? {}) : 0;
    this.note(wired, indent);
    if (moves === undefined) return this.climb(wired, from, indent, jumps);
    let to = from.level;
    if (moves === 1 && definition.path && site) {
      const [next = 0] = definition.path({ params: site.params, T: 1000, t: 500, memory: new Map() });
      to = `${from.level} ${next > 500 ? "+ 1" : "- 1"}`;
    }
    const at = checked.stage.level?.at === "target" ? to : from.level;
    const parts = this.equation(wired, { ...from, level: at }, indent, undefined);
    let level = to;
    if (moves === 1) {
      level = this.fresh(`t_${node.id}`, undefined);
      this.body.push(`${indent}${level} = ${to}`);
    }
    this.keep(wired, parts, { ...from, level });
  }

  /** A node that decides on arrival where it goes: one pass of its equation for each level it goes through. */
  private climb(wired: WiredNode, from: Held, indent: string, jumps: string[]): void {
    const { node } = wired;
    const operation = this.table.operations[node.type];
    if (!operation?.climbs) throw cannot(node.type, node.type, node.id);
    if (operation.helper) this.helpers.add(operation.helper);
    const jump = this.fresh(node.id.startsWith("jump") ? node.id : `jump_${node.id}`, undefined);
    const made = `${jump} = ${operation.climbs(this.place(wired, from))}`;
    if (made.length + indent.length <= 92) jumps.push(made);
    else jumps.push(made.replace(/\((.*)\)$/, "("), `    ${/\((.*)\)$/.exec(made)?.[1] ?? ""}`, ")");
    const [x, t] = [this.fresh(`x_${node.id}`, undefined), this.fresh(`t_${node.id}`, undefined)];
    this.body.push(`${indent}${x}, ${t} = ${textOf(from, "x")}, ${from.level}`);
    this.body.push(`${indent}for ${t} in ${jump}.climb(${t}):`);
    const others = this.resets.filter((other) => other !== jump);
    const parts = this.equation(wired, { ...from, parts: { x: atom(x, true) }, level: t }, `${indent}    `, x);
    for (const other of others) this.body.push(`${indent}    ${other}.counts.clear()`);
    this.resets.push(jump);
    this.keep(wired, parts, { ...from, level: t });
  }

  /** Writes a stage's assignments. @returns the variable of each output's parts. */
  private equation(wired: WiredNode, from: Held, indent: string, into: string | undefined) {
    const { node, definition } = wired;
    const checked = this.analysis.stages.get(node.id);
    if (!checked) throw new Error(`${node.id} has no equation`);
    const { stage, equation } = checked;
    const locals = new Map<string, Piece>();
    const shown = stage.network?.cotangent;
    if (stage.network && shown === undefined) this.call(wired, from, indent, locals);
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
      this.body.push(`${indent}${z} = ${from.noise}.normal("${node.noise ?? node.id}", ${shaped}.shape${which})`);
      locals.set(name, atom(z, true));
    });
    const outputs = new Map<string, string>();
    for (const [output, parts] of Object.entries(stage.outputs))
      for (const [part, local] of Object.entries(parts))
        if (typeof local === "string")
          outputs.set(local, into ?? this.fresh(nameOfPart(node.id, part, output), PLAIN[part]));
    for (const { name, value } of equation.ast.assignments) {
      if (!equation.assigned.has(name)) continue;
      const piece = pythonOf(value, (read) => {
        const found = locals.get(read) ?? this.scalar(wired, read, from, indent);
        if (Object.hasOwn(this.table.scalars, read)) locals.set(read, found);
        return found;
      });
      const variable = outputs.get(name) ?? (this.taken.has(name) ? `${name}_` : name);
      locals.set(name, atom(variable, piece.isTensor));
      if (piece.text !== variable) this.body.push(...assignment(variable, piece, indent));
      if (name === shown) this.callVjp(wired, from, indent, locals);
    }
    return (name: string): Piece => locals.get(name) ?? atom(name, true);
  }

  /** How a node's network is called: with which picture, step and label. */
  private callOf(wired: WiredNode, from: Held) {
    const { network } = this.analysis.stages.get(wired.node.id)?.stage ?? {};
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
  private callVjp(wired: WiredNode, from: Held, indent: string, locals: Map<string, Piece>): void {
    const { network, model, x, step, label, out } = this.callOf(wired, from);
    this.helpers.add(VJP);
    const cotangent = locals.get(network.cotangent ?? "")?.text ?? "cotangent";
    const call = atom(`product(${model}, ${x}, ${step}, ${cotangent}${label})`, true);
    this.body.push(...assignment(out, call, indent));
    locals.set(out, atom(out, true));
  }

  private call(wired: WiredNode, from: Held, indent: string, locals: Map<string, Piece>): void {
    const { network, model, x, step, label, out } = this.callOf(wired, from);
    const card = this.analysis.sites.get(wired.node.id)?.card;
    const learned = card?.kind !== "classifier" && (card?.variance ?? "learned_range") === "learned_range";
    const learns = learned && !network.out;
    const target = learns ? `${out}, v` : out;
    const halves = learns ? ".chunk(2, dim=1)" : "";
    this.body.push(`${indent}${target} = ${model}(${x}, ${step}${label})${halves}`);
    locals.set(out, atom(out, true));
    if (learns) locals.set("v", atom("v", true));
    if (!network.guided) return;
    const none = card?.classes?.null_label ?? 0;
    this.body.push(`${indent}out_uncond = ${model}(${x}, ${step}, ${none})${learns ? ".chunk(2, dim=1)[0]" : ""}`);
    locals.set("out_uncond", atom("out_uncond", true));
  }

  private scalar(wired: WiredNode, name: string, from: Held, indent: string): Piece {
    const { stage } = this.analysis.stages.get(wired.node.id) ?? {};
    const own = stage?.scalars?.[name];
    const input = stage?.numbers?.[name];
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
        this.body.push(...assignment(variable, { ...atom(value.join(" = "), false), binds: 2 }, indent));
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
    const { stage } = this.analysis.stages.get(wired.node.id) ?? {};
    for (const [output, parts] of Object.entries(stage?.outputs ?? {})) {
      const held: Partial<Record<Part, Piece>> = {};
      for (const [part, source] of Object.entries(parts) as [Part, string | { input: string; part: Part }][]) {
        const piece = typeof source === "string" ? read(source) : this.wiredTo(wired, source.input).parts[source.part];
        if (piece) held[part] = piece;
      }
      this.held.set(`${wired.node.id}.${output}`, { ...at, parts: held });
    }
  }

  /** Level, schedule and noise that a node works at: of its first sample or prediction. */
  private levelOf(wired: WiredNode): Held {
    const { definition } = wired;
    const named = definition.level && "from" in definition.level ? [definition.level.from] : [];
    const names = [...named, ...definition.inputs.filter((i) => !i.feedback).map((i) => i.name)];
    for (const name of names) {
      const type = this.analysis.sites.get(wired.node.id)?.inputs[name]?.type;
      if (type === "sample" || type === "prediction") return this.wiredTo(wired, name);
    }
    return { parts: {}, level: "0", schedule: "s", noise: "noise" };
  }

  private wiredTo(wired: WiredNode, input: string): Held {
    const wire = wired.inputs.get(input);
    const held = wire && this.held.get(`${wire.from}.${wire.output.name}`);
    return held ?? { parts: {}, level: "0", schedule: "s", noise: "noise" };
  }

  private noiseOf(wired: WiredNode, indent: string): string {
    const variable = this.fresh(`noise_${wired.node.id}`, "noise");
    this.body.push(`${indent}${variable} = Noise(${this.param(wired, "seed")}, device, noise_source)`);
    return variable;
  }

  private place(wired: WiredNode, held: Held): PythonPlace {
    const { id, noise = id } = wired.node;
    const shape = [...this.analysis.facts].find(([key]) => key.startsWith(`${id}.`))?.[1].shape;
    return {
      id,
      key: noise,
      noise: held.noise,
      level: held.level,
      T: `${held.schedule}.T`,
      shape: [...this.given].some(([, kind]) => kind === "image")
        ? `${[...this.given].find(([, kind]) => kind === "image")?.[0]}.shape[1:]`
        : `(${(shape ?? [1, 3, 64, 64]).slice(1).join(", ")})`,
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
    const known = this.argumentNames.get(key);
    if (known !== undefined) return known;
    const argument = this.fresh(isValue ? id : `${name}_${id}`, isValue ? undefined : name);
    this.argumentNames.set(key, argument);
    this.arguments.push({ name: argument, value: text });
    return argument;
  }

  private readonly argumentNames = new Map<string, string>();

  private explicitSteps(id: string): string {
    const schedule = this.analysis.facts.get(`${id}.schedule`)?.schedule;
    return `[${(schedule?.timestep_map ?? []).join(", ")}]`;
  }

  /** A variable that nothing else has: the plain name where it is free. */
  private fresh(name: string, plain: string | undefined): string {
    const wanted = identifier(plain !== undefined && !this.taken.has(plain) ? plain : name);
    let free = wanted;
    for (let i = 2; this.taken.has(free); i++) free = `${wanted}_${i}`;
    this.taken.add(free);
    return free;
  }

  private note(wired: WiredNode, indent: string): void {
    const { definition, node } = wired;
    let text = `# ${(node.title ?? definition.title.en).replaceAll("\n", " ")}`;
    for (const [i, source] of (definition.source?.split("; ") ?? []).entries()) {
      const longer = `${text}${i === 0 ? ": " : "; "}${source}`;
      if (indent.length + longer.length <= 88) text = longer;
    }
    this.body.push(indent + text);
  }

  private head(): string[] {
    const { meta } = this.graph;
    const about = (meta?.about?.en ?? "").split("\n").filter((line) => line !== "");
    const left = this.leftOut.length > 0 ? ["", `Left out, since they only look on: ${this.leftOut.join(", ")}.`] : [];
    const card = [...this.analysis.sites.values()].find((site) => site.card && site.card.kind !== "classifier")?.card;
    const betas = card?.beta_schedule ?? { kind: "linear", beta_start: 0.0001, beta_end: 0.02 };
    return [
      `"""${meta?.title?.en ?? this.name}`,
      "",
      ...[...about, ...left].flatMap((line) => wrapped(line, 88)),
      "",
      `Written from the graph "${this.name}". Needs PyTorch and NumPy:`,
      "",
      ...wrapped(`    python ${this.name}.py --network my_module:make --image a.png --out o.png`, 88),
      '"""',
      "",
      "from __future__ import annotations",
      "",
      "import math",
      "from typing import Callable, Optional, Sequence",
      "",
      "import numpy as np",
      "import torch",
      "from torch import Tensor",
      "",
      "",
      ...scheduleLines(this.tables, betas, card?.num_train_timesteps ?? 1000),
      "",
      "",
      ...NOISE_LINES,
      "",
      "",
      ...[...this.helpers].flatMap((helper) => [...helper.split("\n"), "", ""]),
    ];
  }

  private function(): string[] {
    const kinds: Readonly<Record<string, string>> = {
      network: "Callable[..., Tensor]",
      image: "Tensor",
      mask: "Tensor",
    };
    const given = [...this.given].map(([name, kind]) => `    ${name}: ${kinds[kind]},`);
    const options = this.arguments.map(
      ({ name, value }) => `    ${name}: ${value.includes(".") ? "float" : "int"} = ${value},`,
    );
    const results =
      this.results.length === 1
        ? (this.results[0]?.value ?? "None")
        : `{${this.results.map(({ name, value }) => `"${name}": ${value}`).join(", ")}}`;
    const returned =
      results.length > 76
        ? ["    return {", ...this.results.map(({ name, value }) => `        "${name}": ${value},`), "    }"]
        : [`    return ${results}`];
    return [
      "@torch.no_grad()",
      "def sample(",
      ...given,
      "    *,",
      ...options,
      '    device: str = "cpu",',
      '    noise_source: str = "graph",',
      "    watch: Optional[Callable[[int, Tensor], None]] = None,",
      `) -> ${this.results.length === 1 ? "Tensor" : "dict[str, Tensor]"}:`,
      '    """Runs the sampler.',
      "",
      "    network(x, timestep) takes (N, C, H, W) and says (N, C, H, W), or twice as many",
      "    channels where the variance is learned. Pictures are (N, C, H, W) in the network's",
      "    range, masks (N, 1, H, W) with 1 = known. watch(t, x) is called after each pass.",
      '    """',
      ...this.body,
      ...returned,
      "",
      "",
    ];
  }

  private main(): string[] {
    const images = [...this.given].filter(([, kind]) => kind !== "network");
    const read = images.map(
      ([name, kind]) => `        ${name}=${kind === "mask" ? "known" : "picture"}(args.${name}),`,
    );
    const networks = [...this.given].filter(([, kind]) => kind === "network").map(([name]) => name);
    return [
      'if __name__ == "__main__":',
      "    import argparse",
      "    import importlib",
      "",
      "    from PIL import Image",
      "",
      "    def load(name: str):",
      '        module, function = name.split(":")',
      "        return getattr(importlib.import_module(module), function)()",
      "",
      ...(images.some(([, kind]) => kind === "image")
        ? [
            "    def picture(path: str) -> Tensor:",
            '        values = np.asarray(Image.open(path).convert("RGB"), dtype=np.float32)',
            "        return torch.tensor(values / 127.5 - 1).permute(2, 0, 1)[None]",
            "",
          ]
        : []),
      ...(images.some(([, kind]) => kind === "mask")
        ? [
            "    def known(path: str) -> Tensor:",
            '        values = np.asarray(Image.open(path).convert("L"))',
            "        return torch.tensor(values >= 128, dtype=torch.float32)[None, None]",
            "",
          ]
        : []),
      "    parser = argparse.ArgumentParser(description=__doc__)",
      ...[...this.given.keys()].map(
        (name) => `    parser.add_argument("--${name.replaceAll("_", "-")}", required=True)`,
      ),
      '    parser.add_argument("--out", required=True)',
      "    args = parser.parse_args()",
      "    result = sample(",
      ...networks.map((name) => `        ${name}=load(args.${name}),`),
      ...read,
      "    )",
      ...(this.results.length === 1 ? [] : ["    result = torch.cat(list(result.values()))"]),
      "    pixels = ((result + 1) * 127.5).round().clamp(0, 255).byte().permute(0, 2, 3, 1)",
      "    Image.fromarray(np.concatenate(list(pixels.cpu().numpy()))).save(args.out)",
    ];
  }
}

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

/** Names that the file has a use for itself. */
const RESERVED = (
  "False None True and as assert async await break class continue def del elif else except finally for from global if " +
  "import in is lambda nonlocal not or pass raise return try while with math np torch Tensor Schedule Noise sample device " +
  "noise_source watch z z1 z2 out v vjp product philox train_betas space_timesteps log_from Callable Optional Sequence range min max abs float int len"
).split(" ");

/** What the parts of a prediction are called while there is one of them only. */
const PLAIN: Readonly<Record<string, string>> = {
  eps: "eps",
  pred_xstart: "pred_xstart",
  log_variance: "log_variance",
};

function nameOfPart(id: string, part: string, output: string): string {
  if (part === "x" || part === "image" || part === "mask") return `${part === "x" ? "x" : part}_${id}`;
  return `${part}_${id}${output === "prediction" ? "" : `_${output}`}`;
}

function identifier(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9_]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return /^[A-Za-z]/.test(plain) ? plain : `v_${plain}`;
}

const textOf = (held: Held, part: Part): string => held.parts[part]?.text ?? firstText(held);

function firstText({ parts }: Held): string {
  return (parts.x ?? parts.pred_xstart ?? parts.image ?? parts.mask ?? parts.number)?.text ?? "x";
}

function literal(value: unknown): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "number" ? numberText(value) : JSON.stringify(value ?? "");
}

/** Lines of at most `width`, broken at spaces. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.replaceAll("\\", "\\\\").replaceAll('"""', "'''").split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
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
