import type { NodeDefinition, Param, Registry, Site } from "../node.ts";
import { UserError, type Problem } from "../problem.ts";
import { walkProblems } from "../trace.ts";
import { analyse, EMPTY_ENV, type Analysis, type Env } from "./analyse.ts";
import type { GraphFile } from "./format.ts";
import { fuse } from "./fuse.ts";
import { freeAfter } from "./lifetimes.ts";
import type { Item } from "./order.ts";
import type { Op, Plan, PlanLoop, PlanNode, Slot } from "./program.ts";
import { nameOf, type WiredNode } from "./wiring.ts";

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
    const members: number[] = [];
    this.loops.push({
      node: node.index,
      init: slot(node.inputs, init?.name),
      back: slot(node.inputs, back?.name),
      body: slot(node.outputs, body?.name),
      done: slot(node.outputs, done?.name),
      until: untilOf(wired.definition.loop, node.site),
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
      noise: node.noise ?? id,
      name: nameOf(node),
      definition,
      site,
      inputs: slots,
      varied: new Map(
        [...slots].filter(([name]) => definition.params.some((param) => param.name === name && isWired(param))),
      ),
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

const isWired = (param: Param): boolean => param.kind === "number" && param.varies === true;

function untilOf(loop: NodeDefinition["loop"], { params }: Site): PlanLoop["until"] {
  if (loop && "times" in loop) return { times: Number(params[loop.times] ?? 0) };
  return { stop: Number(params[loop?.stop ?? ""] ?? 0) };
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
