import type { Shape } from "../backend.ts";
import type { CheckedEquation } from "../equation/check.ts";
import type { Kernel } from "../equation/kernel.ts";
import { buildKernel, type Stage as KernelStage } from "../equation/lower.ts";
import type { Part } from "../node.ts";
import type { Bound, Frame, Group, KernelInput, PlanNode } from "./program.ts";
import { origin, readsOf, tensorName, type Read } from "./reads.ts";
import { networkNames } from "./stage.ts";

/**
 * Joins neighbouring equation nodes into one kernel each: as long as nobody watches the values between them, no network
 * call stands between them, their pictures have one shape, and one kernel can bind their tensors.
 */
export function fuse(frame: Frame, maxTensors: number): readonly Group[] {
  const reads = readsOf(frame);
  const groups: Group[] = [];
  let open: PlanNode[] = [];
  const close = (): void => {
    if (open.length > 0) groups.push(groupOf(frame, reads, open, groups.length));
    open = [];
  };
  for (const op of frame.ops) {
    const node = op.op === "visit" ? frame.nodes[op.node] : undefined;
    if (!node?.stage) {
      close();
      continue;
    }
    if (!mayFollow(frame, open, node) || tensorsOf(groupOf(frame, reads, [...open, node], 0).kernel) > maxTensors)
      close();
    open.push(node);
    if (node.watched || node.moves === undefined) close();
  }
  close();
  return groups;
}

const tensorsOf = (kernel: Kernel): number => kernel.inputs.length + kernel.outputs.length;

function mayFollow(frame: Frame, open: readonly PlanNode[], node: PlanNode): boolean {
  const [first] = open;
  if (!first) return true;
  if (node.stage?.stage.network || node.moves === undefined) return false;
  return String(shapeOf(frame, first)) === String(shapeOf(frame, node));
}

/** Shape of a node's outputs, as far as it is known. */
function shapeOf(frame: Frame, node: PlanNode): Shape | undefined {
  for (const slot of node.outputs.values()) {
    const shape = frame.slots[slot]?.facts.shape;
    if (shape) return shape;
  }
  return undefined;
}

function groupOf(frame: Frame, reads: readonly Read[], nodes: readonly PlanNode[], index: number): Group {
  const inside = new Set(nodes.map((node) => node.index));
  const keep = new Set<string>();
  const outputs = new Map<string, { slot: number; part: Part }>();
  for (const { slot, part, by } of reads) {
    if (!inside.has(frame.slots[slot]?.node ?? -1) || inside.has(by)) continue;
    keep.add(tensorName(slot, part));
    outputs.set(tensorName(slot, part), { slot, part });
  }
  const sources: Sources = { inputs: new Map(), scalars: new Map() };
  const stages = nodes.map((node) => kernelStage(frame, node, node.stage?.equation, sources));
  const kernel = buildKernel(stages, [...keep]);
  const [first, last] = [nodes[0], nodes.at(-1)];
  const before = first?.stage?.before && beforeOf(frame, first);
  return {
    index,
    nodes: nodes.map((node) => node.index),
    ...bound(kernel, sources, nodes),
    outputs: kernel.outputs.map((name) => pick(outputs, name, nodes)),
    ...(before && { before }),
    shape: last && shapeOf(frame, last),
  };
}

/** What a node's network is shown, as a kernel of its own. */
function beforeOf(frame: Frame, node: PlanNode): Bound {
  const sources: Sources = { inputs: new Map(), scalars: new Map() };
  const { store: _, ...stage } = kernelStage(frame, node, node.stage?.before, sources);
  const shown = node.stage?.stage.network?.cotangent ?? "";
  return bound(buildKernel([{ ...stage, store: { [shown]: shown } }]), sources, [node]);
}

/** Where the names of a kernel come from. */
interface Sources {
  readonly inputs: Map<string, KernelInput>;
  readonly scalars: Map<string, { node: number; name: string }>;
}

function bound(kernel: Kernel, { inputs, scalars }: Sources, nodes: readonly PlanNode[]): Bound {
  return {
    kernel,
    inputs: kernel.inputs.map((name) => pick(inputs, name, nodes)),
    scalars: kernel.scalars.map((name) => pick(scalars, name, nodes)),
  };
}

function pick<T>(map: ReadonlyMap<string, T>, name: string, nodes: readonly PlanNode[]): T {
  const found = map.get(name);
  if (found === undefined)
    throw new Error(`kernel of ${nodes.map((n) => n.id).join(" + ")}: "${name}" comes from nowhere`);
  return found;
}

/** One node's equation with its names made unique in the graph. */
function kernelStage(
  frame: Frame,
  node: PlanNode,
  equation: CheckedEquation | undefined,
  { inputs, scalars }: Sources,
): KernelStage {
  if (!node.stage || !equation) throw new Error(`${node.id} has no equation`);
  const { stage } = node.stage;
  const bind: Record<string, string> = {};
  const input = (local: string, global: string, source: KernelInput): void => {
    bind[local] = global;
    inputs.set(global, source);
  };
  for (const local of equation.reads.tensors) {
    const named = stage.tensors[local];
    const draw = stage.noise?.indexOf(local) ?? -1;
    if (named) {
      const at = origin(frame, node.inputs.get(named.input) ?? -1, named.part);
      input(local, tensorName(at.slot, at.part), { kind: "value", ...at });
    } else if (draw >= 0) input(local, `n${node.index}.${local}`, { kind: "noise", node: node.index, draw });
    else if (networkNames(stage, true).includes(local)) {
      input(local, `n${node.index}.${local}`, { kind: "network", node: node.index, name: local });
    }
  }
  for (const local of equation.reads.scalars) {
    bind[local] = `n${node.index}.${local}`;
    scalars.set(`n${node.index}.${local}`, { node: node.index, name: local });
  }
  const store: Record<string, string> = {};
  for (const [output, parts] of Object.entries(stage.outputs)) {
    for (const [part, local] of Object.entries(parts) as [Part, string | object][]) {
      if (typeof local === "string") store[local] = tensorName(node.outputs.get(output) ?? -1, part);
    }
  }
  const items = Object.entries(stage.tensors).flatMap(([local, { part }]) => (part === "number" ? [local] : []));
  return { equation, bind, store, ...(items.length > 0 && { items }) };
}
