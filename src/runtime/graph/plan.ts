import type { Shape } from "../backend.ts";
import type { Facts, NodeDefinition, Part, Registry, Site } from "../node.ts";
import { problem, UserError, type Problem } from "../problem.ts";
import { walkProblems } from "../walk.ts";
import { analyse, EMPTY_ENV, type Analysis, type Env } from "./analyse.ts";
import type { GraphFile } from "./format.ts";
import { fuse, type Group } from "./fuse.ts";
import { freeAfter } from "./lifetimes.ts";
import type { Item } from "./order.ts";
import type { CheckedStage } from "./stage.ts";
import { nameOf, type WiredNode } from "./wiring.ts";
import type { Zone } from "./zones.ts";

/** One node as the interpreter sees it: names are gone, values lie in numbered slots. */
export interface PlanNode {
  readonly index: number;
  readonly id: string;
  /** For people. */
  readonly name: string;
  readonly definition: NodeDefinition;
  readonly site: Site;
  /** Input name → slot. */
  readonly inputs: ReadonlyMap<string, number>;
  /** Output name → slot. */
  readonly outputs: ReadonlyMap<string, number>;
  readonly stage?: CheckedStage;
  /** Slot whose level this node works at, or the level itself; neither for a node without samples. */
  readonly level: { readonly slot: number } | { readonly at: number } | undefined;
  readonly sameLevel: readonly number[];
  /** Length of the schedule at this node, 0 where there is none. */
  readonly T: number;
  /** Network calls on one visit. */
  readonly calls: number;
  /** How many moves it makes on every visit; undefined: known only on arrival. */
  readonly moves: 0 | 1 | undefined;
  readonly watched: boolean;
  /** The loop around it. */
  readonly loop: number | undefined;
}

/** Where one output lies. */
export interface Slot {
  readonly index: number;
  readonly node: number;
  readonly output: string;
  readonly facts: Facts;
}

export interface PlanLoop {
  readonly node: number;
  readonly init: number;
  readonly back: number;
  readonly body: number;
  readonly done: number;
  /** It goes on while t > stop. */
  readonly stop: number;
  /** Nodes inside, in order, those of inner loops included. */
  readonly members: readonly number[];
}

/** The program is flat: loops are a test at the head and a jump at the end. */
export type Op =
  | { readonly op: "visit"; readonly node: number }
  | { readonly op: "enter"; readonly loop: number }
  | { readonly op: "test"; readonly loop: number; readonly exit: number }
  | { readonly op: "back"; readonly loop: number; readonly head: number }
  | { readonly op: "exit"; readonly loop: number };

/** A graph ready to be walked and executed; made once, never changed. */
export interface Plan {
  readonly graph: GraphFile;
  readonly nodes: readonly PlanNode[];
  readonly slots: readonly Slot[];
  readonly loops: readonly PlanLoop[];
  readonly ops: readonly Op[];
  /** For each op the slots whose last use it is. */
  readonly free: readonly (readonly number[])[];
  /** Kernels: stages that run together. */
  readonly groups: readonly Group[];
  readonly zones: readonly Zone[];
  readonly warnings: readonly Problem[];
}

export interface PlanOptions {
  /** Nodes whose outputs stay readable after each visit; they are not fused with those after them. */
  readonly watch?: ReadonlySet<string> | "all";
  /** Most tensors that one kernel may bind. WebGPU guarantees 8. */
  readonly maxTensors?: number;
}

/** Everything that is wrong with a graph: wires, types, params, equations, and what the dry run finds. */
export function validate(graph: GraphFile, registry: Registry, env: Env = EMPTY_ENV): readonly Problem[] {
  const analysis = analyse(graph, registry, env);
  if (analysis.problems.some((p) => p.severity === "error")) return analysis.problems;
  return [...analysis.problems, ...walkProblems(build(graph, analysis, {}))];
}

/**
 * Decides all that can be decided before a run: order, slots, last uses, kernels.
 *
 * @throws UserError with all problems of severity `error`.
 */
export function plan(graph: GraphFile, registry: Registry, env: Env = EMPTY_ENV, options: PlanOptions = {}): Plan {
  const analysis = analyse(graph, registry, env);
  const errors = analysis.problems.filter((p) => p.severity === "error");
  if (errors.length > 0) throw new UserError(...errors);
  const built = build(graph, analysis, options);
  const found = walkProblems(built).filter((p) => p.severity === "error");
  if (found.length > 0) throw new UserError(...found);
  return built;
}

function build(graph: GraphFile, analysis: Analysis, options: PlanOptions): Plan {
  const layout = new Layout(analysis, options);
  layout.block(analysis.items, undefined);
  const { nodes, slots, loops, ops } = layout;
  const frame = { nodes, slots, loops, ops };
  const groups = fuse(frame, options.maxTensors ?? 8);
  return {
    graph,
    ...frame,
    free: freeAfter(frame, groups),
    groups,
    zones: analysis.zones,
    warnings: analysis.problems.filter((p) => p.severity === "warning"),
  };
}

/** Nodes, slots and the flat program, before fusion. */
export type Frame = Pick<Plan, "nodes" | "slots" | "loops" | "ops">;

class Layout {
  readonly nodes: PlanNode[] = [];
  readonly slots: Slot[] = [];
  readonly loops: PlanLoop[] = [];
  readonly ops: Op[] = [];
  private readonly analysis: Analysis;
  private readonly options: PlanOptions;
  private readonly slotOf = new Map<string, number>();
  private readonly indexOf = new Map<string, number>();

  constructor(analysis: Analysis, options: PlanOptions) {
    this.analysis = analysis;
    this.options = options;
    for (const [id, wired] of analysis.wiring.nodes) {
      this.indexOf.set(id, this.indexOf.size);
      for (const output of wired.definition.outputs) {
        const facts = analysis.facts.get(`${id}.${output.name}`) ?? { type: "sample" };
        this.slotOf.set(`${id}.${output.name}`, this.slots.length);
        this.slots.push({ index: this.slots.length, node: this.indexOf.get(id) ?? -1, output: output.name, facts });
      }
    }
  }

  block(items: readonly Item[], loop: number | undefined): void {
    for (const item of items) {
      const wired = this.analysis.wiring.nodes.get(item.id);
      if (!wired) continue;
      const node = this.planNode(item.id, wired, loop);
      this.nodes[node.index] = node;
      if (item.kind === "node") this.ops.push({ op: "visit", node: node.index });
      else this.loop(item, node, wired);
    }
  }

  private loop(item: Item & { kind: "loop" }, node: PlanNode, wired: WiredNode): void {
    const slot = (list: ReadonlyMap<string, number>, name: string | undefined): number => list.get(name ?? "") ?? -1;
    const [init, back] = wired.definition.inputs;
    const [body, done] = wired.definition.outputs;
    const index = this.loops.length;
    const stop = Number(node.site.params[wired.definition.loop?.stop ?? ""] ?? 0);
    const members: number[] = [];
    this.loops.push({
      node: node.index,
      init: slot(node.inputs, init?.name),
      back: slot(node.inputs, back?.name),
      body: slot(node.outputs, body?.name),
      done: slot(node.outputs, done?.name),
      stop,
      members,
    });
    this.ops.push({ op: "enter", loop: index });
    const head = this.ops.length;
    this.ops.push({ op: "test", loop: index, exit: 0 });
    this.block(item.body, index);
    for (const op of this.ops.slice(head + 1)) if (op.op === "visit") members.push(op.node);
    this.ops.push({ op: "back", loop: index, head });
    this.ops[head] = { op: "test", loop: index, exit: this.ops.length };
    this.ops.push({ op: "exit", loop: index });
  }

  private planNode(id: string, { node, definition, inputs }: WiredNode, loop: number | undefined): PlanNode {
    const site = this.analysis.sites.get(id) ?? { id, params: {}, inputs: {}, images: {} };
    const stage = this.analysis.stages.get(id);
    const slots = new Map([...inputs].map(([name, w]) => [name, this.slotOf.get(`${w.from}.${w.output.name}`) ?? -1]));
    const level = levelOf(definition, site, slots, this.slots);
    const watch = this.options.watch;
    return {
      index: this.indexOf.get(id) ?? -1,
      id,
      name: nameOf(node),
      definition,
      site,
      inputs: slots,
      outputs: new Map(definition.outputs.map((o) => [o.name, this.slotOf.get(`${id}.${o.name}`) ?? -1])),
      ...(stage && { stage }),
      level,
      sameLevel: (definition.sameLevel ?? [])
        .map((name) => slots.get(name) ?? -1)
        .filter((slot) => ["sample", "prediction"].includes(this.slots[slot]?.facts.type ?? "")),
      T:
        level && "slot" in level
          ? (this.slots[level.slot]?.facts.T ?? 0)
          : (Object.values(site.inputs).find((f) => f.T)?.T ?? 0),
      calls: definition.calls?.(site) ?? 0,
      moves: definition.path ? definition.moves?.(site.params) : 0,
      watched: watch === "all" || watch?.has(id) === true,
      loop,
    };
  }
}

function levelOf(
  definition: NodeDefinition,
  site: Site,
  inputs: ReadonlyMap<string, number>,
  slots: readonly Slot[],
): PlanNode["level"] {
  if (definition.level && "at" in definition.level) return { at: definition.level.at(site) };
  const named = definition.level?.from;
  const names = named === undefined ? definition.inputs.filter((i) => !i.feedback).map((i) => i.name) : [named];
  for (const name of names) {
    const slot = inputs.get(name);
    const type = slot === undefined ? undefined : slots[slot]?.facts.type;
    if (slot !== undefined && (type === "sample" || type === "prediction")) return { slot };
  }
  return undefined;
}

/** The part of which slot a part of a slot really is, through nodes that only pass it on. */
export function origin(
  frame: Pick<Plan, "nodes" | "slots">,
  slot: number,
  part: Part,
): { readonly slot: number; readonly part: Part } {
  const at = frame.slots[slot];
  const node = at && frame.nodes[at.node];
  const source = at && node?.moves === 0 ? node.stage?.stage.outputs[at.output]?.[part] : undefined;
  if (!node || source === undefined || typeof source === "string") return { slot, part };
  const from = node.inputs.get(source.input);
  return from === undefined ? { slot, part } : origin(frame, from, source.part);
}

/** Shape of the picture in a slot. @throws UserError when nothing in the graph says it. */
export function shapeOf(node: PlanNode, facts: Facts): Shape {
  if (facts.shape) return facts.shape;
  throw new UserError(
    problem(
      "unknown-shape",
      {
        en: `${node.name}: nothing in the graph says how large its picture is.`,
        zh: `${node.name}：图中没有信息说明其图像的大小。`,
      },
      { en: "Load a model or an image, so that the size is known.", zh: "请加载模型或图像，以确定大小。" },
      { node: node.id },
    ),
  );
}
